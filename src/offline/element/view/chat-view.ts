import { LitElement, type PropertyDeclarations } from "lit";
import type { Chat, ChatState } from "../chat/state.ts";

/**
 * A part of the chat that draws itself anew with each change.
 *
 * It draws into the element's one shadow root rather than one of its own, so that a style sheet, an
 * id and a label reach everything in the chat.
 */
export abstract class ChatView extends LitElement {
  static override properties: PropertyDeclarations = { chat: { attribute: false } };
  declare chat: Chat;
  #unsubscribe: (() => void) | undefined;

  protected get state(): ChatState {
    return this.chat.state;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = this.chat?.subscribe(() => this.requestUpdate());
    // What changed while it was out of the page was told to nobody.
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
  }
}
