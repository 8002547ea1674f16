import { html, type TemplateResult } from "lit/html.js";

/** Longer texts are shown without colours, which would take an element for each word. */
const COLOURED_LENGTH = 60_000;
const TOKEN =
  /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

/** Shows JSON with its parts told apart, and anything else as it is. */
export function json(text: string): TemplateResult {
  const pretty = indented(text);
  if (pretty === null || pretty.length > COLOURED_LENGTH) {
    return html`<pre class="json">${pretty ?? text}</pre>`;
  }
  const parts: unknown[] = [];
  let end = 0;
  for (const match of pretty.matchAll(TOKEN)) {
    const [whole, string, colon, word] = match;
    parts.push(pretty.slice(end, match.index));
    const kind = string === undefined ? (word ? "word" : "number") : colon ? "key" : "string";
    parts.push(html`<span class=${kind}>${string ?? whole}</span>${colon}`);
    end = match.index + whole.length;
  }
  return html`<pre class="json">${parts}${pretty.slice(end)}</pre>`;
}

function indented(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // A form, a cut text, words for a person: there is nothing to indent.
    return null;
  }
}
