/**
 * A text of somebody else's as it can be shown on a terminal: what would move the cursor, change
 * colours or turn the direction of writing is spelled out, as `\u001b`.
 *
 * @param text any text, one line or several
 */
export function visible(text: string): string {
  return text.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}
