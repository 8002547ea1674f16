/**
 * A text of somebody else's as it can be shown on one line of a terminal: what would move the
 * cursor, change colours or turn the direction of writing is spelled out, as `\u001b`.
 *
 * @param text any text
 */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** What fits on a line beside the rest. */
const SHOWN = 60;

/**
 * A value as JSON, short enough for a line.
 *
 * @param value any value that JSON can hold, not nested deeper than a stack
 */
export function shown(value: unknown): string {
  const text = visible(JSON.stringify(value) ?? "nothing");
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
}
