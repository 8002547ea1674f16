import type { HeaderOption } from "@openai/chatkit";
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../icons/icon.ts";
import { tooltip } from "../primitives/tooltip.ts";
import { ChatView } from "../view/chat-view.ts";
import css from "./header.css";

export const styles = css;

/** The name of a button that the page gave nothing but an icon: `dark-mode` becomes "Dark mode". */
function nameOfIcon(name: string): string {
  const words = name.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `<chatkit-offline-header>`: the title of the chat, and what there is to do with chats. */
class Header extends ChatView {
  protected override render(): TemplateResult {
    const { options, abilities, history, thread } = this.state;
    const { title, leftAction, rightAction } = options?.header ?? {};
    const words = title?.enabled === false ? null : (title?.text ?? thread?.title);
    return html`<div class="ck-header">
      <div class="ck-header-side">
        ${this.#action(leftAction)}
        ${
          abilities.history
            ? this.#button("History", "history", () => this.chat.setHistoryOpen(!history.isOpen), {
                isExpanded: history.isOpen,
              })
            : nothing
        }
      </div>
      ${words ? html`<h2 class="ck-title" dir="auto">${words}</h2>` : nothing}
      <div class="ck-header-side ck-header-end">
        ${this.#button("New chat", "compose", this.#begin)} ${this.#action(rightAction)}
      </div>
    </div>`;
  }

  #action(action: HeaderOption["leftAction"]): unknown {
    if (!action) return nothing;
    return this.#button(nameOfIcon(action.icon), action.icon, () => action.onClick());
  }

  #button(
    name: string,
    picture: string,
    onClick: () => void,
    { isExpanded }: { readonly isExpanded?: boolean } = {},
  ): TemplateResult {
    return html`<button
      type="button"
      class="ck-icon-button"
      aria-label=${name}
      aria-haspopup=${isExpanded === undefined ? nothing : "dialog"}
      aria-expanded=${isExpanded ?? nothing}
      ${tooltip(name)}
      @click=${onClick}
    >
      ${icon(picture)}
    </button>`;
  }

  #begin = (): void => {
    this.chat.openThread(null).catch((error: unknown) => this.chat.fail(error));
  };
}

if (!customElements.get("chatkit-offline-header")) {
  customElements.define("chatkit-offline-header", Header);
}
