import type { Placement } from "@floating-ui/dom";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { icon } from "../icons/icon.ts";
import { moveFocus } from "./focus.ts";
import css from "./menu.css";
import "./popover.ts";

export const styles = css;

/** One entry of a menu. */
export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly description?: string | undefined;
  readonly icon?: string | undefined;
  /** Of a choice: whether it is the chosen one. Left out for a command. */
  readonly checked?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly danger?: boolean | undefined;
}

/**
 * `<chatkit-offline-menu-button>`: a button that opens a menu.
 *
 * Sends `menu-select`, whose detail is the item's id, once the menu is closed and the focus is back
 * on the button.
 */
export class MenuButton extends LitElement {
  static override properties = {
    label: {},
    text: { attribute: false },
    icon: { attribute: false },
    items: { attribute: false },
    placement: {},
    disabled: { type: Boolean },
    buttonClass: { attribute: false },
    open: { state: true },
  };
  /** The name of the button and of its menu. */
  declare label: string;
  /** Shown on the button, with an arrow; without it the button is its icon. */
  declare text: string | undefined;
  declare icon: string | undefined;
  declare items: readonly MenuItem[];
  declare placement: Placement;
  declare disabled: boolean;
  declare buttonClass: string | undefined;
  declare open: boolean;

  #typed = "";
  #typedAt = 0;

  constructor() {
    super();
    this.label = "";
    this.items = [];
    this.placement = "bottom-start";
    this.disabled = false;
    this.open = false;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const look = this.text === undefined ? "ck-icon-button" : "ck-button ck-button-quiet";
    return html`
      <button
        type="button"
        class=${this.buttonClass ?? look}
        aria-label=${this.label}
        aria-haspopup="menu"
        aria-expanded=${this.open ? "true" : "false"}
        ?disabled=${this.disabled}
        @click=${this.#toggle}
        @keydown=${this.#onButtonKey}
      >
        ${this.icon === undefined ? nothing : icon(this.icon)}
        ${
          this.text === undefined
            ? nothing
            : html`<span class="ck-menu-text">${this.text}</span>${icon("lucide:chevron-down", { size: "1em" })}`
        }
      </button>
      <chatkit-offline-popover
        .open=${this.open}
        .anchor=${this.renderRoot.querySelector("button")}
        .placement=${this.placement}
        @popover-close=${this.#close}
      >
        ${
          this.open
            ? html`<div role="menu" aria-label=${this.label} class="ck-menu" @keydown=${this.#onMenuKey}>
              ${this.items.map((item) => this.#item(item))}
            </div>`
            : nothing
        }
      </chatkit-offline-popover>
    `;
  }

  #item(item: MenuItem): TemplateResult {
    const isChoice = item.checked !== undefined;
    return html`<button
      type="button"
      class="ck-menu-item${item.danger ? " ck-menu-item-danger" : ""}"
      role=${isChoice ? "menuitemradio" : "menuitem"}
      aria-checked=${ifDefined(isChoice ? (item.checked ? "true" : "false") : undefined)}
      aria-disabled=${ifDefined(item.disabled ? "true" : undefined)}
      tabindex="-1"
      @click=${() => this.#select(item)}
      @pointermove=${({ currentTarget }: Event) => currentTarget instanceof HTMLElement && currentTarget.focus({ preventScroll: true })}
    >
      ${item.icon === undefined ? nothing : icon(item.icon)}
      <span class="ck-menu-words">
        <span>${item.label}</span>
        ${item.description ? html`<span class="ck-menu-description">${item.description}</span>` : nothing}
      </span>
      ${item.checked ? icon("check", { size: "1.1em" }) : nothing}
    </button>`;
  }

  #entries(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>(".ck-menu-item")];
  }

  #toggle = (): void => {
    if (this.open) this.#close();
    else void this.#openAt("chosen");
  };

  #close = (): void => {
    this.open = false;
  };

  async #openAt(place: "chosen" | "last"): Promise<void> {
    this.open = true;
    await this.updateComplete;
    const entries = this.#entries();
    const chosen = entries.find((entry) => entry.getAttribute("aria-checked") === "true");
    (place === "last" ? entries.at(-1) : (chosen ?? entries[0]))?.focus({ preventScroll: true });
  }

  async #select(item: MenuItem): Promise<void> {
    if (item.disabled) return;
    this.open = false;
    await this.updateComplete;
    this.renderRoot.querySelector("button")?.focus();
    this.dispatchEvent(new CustomEvent<string>("menu-select", { detail: item.id }));
  }

  #onButtonKey = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    void this.#openAt(event.key === "ArrowUp" ? "last" : "chosen");
  };

  #onMenuKey = (event: KeyboardEvent): void => {
    if (moveFocus(event, this.#entries(), { orientation: "vertical" })) return;
    if (event.key === "Tab") this.#close();
    const isLetter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (isLetter && (event.key !== " " || this.#typed !== "")) this.#jump(event);
  };

  /** Letters that are typed in one go lead to the entry that begins with them. */
  #jump(event: KeyboardEvent): void {
    const pause = event.timeStamp - this.#typedAt;
    this.#typed = (pause < 600 ? this.#typed : "") + event.key.toLowerCase();
    this.#typedAt = event.timeStamp;
    const index = this.items.findIndex(({ label }) => label.toLowerCase().startsWith(this.#typed));
    if (index < 0) return;
    event.preventDefault();
    this.#entries()[index]?.focus();
  }
}

if (!customElements.get("chatkit-offline-menu-button")) {
  customElements.define("chatkit-offline-menu-button", MenuButton);
}
