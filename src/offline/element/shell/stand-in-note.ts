import { html, LitElement, type TemplateResult } from "lit";
import { icon } from "../icons/icon.ts";
import "../primitives/dialog.ts";
import { tooltip } from "../primitives/tooltip.ts";

const SHORT = "This is not OpenAI's interface.";

/** `<chatkit-offline-note>`: says, wherever the chat is seen, that it is a stand-in. */
class StandInNote extends LitElement {
  static override properties = { open: { state: true } };
  declare open: boolean;

  constructor() {
    super();
    this.open = false;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    return html`
      <button
        type="button"
        class="ck-note"
        aria-haspopup="dialog"
        ${tooltip(SHORT)}
        @click=${() => this.#show(true)}
      >
        ${icon("info", { size: "1.1em" })} Offline stand-in
      </button>
      <chatkit-offline-dialog
        .open=${this.open}
        .label=${"Offline stand-in"}
        .content=${this.#explanation}
        @dialog-close=${() => this.#show(false)}
      ></chatkit-offline-dialog>
    `;
  }

  #explanation = (): TemplateResult => html`
    <h2 dir="auto">Offline stand-in</h2>
    <p dir="auto">${SHORT} It is a stand-in that "chatkit dev --offline" puts in its place, so that an app can
    be worked on, shown and tested without a key and without a network.</p>
    <p dir="auto">It was written from ChatKit's public types and protocol. It looks and behaves alike where
    those say how, and differs where they do not. Online, your app shows OpenAI's own interface.</p>
    <div class="ck-dialog-buttons">
      <button type="button" class="ck-button ck-button-primary" @click=${() => this.#show(false)}>
        Close
      </button>
    </div>
  `;

  #show(open: boolean): void {
    this.open = open;
  }
}

if (!customElements.get("chatkit-offline-note")) {
  customElements.define("chatkit-offline-note", StandInNote);
}
