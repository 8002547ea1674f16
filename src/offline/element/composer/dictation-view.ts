import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../icons/icon.ts";
import { spinner } from "../primitives/spinner.ts";
import { tooltip } from "../primitives/tooltip.ts";
import { type Dictation, elapsedText } from "./dictation.ts";

/**
 * The button that begins a dictation.
 *
 * @param why it cannot, or null; the button stays in reach, so that the reason can be read
 */
export function dictateButton(dictation: Dictation, why: string | null): TemplateResult {
  const isBusy = dictation.phase !== "idle";
  return html`<button
    type="button"
    class="ck-icon-button"
    aria-label="Dictate"
    aria-description=${why ?? nothing}
    aria-disabled=${why !== null || isBusy ? "true" : "false"}
    ${tooltip(why ?? "Dictate")}
    @click=${() => dictation.start()}
  >
    ${dictation.phase === "asking" ? spinner() : icon("lucide:mic")}
  </button>`;
}

/** What is shown in place of the buttons while speech is recorded or turned into text. */
export function dictationBar(dictation: Dictation): TemplateResult {
  const isRecording = dictation.phase === "recording";
  return html`<div class="composer-dictation">
    ${
      isRecording
        ? html`<span class="composer-recording" aria-hidden="true"></span>
            <span>Recording</span>
            <span role="timer" aria-label="Recorded so far">${elapsedText(dictation.elapsed)}</span>`
        : html`${spinner()}<span>Turning speech into text…</span>`
    }
    <span class="composer-space"></span>
    <button
      type="button"
      class="ck-icon-button"
      aria-label="Cancel dictation"
      ${tooltip("Cancel dictation")}
      @click=${() => dictation.cancel()}
    >
      ${icon("lucide:x")}
    </button>
    ${
      isRecording
        ? html`<button
            type="button"
            class="ck-icon-button composer-send"
            aria-label="Finish dictation"
            ${tooltip("Finish dictation")}
            @click=${() => dictation.finish()}
          >
            ${icon("check")}
          </button>`
        : nothing
    }
  </div>`;
}
