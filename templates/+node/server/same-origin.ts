import { createMiddleware } from "hono/factory";
import { AppError } from "./errors.ts";
import type { AppEnv, Network } from "./network.ts";

/**
 * Refuses a changing request that another site's page sent.
 *
 * The cookies are `SameSite=Lax` already; this is the second line. Programs send neither header
 * and pass.
 */
export function sameOriginOnly(network: Network, publicUrl: URL | null) {
  return createMiddleware<AppEnv>(async (c, next) => {
    if (!["GET", "HEAD", "OPTIONS"].includes(c.req.method)) {
      const site = c.req.header("Sec-Fetch-Site");
      const origin = c.req.header("Origin");
      const hosts = network.hosts(c);
      // Only an https or localhost page sends Sec-Fetch-Site; the Origin speaks for the others.
      const foreign = site
        ? site !== "same-origin" && site !== "none"
        : origin && hosts && !isOneOf(origin, publicUrl ? [...hosts, publicUrl.host] : hosts);
      if (foreign) {
        throw new AppError(403, {
          code: "foreign_origin",
          message: "This request came from another site's page.",
          hint: "Behind a proxy, pass the Host header on, or set CHATKIT_PUBLIC_URL.",
        });
      }
    }
    await next();
  });
}

function isOneOf(origin: string, hosts: readonly string[]): boolean {
  // An opaque origin ("null") is nobody's.
  if (!URL.canParse(origin)) {
    return false;
  }
  const { protocol, host } = new URL(origin);
  return hosts.some((name) => {
    const address = `${protocol}//${name}`;
    return URL.canParse(address) && new URL(address).host === host;
  });
}
