import { randomBytes } from "node:crypto";

/*
 * What the scripted model puts out, and the events of the Responses API that it becomes:
 * https://platform.openai.com/docs/api-reference/responses-streaming
 */

/** One output of the model, or something that happens between two. */
export type Output =
  /** A message; its parts come one after another. */
  | { readonly parts: readonly Part[] }
  /** Thoughts, each in its pieces. */
  | { readonly thoughts: readonly (readonly string[])[] }
  | { readonly call: string; readonly args: object }
  | { readonly webSearch: string }
  | { readonly fileSearch: string }
  | { readonly image: string; readonly previews: readonly string[] }
  | { readonly failedImage: true }
  /** Waits, in milliseconds. */
  | { readonly pause: number }
  /** Ends the answer: with an HTTP status, in the middle of it, or as a failed response. */
  | { readonly fails: "status" | "reset" | "failed" | "incomplete" };

/** One part of a message: a text in pieces, or why the model refuses. */
export type Part =
  | { readonly text: readonly string[]; readonly citations?: readonly object[] }
  | { readonly refusal: readonly string[] };

/** An event before it has its number. */
export interface ModelEvent {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** Adds the outputs of an answer to `output`, and gives the events of each as it comes. */
export function* speak(
  outputs: readonly Output[],
  output: object[],
): Generator<ModelEvent | { readonly pause: number }> {
  for (const entry of outputs) {
    if ("pause" in entry) yield { pause: entry.pause };
    else if (!("fails" in entry)) {
      const at = { output_index: output.length };
      const { item, first, between } = describe(entry);
      yield { type: "response.output_item.added", ...at, item: first };
      for (const event of between) yield { ...event, ...at, item_id: item.id };
      output.push(item);
      yield { type: "response.output_item.done", ...at, item };
    }
  }
}

interface Described {
  readonly item: { readonly id: string };
  readonly first: object;
  readonly between: readonly ModelEvent[];
}

function describe(entry: Exclude<Output, { pause: number } | { fails: string }>): Described {
  const id = randomBytes(16).toString("hex");
  if ("parts" in entry) return message(entry.parts, `msg_${id}`);
  if ("thoughts" in entry) return reasoning(entry.thoughts, `rs_${id}`);
  if ("call" in entry) return call(entry.call, entry.args, id);
  if ("image" in entry) return picture(entry.image, entry.previews, `ig_${id}`);
  if ("failedImage" in entry) return failedPicture(`ig_${id}`);
  if ("webSearch" in entry) return webSearch(entry.webSearch, `ws_${id}`);
  return fileSearch(entry.fileSearch, `fs_${id}`);
}

function message(parts: readonly Part[], id: string): Described {
  const between: ModelEvent[] = [];
  const content = parts.map((part, content_index) => {
    const at = { content_index };
    if ("refusal" in part) {
      const refusal = part.refusal.join("");
      between.push(
        { type: "response.content_part.added", ...at, part: { type: "refusal", refusal: "" } },
        ...part.refusal.map((delta) => ({ type: "response.refusal.delta", ...at, delta })),
        { type: "response.refusal.done", ...at, refusal },
        { type: "response.content_part.done", ...at, part: { type: "refusal", refusal } },
      );
      return { type: "refusal", refusal };
    }
    const text = part.text.join("");
    const citations = part.citations ?? [];
    const whole = { type: "output_text", text, annotations: citations, logprobs: [] };
    between.push(
      {
        type: "response.content_part.added",
        ...at,
        part: { ...whole, text: "", annotations: [] },
      },
      ...part.text.map((delta) => ({
        type: "response.output_text.delta",
        ...at,
        delta,
        logprobs: [],
      })),
      ...citations.map((annotation, annotation_index) => ({
        type: "response.output_text.annotation.added",
        ...at,
        annotation_index,
        annotation,
      })),
      { type: "response.output_text.done", ...at, text, logprobs: [] },
      { type: "response.content_part.done", ...at, part: whole },
    );
    return whole;
  });
  const item = { id, type: "message", role: "assistant", status: "completed", content };
  return { item, first: { ...item, status: "in_progress", content: [] }, between };
}

function reasoning(thoughts: readonly (readonly string[])[], id: string): Described {
  const between: ModelEvent[] = [];
  const summary = thoughts.map((pieces, summary_index) => {
    const at = { summary_index };
    const part = { type: "summary_text", text: pieces.join("") };
    between.push(
      { type: "response.reasoning_summary_part.added", ...at, part: { ...part, text: "" } },
      ...pieces.map((delta) => ({
        type: "response.reasoning_summary_text.delta",
        ...at,
        delta,
      })),
      { type: "response.reasoning_summary_text.done", ...at, text: part.text },
      { type: "response.reasoning_summary_part.done", ...at, part },
    );
    return part;
  });
  const item = { id, type: "reasoning", summary };
  return { item, first: { ...item, summary: [] }, between };
}

function call(name: string, args: object, id: string): Described {
  const item = {
    id: `fc_${id}`,
    type: "function_call",
    status: "completed",
    call_id: `call_${id}`,
    name,
    arguments: JSON.stringify(args),
  };
  const between = [
    { type: "response.function_call_arguments.delta", delta: item.arguments },
    { type: "response.function_call_arguments.done", name, arguments: item.arguments },
  ];
  return { item, first: { ...item, status: "in_progress", arguments: "" }, between };
}

function picture(result: string, previews: readonly string[], id: string): Described {
  const item = { id, type: "image_generation_call", status: "completed", result };
  const between = [
    { type: "response.image_generation_call.in_progress" },
    { type: "response.image_generation_call.generating" },
    ...previews.map((partial_image_b64, partial_image_index) => ({
      type: "response.image_generation_call.partial_image",
      partial_image_index,
      partial_image_b64,
    })),
    { type: "response.image_generation_call.completed" },
  ];
  return { item, first: { ...item, status: "in_progress", result: null }, between };
}

function failedPicture(id: string): Described {
  const item = { id, type: "image_generation_call", status: "failed", result: null };
  const between = [{ type: "response.image_generation_call.in_progress" }];
  return { item, first: { ...item, status: "in_progress" }, between };
}

function webSearch(query: string, id: string): Described {
  const sources = [{ type: "url", url: "https://example.com/found" }];
  const action = { type: "search", query, queries: [query], sources };
  const item = { id, type: "web_search_call", status: "completed", action };
  const between = ["in_progress", "searching", "completed"].map((state) => ({
    type: `response.web_search_call.${state}`,
  }));
  return { item, first: { ...item, status: "in_progress" }, between };
}

function fileSearch(query: string, id: string): Described {
  const found = { file_id: "file_1", filename: "notes.txt", score: 0.9, text: "a note" };
  const item = {
    id,
    type: "file_search_call",
    status: "completed",
    queries: [query],
    results: [{ ...found, attributes: {} }],
  };
  const between = ["in_progress", "searching", "completed"].map((state) => ({
    type: `response.file_search_call.${state}`,
  }));
  return { item, first: { ...item, status: "in_progress", results: null }, between };
}
