import type {
  OpenAIChatCompletionsRawModelStreamEvent,
  RunRawModelStreamEvent,
} from "@openai/agents";
import { z } from "zod";
import type { ModelEvent, OutputItem } from "./model-events.ts";

type Chunk = OpenAIChatCompletionsRawModelStreamEvent["data"]["event"];
type ResponseDone = Extract<RunRawModelStreamEvent["data"], { type: "response_done" }>;
type SdkOutputItem = ResponseDone["response"]["output"][number];
type Message = Extract<OutputItem, { type: "message" }>;
type Part = Message["content"][number];

/** What providers add to Chat Completions: thoughts under one of two names, and cited pages. */
const additions = z.object({
  reasoning_content: z.string().nullish().catch(null),
  reasoning: z.string().nullish().catch(null),
  annotations: z.array(z.unknown()).nullish().catch(null),
});

const citedPage = z.object({
  type: z.literal("url_citation"),
  url_citation: z.object({
    url: z.string(),
    title: z.string(),
    start_index: z.number(),
    end_index: z.number(),
  }),
});

const THOUGHTS = { item_id: "reasoning", output_index: 0, summary_index: 0 };
const MESSAGE = { item_id: "message", output_index: 1 };

/**
 * One answer of a model that does not speak the Responses API, as events of that API.
 *
 * The SDK tells the text of every model as it comes. Thoughts and refusals are read from the chunks
 * of Chat Completions; with other APIs they are known at the end.
 */
export class PlainAnswer {
  #thoughts = "";
  #isThinking = false;
  /** The kinds of the message's parts so far; a message without parts has not begun. */
  #parts: Part["type"][] = [];
  #citations: Extract<Part, { type: "output_text" }>["annotations"] = [];

  /** Reads what stands in a chunk beside its text. */
  *readChunk(chunk: Chunk): Generator<ModelEvent> {
    const delta = chunk.choices?.find((choice) => choice.index === 0)?.delta;
    if (!delta) {
      return;
    }
    const { reasoning_content, reasoning, annotations } = additions.parse(delta);
    yield* this.#think(reasoning_content || reasoning || "");
    if (delta.tool_calls?.length) {
      yield* this.#stopThinking();
    }
    if (delta.refusal) {
      const content_index = yield* this.#partOf("refusal");
      yield { type: "response.refusal.delta", ...MESSAGE, content_index, delta: delta.refusal };
    }
    for (const annotation of annotations ?? []) {
      const { data } = citedPage.safeParse(annotation);
      if (data) {
        this.#citations.push({ type: data.type, ...data.url_citation });
      }
    }
  }

  /** Reads a piece of text. */
  *readText(delta: string): Generator<ModelEvent> {
    const content_index = yield* this.#partOf("output_text");
    yield { type: "response.output_text.delta", ...MESSAGE, content_index, delta };
  }

  /** Ends the answer with all that it brought. */
  *end(output: readonly SdkOutputItem[]): Generator<ModelEvent> {
    yield* this.#stopThinking();
    for (const item of output) {
      if (item.type === "reasoning" && !this.#thoughts && this.#parts.length === 0) {
        const told = item.content.length > 0 ? item.content : (item.rawContent ?? []);
        yield* this.#think(told.map((part) => part.text).join("\n"));
        yield* this.#stopThinking();
      }
      if (item.type === "message" && item.role === "assistant") {
        yield* this.#endMessage(item.content.flatMap((part) => this.#toPart(part)));
      }
    }
  }

  *#think(delta: string): Generator<ModelEvent> {
    if (!delta) {
      return;
    }
    if (!this.#isThinking) {
      this.#isThinking = true;
      this.#thoughts = "";
      const item = { type: "reasoning" as const, id: THOUGHTS.item_id, summary: [] };
      yield { type: "response.output_item.added", output_index: THOUGHTS.output_index, item };
    }
    this.#thoughts += delta;
    yield { type: "response.reasoning_summary_text.delta", ...THOUGHTS, delta };
  }

  *#stopThinking(): Generator<ModelEvent> {
    if (!this.#isThinking) {
      return;
    }
    this.#isThinking = false;
    yield { type: "response.reasoning_summary_text.done", ...THOUGHTS, text: this.#thoughts };
  }

  /** Gives the index of the message's part of a kind, which is begun if there is none. */
  *#partOf(type: Part["type"]): Generator<ModelEvent, number> {
    const known = this.#parts.indexOf(type);
    if (known >= 0) {
      return known;
    }
    yield* this.#stopThinking();
    if (this.#parts.length === 0) {
      const item = message("in_progress", []);
      yield { type: "response.output_item.added", output_index: MESSAGE.output_index, item };
    }
    const content_index = this.#parts.push(type) - 1;
    const part: Part =
      type === "refusal" ? { type, refusal: "" } : { type, text: "", annotations: [] };
    yield { type: "response.content_part.added", ...MESSAGE, content_index, part };
    return content_index;
  }

  *#endMessage(content: Part[]): Generator<ModelEvent> {
    if (content.length === 0 && this.#parts.length === 0) {
      return;
    }
    for (const part of content) {
      yield* this.#partOf(part.type);
    }
    const item = message("completed", content);
    yield { type: "response.output_item.done", output_index: MESSAGE.output_index, item };
    this.#parts = [];
    this.#citations = [];
  }

  #toPart(part: Extract<SdkOutputItem, { role: "assistant" }>["content"][number]): Part[] {
    if (part.type === "refusal") {
      return [{ type: part.type, refusal: part.refusal }];
    }
    if (part.type !== "output_text") {
      return [];
    }
    return [{ type: part.type, text: part.text, annotations: this.#citations }];
  }
}

function message(status: Message["status"], content: Part[]): Message {
  return { type: "message", id: MESSAGE.item_id, role: "assistant", status, content };
}
