import type { ScriptedModel } from "../model.ts";
import type { FunctionCallItem, MessageItem, OutputItem, ReasoningItem } from "./output.ts";

/** An event before it has its number. */
export interface ResponseEvent {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** What speaking takes: the model's pace, and whether anybody still listens. */
export interface Voice {
  readonly model: Pick<ScriptedModel, "stream">;
  readonly signal: AbortSignal;
}

/**
 * Gives the events by which an item of a response comes, in OpenAI's order:
 * https://platform.openai.com/docs/api-reference/responses-streaming
 *
 * It ends early when nobody listens any more.
 */
export async function* itemEvents(
  item: OutputItem,
  output_index: number,
  voice: Voice,
): AsyncGenerator<ResponseEvent> {
  yield { type: "response.output_item.added", output_index, item: begun(item) };
  const at = { item_id: item.id, output_index };
  yield* between(item, at, voice);
  if (voice.signal.aborted) return;
  yield { type: "response.output_item.done", output_index, item };
}

function begun(item: OutputItem): object {
  switch (item.type) {
    case "reasoning":
      return { ...item, summary: [] };
    case "message":
      return { ...item, status: "in_progress", content: [] };
    case "function_call":
      return { ...item, status: "in_progress", arguments: "" };
  }
}

function between(item: OutputItem, at: object, voice: Voice): AsyncGenerator<ResponseEvent> {
  switch (item.type) {
    case "reasoning":
      return reasoningEvents(item, at, voice);
    case "message":
      return messageEvents(item, at, voice);
    case "function_call":
      return callEvents(item, at);
  }
}

async function* reasoningEvents(
  { summary }: ReasoningItem,
  item: object,
  { model, signal }: Voice,
): AsyncGenerator<ResponseEvent> {
  for (const [summary_index, part] of summary.entries()) {
    const at = { ...item, summary_index };
    yield { type: "response.reasoning_summary_part.added", ...at, part: { ...part, text: "" } };
    for await (const delta of model.stream(part.text, signal)) {
      yield { type: "response.reasoning_summary_text.delta", ...at, delta };
    }
    yield { type: "response.reasoning_summary_text.done", ...at, text: part.text };
    yield { type: "response.reasoning_summary_part.done", ...at, part };
  }
}

async function* messageEvents(
  { content }: MessageItem,
  item: object,
  { model, signal }: Voice,
): AsyncGenerator<ResponseEvent> {
  for (const [content_index, part] of content.entries()) {
    const at = { ...item, content_index };
    yield {
      type: "response.content_part.added",
      ...at,
      part: { ...part, text: "", annotations: [] },
    };
    for await (const delta of model.stream(part.text, signal)) {
      yield { type: "response.output_text.delta", ...at, delta, logprobs: [] };
    }
    for (const [annotation_index, annotation] of part.annotations.entries()) {
      const type = "response.output_text.annotation.added";
      yield { type, ...at, annotation_index, annotation };
    }
    yield { type: "response.output_text.done", ...at, text: part.text, logprobs: [] };
    yield { type: "response.content_part.done", ...at, part };
  }
}

/** Arguments come in pieces, and nobody reads them, so that nobody has to wait for them. */
async function* callEvents(
  { name, arguments: given }: FunctionCallItem,
  at: object,
): AsyncGenerator<ResponseEvent> {
  for (const delta of given.match(/[\s\S]{1,24}/gu) ?? []) {
    yield { type: "response.function_call_arguments.delta", ...at, delta };
  }
  yield { type: "response.function_call_arguments.done", ...at, name, arguments: given };
}
