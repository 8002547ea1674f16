import type { IncomingMessage, ServerResponse } from "node:http";
import type { SessionOptions } from "../../../templates/+hosted+node/server/sessions/options.ts";
import type { EventLog } from "../event-log.ts";

/** The routes of the hosted template about sessions, answered with the developer's key. */
export interface SessionEndpoint {
  /**
   * Whether this is one of its routes.
   *
   * @param method as the request has it; an `OPTIONS` asks for the method behind it
   * @param path without its query
   */
  route(method: string, path: string): SessionRoute | null;
  /** Answers a request for one of its routes. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** `operation` as an exchange tells it. `alias` is the path of `--session-path`: never the app's. */
export interface SessionRoute {
  readonly operation:
    | "session.create"
    | "session.refresh"
    | "session.validate"
    | "session.cancel"
    | "workflow.read";
  readonly isAlias: boolean;
}

export interface SessionEndpointOptions {
  /** Null: every request for a session is answered with what to do about it. */
  readonly apiKey: string | null;
  /** OpenAI's API, with its version: `https://api.openai.com/v1`. */
  readonly baseURL: string;
  /** `wf_…` */
  readonly workflowId: string | null;
  /** The user of every session, whatever the page says. */
  readonly user: string;
  /** What a session allows; OpenAI's defaults where nothing is said. */
  readonly options?: SessionOptions;
  /** Lets the body of a request choose workflow, user and limits. */
  readonly trustPage: boolean;
  /** A further path whose `POST` opens a session. */
  readonly sessionPath: string | null;
  readonly log: EventLog;
}

/**
 * Makes the session endpoint of `chatkit dev`.
 *
 * @throws SessionOptionsError, if the options cannot work
 */
export function createSessionEndpoint(options: SessionEndpointOptions): SessionEndpoint {
  const { sessionPath } = options;
  return {
    route: (method, path) =>
      method === "POST" && path === sessionPath
        ? { operation: "session.create", isAlias: true }
        : null,
    handle: async (_request, response) => {
      response.writeHead(503).end();
    },
  };
}
