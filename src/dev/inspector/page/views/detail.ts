import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Exchange, SeenBody } from "../../../events.ts";
import type { Actions } from "../actions.ts";
import { clock, count, duration, size } from "../format.ts";
import { replayOf } from "../requests-again.ts";
import type { State } from "../state.ts";
import { eventStream } from "./event-stream.ts";
import { json } from "./json.ts";
import { statusMark } from "./marks.ts";

/** A stream whose every event is broken would fill the page with the same words. */
const FAULTS_SHOWN = 12;

/** Everything about one request. */
export function detailView(id: string, state: State, actions: Actions): TemplateResult {
  const { detail, exchanges } = state;
  const back = html`<a class="back" href="#/requests">← All requests</a>`;
  if (detail?.id === id) {
    return html`${back} ${exchangeView(detail, state.openEvents, actions)}`;
  }
  const isGone = !exchanges.some((exchange) => exchange.id === id);
  const text = isGone ? "This request was cleared, or is too long ago." : "Loading";
  return html`${back}<p class="empty">${text}</p>`;
}

function exchangeView(
  exchange: Exchange,
  openEvents: ReadonlySet<number>,
  actions: Actions,
): TemplateResult {
  const { operation, method, path, request, response, events } = exchange;
  const { failure } = exchange;
  const status = response?.status ?? null;
  const replay = replayOf(exchange, location.origin);
  return html`
    <div class="head">
      <div>
        <h2>${operation} ${statusMark({ ...exchange, status, failure: failure?.message ?? null })}</h2>
        <p class="muted address">${method} ${path}</p>
      </div>
      <div class="buttons">
        <button
          type="button"
          class="main"
          aria-disabled=${!replay.possible}
          title=${replay.possible ? "Sends it again from this page" : replay.reason}
          @click=${() => actions.replay(exchange)}
        >
          Replay
        </button>
        <button type="button" @click=${() => actions.copyCurl(exchange)}>Copy as curl</button>
        ${exportButton(exchange, actions)}
      </div>
    </div>
    ${facts(exchange, actions)}
    ${failure ? failureView(failure) : nothing}
    ${faultsView(exchange)}
    ${bodyView("Request", request.body, "The request has no body.")}
    ${response?.streaming ? eventStream(exchange, openEvents, actions) : nothing}
    ${
      response && !response.streaming
        ? bodyView(
            "Answer",
            response.body,
            exchange.endedMs === null ? "Not ended yet." : "The answer has no body.",
          )
        : nothing
    }
    ${headersView("Request headers", request.headers)}
    ${response ? headersView("Answer headers", response.headers) : nothing}
    ${
      events.length < exchange.eventCount
        ? html`<p class="muted">Only the newest ${events.length} events are kept.</p>`
        : nothing
    }
  `;
}

function exportButton(
  { kind, threadId }: Exchange,
  actions: Actions,
): TemplateResult | typeof nothing {
  if (kind !== "protocol" || threadId === null) return nothing;
  return html`
    <button
      type="button"
      title="Saves the conversation of this thread, so that dev --offline answers the same"
      @click=${() => actions.exportFixture(threadId)}
    >
      Export as fixture
    </button>
  `;
}

function facts(exchange: Exchange, actions: Actions): TemplateResult {
  const { startedAt, response, firstEventMs, endedMs, eventCount, threadId, itemIds } = exchange;
  const ids = [
    ...(threadId === null ? [] : [{ name: "Thread", what: "thread id", id: threadId }]),
    ...itemIds.map((id) => ({ name: "Item", what: "item id", id })),
  ];
  const fact = (name: string, value: unknown) => html`
    <div><dt>${name}</dt><dd>${value}</dd></div>
  `;
  return html`
    <dl class="facts">
      ${fact("Started", clock(startedAt))}
      ${response ? fact("Headers", duration(response.headersMs)) : nothing}
      ${firstEventMs === null ? nothing : fact("First event", duration(firstEventMs))}
      ${fact("Took", endedMs === null ? "goes on" : duration(endedMs))}
      ${response?.streaming ? fact("Events", eventCount) : nothing}
      ${ids.map(({ name, what, id }) =>
        fact(
          name,
          html`<button
            type="button"
            class="id"
            title="Copy the ${what}"
            @click=${() => actions.copy(id, what)}
          >
            ${id}
          </button>`,
        ),
      )}
    </dl>
  `;
}

function failureView({ message, hint, requestId }: NonNullable<Exchange["failure"]>) {
  return html`
    <section class="callout bad" aria-label="What failed">
      <p><strong>${message}</strong></p>
      ${hint ? html`<p>${hint}</p>` : nothing}
      ${requestId ? html`<p class="muted">Request id <code>${requestId}</code></p>` : nothing}
    </section>
  `;
}

function faultsView({ request, response, events }: Exchange): TemplateResult | typeof nothing {
  const found = [
    ...request.faults.map((fault) => ({ where: "Request", ...fault })),
    ...(response?.faults ?? []).map((fault) => ({ where: "Answer", ...fault })),
    ...events.flatMap(({ index, faults }) =>
      faults.map((fault) => ({ where: `Event ${index + 1}`, ...fault })),
    ),
  ];
  if (found.length === 0) return nothing;
  const left = found.length - FAULTS_SHOWN;
  return html`
    <section class="callout warn" aria-label="Faults">
      <p><strong>${count(found.length, "fault")} against ChatKit's protocol</strong></p>
      <ul>
        ${found
          .slice(0, FAULTS_SHOWN)
          .map(
            ({ where, path, message }) =>
              html`<li>${where}: <code>${path || "all of it"}</code> ${message}</li>`,
          )}
      </ul>
      ${left > 0 ? html`<p>And ${left} more, each beside its event.</p>` : nothing}
    </section>
  `;
}

function bodyView(title: string, body: SeenBody | null, none: string): TemplateResult {
  const note = body === null ? "" : size(body.bytes);
  return html`
    <details open class="part">
      <summary class="part-title"><h3>${title}</h3> <span class="muted">${note}</span></summary>
      <div class="part-body">
      ${body === null || body.text === "" ? html`<p class="muted">${none}</p>` : json(body.text)}
      ${body?.truncated ? html`<p class="muted">The rest was not kept.</p>` : nothing}
      </div>
    </details>
  `;
}

function headersView(title: string, headers: Readonly<Record<string, string>>): TemplateResult {
  const entries = Object.entries(headers);
  return html`
    <details class="part">
      <summary class="part-title"><h3>${title}</h3> <span class="muted">${entries.length}</span></summary>
      <dl class="part-body headers">
        ${entries.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
      </dl>
    </details>
  `;
}
