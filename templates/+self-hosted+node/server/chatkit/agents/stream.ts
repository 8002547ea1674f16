import type { ReadableStream, ReadableStreamDefaultReader } from "node:stream/web";
import {
  InputGuardrailTripwireTriggered,
  ModelRefusalError,
  OutputGuardrailTripwireTriggered,
  type RunStreamEvent,
} from "@openai/agents";
import type { Owner } from "../store.ts";
import type { ClientToolCallItem, ThreadStreamEvent, WorkflowItem } from "../types.ts";
import { Answer } from "./answer.ts";
import type { AgentContext, ClientToolCall } from "./context.ts";
import { ModelEventReader } from "./model-events.ts";
import { AsyncQueue } from "./queue.ts";
import { ResponseStreamConverter } from "./response-converter.ts";

/** What `run` gives with `stream: true`, whatever the agent puts out. */
export interface AgentRun {
  toStream(): AsyncIterable<RunStreamEvent>;
  readonly cancelled: boolean;
}

type Entry =
  | { readonly type: "event"; readonly event: ThreadStreamEvent }
  | { readonly type: "ended"; readonly toolCallId: string | undefined }
  | { readonly type: "failed"; readonly error: unknown };

/**
 * Turns a run of an agent into events of a thread, together with what its tools stream.
 *
 * The run ends with its reader: when `signal` aborts, or nobody reads any more, the request to the
 * model is closed.
 *
 * @param options.context the context that the run was given
 * @param options.converter shows images and citations in another way
 * @param options.signal of the turn; give it to the run as well, so that its tools hear of it
 * @throws what the run throws; after a guardrail that tripped, what was shown is taken away first
 * @throws the signal's reason, once it aborts
 */
export async function* streamAgentResponse<Context extends Owner>(options: {
  readonly context: AgentContext<Context>;
  readonly result: AgentRun;
  readonly converter?: ResponseStreamConverter;
  readonly signal?: AbortSignal;
}): AsyncGenerator<ThreadStreamEvent> {
  const { context, result, converter = new ResponseStreamConverter(), signal } = options;
  // The SDK's type leaves out what its stream, a standard one, has.
  const stream = result.toStream() as unknown as ReadableStream<RunStreamEvent>;
  const reader = stream.getReader();
  const queue = new AsyncQueue<Entry>();
  const emit = (event: ThreadStreamEvent) => queue.push({ type: "event", event });
  const fail = (error: unknown) => queue.push({ type: "failed", error });
  const abort = () => fail(signal?.reason);
  const shown = new Set<string>();
  let stopListening: (() => void) | undefined;
  let toolCallId: string | undefined;
  let isAnswered = false;

  try {
    signal?.throwIfAborted();
    signal?.addEventListener("abort", abort, { once: true });
    const unfinished = await findUnfinishedWorkflow(context);
    context.workflowItem ??= unfinished;
    stopListening = context.listen(emit);
    convertRun(reader, new Answer({ context, converter, emit }), fail).then(
      (callId) => queue.push({ type: "ended", toolCallId: callId }),
      fail,
    );
    for await (const entry of queue) {
      // What still waits when the turn is aborted is for nobody.
      signal?.throwIfAborted();
      if (entry.type === "failed") {
        // A refusal is an answer, and has been shown as one.
        if (entry.error instanceof ModelRefusalError) {
          break;
        }
        throw entry.error;
      }
      if (entry.type === "ended") {
        toolCallId = entry.toolCallId;
        break;
      }
      const { event } = entry;
      if (event.type === "thread.item.added" || event.type === "thread.item.done") {
        if (event.item.id !== unfinished?.id) {
          shown.add(event.item.id);
        }
      }
      yield event;
    }
    if (result.cancelled) {
      throw new DOMException("The run was aborted.", "AbortError");
    }
    isAnswered = true;
  } catch (error) {
    if (isTripwire(error)) {
      for (const item_id of shown) {
        yield { type: "thread.item.removed", item_id };
      }
    }
    throw error;
  } finally {
    signal?.removeEventListener("abort", abort);
    stopListening?.();
    if (!isAnswered) {
      context.end();
    }
    // Of a run that failed, the error has been thrown already.
    await reader.cancel().catch(() => {});
  }

  const { workflowItem, clientToolCall, thread, store, requestContext } = context;
  // It goes on in the next turn, so it is stored as it is, and not done.
  if (workflowItem) {
    await store.addThreadItem(thread.id, workflowItem, requestContext);
  }
  if (clientToolCall) {
    context.clientToolCall = undefined;
    yield { type: "thread.item.done", item: clientToolItem(context, clientToolCall, toolCallId) };
  }
}

/**
 * Converts what the model says, and gives the id of the last tool call.
 *
 * It reads on while something is converted, since the SDK forgets what is unread when a run fails.
 */
async function convertRun<Context extends Owner>(
  reader: ReadableStreamDefaultReader<RunStreamEvent>,
  answer: Answer<Context>,
  onFailure: (error: unknown) => void,
): Promise<string | undefined> {
  const model = new ModelEventReader();
  let toolCallId: string | undefined;
  let converted = Promise.resolve();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        break;
      }
      if (value.type === "raw_model_stream_event") {
        for (const event of model.read(value)) {
          converted = converted.then(() => answer.convert(event));
        }
        converted.catch(onFailure);
      } else if (value.type === "run_item_stream_event") {
        const { rawItem } = value.item;
        if (value.name === "tool_called" && rawItem?.type === "function_call") {
          toolCallId = rawItem.callId;
        }
      }
    }
  } finally {
    await converted;
  }
  return toolCallId;
}

/** A workflow that the turn before left open, perhaps for a tool in the browser. */
async function findUnfinishedWorkflow<Context extends Owner>({
  store,
  thread,
  requestContext,
}: AgentContext<Context>): Promise<WorkflowItem | undefined> {
  const page = await store.loadThreadItems(thread.id, { limit: 2, order: "desc" }, requestContext);
  const [newest, second] = page.data;
  const last = newest?.type === "client_tool_call" ? second : newest;
  // One that has ended tells how long it took, or what it was about.
  return last?.type === "workflow" && !last.workflow.summary ? last : undefined;
}

function clientToolItem<Context extends Owner>(
  context: AgentContext<Context>,
  call: ClientToolCall,
  toolCallId: string | undefined,
): ClientToolCallItem {
  return {
    type: "client_tool_call",
    id: context.generateId("tool_call"),
    thread_id: context.thread.id,
    created_at: new Date().toISOString(),
    status: "pending",
    call_id: toolCallId || context.generateId("tool_call"),
    name: call.name,
    arguments: call.arguments,
  };
}

function isTripwire(error: unknown): boolean {
  return (
    error instanceof InputGuardrailTripwireTriggered ||
    error instanceof OutputGuardrailTripwireTriggered
  );
}
