import { html, LitElement, nothing } from "lit";
import "../primitives/popover.ts";

/** Before a card opens under a pointer, and before it closes so that a pointer can reach it; in milliseconds. */
const OPENS_AFTER = 150;
const CLOSES_AFTER = 250;

let count = 0;

/** `<chatkit-offline-hover-card>`: something with a card that opens under a pointer and with the focus. */
export class HoverCard extends LitElement {
  static override properties = {
    trigger: { attribute: false },
    card: { attribute: false },
    opensOnClick: { attribute: false },
    isOpen: { state: true },
    content: { state: true },
  };
  /** Draws what the card belongs to; `describedBy` is the id of the card while it is open. */
  declare trigger: (describedBy: string | typeof nothing) => unknown;
  /** Draws the card, once it is wanted; null for none. */
  declare card: () => unknown;
  /** Whether a click, or a tap, has nothing else to do. */
  declare opensOnClick: boolean;
  declare isOpen: boolean;
  declare content: unknown;
  readonly #id: string;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    count += 1;
    this.#id = `ck-card-${count}`;
    this.trigger = () => nothing;
    this.card = () => null;
    this.opensOnClick = false;
    this.isOpen = false;
    this.content = null;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.isOpen = false;
  }

  #soon(isOpen: boolean, after: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#set(isOpen), after);
  }

  async #set(isOpen: boolean): Promise<void> {
    clearTimeout(this.#timer);
    if (isOpen === this.isOpen) return;
    this.isOpen = isOpen;
    this.content = null;
    if (!isOpen) return;
    const content = await this.card();
    if (this.isOpen) this.content = content ?? null;
  }

  #onEnter = ({ pointerType }: PointerEvent): void => {
    // A tap opens what it is on; the card would only flash.
    if (pointerType !== "touch") this.#soon(true, OPENS_AFTER);
  };

  #onFocus = (event: FocusEvent): void => {
    const { target } = event;
    if (target instanceof Element && target.matches(":focus-visible")) void this.#set(true);
  };

  #onClick = (): void => {
    if (this.opensOnClick) void this.#set(true);
  };

  #onKeydown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.isOpen) return;
    event.stopPropagation();
    void this.#set(false);
  };

  protected override render(): unknown {
    const isShown = this.isOpen && this.content !== null;
    return html`<span
        class="ck-card-trigger"
        @pointerenter=${this.#onEnter}
        @pointerleave=${() => this.#soon(false, CLOSES_AFTER)}
        @focusin=${this.#onFocus}
        @focusout=${() => this.#soon(false, 0)}
        @click=${this.#onClick}
        @keydown=${this.#onKeydown}
        >${this.trigger(isShown ? this.#id : nothing)}</span
      >${
        isShown
          ? html`<chatkit-offline-popover
            id=${this.#id}
            role="tooltip"
            class="ck-hover-card"
            placement="top"
            .anchor=${this.firstElementChild}
            .takesFocus=${false}
            .open=${true}
            @popover-close=${() => this.#set(false)}
            @pointerenter=${() => clearTimeout(this.#timer)}
            @pointerleave=${() => this.#soon(false, CLOSES_AFTER)}
            >${this.content}</chatkit-offline-popover
          >`
          : nothing
      }`;
  }
}

if (!customElements.get("chatkit-offline-hover-card")) {
  customElements.define("chatkit-offline-hover-card", HoverCard);
}
