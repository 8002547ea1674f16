import { html, nothing, type TemplateResult } from "lit";
import { spinner } from "../primitives/spinner.ts";
import { type Dictation, elapsedText } from "./dictation.ts";
import { iconButton } from "./icon-button.ts";

/**
 * The button that begins a dictation.
 *
 * @param why it cannot, or null; the button stays in reach, so that the reason can be read
 */
export function dictateButton(dictation: Dictation, why: string | null): TemplateResult {
  const onClick = () => void dictation.start();
  const content = dictation.phase === "asking" ? { content: spinner() } : {};
  return iconButton({ name: "Dictate", icon: "lucide:mic", onClick, why, ...content });
}

/** What is shown in place of the buttons while speech is recorded or turned into text. */
export function dictationBar(dictation: Dictation): TemplateResult {
  const isRecording = dictation.phase === "recording";
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") dictation.cancel();
  };
  return html`<div class="composer-dictation" @keydown=${onKeyDown}>
    ${
      isRecording
        ? html`<span class="composer-recording" aria-hidden="true"></span>
            <span>Recording</span>
            <span role="timer" aria-label="Recorded so far">${elapsedText(dictation.elapsed)}</span>`
        : html`${spinner()}<span>Turning speech into text…</span>`
    }
    <span class="composer-space"></span>
    ${iconButton({ name: "Cancel dictation", icon: "lucide:x", onClick: () => dictation.cancel() })}
    ${
      isRecording
        ? iconButton({
            name: "Finish dictation",
            icon: "check",
            className: "composer-send",
            onClick: () => dictation.finish(),
          })
        : nothing
    }
  </div>`;
}
