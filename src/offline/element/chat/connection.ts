import type { Backend, Transport } from "./backend.ts";
import type { Emit } from "./events.ts";
import type { StateStore } from "./state-store.ts";

/** What the parts of a chat share. */
export interface ChatParts {
  readonly store: StateStore;
  readonly emit: Emit;
  /** Tells the page of an error, once, however often it is handed on. */
  readonly tell: (error: unknown) => void;
  /** The backend of the present options. @throws Error as long as there are none */
  readonly connection: () => Connection;
}

/** The backend of one `api` option, as long as the element is in the page. */
export interface Connection {
  readonly backend: Backend;
  readonly transport: Transport;
  /** Aborts when the chat is over, or its backend is another one. */
  readonly signal: AbortSignal;
}
