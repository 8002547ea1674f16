import type {
  UserMessageContent,
  UserMessageTag,
} from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";

/** What a message is made of. A position in it counts characters, and each tag as one. */
export type Content = readonly UserMessageContent[];

/** Stands for a tag in text that is searched. */
export const TAG_MARK = "\uFFFC";

/** How many positions the content has. */
export function lengthOf(content: Content): number {
  return content.reduce((length, part) => length + partLength(part), 0);
}

function partLength(part: UserMessageContent): number {
  return part.type === "input_text" ? part.text.length : 1;
}

/** The part of the content between two positions. */
export function slice(content: Content, start: number, end = lengthOf(content)): Content {
  const parts: UserMessageContent[] = [];
  let at = 0;
  for (const part of content) {
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, partLength(part));
    if (from < to) {
      if (part.type === "input_tag") parts.push(part);
      else parts.push({ type: "input_text", text: part.text.slice(from, to) });
    }
    at += partLength(part);
  }
  return parts;
}

/** The content with `inserted` in place of what is between two positions. */
export function replace(content: Content, start: number, end: number, inserted: Content): Content {
  return tidy([...slice(content, 0, start), ...inserted, ...slice(content, end)]);
}

/** The same content without empty texts, and with neighbouring texts as one. */
export function tidy(content: Content): Content {
  const parts: UserMessageContent[] = [];
  for (const part of content) {
    const last = parts.at(-1);
    if (part.type === "input_tag") parts.push(part);
    else if (last?.type === "input_text") {
      parts[parts.length - 1] = { type: "input_text", text: last.text + part.text };
    } else if (part.text !== "") parts.push({ type: "input_text", text: part.text });
  }
  return parts;
}

/** The content as text in which each tag is one character. */
export function searchableText(content: Content): string {
  return content.map((part) => (part.type === "input_text" ? part.text : TAG_MARK)).join("");
}

/** The content as it is copied into other programs. */
export function plainText(content: Content): string {
  return content.map((part) => (part.type === "input_text" ? part.text : `@${part.text}`)).join("");
}

/** Plain text as content, with the line ends of every system as one character. */
export function textContent(text: string): Content {
  return tidy([{ type: "input_text", text: text.replace(/\r\n?/g, "\n") }]);
}

/** Whether there is nothing to send in it. */
export function isBlank(content: Content): boolean {
  return content.every((part) => part.type === "input_text" && part.text.trim() === "");
}

/** Whether two contents say the same. */
export function isSame(one: Content, other: Content): boolean {
  return one === other || JSON.stringify(tidy(one)) === JSON.stringify(tidy(other));
}

/**
 * The tag in a value that came through an attribute or the clipboard, where anybody may have
 * written it.
 *
 * @returns null for what is not a tag
 */
export function tagOf(value: unknown): UserMessageTag | null {
  if (!isRecord(value)) return null;
  const { id, text, group, data, interactive } = value;
  if (typeof id !== "string" || typeof text !== "string") return null;
  return {
    type: "input_tag",
    id,
    text,
    data: isRecord(data) ? data : {},
    ...(typeof group === "string" ? { group } : {}),
    ...(typeof interactive === "boolean" ? { interactive } : {}),
  };
}

/**
 * The content in JSON that came through the clipboard.
 *
 * @returns null for what is not content
 */
export function contentOf(json: string): Content | null {
  const value = parsed(json);
  if (!Array.isArray(value)) return null;
  const parts = value.map((part): UserMessageContent | null => {
    if (!isRecord(part)) return null;
    const { type, text } = part;
    if (type !== "input_text") return tagOf(part);
    return typeof text === "string" ? { type: "input_text", text } : null;
  });
  return parts.every((part) => part !== null) ? tidy(parts) : null;
}

/** The value of JSON, or undefined for text that is none. */
export function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
