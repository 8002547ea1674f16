import { html } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Notice } from "../chat/state.ts";
import { icon } from "../icons/icon.ts";
import { markdown } from "../markdown/markdown.ts";
import { ChatView } from "./chat-view.ts";
import { linkHandler } from "./link-handler.ts";

const ICONS: Readonly<Record<Notice["level"], string>> = {
  info: "info",
  warning: "lucide:triangle-alert",
  danger: "lucide:triangle-alert",
};

/** `<chatkit-offline-notices>`: what the app has to say, above the composer. */
export class Notices extends ChatView {
  #notice = ({ id, level, title, message }: Notice): unknown => {
    // A level that is not known is no reason to hide what is said.
    const known = Object.hasOwn(ICONS, level) ? level : "info";
    return html`<div class="ck-notice ck-notice-${known}" role=${known === "danger" ? "alert" : "note"}>
      ${icon(ICONS[known])}
      <div class="ck-notice-text">
        ${title ? html`<strong dir="auto">${title}</strong>` : ""}
        ${markdown(message, { onLink: linkHandler(this.chat) })}
      </div>
      <button type="button" class="ck-icon-button ck-icon-button-small" aria-label="Dismiss"
        @click=${() => this.chat.dismissNotice(id)}>${icon("lucide:x")}</button>
    </div>`;
  };

  protected override render(): unknown {
    return repeat(this.state.notices, ({ id }) => id, this.#notice);
  }
}

if (!customElements.get("chatkit-offline-notices")) {
  customElements.define("chatkit-offline-notices", Notices);
}
