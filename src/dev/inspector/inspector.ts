import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { EventLog } from "../event-log.ts";
import type { SeenSession } from "../events.ts";

/** What the page says of this run besides what happens in it. */
export interface InspectorInfo {
  /** The app's name, such as the one in its package.json. */
  readonly appName: string;
  /** Null where nothing is known of it. */
  readonly backend: "hosted" | "self-hosted" | null;
  /** What the gateway fronts, such as `http://localhost:5173`; null for nothing. */
  readonly target: string | null;
  /** The key that is used, masked, and where it came from; null without one. */
  readonly key: string | null;
  /** What a person has to know to understand what they see, such as of a hosted app. */
  readonly note: string | null;
}

/** A session that was made for the person, with the one secret that the log never has. */
export interface MintedSession {
  readonly session: SeenSession;
  readonly clientSecret: string;
}

export interface InspectorOptions {
  readonly log: EventLog;
  /** The gateway's own address, such as `http://localhost:4310`. */
  readonly origin: () => string;
  readonly info: () => InspectorInfo;
  /** Makes a session for the person; absent where there is none to make. May throw CliError. */
  readonly mint?: () => Promise<MintedSession>;
}

export interface Inspector {
  /** Opens the inspector, and nothing else; new for each run. */
  readonly token: string;
  /** What the terminal's link adds to the gateway's address: `/__chatkit/?token=…`. */
  readonly path: string;
  /** @returns whether the request was the inspector's: all below `/__chatkit/` are, and are answered */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** Ends every page's live connection. */
  close(): void;
}

/** Where the inspector is; the gateway sends nothing from below here to the app. */
export const INSPECTOR_PATH = "/__chatkit/";

/**
 * The inspector of a run: a page that shows what happens, and what it asks for.
 *
 * @param options what it shows; it listens to the log until `close`
 */
export function createInspector(options: InspectorOptions): Inspector {
  const token = randomBytes(32).toString("base64url");
  const unsubscribe = options.log.subscribe(() => undefined);
  return {
    token,
    path: `${INSPECTOR_PATH}?token=${token}`,
    handle(request, response) {
      if (!request.url?.startsWith(INSPECTOR_PATH)) return false;
      response.writeHead(404).end();
      return true;
    },
    close: unsubscribe,
  };
}
