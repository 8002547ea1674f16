import { isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";

/**
 * How other machines reach this one where it listens on a host.
 *
 * @param host of `--host`
 * @param port of the gateway
 * @returns such as `http://192.168.1.5:4310`; none for a host that is this machine alone
 */
export function addressesElsewhere(host: string, port: number): string[] {
  if (host === "localhost" || host === "::1" || host.startsWith("127.")) return [];
  const isEvery = host === "0.0.0.0" || host === "::";
  const hosts = isEvery
    ? Object.values(networkInterfaces()).flatMap((interfaces = []) =>
        interfaces
          .filter(({ internal, family }) => !internal && family === "IPv4")
          .map(({ address }) => address),
      )
    : [host];
  return hosts.map((name) => `http://${isIPv6(name) ? `[${name}]` : name}:${port}`);
}
