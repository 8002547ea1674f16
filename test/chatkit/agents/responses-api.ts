import type { Piece } from "./scripted-model.ts";

/** Events of the Responses API, as OpenAI sends them. */

type Annotation = Readonly<Record<string, unknown>>;

/** An answer with these outputs; each is given its place. */
export function response(...outputs: readonly ((place: number) => readonly Piece[])[]): Piece[] {
  return responseWith(outputs, "completed");
}

/** An answer that ends in this way. */
export function responseWith(
  outputs: readonly ((place: number) => readonly Piece[])[],
  status: "completed" | "failed" | "incomplete",
  details: object = {},
): Piece[] {
  const pieces = outputs.map((output, place) => output(place));
  const output = pieces.flat().flatMap((piece) => {
    const { type, item } = piece as { type?: string; item?: object };
    return type === "response.output_item.done" ? [item] : [];
  });
  const envelope = { id: "resp_1", object: "response", model: "m", output: [], usage: null };
  return [
    { type: "response.created", response: { ...envelope, status: "in_progress" } },
    ...pieces.flat(),
    { type: `response.${status}`, response: { ...envelope, output, status, ...details } },
  ];
}

/** A message of one part, in these deltas, with annotations at its end. */
export function said(
  deltas: readonly string[],
  options: { readonly annotations?: readonly Annotation[]; readonly id?: string } = {},
) {
  const { annotations = [], id = "msg_model" } = options;
  return (output_index: number): Piece[] => {
    const place = { item_id: id, output_index, content_index: 0 };
    const text = deltas.join("");
    const part = { type: "output_text", text, annotations, logprobs: [] };
    return [
      begun(output_index, message(id, "in_progress", [])),
      {
        type: "response.content_part.added",
        ...place,
        part: { ...part, text: "", annotations: [] },
      },
      ...deltas.map((delta) => ({ type: "response.output_text.delta", ...place, delta })),
      ...annotations.map((annotation, annotation_index) => ({
        type: "response.output_text.annotation.added",
        ...place,
        annotation_index,
        annotation,
      })),
      { type: "response.output_text.done", ...place, text, logprobs: [] },
      { type: "response.content_part.done", ...place, part },
      done(output_index, message(id, "completed", [part])),
    ];
  };
}

/** A message that says why the model does not answer. */
export function refused(deltas: readonly string[], id = "msg_model") {
  return (output_index: number): Piece[] => {
    const place = { item_id: id, output_index, content_index: 0 };
    const refusal = deltas.join("");
    const part = { type: "refusal", refusal };
    return [
      begun(output_index, message(id, "in_progress", [])),
      { type: "response.content_part.added", ...place, part: { type: "refusal", refusal: "" } },
      ...deltas.map((delta) => ({ type: "response.refusal.delta", ...place, delta })),
      { type: "response.refusal.done", ...place, refusal },
      { type: "response.content_part.done", ...place, part },
      done(output_index, message(id, "completed", [part])),
    ];
  };
}

/** Thoughts, each in these deltas. */
export function thought(...thoughts: readonly (readonly string[])[]) {
  return (output_index: number): Piece[] => {
    const item = { id: "rs_model", type: "reasoning", summary: [] };
    const summary = thoughts.map((deltas) => ({ type: "summary_text", text: deltas.join("") }));
    return [
      begun(output_index, item),
      ...thoughts.flatMap((deltas, summary_index) => {
        const place = { item_id: item.id, output_index, summary_index };
        const part = summary[summary_index];
        return [
          { type: "response.reasoning_summary_part.added", ...place, part: { ...part, text: "" } },
          ...deltas.map((delta) => ({
            type: "response.reasoning_summary_text.delta",
            ...place,
            delta,
          })),
          { type: "response.reasoning_summary_text.done", ...place, text: part?.text },
          { type: "response.reasoning_summary_part.done", ...place, part },
        ];
      }),
      done(output_index, { ...item, summary }),
    ];
  };
}

/** A call of a function tool. */
export function called(name: string, args: object = {}, callId = `call_${name}`) {
  return (output_index: number): Piece[] => {
    const id = "fc_model";
    const call = { id, type: "function_call", call_id: callId, name };
    const place = { item_id: id, output_index };
    return [
      begun(output_index, { ...call, status: "in_progress", arguments: "" }),
      { type: "response.function_call_arguments.delta", ...place, delta: JSON.stringify(args) },
      { type: "response.function_call_arguments.done", ...place, arguments: JSON.stringify(args) },
      done(output_index, { ...call, status: "completed", arguments: JSON.stringify(args) }),
    ];
  };
}

/** An output that begins as one item and ends as another, with events in between. */
export function hosted(
  first: object,
  last: object,
  between: (place: { item_id: string; output_index: number }) => readonly Piece[] = () => [],
) {
  const id = "hosted_model";
  return (output_index: number): Piece[] => [
    begun(output_index, { id, ...first }),
    ...between({ item_id: id, output_index }),
    done(output_index, { id, ...last }),
  ];
}

/** An output with something to wait for before its last event. */
export function pausing(output: (place: number) => readonly Piece[], wait: () => Promise<unknown>) {
  return (place: number): Piece[] => {
    const pieces = output(place);
    return [...pieces.slice(0, -1), wait, ...pieces.slice(-1)];
  };
}

const begun = (output_index: number, item: object) => ({
  type: "response.output_item.added",
  output_index,
  item,
});

const done = (output_index: number, item: object) => ({
  type: "response.output_item.done",
  output_index,
  item,
});

const message = (id: string, status: string, content: readonly object[]) => ({
  id,
  type: "message",
  role: "assistant",
  status,
  content,
});
