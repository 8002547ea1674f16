import { html, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import type { ShownNode } from "../grammar/read-widget.ts";
import type { View } from "../scene.ts";
import { lengthOf, spacingOf } from "../values/lengths.ts";
import { styles } from "../values/styles.ts";

/** Draws a `Table`. */
export function table({ children }: ShownNode<"Table">, view: View): TemplateResult {
  // What is too wide scrolls, also with the arrow keys.
  return html`<div class="ckw-table" tabindex="0" role="region" aria-label="Table">
    <table>
      <tbody>${view.draw(children, view, (marker) => html`<tr><td>${marker}</td></tr>`)}</tbody>
    </table>
  </div>`;
}

/** Draws a `Table.Row`. */
export function tableRow(node: ShownNode<"Table.Row">, view: View): TemplateResult {
  const { header = false } = node.props;
  return html`<tr data-header=${ifDefined(header ? "" : undefined)}>
    ${view.draw(node.children, { ...view, isHeader: header }, (marker) => html`<td>${marker}</td>`)}
    ${node.faults.length > 0 ? html`<td>${view.faults(node)}</td>` : ""}
  </tr>`;
}

const VERTICAL = { start: "top", center: "middle", end: "bottom" } as const;
const WIDTHS = { xs: "48px", sm: "80px", md: "120px", lg: "180px", xl: "260px" } as const;

/** Draws a `Table.Cell`, a heading in a heading's row. */
export function tableCell(node: ShownNode<"Table.Cell">, view: View): TemplateResult {
  const { width, padding, align, vAlign, colSize, colSpan, rowSpan } = node.props;
  const size = lengthOf(width) ?? (colSize && WIDTHS[colSize]);
  const look = styles({
    width: size,
    "min-width": size,
    "text-align": align,
    "vertical-align": vAlign && VERTICAL[vAlign],
    ...spacingOf("padding", padding),
  });
  const content = html`${view.draw(node.children, { ...view, isHeader: false })}${view.faults(node)}`;
  return view.isHeader
    ? html`<th scope="col" colspan=${ifDefined(colSpan)} rowspan=${ifDefined(rowSpan)} ${look}>${content}</th>`
    : html`<td colspan=${ifDefined(colSpan)} rowspan=${ifDefined(rowSpan)} ${look}>${content}</td>`;
}
