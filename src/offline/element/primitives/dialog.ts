import { html, LitElement, nothing, type TemplateResult } from "lit";
import css from "./dialog.css";

export const styles = css;

/**
 * `<chatkit-offline-dialog>`: asks or tells something, over the chat and nothing else of the page.
 *
 * `content` is drawn only while it is open. Escape and a click beside it send `dialog-close`;
 * whoever made it sets `open` to false. The browser keeps the focus inside, and takes it back to
 * where it was.
 */
export class Dialog extends LitElement {
  static override properties = {
    open: { type: Boolean },
    label: {},
    content: { attribute: false },
    look: {},
  };
  declare open: boolean;
  /** Its name, for those who hear it. */
  declare label: string;
  declare content: () => unknown;
  /** `picture`: no frame of its own. */
  declare look: "panel" | "picture";
  #follow: ResizeObserver | undefined;

  constructor() {
    super();
    this.open = false;
    this.label = "";
    this.content = () => nothing;
    this.look = "panel";
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#follow?.disconnect();
    this.#follow = undefined;
  }

  protected override render(): TemplateResult {
    return html`<dialog
      class="ck-dialog"
      aria-label=${this.label}
      @cancel=${this.#onCancel}
      @keydown=${this.#onKeydown}
      @click=${this.#onClick}
    >
      ${this.open ? html`<div class="ck-dialog-${this.look}">${this.content()}</div>` : nothing}
    </dialog>`;
  }

  protected override updated(): void {
    const dialog = this.renderRoot.querySelector("dialog");
    if (!dialog || this.open === dialog.open) return;
    if (this.open) {
      this.#cover(dialog);
      dialog.showModal();
    } else {
      this.#follow?.disconnect();
      this.#follow = undefined;
      dialog.close();
    }
  }

  /** Lies over the chat, wherever the page has put it. */
  #cover(dialog: HTMLDialogElement): void {
    const root = this.getRootNode();
    const host = root instanceof ShadowRoot ? root.host : document.documentElement;
    const place = () => {
      const { left, top, width, height } = host.getBoundingClientRect();
      Object.assign(dialog.style, {
        left: `${left}px`,
        top: `${top}px`,
        width: `${width}px`,
        height: `${height}px`,
      });
    };
    place();
    this.#follow = new ResizeObserver(place);
    this.#follow.observe(host);
    this.#follow.observe(document.documentElement);
  }

  #ask(): void {
    this.dispatchEvent(new CustomEvent("dialog-close"));
  }

  #onCancel = (event: Event): void => {
    event.preventDefault();
    this.#ask();
  };

  #onKeydown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    // The browser would send `cancel` too, and close it at the second time whatever is said.
    event.preventDefault();
    event.stopPropagation();
    this.#ask();
  };

  #onClick = (event: Event): void => {
    if (event.target === event.currentTarget) this.#ask();
  };
}

if (!customElements.get("chatkit-offline-dialog")) {
  customElements.define("chatkit-offline-dialog", Dialog);
}
