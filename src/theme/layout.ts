/** The layout of a JSON text: what it begins with, how it is indented, and how its lines end. */
function layoutOf(text: string) {
  const indent = /^\uFEFF?\s*[{[]\r?\n([ \t]+)/.exec(text)?.[1];
  return {
    start: text.startsWith("\uFEFF") ? "\uFEFF" : "",
    indent: indent ?? (text.trim().includes("\n") ? "  " : ""),
    newline: text.includes("\r\n") ? "\r\n" : "\n",
    end: /\r?\n$/.test(text),
  };
}

/**
 * A value as JSON, laid out as another text is, so that a difference of the two is what has changed.
 *
 * @param text JSON
 * @param value what to write
 */
export function inLayoutOf(text: string, value: unknown): string {
  const { start, indent, newline, end } = layoutOf(text);
  const json = JSON.stringify(value, null, indent);
  return `${start}${json.replaceAll("\n", newline)}${end ? newline : ""}`;
}
