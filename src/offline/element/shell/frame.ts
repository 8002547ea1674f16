import { html, nothing, type TemplateResult } from "lit";
import { activeLocale, directionOf } from "../locale.ts";
import { focusedBeside } from "../primitives/focus.ts";
import "../composer/composer.ts";
import { ThemeSheet } from "../theme/theme-sheet.ts";
import { ChatView } from "../view/chat-view.ts";
import "../view/notices.ts";
import "../view/thread.ts";
import { disclaimer } from "./disclaimer.ts";
import { failureScreen } from "./failure.ts";
import css from "./frame.css";
import "./header.ts";
import "./history.ts";
import { loadingThread } from "./loading.ts";
import "./stand-in-note.ts";
import "./start.ts";

export const styles = css;

/**
 * `<chatkit-offline-frame>`: lays out the chat and gives it its looks.
 *
 * `.ck-frame` fills the element and is what absolutely positioned parts lie in; its width is what
 * `@container ck` asks for.
 */
class Frame extends ChatView {
  readonly #sheet = new ThemeSheet();
  #historyWasOpen = false;
  #returnTo: HTMLElement | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    const root = this.getRootNode();
    if (root instanceof ShadowRoot) this.#sheet.adoptInto(root);
  }

  protected override willUpdate(): void {
    const { options, history } = this.state;
    this.#sheet.show(options?.theme, (family, reason) =>
      this.chat.log("theme.font_failed", { family, reason }),
    );
    // Before the rest of the chat becomes inert, which takes the focus away from it.
    if (history.isOpen && !this.#historyWasOpen) this.#returnTo = focusedBeside(this);
  }

  protected override updated(): void {
    const { isOpen } = this.state.history;
    if (!isOpen && this.#historyWasOpen && focusedBeside(this) === null) this.#returnTo?.focus();
    this.#historyWasOpen = isOpen;
  }

  protected override render(): TemplateResult {
    const { options, history, failure } = this.state;
    const locale = activeLocale(options?.locale, navigator.language);
    return html`<div
      class="ck-frame"
      role="region"
      aria-label=${options?.frameTitle ?? "Chat"}
      lang=${locale}
      dir=${directionOf(locale)}
      data-color-scheme=${this.#sheet.colorScheme}
    >
      <div class="ck-chat" ?inert=${history.isOpen}>
        ${
          options && options.header?.enabled !== false
            ? html`<chatkit-offline-header .chat=${this.chat}></chatkit-offline-header>`
            : nothing
        }
        <div class="ck-body">${options || failure ? this.#body() : nothing}</div>
        <div class="ck-foot">
          ${
            options && !failure
              ? html`<chatkit-offline-notices .chat=${this.chat}></chatkit-offline-notices>
                  <chatkit-offline-composer .chat=${this.chat}></chatkit-offline-composer>`
              : nothing
          }
          ${options?.disclaimer ? disclaimer(options.disclaimer, this.chat) : nothing}
          <chatkit-offline-note></chatkit-offline-note>
        </div>
      </div>
      ${
        history.isOpen
          ? html`<chatkit-offline-history .chat=${this.chat} .locale=${locale}></chatkit-offline-history>`
          : nothing
      }
    </div>`;
  }

  #reconnect = (): void => {
    this.chat.reconnect().catch((error: unknown) => this.chat.fail(error));
  };

  #body(): TemplateResult {
    const { chat } = this;
    const { failure, isLoadingThread, items, problem, thread, turn } = this.state;
    if (failure) return failureScreen(failure, this.#reconnect);
    if (isLoadingThread && items.length === 0) return loadingThread();
    const isStart =
      thread === null && items.length === 0 && turn.phase === "idle" && problem === null;
    return isStart
      ? html`<chatkit-offline-start .chat=${chat}></chatkit-offline-start>`
      : html`<chatkit-offline-thread .chat=${chat}></chatkit-offline-thread>`;
  }
}

if (!customElements.get("chatkit-offline-frame")) {
  customElements.define("chatkit-offline-frame", Frame);
}
