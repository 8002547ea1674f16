import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { icon } from "../icons/icon.ts";
import { chart } from "./chart/chart.ts";
import { button } from "./components/button.ts";
import { checkbox, radioGroup } from "./components/choices.ts";
import { datePicker } from "./components/date-picker.ts";
import { input, textarea } from "./components/fields.ts";
import { box, col, divider, form, row, spacer } from "./components/layout.ts";
import { listViewItem } from "./components/list.ts";
import { badge, icon as iconComponent, image } from "./components/pictures.ts";
import { basic, card, listView } from "./components/roots.ts";
import { select } from "./components/select.ts";
import { table, tableCell, tableRow } from "./components/table.ts";
import { caption, label, markdownText, text, title } from "./components/text.ts";
import { transition } from "./components/transition.ts";
import type { ComponentType } from "./grammar/grammar.ts";
import type { ReadWidget, ShownNode, WidgetNode } from "./grammar/read-widget.ts";
import type { Obstacle, Scene, View } from "./scene.ts";

type Drawers = {
  readonly [Type in ComponentType]: (node: ShownNode<Type>, view: View) => TemplateResult;
};

const DRAWERS: Drawers = {
  Badge: badge,
  Basic: basic,
  Box: box,
  Button: button,
  Caption: caption,
  Card: card,
  Chart: chart,
  Checkbox: checkbox,
  Col: col,
  DatePicker: datePicker,
  Divider: divider,
  Form: form,
  Icon: iconComponent,
  Image: image,
  Input: input,
  Label: label,
  ListView: listView,
  ListViewItem: listViewItem,
  Markdown: markdownText,
  RadioGroup: radioGroup,
  Row: row,
  Select: select,
  Spacer: spacer,
  Table: table,
  "Table.Cell": tableCell,
  "Table.Row": tableRow,
  Text: text,
  Textarea: textarea,
  Title: title,
  Transition: transition,
};

/** These show what is wrong with them inside: beside them nothing may stand. */
const SHOWS_OWN_FAULTS: ReadonlySet<ComponentType> = new Set([
  "ListViewItem",
  "Table.Row",
  "Table.Cell",
]);

/**
 * Draws components, each so that it stays the same element while the widget changes around it.
 * What is wrong with one stands after it, or in its place.
 */
const drawAll: View["draw"] = (nodes, view, around = (marker) => html`${marker}`) =>
  repeat(
    nodes,
    ({ identity }) => identity,
    (node) => {
      if (node.type === null) return around(faults(node));
      const draw = DRAWERS[node.type] as (node: WidgetNode, view: View) => TemplateResult;
      const own = SHOWS_OWN_FAULTS.has(node.type) ? nothing : faults(node);
      return html`${draw(node, view)}${own}`;
    },
  );

/** A small sign that something is wrong here, with where and what. */
const faults: View["faults"] = (node) =>
  node.faults.length === 0
    ? nothing
    : html`<div class="ckw-fault" role="note">
        ${icon("lucide:triangle-alert", { size: "1.1em" })}
        <div>
          ${node.faults.map(({ path, message }) => html`<p><code>${path}</code>: ${message}</p>`)}
        </div>
      </div>`;

/**
 * Draws a whole widget.
 *
 * @param obstacles what controls of the widget may refer to as the reason why they cannot be used
 */
export function drawWidget(
  { root, faults: all }: ReadWidget,
  scene: Scene,
  obstacles: readonly Obstacle[],
): TemplateResult {
  const view: View = { scene, form: null, draw: drawAll, faults };
  return html`
    ${drawAll([root], view)}
    ${
      all.length > 0
        ? html`<details class="ckw-faults">
            <summary>
              ${all.length === 1 ? "One thing is" : `${all.length} things are`} wrong with this widget
            </summary>
            <ul>${all.map(({ path, message }) => html`<li><code>${path}</code>: ${message}</li>`)}</ul>
          </details>`
        : nothing
    }
    ${obstacles.map(({ id, text: why }) => html`<span hidden id=${id}>${why}</span>`)}
  `;
}
