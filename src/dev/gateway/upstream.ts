import type { ProxyServerOptions } from "httpxy";
import { isLoopback } from "../loopback.ts";

/**
 * How the proxy reaches an app: by its origin alone, so that every path stays as it is.
 *
 * On this machine the app gets the original `Host`, as if it were asked itself. Elsewhere names lead
 * to different sites, so there it gets its own.
 *
 * @param target the app's address
 */
export function upstreamOf(target: URL): ProxyServerOptions {
  const isLocal = isLoopback(target);
  return {
    target: {
      protocol: target.protocol,
      host: target.host,
      // Node wants IPv6 without brackets.
      hostname: target.hostname.replace(/^\[(.*)\]$/, "$1"),
      port: target.port || (target.protocol === "https:" ? 443 : 80),
    },
    changeOrigin: !isLocal,
    // A development server signs its certificate itself.
    secure: !isLocal,
  };
}
