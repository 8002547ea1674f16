import { html, LitElement } from "lit";
import { icon } from "../icons/icon.ts";
import { tooltip } from "../primitives/tooltip.ts";

const SHOWN_MS = 2000;

const TOLD = { none: "", copied: "Copied", failed: "Not copied" } as const;

/** `<chatkit-offline-copy>`: a button that copies a text and says whether it did. */
export class CopyButton extends LitElement {
  static override properties = {
    text: { attribute: false },
    label: {},
    isIcon: { attribute: false },
    outcome: { state: true },
  };
  declare text: string;
  declare label: string;
  /** Whether an icon alone is shown. */
  declare isIcon: boolean;
  declare outcome: keyof typeof TOLD;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.text = "";
    this.label = "Copy";
    this.isIcon = false;
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
    const told = TOLD[this.outcome];
    const picture = { none: "lucide:copy", copied: "check", failed: "lucide:x" }[this.outcome];
    return html`<button
        type="button"
        class=${this.isIcon ? "ck-icon-button ck-icon-button-small" : "ck-copy"}
        aria-label=${this.label}
        ${tooltip(this.isIcon ? told || this.label : "")}
        @click=${this.#copy}
        >${this.isIcon ? icon(picture) : told || "Copy"}</button
      ><span class="ck-visually-hidden" role="status">${told}</span>`;
  }
}

if (!customElements.get("chatkit-offline-copy")) {
  customElements.define("chatkit-offline-copy", CopyButton);
}
