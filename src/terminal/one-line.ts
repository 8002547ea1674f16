/**
 * A text from elsewhere as it may be shown: on one line, without anything that a terminal obeys, and
 * bounded.
 *
 * @param text any text, such as an answer's own words
 * @param longest in characters
 */
export function oneLine(text: string, longest = 300): string {
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").slice(0, longest);
}
