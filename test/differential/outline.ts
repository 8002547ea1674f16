import type { Answer } from "./conversation.ts";
import type { Json } from "./scenario.ts";

type Fields = { readonly [key: string]: Json | undefined };

const fields = (value: Json | undefined): Fields =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? value : {};

/** An answer in a line, for what is different as a whole. */
export function outlineAnswer({ status, events, body, broke }: Answer): string {
  return [
    String(status),
    ...(events ?? []).map((event) => outline(event)),
    ...(body === undefined ? [] : [JSON.stringify(body)]),
    ...(broke ? ["breaks off"] : []),
  ].join(", ");
}

/** An event, an item, or what the model was given, in a few words. */
export function outline(value: Json): string {
  if (Array.isArray(value)) return value.map(outline).join(" | ");
  const { type, item, update, code } = fields(value);
  if (item) return `${lastWord(type)} ${outline(item)}`;
  if (update) return outline(update);
  if (code) return `${type} ${code}`;
  return [type, words(fields(value))].filter(Boolean).join(" ");
}

/** `done` of `thread.item.done`. */
const lastWord = (type: Json | undefined) => String(type).split(".").at(-1);

function words(value: Fields): string {
  const { content, delta, workflow, task } = value;
  if (typeof delta === "string") return JSON.stringify(delta);
  if (typeof content === "string") return JSON.stringify(content);
  if (workflow) return `of ${(fields(workflow).tasks as Json[]).length}`;
  if (task) return [fields(task).type, fields(task).status_indicator].join(" ");
  const parts = Array.isArray(content) ? content : content ? [content] : [];
  return parts.map((part) => JSON.stringify(fields(part).text)).join(" ");
}
