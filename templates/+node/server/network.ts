import { BlockList, isIP } from "node:net";
import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { SettingsError } from "./settings.ts";

/** What the routes of the server know of a request. */
export interface AppEnv {
  Bindings: HttpBindings;
  Variables: { user: string };
}

/** Who is at the other end of a request, as far as trusted proxies can tell. */
export interface Network {
  /** The client's IP address. */
  address(c: Context<AppEnv>): string;
  /** Whether the browser speaks https. */
  isHttps(c: Context<AppEnv>): boolean;
  /** The hosts that this server is known by in this request; null if a proxy keeps them to itself. */
  hosts(c: Context<AppEnv>): readonly string[] | null;
}

/**
 * Reads `X-Forwarded-*`, from trusted proxies only: anyone else could write what they like.
 *
 * @param trustedProxies addresses and CIDR ranges
 * @throws SettingsError, if an entry is neither
 */
export function createNetwork(trustedProxies: readonly string[]): Network {
  const trusted = blockList(trustedProxies);
  const isTrusted = (address: string) =>
    isIP(address) !== 0 && trusted.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
  const peer = (c: Context<AppEnv>) => plainAddress(c.env.incoming.socket.remoteAddress ?? "");
  const forwarded = (c: Context<AppEnv>, name: string) =>
    isTrusted(peer(c)) ? (c.req.header(`X-Forwarded-${name}`) ?? "") : "";

  return {
    address(c) {
      let address = peer(c);
      const hops = forwarded(c, "For").split(",").map(plainAddress).reverse();
      for (const hop of hops) {
        if (!isTrusted(address) || isIP(hop) === 0) {
          break;
        }
        address = hop;
      }
      return address;
    },
    isHttps(c) {
      return forwarded(c, "Proto").split(",")[0]?.trim().toLowerCase() === "https";
    },
    hosts(c) {
      const host = forwarded(c, "Host").split(",")[0]?.trim();
      if (!host && forwarded(c, "For")) {
        return null;
      }
      return [c.req.header("Host"), host].filter((name): name is string => Boolean(name));
    },
  };
}

function blockList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = "", prefix] = entry.split("/");
    const type = isIP(address) === 6 ? "ipv6" : "ipv4";
    try {
      if (prefix === undefined) {
        list.addAddress(address, type);
      } else {
        list.addSubnet(address, Number.parseInt(prefix, 10), type);
      }
    } catch {
      throw new SettingsError(
        `CHATKIT_TRUSTED_PROXIES must list addresses or ranges such as 10.0.0.0/8, and holds "${entry}".`,
      );
    }
  }
  return list;
}

/** Strips what surrounds an address: spaces, a port, brackets, the prefix of IPv4 within IPv6. */
function plainAddress(text: string): string {
  const bare = text
    .trim()
    .replace(/^\[(.*)\](:\d+)?$/, "$1")
    .replace(/^::ffff:(?=\d+\.)/i, "");
  return /^[\d.]+:\d+$/.test(bare) ? bare.replace(/:\d+$/, "") : bare;
}
