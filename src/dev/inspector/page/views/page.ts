import { html, nothing, type TemplateResult } from "lit/html.js";
import type { AppState } from "../../../events.ts";
import type { Notice, PageInfo } from "../../messages.ts";
import type { Actions } from "../actions.ts";
import { duration } from "../format.ts";
import type { Outcome, State } from "../state.ts";
import { chosenScheme, SCHEMES } from "../theme.ts";
import { requests } from "./requests.ts";
import { sessions } from "./sessions.ts";

/** The whole page. */
export function page(state: State, actions: Actions): TemplateResult {
  if (state.connection === "refused") return runEnded();
  const { route } = state;
  return html`
    ${header(state, actions)}
    ${state.app?.state === "crashed" ? crash(state.app) : nothing}
    ${state.notices.length > 0 ? notices(state.notices, actions) : nothing}
    <main tabindex="-1" class=${route.tab === "requests" && route.id !== null ? "opened" : ""}>
      ${route.tab === "requests" ? requests(state, actions) : sessions(state, actions)}
    </main>
    ${outcomeView(state.outcome)}
  `;
}

function outcomeView(outcome: Outcome | null): TemplateResult {
  const tone = outcome?.isFailure ? "bad" : "";
  return html`<p class="outcome ${tone}" role="status">${outcome?.text ?? nothing}</p>`;
}

function header(state: State, actions: Actions): TemplateResult {
  const { route, exchanges, sessions: minted, info } = state;
  const tab = (name: string, title: string, number: number) => html`
    <a href="#/${name}" aria-current=${route.tab === name ? "page" : "false"}>
      ${title} <span class="count">${number}</span>
    </a>
  `;
  return html`
    <header>
      <div class="brand">
        <img src="icon.svg" alt="" width="24" height="24" />
        <h1>${info?.appName || "ChatKit"} <span class="muted">inspector</span></h1>
      </div>
      <nav aria-label="Views">
        ${tab("requests", "Requests", exchanges.length)} ${tab("sessions", "Sessions", minted.length)}
      </nav>
      <div class="run">
        ${info ? appLink(info) : nothing}
        ${connection(state)}
        <label class="scheme">
          <span class="unseen">Colours</span>
          <select
            @change=${({ target }: Event) => {
              const { value } = target as HTMLSelectElement;
              actions.scheme(SCHEMES.find((scheme) => scheme === value) ?? "system");
            }}
          >
            ${SCHEMES.map(
              (scheme) => html`
                <option value=${scheme} ?selected=${scheme === chosenScheme()}>${scheme}</option>
              `,
            )}
          </select>
        </label>
      </div>
    </header>
  `;
}

function appLink({ origin, target }: PageInfo): TemplateResult {
  const title = target === null ? "" : `It runs at ${target}`;
  return html`<a class="app" href=${`${origin}/`} title=${title} target="_blank" rel="noopener"
    >Open the app</a
  >`;
}

function connection({ connection: how, app }: State): TemplateResult {
  if (how !== "live") {
    const text = how === "lost" ? "chatkit dev does not answer" : "connecting";
    return html`<span class="pill waiting"><i class="dot"></i>${text}</span>`;
  }
  switch (app?.state) {
    case "starting":
      return html`<span class="pill waiting"><i class="dot"></i>waiting for the app</span>`;
    case "restarting":
      return html`<span class="pill waiting"><i class="dot"></i>app is restarting</span>`;
    case "crashed":
      return html`<span class="pill bad"><i class="dot"></i>app has crashed</span>`;
    case "stopped":
      return html`<span class="pill bad"><i class="dot"></i>app has stopped</span>`;
    case "ready":
      return html`<span class="pill good" title="ready in ${duration(app.tookMs)}"
        ><i class="dot"></i>live</span
      >`;
    default:
      return html`<span class="pill good"><i class="dot"></i>live</span>`;
  }
}

function crash(app: Extract<AppState, { state: "crashed" }>): TemplateResult {
  const { exitCode, signal } = app;
  const how = signal ?? (exitCode === null ? null : `exit code ${exitCode}`);
  const what = how === null ? "The app could not be started." : `The app has crashed (${how}).`;
  return html`
    <section class="callout bad" aria-label="The app has crashed">
      <p><strong>${what}</strong> Press <kbd>r</kbd> in the terminal to start it again.</p>
      ${app.lastLines.length > 0 ? html`<pre>${app.lastLines.join("\n")}</pre>` : nothing}
    </section>
  `;
}

function notices(list: readonly Notice[], actions: Actions): TemplateResult {
  return html`
    <section class="callout warn" aria-label="Warnings">
      <ul>
        ${list.map(({ message, hint }) => html`<li><strong>${message}</strong> ${hint}</li>`)}
      </ul>
      <button type="button" @click=${actions.dismissNotices}>Dismiss</button>
    </section>
  `;
}

function runEnded(): TemplateResult {
  return html`
    <main class="alone">
      <h1>This run has ended</h1>
      <p>
        The page belongs to a run of <code>chatkit dev</code> that is over. Press <kbd>i</kbd> in the
        terminal of the new one, or open the link that it printed.
      </p>
    </main>
  `;
}
