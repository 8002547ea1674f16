import { html, LitElement, nothing } from "lit";
import { icon } from "../icons/icon.ts";
import { pictureAddress } from "../markdown/links.ts";
import "../primitives/dialog.ts";

/** `<chatkit-offline-picture>`: a picture that opens in full size. */
export class Picture extends LitElement {
  static override properties = {
    src: { attribute: false },
    label: { attribute: false },
    isOpen: { state: true },
    isBroken: { state: true },
  };
  declare src: string;
  /** What it shows, or the name of its file. */
  declare label: string;
  declare isOpen: boolean;
  declare isBroken: boolean;

  constructor() {
    super();
    this.src = "";
    this.label = "";
    this.isOpen = false;
    this.isBroken = false;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("src")) this.isBroken = false;
  }

  protected override render(): unknown {
    const address = pictureAddress(this.src);
    if (!address || this.isBroken) {
      return html`<span class="ck-chip">${icon("lucide:image-off")}<span dir="auto">${this.label}</span>
        <small class="ck-quiet">cannot be shown</small></span>`;
    }
    const image = html`<img src=${address} alt=${this.label} decoding="async"
      referrerpolicy="no-referrer" @error=${() => {
        this.isBroken = true;
      }}>`;
    return html`<button type="button" class="ck-picture" aria-label=${`Open ${this.label}`}
        @click=${() => {
          this.isOpen = true;
        }}>${image}</button>${
          this.isOpen
            ? html`<chatkit-offline-dialog look="picture" .label=${this.label} .open=${true}
              .content=${() => html`${image}<button type="button" class="ck-button" data-autofocus
                @click=${this.#close}>Close</button>`}
              @dialog-close=${this.#close}></chatkit-offline-dialog>`
            : nothing
        }`;
  }

  #close = (): void => {
    this.isOpen = false;
  };
}

if (!customElements.get("chatkit-offline-picture")) {
  customElements.define("chatkit-offline-picture", Picture);
}
