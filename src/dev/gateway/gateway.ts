import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { EventLog } from "../event-log.ts";
import type { SessionEndpoint } from "../sessions/endpoint.ts";

export interface GatewayOptions {
  /** An address to listen on besides loopback; null listens on loopback only. */
  readonly host: string | null;
  /** 0 takes any free one. */
  readonly port: number;
  /** False takes the next free port where this one is taken. */
  readonly portIsFixed: boolean;
  /** Where the app answers now: null while it is not up, undefined where nothing is fronted. */
  readonly target: () => URL | null | undefined;
  /** Null where there is no key to mint with. */
  readonly sessions: SessionEndpoint | null;
  /** Whether the app answers `/api/chatkit/*` itself; null finds out by asking it. */
  readonly appOwnsSessions: boolean | null;
  /** Origins of pages elsewhere that may use this address, such as `http://localhost:5173`. */
  readonly allowOrigins: readonly string[];
  readonly log: EventLog;
  /** Answers a request under `/__chatkit/`, or returns false. */
  readonly inspector: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Secrets that may never be told, such as the key; asked anew for every exchange. */
  readonly secrets?: () => readonly string[];
}

/** A running gateway. */
export interface Gateway {
  readonly port: number;
  /** `http://localhost:<port>` */
  readonly url: string;
  /** Puts another session endpoint in place, as after a change of `.env`. */
  setSessions(next: SessionEndpoint | null): void;
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}

/**
 * Starts the one address in front of the app.
 *
 * @throws {CliError} exit 2 `port_taken`, `host_unknown` or `port_forbidden`: it cannot listen there
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  let { sessions } = options;
  const server = createServer((request, response) => {
    if (request.url?.startsWith("/__chatkit/") && options.inspector(request, response)) return;
    if (sessions?.route(request.method ?? "", request.url ?? "")) {
      void sessions.handle(request, response);
      return;
    }
    response.writeHead(503).end();
  });
  await new Promise<void>((resolve) => server.listen(options.port, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : options.port;
  return {
    port,
    url: `http://localhost:${port}`,
    setSessions: (next) => {
      sessions = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
