import { repeat } from "lit/directives/repeat.js";
import { html, nothing, svg, type TemplateResult } from "lit/html.js";
import type { Exchange, Fault, SeenEvent } from "../../../events.ts";
import type { Actions } from "../actions.ts";
import { count, duration } from "../format.ts";
import { deltaOf, type StreamRow, streamRows } from "../stream-rows.ts";
import { json } from "./json.ts";

/** The narrowest a bar can be and still be seen, in hundredths of the whole. */
const BAR_WIDTH = 1.2;

/**
 * The events of an answer on a line of time.
 *
 * @param open the first events of the rows whose data is shown; that of all would be too much
 */
export function eventStream(
  { events, eventCount, endedMs }: Exchange,
  open: ReadonlySet<number>,
  actions: Actions,
): TemplateResult {
  const rows = streamRows(events);
  const end = Math.max(1, endedMs ?? 0, events.at(-1)?.atMs ?? 0);
  return html`
    <details open class="part">
      <summary class="part-title"><h3>Events</h3> <span class="muted">${eventCount}</span></summary>
      ${rows.length === 0 ? html`<p class="part-body muted">None yet.</p>` : nothing}
      <ol>
        ${repeat(
          rows,
          ({ events: [first] }) => first?.index,
          (row) => html`<li>${rowView(row, { end, open, actions })}</li>`,
        )}
      </ol>
    </details>
  `;
}

function rowView(
  row: StreamRow,
  view: { end: number; open: ReadonlySet<number>; actions: Actions },
): TemplateResult {
  const { end, open, actions } = view;
  const { events, title, brief, faultCount, isError } = row;
  const first = events[0] as SeenEvent;
  const last = events.at(-1) as SeenEvent;
  return html`
    <details class="event ${isError ? "failed" : ""}" @toggle=${({ target }: Event) =>
      actions.openEvent(first.index, (target as HTMLDetailsElement).open)}>
      <summary class="event-line">
        <span class="at muted">${duration(first.atMs)}</span>
        <span class="what">
          <span class="title">${title}</span>
          ${events.length > 1 ? html`<span class="tag">× ${events.length}</span>` : nothing}
          ${
            faultCount > 0
              ? html`<span class="tag warn">${count(faultCount, "fault")}</span>`
              : nothing
          }
          <span class="muted brief">${brief}</span>
        </span>
        ${bar(first.atMs, last.atMs, end)}
      </summary>
      ${
        open.has(first.index)
          ? html`<div class="event-data">
              ${events.length === 1 ? eventView(first) : several(events)}
            </div>`
          : nothing
      }
    </details>
  `;
}

/** Events that let one text grow: they differ in what they add, and in little else. */
function several(events: readonly SeenEvent[]): TemplateResult {
  return html`
    <ol class="deltas">
      ${events.map(
        ({ atMs, data, faults }) => html`
          <li>
            <span class="at muted">${duration(atMs)}</span>
            <div><code>${deltaOf(data) ?? data}</code> ${faults.map(faultView)}</div>
          </li>
        `,
      )}
    </ol>
    <p class="muted">The last of them as it came:</p>
    ${json(events.at(-1)?.data ?? "")}
  `;
}

function eventView({ data, faults }: SeenEvent): TemplateResult {
  return html`${faults.map(faultView)} ${json(data)}`;
}

function faultView({ path, message }: Fault): TemplateResult {
  return html`<p class="fault"><code>${path || "event"}</code> ${message}</p>`;
}

function bar(from: number, to: number, end: number): TemplateResult {
  const x = Math.min(100 - BAR_WIDTH, (from / end) * 100);
  const width = Math.max(BAR_WIDTH, ((to - from) / end) * 100);
  return html`
    <svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      ${svg`<rect x=${x} y="0" width=${width} height="6" rx="1"></rect>`}
    </svg>
  `;
}
