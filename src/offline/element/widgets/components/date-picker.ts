import { html, LitElement, nothing, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { icon } from "../../icons/icon.ts";
import "../../primitives/popover.ts";
import { spinner } from "../../primitives/spinner.ts";
import { tooltip } from "../../primitives/tooltip.ts";
import type { ShownNode } from "../grammar/read-widget.ts";
import type { View } from "../scene.ts";
import {
  addDays,
  addMonths,
  clampDay,
  type Day,
  type DayFormat,
  dayFormat,
  dayOf,
  isBetween,
  weeksOf,
} from "../values/calendar.ts";
import { type Choosing, choosing } from "./choices.ts";

/**
 * `<chatkit-offline-date-picker>`: a button that shows the day, and a calendar to choose one from.
 *
 * A native date input has no placeholder and no side to open at, and a calendar of a library would
 * take up a third of what the widgets may weigh.
 */
class DatePicker extends LitElement {
  static override properties = {
    props: { attribute: false },
    choosing: { attribute: false },
    isLabelled: { attribute: false },
    locale: { attribute: false },
    value: { state: true },
    open: { state: true },
    cursor: { state: true },
  };
  declare props: ShownNode<"DatePicker">["props"];
  declare choosing: Choosing;
  declare isLabelled: boolean;
  declare locale: string;
  /** Undefined until somebody chooses: until then the default is what is chosen. */
  declare value: Day | "" | undefined;
  declare open: boolean;
  /** The day that the arrow keys have led to; its month is shown. */
  declare cursor: Day;

  #format: { readonly locale: string; readonly days: DayFormat } | undefined;

  constructor() {
    super();
    this.open = false;
    this.cursor = "";
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  get #days(): DayFormat {
    if (this.#format === undefined || this.#format.locale !== this.locale) {
      this.#format = { locale: this.locale, days: dayFormat(this.locale) };
    }
    return this.#format.days;
  }

  get #chosen(): Day | undefined {
    return (this.value ?? dayOf(this.props.defaultValue)) || undefined;
  }

  get #range(): readonly [min: Day | undefined, max: Day | undefined] {
    return [dayOf(this.props.min), dayOf(this.props.max)];
  }

  protected override render(): TemplateResult {
    const { props, open } = this;
    const { name, size = "md", variant = "outline", placeholder = "Pick a date", disabled } = props;
    const { side = "bottom", align = "start" } = props;
    const { parts, isBusy, obstacle } = this.choosing;
    const { id } = parts;
    const chosen = this.#chosen;
    return html`
      <input type="hidden" name=${name} .value=${chosen ?? ""} ?disabled=${disabled} />
      <div class="ckw-control" data-block=${ifDefined(props.block ? "" : undefined)}>
        <button
          class="ckw-select"
          type="button"
          id=${id}
          data-variant=${variant}
          data-size=${size}
          data-pill=${ifDefined(props.pill ? "" : undefined)}
          data-empty=${ifDefined(chosen ? undefined : "")}
          aria-haspopup="dialog"
          aria-expanded=${open ? "true" : "false"}
          aria-labelledby=${`${this.isLabelled ? `${id}-label` : `${id}-name`} ${id}-value`}
          aria-disabled=${ifDefined(isBusy || obstacle ? "true" : undefined)}
          aria-busy=${ifDefined(isBusy ? "true" : undefined)}
          aria-describedby=${ifDefined(obstacle?.id)}
          ?disabled=${disabled}
          @click=${this.#toggle}
          ${tooltip(obstacle?.text ?? "")}
        >
          ${isBusy ? spinner() : icon("calendar", { size: "1.1em" })}
          <span class="ckw-value" id=${`${id}-value`}>${chosen ? this.#days.short(chosen) : placeholder}</span>
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
        .placement=${align === "center" ? side : `${side}-${align}`}
        @popover-close=${this.#close}
      >
        ${open ? this.#calendar() : nothing}
      </chatkit-offline-popover>
    `;
  }

  #calendar(): TemplateResult {
    const { weekdays, firstWeekday, month } = this.#days;
    const [min, max] = this.#range;
    const isWithout = (day: Day) => !isBetween(day.slice(0, 7), min?.slice(0, 7), max?.slice(0, 7));
    const turn = (months: number, label: string, name: string) => html`<button
      class="ckw-turn"
      type="button"
      aria-label=${label}
      ?disabled=${isWithout(addMonths(this.cursor, months))}
      @click=${() => this.#turn(months)}
    >${icon(name, { size: "1.1em", mirrored: true })}</button>`;
    return html`<div class="ckw-calendar" role="dialog" aria-label="Calendar">
      <div class="ckw-calendar-head">
        ${turn(-1, "Previous month", "chevron-left")}
        <span aria-live="polite" id=${`${this.choosing.parts.id}-month`}>${month(this.cursor)}</span>
        ${turn(1, "Next month", "chevron-right")}
      </div>
      <table role="grid" aria-labelledby=${`${this.choosing.parts.id}-month`} @keydown=${this.#onKeydown}>
        <thead>
          <tr>${weekdays.map(({ short, long }) => html`<th scope="col" abbr=${long}>${short}</th>`)}</tr>
        </thead>
        <tbody>
          ${weeksOf(this.cursor, firstWeekday).map((week) => html`<tr>${week.map((day) => this.#day(day))}</tr>`)}
        </tbody>
      </table>
    </div>`;
  }

  #day(day: Day): TemplateResult {
    const isChosen = day === this.#chosen;
    const isCursor = day === this.cursor;
    return html`<td role="presentation">
      <button
        class="ckw-day"
        role="gridcell"
        aria-selected=${isChosen ? "true" : "false"}
        type="button"
        tabindex=${isCursor ? "0" : "-1"}
        data-day=${day}
        data-autofocus=${ifDefined(isCursor ? "" : undefined)}
        data-outside=${ifDefined(day.slice(0, 7) === this.cursor.slice(0, 7) ? undefined : "")}
        aria-label=${this.#days.long(day)}
        aria-current=${ifDefined(day === today() ? "date" : undefined)}
        ?disabled=${!isBetween(day, ...this.#range)}
        @click=${() => this.#pick(day)}
      >${Number(day.slice(8))}</button>
    </td>`;
  }

  #toggle = (): void => {
    const { isBusy, obstacle } = this.choosing;
    if (isBusy || obstacle) return;
    this.cursor = clampDay(this.#chosen ?? today(), ...this.#range);
    this.open = !this.open;
  };

  #close = (): void => {
    this.open = false;
  };

  #turn(months: number): void {
    this.cursor = clampDay(addMonths(this.cursor, months), ...this.#range);
  }

  #onKeydown = async (event: KeyboardEvent): Promise<void> => {
    const { cursor } = this;
    const isReversed = getComputedStyle(this).direction === "rtl";
    const along = isReversed ? -1 : 1;
    const weekday = this.#weekdayOf(cursor);
    const moves: Readonly<Record<string, Day>> = {
      ArrowLeft: addDays(cursor, -along),
      ArrowRight: addDays(cursor, along),
      ArrowUp: addDays(cursor, -7),
      ArrowDown: addDays(cursor, 7),
      Home: addDays(cursor, -weekday),
      End: addDays(cursor, 6 - weekday),
      PageUp: addMonths(cursor, event.shiftKey ? -12 : -1),
      PageDown: addMonths(cursor, event.shiftKey ? 12 : 1),
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.cursor = clampDay(next, ...this.#range);
    await this.updateComplete;
    this.querySelector<HTMLElement>(`[data-day="${this.cursor}"]`)?.focus();
  };

  /** @returns 0 for the first day of a week */
  #weekdayOf(day: Day): number {
    const week = weeksOf(day, this.#days.firstWeekday).find((days) => days.includes(day)) ?? [];
    return week.indexOf(day);
  }

  #pick(day: Day): void {
    this.open = false;
    if (day !== this.#chosen) this.#set(day);
  }

  #clear = (): void => {
    const { isBusy, obstacle } = this.choosing;
    if (isBusy || obstacle) return;
    this.#set("");
    this.querySelector<HTMLElement>(".ckw-select")?.focus();
  };

  #set(value: Day | ""): void {
    this.value = value;
    const hidden = this.querySelector<HTMLInputElement>('input[type="hidden"]');
    if (!hidden) return;
    // What is sent now must hold it already.
    hidden.value = value;
    this.choosing.chosen(hidden.form, value || null);
  }
}

/** Where the person is. */
function today(): Day {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

if (!customElements.get("chatkit-offline-date-picker")) {
  customElements.define("chatkit-offline-date-picker", DatePicker);
}

/** Draws a `DatePicker`: a button and the calendar that it opens. */
export function datePicker({ props, path }: ShownNode<"DatePicker">, view: View): TemplateResult {
  const chosen = choosing(props, path, view);
  return html`<chatkit-offline-date-picker
    class="ckw-field"
    .props=${props}
    .choosing=${chosen}
    .locale=${view.scene.locale}
    .isLabelled=${view.scene.hasLabel(chosen.parts.id)}
  ></chatkit-offline-date-picker>`;
}
