import { html, nothing } from "lit";
import type { MarkedToken, Token, Tokens } from "marked";
import "./copy-button.ts";
import { growingText } from "./growing-text.ts";
import { inline, marksAfter } from "./inline.ts";
import type { Drawing } from "./markdown.ts";
import { withoutSigns } from "./marks.ts";

/** Headings of a message stand below that of the message itself. */
function heading({ depth, tokens }: Tokens.Heading, drawing: Drawing): unknown {
  const words = inline(tokens, drawing);
  if (depth === 1) return html`<h3 class="ck-h1" dir="auto">${words}</h3>`;
  if (depth === 2) return html`<h4 class="ck-h2" dir="auto">${words}</h4>`;
  if (depth === 3) return html`<h5 class="ck-h3" dir="auto">${words}</h5>`;
  return html`<h6 class="ck-h4" dir="auto">${words}</h6>`;
}

function code(token: Tokens.Code, drawing: Drawing): unknown {
  const language = withoutSigns(token.lang ?? "").split(/\s/, 1)[0];
  const text = withoutSigns(token.text);
  return html`<div class="ck-code">
    <div class="ck-code-head"><span>${language || "Text"}</span
      ><chatkit-offline-copy .text=${text} label="Copy the code"></chatkit-offline-copy></div>
    <pre tabindex="0" dir="ltr" role="group" aria-label=${language ? `Code in ${language}` : "Code"}><code>${growingText(text)}</code></pre>
  </div>${marksAfter(token.raw, drawing)}`;
}

function list({ ordered, start, items, loose }: Tokens.List, drawing: Drawing): unknown {
  const entries = items.map(
    (item) =>
      html`<li dir="auto" class=${item.task ? "ck-task-entry" : nothing}>${blocks(item.tokens, drawing, !loose)}</li>`,
  );
  return ordered
    ? html`<ol dir="auto" start=${start === "" ? 1 : start}>${entries}</ol>`
    : html`<ul dir="auto">${entries}</ul>`;
}

function table({ header, rows }: Tokens.Table, drawing: Drawing): unknown {
  const align = (cell: Tokens.TableCell) => (cell.align ? `ck-${cell.align}` : nothing);
  return html`<div class="ck-table" tabindex="0" role="group" aria-label="Table"><table>
    <thead><tr>${header.map((cell) => html`<th scope="col" dir="auto" class=${align(cell)}>${inline(cell.tokens, drawing)}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td dir="auto" class=${align(cell)}>${inline(cell.tokens, drawing)}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}

function view(token: MarkedToken, drawing: Drawing, isTight: boolean): unknown {
  switch (token.type) {
    case "space":
    case "def":
      return nothing;
    case "heading":
      return heading(token, drawing);
    case "code":
      return code(token, drawing);
    case "list":
      return list(token, drawing);
    case "table":
      return table(token, drawing);
    case "hr":
      return html`<hr>`;
    case "blockquote":
      return html`<blockquote dir="auto">${blocks(token.tokens, drawing)}</blockquote>`;
    case "paragraph":
      return html`<p dir="auto">${inline(token.tokens, drawing)}</p>`;
    case "html":
      return html`<p dir="auto">${inline([token], drawing)}</p>`;
    default:
      // A line of a tight list, and what stands directly in one.
      return isTight
        ? inline([token], drawing)
        : html`<p dir="auto">${inline([token], drawing)}</p>`;
  }
}

/** Draws blocks one below the other; each keeps its place, so that a growing text leaves the others alone. */
export function blocks(tokens: readonly Token[], drawing: Drawing, isTight = false): unknown {
  return tokens.map((token) => view(token as MarkedToken, drawing, isTight));
}
