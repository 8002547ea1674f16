import { html, nothing, type TemplateResult } from "lit";
import type { ChatState } from "../chat/state.ts";
import { icon } from "../icons/icon.ts";
import { tooltip } from "../primitives/tooltip.ts";
import { iconButton } from "./icon-button.ts";
import { hindrance } from "./sending.ts";

/** "Send message", or "Stop" while an answer can be stopped. */
export function mainButton(
  state: ChatState,
  does: { readonly submit: () => void; readonly stop: () => void },
): TemplateResult {
  const { turn, abilities } = state;
  const className = "composer-send";
  if (turn.phase !== "idle" && turn.allowCancel && abilities.stop) {
    const onClick = ({ detail }: MouseEvent) => {
      // The second half of a double click was for "Send message", in whose place this one came.
      if (detail <= 1) does.stop();
    };
    return iconButton({ name: "Stop", icon: "lucide:square", className, onClick });
  }
  const why = hindrance(state);
  return iconButton({
    name: "Send message",
    icon: "lucide:arrow-up",
    className,
    onClick: does.submit,
    why,
  });
}

/**
 * The button that opens the file picker: a label, so that the browser's own field does it.
 *
 * @param accept what the picker offers; null for everything
 */
export function attachButton(
  accept: string | null,
  onFiles: (files: readonly File[]) => void,
): TemplateResult {
  const onChange = ({ target }: Event) => {
    if (!(target instanceof HTMLInputElement)) return;
    onFiles([...(target.files ?? [])]);
    // So that the same file can be picked again.
    target.value = "";
  };
  return html`<label class="ck-icon-button composer-attach" ${tooltip("Attach files")}>
    ${icon("lucide:paperclip")}
    <span class="ck-visually-hidden">Attach files</span>
    <input
      class="ck-visually-hidden"
      type="file"
      multiple
      accept=${accept ?? nothing}
      @change=${onChange}
    />
  </label>`;
}

/** What the message is a reply to. */
export function replyView(reply: string, remove: () => void): TemplateResult {
  return html`<div class="composer-reply">
    ${icon("lucide:quote", { mirrored: true })}
    <blockquote dir="auto" aria-label="Quoted">${reply}</blockquote>
    ${iconButton({ name: "Remove the quote", icon: "lucide:x", className: "ck-icon-button-small", onClick: remove })}
  </div>`;
}

/** What could not be done; its place is there before, so that it is read out when it comes. */
export function noteView(note: string | null, dismiss: () => void): TemplateResult {
  return html`<div role="alert">
    ${
      note === null
        ? nothing
        : html`<p class="composer-note">
            ${icon("lucide:triangle-alert")}<span>${note}</span>
            ${iconButton({ name: "Dismiss", icon: "lucide:x", className: "ck-icon-button-small", onClick: dismiss })}
          </p>`
    }
  </div>`;
}
