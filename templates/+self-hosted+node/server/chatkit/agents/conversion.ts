import type { Owner } from "../store.ts";
import type { ThreadStreamEvent } from "../types.ts";
import type { AgentContext } from "./context.ts";
import type { ResponseStreamConverter } from "./response-converter.ts";

/** What turning an answer into events takes. */
export interface Conversion<Context extends Owner> {
  readonly context: AgentContext<Context>;
  readonly converter: ResponseStreamConverter;
  readonly emit: (event: ThreadStreamEvent) => void;
}
