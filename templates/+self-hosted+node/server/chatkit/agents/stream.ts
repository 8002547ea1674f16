import type { Agent, StreamedRunResult } from "@openai/agents";
import type { Owner } from "../store.ts";
import type { ThreadStreamEvent } from "../types.ts";
import type { AgentContext } from "./context.ts";
import type { ResponseStreamConverter } from "./response-converter.ts";

/** Turns a run of an agent into events of a thread. */
export async function* streamAgentResponse<Context extends Owner>(options: {
  readonly context: AgentContext<Context>;
  // biome-ignore lint/suspicious/noExplicitAny: agents of every kind of output will do.
  readonly result: StreamedRunResult<AgentContext<Context>, Agent<AgentContext<Context>, any>>;
  readonly converter?: ResponseStreamConverter;
  readonly signal?: AbortSignal;
}): AsyncGenerator<ThreadStreamEvent> {}
