import { html, LitElement, nothing, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import type { SelectOption } from "../../../../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import { icon } from "../../icons/icon.ts";
import "../../primitives/popover.ts";
import { spinner } from "../../primitives/spinner.ts";
import { tooltip } from "../../primitives/tooltip.ts";
import type { ShownNode } from "../grammar/read-widget.ts";
import type { View } from "../scene.ts";
import { type Choosing, choosing } from "./choices.ts";

/** Letters that are typed within this time are one word; in milliseconds. */
const TYPING = 600;

/** `<chatkit-offline-select>`: a button that shows what is chosen, and a list to choose from. */
class Select extends LitElement {
  static override properties = {
    props: { attribute: false },
    choosing: { attribute: false },
    isLabelled: { attribute: false },
    value: { state: true },
    open: { state: true },
    active: { state: true },
    query: { state: true },
  };
  declare props: ShownNode<"Select">["props"];
  declare choosing: Choosing;
  declare isLabelled: boolean;
  /** Undefined until somebody chooses: until then the default is what is chosen. */
  declare value: string | undefined;
  declare open: boolean;
  /** The option that Enter would choose, among those that are shown. */
  declare active: number;
  declare query: string;

  #typed = "";
  #typedAt = Number.NEGATIVE_INFINITY;

  constructor() {
    super();
    this.open = false;
    this.active = 0;
    this.query = "";
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  get #chosen(): SelectOption | undefined {
    const value = this.value ?? this.props.defaultValue;
    return this.props.options.find((option) => option.value === value);
  }

  /** Those that hold what was looked for. */
  get #shown(): readonly SelectOption[] {
    const query = this.query.trim().toLowerCase();
    return this.props.options.filter(({ label, description = "" }) =>
      `${label}\n${description}`.toLowerCase().includes(query),
    );
  }

  protected override render(): TemplateResult {
    const { props, open } = this;
    const { name, size = "md", variant = "outline", placeholder = "Select", disabled } = props;
    const { parts, isBusy, obstacle } = this.choosing;
    const chosen = this.#chosen;
    const { id } = parts;
    return html`
      <input type="hidden" name=${name} .value=${chosen?.value ?? ""} ?disabled=${disabled} />
      <div class="ckw-control" data-block=${ifDefined(props.block ? "" : undefined)}>
        <button
          class="ckw-select"
          type="button"
          id=${id}
          role=${ifDefined(props.searchable ? undefined : "combobox")}
          data-variant=${variant}
          data-size=${size}
          data-pill=${ifDefined(props.pill ? "" : undefined)}
          data-empty=${ifDefined(chosen ? undefined : "")}
          aria-haspopup="listbox"
          aria-expanded=${open ? "true" : "false"}
          aria-controls=${ifDefined(open && !props.searchable ? `${id}-list` : undefined)}
          aria-activedescendant=${ifDefined(open && !props.searchable ? this.#activeId : undefined)}
          aria-labelledby=${`${this.isLabelled ? `${id}-label` : `${id}-name`} ${id}-value`}
          aria-disabled=${ifDefined(isBusy || obstacle ? "true" : undefined)}
          aria-busy=${ifDefined(isBusy ? "true" : undefined)}
          aria-describedby=${ifDefined(obstacle?.id)}
          ?disabled=${disabled}
          @click=${this.#toggle}
          @keydown=${this.#onKeydown}
          @blur=${props.searchable ? nothing : this.#close}
          ${tooltip(obstacle?.text ?? "")}
        >
          <span class="ckw-value" id=${`${id}-value`}>${chosen?.label ?? placeholder}</span>
          ${isBusy ? spinner() : icon("lucide:chevron-down", { size: "1em" })}
        </button>
        ${this.isLabelled ? nothing : html`<span hidden id=${`${id}-name`}>${name}</span>`}
        ${
          props.clearable && chosen && !disabled
            ? html`<button class="ckw-clear" type="button" aria-label="Clear" @click=${this.#clear}>
                ${icon("lucide:x", { size: "1em" })}
              </button>`
            : nothing
        }
      </div>
      <chatkit-offline-popover
        .open=${open}
        .anchor=${this.querySelector(".ckw-select")}
        .takesFocus=${props.searchable === true}
        .matchesWidth=${true}
        @popover-close=${this.#close}
      >
        ${open ? this.#list() : nothing}
      </chatkit-offline-popover>
    `;
  }

  #list(): TemplateResult {
    const { id } = this.choosing.parts;
    const shown = this.#shown;
    return html`
      ${
        this.props.searchable
          ? html`<input
              class="ckw-search"
              type="text"
              role="combobox"
              aria-label="Search"
              placeholder="Search"
              autocomplete="off"
              data-autofocus
              aria-expanded="true"
              aria-controls=${`${id}-list`}
              aria-activedescendant=${ifDefined(this.#activeId)}
              .value=${this.query}
              @input=${this.#onSearch}
              @keydown=${this.#onKeydown}
            />`
          : nothing
      }
      <div class="ckw-options" role="listbox" id=${`${id}-list`} aria-label=${this.props.name}>
        ${shown.map((option, index) => this.#option(option, index))}
      </div>
      ${shown.length === 0 ? html`<p class="ckw-none" role="status">Nothing found.</p>` : nothing}
    `;
  }

  #option({ label, description, disabled, value }: SelectOption, index: number): TemplateResult {
    const { id } = this.choosing.parts;
    const isChosen = this.#chosen?.value === value;
    return html`<div
      class="ckw-option"
      role="option"
      id=${`${id}-option-${index}`}
      aria-selected=${isChosen ? "true" : "false"}
      aria-disabled=${ifDefined(disabled ? "true" : undefined)}
      data-active=${ifDefined(index === this.active ? "" : undefined)}
      @pointerdown=${(event: Event) => event.preventDefault()}
      @pointermove=${() => this.#activate(index)}
      @click=${() => this.#pick(index)}
    >
      <span class="ckw-option-words">
        <span>${label}</span>
        ${description ? html`<span class="ckw-option-description">${description}</span>` : nothing}
      </span>
      ${isChosen ? icon("check", { size: "1.1em" }) : nothing}
    </div>`;
  }

  get #activeId(): string | undefined {
    return this.#shown[this.active] && `${this.choosing.parts.id}-option-${this.active}`;
  }

  protected override updated(): void {
    if (!this.open) return;
    this.querySelector("[data-active]")?.scrollIntoView({ block: "nearest" });
  }

  #toggle = (): void => {
    if (this.open) this.#close();
    else this.#show();
  };

  #show(): void {
    const { isBusy, obstacle } = this.choosing;
    if (isBusy || obstacle) return;
    this.query = "";
    this.open = true;
    const chosen = this.#chosen;
    this.active = chosen ? this.props.options.indexOf(chosen) : this.#next(-1, 1);
  }

  #close = (): void => {
    this.open = false;
  };

  #activate(index: number): void {
    if (!this.#shown[index]?.disabled) this.active = index;
  }

  /** The next option that can be chosen; the same one where there is none. */
  #next(from: number, step: 1 | -1): number {
    const shown = this.#shown;
    for (let index = from + step; index >= 0 && index < shown.length; index += step) {
      if (!shown[index]?.disabled) return index;
    }
    return from;
  }

  #pick(index: number): void {
    const option = this.#shown[index];
    if (option === undefined || option.disabled) return;
    this.open = false;
    if (option.value !== this.#chosen?.value) this.#set(option.value);
  }

  #clear = (): void => {
    const { isBusy, obstacle } = this.choosing;
    if (isBusy || obstacle) return;
    this.#set("");
    this.querySelector<HTMLElement>(".ckw-select")?.focus();
  };

  #set(value: string): void {
    this.value = value;
    const hidden = this.querySelector<HTMLInputElement>('input[type="hidden"]');
    if (!hidden) return;
    // What is sent now must hold it already.
    hidden.value = value;
    this.choosing.chosen(hidden.form, value === "" ? null : value);
  }

  #onSearch = (event: Event): void => {
    this.query = (event.currentTarget as HTMLInputElement).value;
    this.active = this.#next(-1, 1);
  };

  #onKeydown = (event: KeyboardEvent): void => {
    const { key } = event;
    const isSearch = event.currentTarget instanceof HTMLInputElement;
    if (!this.open) {
      if (key === "ArrowDown" || key === "ArrowUp") {
        event.preventDefault();
        this.#show();
      } else if (isLetter(event)) this.#jump(event);
      return;
    }
    if (key === "ArrowDown" || key === "ArrowUp") {
      this.active = this.#next(this.active, key === "ArrowDown" ? 1 : -1);
    } else if (!isSearch && key === "Home") this.active = this.#next(-1, 1);
    else if (!isSearch && key === "End") this.active = this.#next(this.#shown.length, -1);
    else if (key === "Enter" || (!isSearch && key === " " && !this.#isTyping(event))) {
      this.#pick(this.active);
    } else if (!isSearch && key === "Escape") {
      event.stopPropagation();
      this.#close();
    } else {
      if (!isSearch && isLetter(event)) this.#jump(event);
      return;
    }
    event.preventDefault();
  };

  #isTyping(event: KeyboardEvent): boolean {
    return event.timeStamp - this.#typedAt < TYPING;
  }

  /** Letters lead to the option that begins with them, and open the list. */
  #jump(event: KeyboardEvent): void {
    // A space is a click, unless a word is being typed.
    if (event.key === " " && !this.#isTyping(event)) return;
    this.#typed = (this.#isTyping(event) ? this.#typed : "") + event.key.toLowerCase();
    this.#typedAt = event.timeStamp;
    event.preventDefault();
    if (!this.open) this.#show();
    if (!this.open || this.props.searchable) return;
    const found = this.props.options.findIndex(
      ({ label, disabled }) => !disabled && label.toLowerCase().startsWith(this.#typed),
    );
    if (found >= 0) this.active = found;
  }
}

function isLetter({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return key.length === 1 && !ctrlKey && !metaKey && !altKey;
}

if (!customElements.get("chatkit-offline-select")) {
  customElements.define("chatkit-offline-select", Select);
}

/** Draws a `Select`: a combobox and its listbox. */
export function select({ props, path }: ShownNode<"Select">, view: View): TemplateResult {
  const chosen = choosing(props, path, view);
  return html`<chatkit-offline-select
    class="ckw-field"
    .props=${props}
    .choosing=${chosen}
    .isLabelled=${view.scene.hasLabel(chosen.parts.id)}
  ></chatkit-offline-select>`;
}
