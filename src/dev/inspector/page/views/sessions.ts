import { html, nothing, type TemplateResult } from "lit/html.js";
import type { SeenSession } from "../../../events.ts";
import type { Actions } from "../actions.ts";
import { clock, duration } from "../format.ts";
import type { State } from "../state.ts";

const SELF_HOSTED = "A self-hosted app needs none: its chat talks to its own server.";
const ELSE = "A page mints one at /api/chatkit/session when it opens its chat.";

/** The sessions that were minted in this run, newest first. */
export function sessions({ sessions: list, info }: State, actions: Actions): TemplateResult {
  return html`
    <section class="sessions" aria-label="Sessions">
      <div class="toolbar">
        <p class="muted">
          ${info?.key ? html`Key <code>${info.key}</code>` : "No key is set."}
        </p>
        ${
          info?.canMint
            ? html`<button type="button" class="main" @click=${actions.mint}>
              Mint one and copy its secret
            </button>`
            : nothing
        }
      </div>
      ${info?.note ? html`<p class="note">${info.note}</p>` : nothing}
      ${
        list.length === 0
          ? html`<div class="empty">
            <p><strong>No session was minted yet.</strong></p>
            <p>${info?.backend === "self-hosted" ? SELF_HOSTED : ELSE}</p>
          </div>`
          : html`<ul class="cards">
            ${list.toReversed().map((session) => html`<li>${card(session, actions)}</li>`)}
          </ul>`
      }
    </section>
  `;
}

function card(session: SeenSession, actions: Actions): TemplateResult {
  const { id, user, workflow, mintedAt, secret, by } = session;
  return html`
    <article class="card">
      <h2>
        <button
          type="button"
          class="id"
          title="Copy the session id"
          @click=${() => actions.copy(id, "session id")}
        >
          ${id}
        </button>
        ${state(session)}
      </h2>
      <dl class="facts">
        <div><dt>User</dt><dd>${user}</dd></div>
        <div><dt>Workflow</dt><dd>${workflow}</dd></div>
        <div><dt>Minted</dt><dd>${clock(mintedAt)} by ${by === "page" ? "the page" : "you"}</dd></div>
        <div><dt>Secret</dt><dd>${secret}</dd></div>
      </dl>
    </article>
  `;
}

function state({ cancelled, expiresAt }: SeenSession): TemplateResult {
  if (cancelled) return html`<span class="mark bad">cancelled</span>`;
  const left = expiresAt - Date.now();
  return left <= 0
    ? html`<span class="mark">expired</span>`
    : html`<span class="mark good">expires in ${duration(Math.floor(left / 1000) * 1000)}</span>`;
}
