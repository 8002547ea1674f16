import { html, nothing, type TemplateResult } from "lit";
import type { Problem } from "../chat/state.ts";
import { icon } from "../icons/icon.ts";

/**
 * Stands where the chat would be, and says why there is none.
 *
 * @param problem what went wrong
 * @param onRetry is called when a person wants to try again
 */
export function failureScreen(problem: Problem, onRetry: () => void): TemplateResult {
  return html`<div class="ck-failure" role="alert">
    ${icon("lucide:unplug", { size: "28px" })}
    <h2 dir="auto">${problem.title}</h2>
    <p dir="auto">${problem.message}</p>
    ${
      problem.allowRetry
        ? html`<button type="button" class="ck-button" @click=${onRetry}>Try again</button>`
        : nothing
    }
  </div>`;
}
