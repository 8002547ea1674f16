import { html, type TemplateResult } from "lit";
import type { ThreadItem } from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import type { ActionConfig } from "../../../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import { activeLocale } from "../locale.ts";
import { focusedBeside } from "../primitives/focus.ts";
import { ChatView } from "../view/chat-view.ts";
import { drawWidget } from "./draw.ts";
import { mistakesOf, valuesOf } from "./form/fields.ts";
import { labelledFields } from "./form/labels.ts";
import { fillPayload } from "./form/payload.ts";
import { type ReadWidget, readWidget } from "./grammar/read-widget.ts";
import type { Obstacle, Scene, Trigger } from "./scene.ts";

type WidgetItem = Extract<ThreadItem, { type: "widget" }>;

/** Of how many widgets the page has seen; makes the ids of their elements differ. */
let count = 0;

/** `<chatkit-offline-widget>`: a widget of the thread. */
export class Widget extends ChatView implements Scene {
  static override properties = { ...ChatView.properties, item: { attribute: false } };
  declare item: WidgetItem;

  readonly scope = `ck-widget-${count++}`;
  readonly #hosted: Obstacle = {
    id: `${this.scope}-hosted`,
    text: "This does nothing here: a hosted workflow takes no actions of widgets.",
  };
  readonly #streaming: Obstacle = {
    id: `${this.scope}-streaming`,
    text: "Wait until the answer is complete.",
  };
  #read: ReadWidget = { root: readWidget(undefined).root, faults: [] };
  #labelled: ReadonlySet<string> = new Set();
  #mistakes: ReadonlyMap<string, string> = new Map();
  /** How many actions run, by the path of the component that shows it; "" is the whole widget. */
  readonly #running = new Map<string, number>();
  #told = "";

  get locale(): string {
    return activeLocale(this.state.options?.locale, navigator.language);
  }

  get allowedImageDomains(): readonly string[] | undefined {
    return this.state.thread?.allowed_image_domains;
  }

  get mayTakeFocus(): boolean {
    const { brought, turn, composer } = this.state;
    // It may be drawn when the answer that brings it has ended.
    const isNew = brought.has(this.item.id) || turn.phase !== "idle" || this.#running.size > 0;
    return (
      isNew && composer.content.every(({ type, text }) => type === "input_text" && text === "")
    );
  }

  readonly onLink = (name: string, data: Record<string, unknown>): void => {
    this.chat.deeplink(name, data);
  };

  obstacleOf({ handler, streaming }: ActionConfig): Obstacle | null {
    if (handler === "client") return null;
    if (!this.state.abilities.serverActions) return this.#hosted;
    return streaming !== false && this.state.turn.phase !== "idle" ? this.#streaming : null;
  }

  isBusy(path: string): boolean {
    return this.#running.has(path);
  }

  hasLabel(fieldId: string): boolean {
    return this.#labelled.has(fieldId);
  }

  mistakeOf(fieldId: string): string | null {
    return this.#mistakes.get(fieldId) ?? null;
  }

  forgive(fieldId: string): void {
    if (!this.#mistakes.has(fieldId)) return;
    this.#mistakes = new Map([...this.#mistakes].filter(([id]) => id !== fieldId));
    this.requestUpdate();
  }

  submit(trigger: Trigger & { readonly form: HTMLFormElement }): void {
    if (this.obstacleOf(trigger.action)) return;
    this.#mistakes = mistakesOf(trigger.form);
    this.requestUpdate();
    const [first] = this.#mistakes.keys();
    if (first === undefined) this.run(trigger);
    else this.#focusField(first);
  }

  #focusField(id: string): void {
    const field = this.querySelector<HTMLElement>(`#${CSS.escape(id)}`);
    const radio = field?.querySelector<HTMLElement>("input:checked, input:not(:disabled)");
    (radio ?? field)?.focus();
  }

  run(trigger: Trigger): void {
    const { action, path, auto, form, own = [] } = trigger;
    if (this.obstacleOf(action) || this.isBusy(path) || this.isBusy("")) return;
    const { payload, collisions } = fillPayload(action.payload, form ? valuesOf(form) : own);
    for (const name of collisions) {
      const message = `The payload of the action "${action.type}" has no room for the field "${name}": its value was left out.`;
      this.chat.fail(new Error(message));
    }
    const { loadingBehavior = "auto" } = action;
    const behavior = loadingBehavior === "auto" ? auto : loadingBehavior;
    const busy = behavior === "none" ? null : behavior === "self" ? path : "";
    void this.#send({ ...action, ...(payload === undefined ? {} : { payload }) }, busy);
  }

  async #send(action: ActionConfig, busy: string | null): Promise<void> {
    const focused = focusedBeside(this);
    if (busy !== null) this.#count(busy, 1);
    try {
      await this.chat.runAction(action, this.item.id);
    } catch (error) {
      this.chat.fail(error);
    } finally {
      if (busy !== null) this.#count(busy, -1);
      await this.updateComplete;
      // A widget that was inert as a whole has lost the focus.
      if (focused && this.contains(focused) && focusedBeside(this) === null) focused.focus();
    }
  }

  #count(path: string, change: 1 | -1): void {
    const running = (this.#running.get(path) ?? 0) + change;
    if (running > 0) this.#running.set(path, running);
    else this.#running.delete(path);
    this.requestUpdate();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("item")) return;
    this.#read = readWidget(this.item.widget);
    this.#labelled = labelledFields(this.#read.root, this.scope);
  }

  protected override render(): TemplateResult {
    const isBusy = this.isBusy("");
    const obstacle = this.state.abilities.serverActions ? this.#streaming : this.#hosted;
    return html`<div class="ckw-widget" ?inert=${isBusy} aria-busy=${isBusy ? "true" : "false"}>
      ${drawWidget(this.#read, this, [obstacle])}
    </div>`;
  }

  protected override updated(): void {
    const { faults } = this.#read;
    const told = JSON.stringify(faults);
    if (faults.length > 0 && told !== this.#told) {
      this.chat.log("widget.faults", { itemId: this.item.id, faults });
    }
    this.#told = told;
  }
}

if (!customElements.get("chatkit-offline-widget")) {
  customElements.define("chatkit-offline-widget", Widget);
}
