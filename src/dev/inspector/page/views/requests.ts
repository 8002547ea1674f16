import { repeat } from "lit/directives/repeat.js";
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { ExchangeSummary, PageInfo } from "../../messages.ts";
import type { Actions } from "../actions.ts";
import { clock, count, duration } from "../format.ts";
import { filtered, GROUPS, isProblem, type State } from "../state.ts";
import { detailView } from "./detail.ts";
import { statusMark } from "./marks.ts";

/** The list of requests beside the one that is open. */
export function requests(state: State, actions: Actions): TemplateResult {
  const { exchanges, filter, route, info } = state;
  const shown = filtered(exchanges, filter);
  const openId = route.tab === "requests" ? route.id : null;
  return html`
    <section class="list" aria-label="Requests">
      ${toolbar(state, actions)}
      ${info?.note ? html`<p class="note">${info.note}</p>` : nothing}
      ${
        shown.length > 0
          ? html`
            <ul @keydown=${moveFocus}>
              ${repeat(
                shown,
                ({ id }) => id,
                (exchange) => row(exchange, exchange.id === openId),
              )}
            </ul>
          `
          : nothingHere(exchanges.length > 0, info)
      }
    </section>
    <section class="detail" aria-label="The open request">
      ${
        openId === null
          ? html`<p class="empty">Choose a request to see what was said.</p>`
          : detailView(openId, state, actions)
      }
    </section>
  `;
}

function toolbar({ filter }: State, actions: Actions): TemplateResult {
  return html`
    <div class="toolbar">
      <input
        type="search"
        aria-label="Filter by operation, thread, item, path or status"
        placeholder="Filter"
        .value=${filter.text}
        @input=${({ target }: Event) =>
          actions.filter({ text: (target as HTMLInputElement).value })}
      />
      <button type="button" @click=${actions.clear}>Clear</button>
      <div class="groups" role="group" aria-label="Kinds of requests">
        ${GROUPS.map(
          (group) => html`
            <button
              type="button"
              aria-pressed=${group === filter.group}
              @click=${() => actions.filter({ group })}
            >
              ${group}
            </button>
          `,
        )}
      </div>
    </div>
  `;
}

function row(exchange: ExchangeSummary, isOpen: boolean): TemplateResult {
  const { id, kind, operation, threadId, path, startedAt, faultCount, replayOf } = exchange;
  return html`
    <li>
      <a
        href="#/requests/${id}"
        class="row ${isProblem(exchange) ? "problem" : ""}"
        aria-current=${isOpen ? "true" : "false"}
      >
        <span class="operation">${operation}</span>
        ${statusMark(exchange)}
        <span class="muted subject">${threadId ?? path}</span>
        <span class="muted">${timing(exchange)}</span>
        <span class="muted tags">
          ${clock(startedAt)}
          ${kind === "api" ? html`<span class="tag">OpenAI's API</span>` : nothing}
          ${replayOf === null ? nothing : html`<span class="tag">replay of ${replayOf}</span>`}
          ${
            faultCount > 0
              ? html`<span class="tag warn">${count(faultCount, "fault")}</span>`
              : nothing
          }
        </span>
      </a>
    </li>
  `;
}

function timing({ streaming, firstEventMs, eventCount, endedMs, startedAt }: ExchangeSummary) {
  const took = duration(endedMs ?? Math.max(0, Date.now() - startedAt));
  if (!streaming) return took;
  const first = firstEventMs === null ? "" : `${duration(firstEventMs)} → `;
  return `${first}${took}, ${count(eventCount, "event")}`;
}

function nothingHere(isFiltered: boolean, info: PageInfo | null): TemplateResult {
  if (isFiltered) return html`<p class="empty">No request is left by this filter.</p>`;
  return html`
    <div class="empty">
      <p><strong>Nothing was asked yet.</strong></p>
      <p>
        Open
        ${info ? html`<a href=${`${info.origin}/`} target="_blank" rel="noopener">${info.origin}</a>` : "your app"}
        and say something: requests appear here as they happen.
      </p>
    </div>
  `;
}

/** The arrow keys, Home and End go through the list as in any list of a desktop. */
function moveFocus(event: KeyboardEvent): void {
  const list = event.currentTarget as HTMLElement;
  const links = [...list.querySelectorAll("a")];
  const at = links.indexOf(document.activeElement as HTMLAnchorElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
  const link = to === undefined ? undefined : links[to];
  if (!link) return;
  event.preventDefault();
  link.focus();
}
