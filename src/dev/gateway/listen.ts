import { createServer, type RequestListener, type Server, type ServerOptions } from "node:http";
import { CliError, EXIT, usageError } from "../../errors.ts";
import { isListening } from "../app/answers.ts";

/** Servers that listen on one port, on every address that was asked for. */
export interface Listeners {
  readonly port: number;
  readonly servers: readonly Server[];
}

const LOOPBACK = ["127.0.0.1", "::1"] as const;
const EVERYWHERE: readonly string[] = ["0.0.0.0", "::"];
/** How many ports are tried after the first. */
const MOST_TRIES = 100;

/** Cookies of every app on localhost come along, more than Node's usual 16 KiB sometimes. */
export const MAX_HEADER_BYTES = 64 * 1024;

const OPTIONS: ServerOptions = {
  maxHeaderSize: MAX_HEADER_BYTES,
  // A large upload may take its time; what is too slow is for the app to say.
  requestTimeout: 0,
  noDelay: true,
};

/**
 * Listens on loopback, both on IPv4 and on IPv6 since `localhost` may mean either, and on `host`
 * where one is given.
 *
 * @param options `host`: a further address, or null; `port`: 0 for any free one; `portIsFixed`:
 * whether no other will do
 * @throws {CliError} exit 2: `port_taken`, `port_forbidden`, `host_unknown`; exit 1: `no_free_port`
 */
export async function listenOnLoopback(options: {
  readonly host: string | null;
  readonly port: number;
  readonly portIsFixed: boolean;
  readonly onRequest: RequestListener;
}): Promise<Listeners> {
  const { host, portIsFixed } = options;
  const addresses = addressesFor(host);
  const last = portIsFixed ? options.port : Math.min(options.port + MOST_TRIES, 65_535);
  for (let port = options.port; port <= last; port++) {
    const listeners = await listenOnAll(addresses, port, options.onRequest);
    if (listeners) return listeners;
    // Any free one was taken on the other address meanwhile: another is tried.
    if (options.port === 0) port--;
  }
  if (portIsFixed) {
    throw usageError(
      "port_taken",
      `Port ${options.port} is already in use.`,
      `Stop the other program, or choose another port: --port ${options.port + 1}`,
    );
  }
  throw new CliError(`No port from ${options.port} to ${last} is free.`, {
    code: "no_free_port",
    exitCode: EXIT.failed,
    hint: "Take any free one: --port 0",
  });
}

function addressesFor(host: string | null): readonly string[] {
  if (host === null) return LOOPBACK;
  // The one address stands for all, loopback too; IPv6's has IPv4's within it.
  if (EVERYWHERE.includes(host)) return host === "::" ? ["::"] : ["0.0.0.0", "::1"];
  return [...new Set([...LOOPBACK, host === "localhost" ? "127.0.0.1" : host])];
}

/** @returns undefined where the port is taken on one of the addresses */
async function listenOnAll(
  addresses: readonly string[],
  port: number,
  onRequest: RequestListener,
): Promise<Listeners | undefined> {
  if (port !== 0 && (await isAnswered(port))) return undefined;
  const servers: Server[] = [];
  let chosen = port;
  const closeAll = async () => {
    for (const server of servers) await new Promise((resolve) => server.close(resolve));
  };
  for (const address of addresses) {
    const server = createServer(OPTIONS, onRequest);
    let outcome: Outcome;
    try {
      outcome = await listen(server, chosen, address);
    } catch (error) {
      await closeAll();
      throw error;
    }
    if (outcome === "listening") {
      servers.push(server);
      const bound = server.address();
      if (typeof bound === "object" && bound) chosen = bound.port;
    } else if (outcome === "taken") {
      await closeAll();
      return undefined;
    }
  }
  return { port: chosen, servers };
}

/** Absent: the machine has no such address, and can do without. */
type Outcome = "listening" | "taken" | "absent";

async function listen(server: Server, port: number, address: string): Promise<Outcome> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ port, host: address, ipv6Only: address === "::1" }, () => {
        server.off("error", reject);
        resolve();
      });
    });
    return "listening";
  } catch (error) {
    return explainRefusal(error, port, address);
  }
}

/** @throws {CliError} where neither another port nor less would help */
function explainRefusal(
  error: unknown,
  port: number,
  address: string,
): Exclude<Outcome, "listening"> {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") return "taken";
  if (code === "EACCES") {
    throw usageError(
      "port_forbidden",
      `Port ${port} is reserved for the system.`,
      "Choose one from 1024 on: --port 4310",
    );
  }
  // A machine without IPv6 has the other half of loopback.
  if (address === "::1") return "absent";
  if (
    code === "EADDRNOTAVAIL" ||
    code === "ENOTFOUND" ||
    code === "EINVAL" ||
    code === "EAI_AGAIN"
  ) {
    throw usageError(
      "host_unknown",
      `${address} is no address of this machine.`,
      "0.0.0.0 stands for every address of it: --host 0.0.0.0",
    );
  }
  throw error;
}

/** Some systems let two programs listen, one on all addresses and one on loopback. */
async function isAnswered(port: number): Promise<boolean> {
  const hosts = ["127.0.0.1", "[::1]"];
  const answers = await Promise.all(
    hosts.map((host) => isListening(new URL(`http://${host}:${port}`))),
  );
  return answers.includes(true);
}
