import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { EventLog } from "../event-log.ts";
import { createMask } from "../observe/mask.ts";
import { createObserver } from "../observe/observer.ts";
import type { SessionEndpoint } from "../sessions/endpoint.ts";
import type { Swap } from "../swap/swap.ts";
import { createDoor } from "./door.ts";
import { createForwarder } from "./forward.ts";
import { listenOnLoopback } from "./listen.ts";
import { createRequestHandler } from "./requests.ts";
import { createSocketForwarder } from "./socket.ts";
import type { StandIn } from "./stand-in.ts";
import { createUpgradeHandler } from "./upgrades.ts";

export interface GatewayOptions {
  /** An address to listen on besides loopback; null listens on loopback only. */
  readonly host: string | null;
  /** 0 takes any free one. */
  readonly port: number;
  /** False takes the next free port where this one is taken. */
  readonly portIsFixed: boolean;
  /** Where the app answers now: null while it is not up, undefined where nothing is fronted. */
  readonly target: () => URL | null | undefined;
  /** Null where the app answers all requests for sessions itself. */
  readonly sessions: SessionEndpoint | null;
  /** Whether the app answers `/api/chatkit/*` itself; null finds out by asking it. */
  readonly appOwnsSessions: boolean | null;
  /** Origins of pages elsewhere that may use this address, such as `http://localhost:5173`. */
  readonly allowOrigins: readonly string[];
  readonly log: EventLog;
  /** Answers a request under `/__chatkit/`, or returns false. */
  readonly inspector: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** What answers in OpenAI's place; null where OpenAI does. */
  readonly standIn?: StandIn | null;
  /** Changes what passes, so that a page loads the stand-in's script; null leaves all as it is. */
  readonly swap?: Swap | null;
  /** Secrets that may never be told, such as the key; asked anew for everything that is told. */
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
 * Starts the one address in front of the app: what belongs to the app passes untouched, and what
 * belongs to ChatKit is told to the log.
 *
 * @throws {CliError} exit 2: `port_taken`, `port_forbidden`, `host_unknown`; exit 1: `no_free_port`
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { log, target } = options;
  let { sessions } = options;
  const observer = createObserver({ log, mask: createMask(options.secrets) });
  const door = createDoor(options);
  const forwarder = createForwarder();
  const sockets = createSocketForwarder();
  const onRequest = createRequestHandler({
    ...options,
    standIn: options.standIn ?? null,
    swap: options.swap ?? null,
    sessions: () => sessions,
    observer,
    door,
    forwarder,
  });
  const onUpgrade = createUpgradeHandler({ target, door, sockets, onRequest });

  const { port, servers } = await listenOnLoopback({ ...options, onRequest });
  for (const server of servers) {
    server.on("upgrade", (request, socket, head) => onUpgrade(request, socket as Socket, head));
  }
  return {
    port,
    url: `http://localhost:${port}`,
    setSessions: (next) => {
      sessions = next;
    },
    close: async () => {
      sockets.close();
      await Promise.all(
        servers.map(
          (server) =>
            new Promise<void>((resolve) => {
              server.close(() => resolve());
              server.closeAllConnections();
            }),
        ),
      );
      forwarder.close();
    },
  };
}
