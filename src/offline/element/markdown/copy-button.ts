import { html, LitElement } from "lit";

const SHOWN_MS = 2000;

/** A button that copies a text and says whether it did. */
export class CopyButton extends LitElement {
  static override properties = {
    text: { attribute: false },
    label: { type: String },
    outcome: { state: true },
  };
  declare text: string;
  declare label: string;
  declare outcome: "none" | "copied" | "failed";
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.text = "";
    this.label = "Copy";
    this.outcome = "none";
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  async #copy(): Promise<void> {
    // The clipboard is absent on a page without TLS and refuses a page that is not in front.
    const isCopied = await navigator.clipboard?.writeText(this.text).then(
      () => true,
      () => false,
    );
    this.outcome = isCopied ? "copied" : "failed";
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.outcome = "none";
    }, SHOWN_MS);
  }

  protected override render(): unknown {
    const told = { none: "", copied: "Copied", failed: "Not copied" }[this.outcome];
    return html`<button type="button" class="ck-copy" aria-label=${this.label} @click=${this.#copy}>
      ${told || "Copy"}</button><span class="ck-visually-hidden" role="status">${told}</span>`;
  }
}

if (!customElements.get("chatkit-offline-copy")) {
  customElements.define("chatkit-offline-copy", CopyButton);
}
