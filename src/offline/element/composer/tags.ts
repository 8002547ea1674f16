import { type Content, slice } from "./content.ts";
import type { Selected } from "./selection.ts";

/** Whether the position is that before a tag. */
export function isTagAt(content: Content, position: number): boolean {
  return position >= 0 && slice(content, position, position + 1)[0]?.type === "input_tag";
}

/**
 * Whether the caret has tags beside it and no text: a browser has no place there to type into, and
 * would type elsewhere.
 */
export function isBetweenTags(content: Content, { start, end }: Selected): boolean {
  const around = slice(content, Math.max(start - 1, 0), end + 1);
  return start === end && around.length > 0 && around.every(({ type }) => type === "input_tag");
}
