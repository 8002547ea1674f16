import { setTimeout as sleep } from "node:timers/promises";
import {
  AgentContext,
  type ClientToolCall,
} from "../../../templates/+self-hosted+node/server/chatkit/agents/context.ts";
import { CustomStreamError } from "../../../templates/+self-hosted+node/server/chatkit/errors.ts";
import { isIconName } from "../../../templates/+self-hosted+node/server/chatkit/icons.ts";
import { newId } from "../../../templates/+self-hosted+node/server/chatkit/ids.ts";
import type { Store } from "../../../templates/+self-hosted+node/server/chatkit/store.ts";
import type {
  Annotation,
  AssistantMessageItem,
  ClientToolCallItem,
  ThoughtTask,
  ThreadMetadata,
  ThreadStreamEvent,
} from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { WidgetError } from "../../../templates/+self-hosted+node/server/chatkit/widgets/errors.ts";
import { parseWidget } from "../../../templates/+self-hosted+node/server/chatkit/widgets/schema.ts";
import { cited } from "../model/cited.ts";
import type { Answer, AnsweredError, ScriptedModel } from "../model/model.ts";
import type { HostedContext } from "./context.ts";

export interface Speech {
  readonly model: ScriptedModel;
  readonly store: Store;
  readonly thread: ThreadMetadata;
  readonly context: HostedContext;
  readonly signal: AbortSignal;
}

/**
 * Turns what a model says into events: thoughts, words, a widget, and a failure at last.
 *
 * @throws CustomStreamError for an answer that is an error, or a widget that is none
 */
export async function* answerEvents(
  answer: Answer,
  { model, store, thread, context, signal }: Speech,
): AsyncGenerator<ThreadStreamEvent> {
  if (answer.progress) yield progress(answer.progress);
  if (answer.delayMs) await sleep(answer.delayMs, undefined, { signal });
  if (answer.reasoning) {
    const chat = new AgentContext({ thread, store, requestContext: context });
    yield* think(chat, model.stream(answer.reasoning, signal));
  }
  if (answer.text) yield* speak(thread, model.stream(answer.text, signal), answer.citations);
  if (answer.widget) yield showWidget(thread, answer.widget);
  if (answer.error) throw failure(answer.error);
}

/** Asks the page to run a tool; what it answers begins the next turn. */
export function callClientTool(thread: ThreadMetadata, call: ClientToolCall): ThreadStreamEvent {
  const item: ClientToolCallItem = {
    type: "client_tool_call",
    ...newItem(thread),
    call_id: newId("tool_call"),
    name: call.name,
    arguments: call.arguments,
    status: "pending",
  };
  return { type: "thread.item.done", item };
}

function progress({ icon, text }: NonNullable<Answer["progress"]>): ThreadStreamEvent {
  return { type: "progress_update", text, ...(icon !== undefined && isIconName(icon) && { icon }) };
}

/** Shows thoughts as they come, as a workflow of one task. */
async function* think(
  chat: AgentContext<HostedContext>,
  words: AsyncIterable<string>,
): AsyncGenerator<ThreadStreamEvent> {
  const events: ThreadStreamEvent[] = [];
  const stopListening = chat.listen((event) => events.push(event));
  const thought = (content: string): ThoughtTask => ({
    type: "thought",
    content,
    status_indicator: "none",
  });
  chat.startWorkflow({ type: "reasoning", tasks: [], expanded: false });
  let content = "";
  for await (const word of words) {
    const isFirst = content === "";
    content += word;
    if (isFirst) chat.addWorkflowTask(thought(content));
    else chat.updateWorkflowTask(thought(content), 0);
    yield* events.splice(0);
  }
  chat.endWorkflow();
  stopListening();
  yield* events;
}

async function* speak(
  thread: ThreadMetadata,
  words: AsyncIterable<string>,
  citations: Answer["citations"],
): AsyncGenerator<ThreadStreamEvent> {
  const item: AssistantMessageItem = { type: "assistant_message", ...newItem(thread), content: [] };
  const part = (text: string, annotations: Annotation[] = []) => ({
    type: "output_text" as const,
    text,
    annotations,
  });
  const update = { type: "thread.item.updated" as const, item_id: item.id };
  yield { type: "thread.item.added", item };
  yield {
    ...update,
    update: {
      type: "assistant_message.content_part.added",
      content_index: 0,
      content: part(""),
    },
  };
  let text = "";
  for await (const delta of words) {
    text += delta;
    yield {
      ...update,
      update: { type: "assistant_message.content_part.text_delta", content_index: 0, delta },
    };
  }
  const annotations = cited(text, citations).map(({ url, title, end }): Annotation => {
    return { type: "annotation", source: { type: "url", url, title }, index: end };
  });
  for (const [annotation_index, annotation] of annotations.entries()) {
    yield {
      ...update,
      update: {
        type: "assistant_message.content_part.annotation_added",
        content_index: 0,
        annotation_index,
        annotation,
      },
    };
  }
  const content = part(text, annotations);
  yield {
    ...update,
    update: { type: "assistant_message.content_part.done", content_index: 0, content },
  };
  yield { type: "thread.item.done", item: { ...item, content: [content] } };
}

function showWidget(thread: ThreadMetadata, widget: unknown): ThreadStreamEvent {
  try {
    const item = { type: "widget" as const, ...newItem(thread), widget: parseWidget(widget) };
    return { type: "thread.item.done", item };
  } catch (error) {
    if (!(error instanceof WidgetError)) throw error;
    throw new CustomStreamError(`The widget of this fixture cannot be shown. ${error.message}`, {
      cause: error,
    });
  }
}

/** The person may try again what another try may change. */
function failure({ status, message }: AnsweredError): CustomStreamError {
  const allowRetry = status === 408 || status === 409 || status === 429 || status >= 500;
  return new CustomStreamError(message, { allowRetry });
}

function newItem(thread: ThreadMetadata) {
  return {
    id: newId("message"),
    thread_id: thread.id,
    created_at: new Date().toISOString(),
  };
}
