import type { Context } from "hono";
import type { RequestContext } from "./context.ts";
import { subnet } from "./limits.ts";
import type { AppEnv, Network } from "./network.ts";
import type { Problem, Settings } from "./settings.ts";

const LOCAL_HOST = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\]|0\.0\.0\.0)$/;
const MAXIMUM_HOSTS_TOLD = 100;

/** How people reach this server. */
export interface PublicAddress {
  /** What the chat knows about a request of a user. */
  context(c: Context<AppEnv>, userId: string): RequestContext;
  /** What ChatKit lacks to appear at the address of a request. */
  problems(c: Context<AppEnv>): readonly Problem[];
}

/** Tells addresses from requests, unless `CHATKIT_PUBLIC_URL` says it. */
export function createPublicAddress(settings: Settings, network: Network): PublicAddress {
  const told = new Set<string>();
  const hostOf = (c: Context<AppEnv>) => {
    const names = network.hosts(c) ?? [c.req.header("Host") ?? ""];
    // The last one is what a trusted proxy was asked for; anything may come in a header.
    const name = names.at(-1) ?? "";
    return URL.canParse(`http://${name}`) && /^[\w.:[\]-]+$/.test(name) ? name : "localhost";
  };
  return {
    context(c, userId) {
      const protocol = network.isHttps(c) ? "https" : "http";
      const origin = settings.publicUrl?.origin ?? `${protocol}://${hostOf(c)}`;
      return { userId, origin, network: subnet(network.address(c)) };
    },
    problems(c) {
      const host = hostOf(c).replace(/:\d+$/, "");
      if (settings.domainKey || settings.offline || LOCAL_HOST.test(host)) {
        return [];
      }
      const problem = {
        code: "domain_key_placeholder",
        message: `${host} has no ChatKit domain key yet.`,
        hint: `Allow ${host} for your organisation, then set CHATKIT_DOMAIN_KEY.`,
        href: "https://platform.openai.com/settings/organization/security/domain-allowlist",
      };
      // A browser may send any Host, so the memory of those that were told is bounded.
      if (!told.has(host) && told.size < MAXIMUM_HOSTS_TOLD) {
        told.add(host);
        console.warn(`${problem.message} ${problem.hint}`);
      }
      return [problem];
    },
  };
}
