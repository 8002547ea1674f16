import type { IncomingMessage, ServerResponse } from "node:http";

/** Below this the gateway serves the stand-ins. */
export const OFFLINE_PATH = "/__chatkit/offline/";

/** The stand-ins of one run: OpenAI's API, ChatKit's backend for hosted workflows, and the element. */
export interface Offline {
  /** Answers a request below {@link OFFLINE_PATH}, whatever it is for. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** How many questions no fixture matched; with `--strict` each is a failure. */
  readonly unmatched: () => readonly string[];
  close(): Promise<void>;
}

export interface OfflineOptions {
  /** Directory of the app, whose `chatkit/fixtures/*.json` come before what is built in. */
  readonly cwd: string;
  readonly speed: "readable" | "instant";
  /** A question that no fixture matches is answered with an error. */
  readonly strict: boolean;
  /** Told what a person should know, such as a fixture that cannot be read. */
  readonly onWarning: (message: string, hint: string | null) => void;
}
