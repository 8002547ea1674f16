import type { Widgets } from "@openai/chatkit";
import { html, LitElement, type TemplateResult } from "lit";
import { drawWidget } from "./draw.ts";
import { labelledFields } from "./form/labels.ts";
import { type ReadWidget, readWidget } from "./grammar/read-widget.ts";
import type { Obstacle, Scene } from "./scene.ts";

let count = 0;

/** `<chatkit-offline-preview>`: what the page shows of an entity. Nothing can be done in it. */
class Preview extends LitElement implements Scene {
  static override properties = { root: { attribute: false } };
  /** From the page's `onRequestPreview`, which takes this kind of root alone. */
  declare root: Widgets.BasicRoot;

  readonly scope = `ck-preview-${count++}`;
  readonly locale = navigator.language;
  readonly allowedImageDomains = undefined;
  readonly mayTakeFocus = false;
  readonly onLink = undefined;
  readonly #obstacle: Obstacle = {
    id: `${this.scope}-obstacle`,
    text: "This does nothing in a preview.",
  };
  #read: ReadWidget = readWidget(undefined);
  #labelled: ReadonlySet<string> = new Set();

  obstacleOf(): Obstacle {
    return this.#obstacle;
  }

  isBusy(): boolean {
    return false;
  }

  run(): void {}

  submit(): void {}

  mistakeOf(): null {
    return null;
  }

  forgive(): void {}

  hasLabel(fieldId: string): boolean {
    return this.#labelled.has(fieldId);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(): void {
    this.#read = readWidget(this.root, ["Basic"]);
    this.#labelled = labelledFields(this.#read.root, this.scope);
  }

  protected override render(): TemplateResult {
    return html`<div class="ckw-widget">${drawWidget(this.#read, this, [this.#obstacle])}</div>`;
  }
}

if (!customElements.get("chatkit-offline-preview")) {
  customElements.define("chatkit-offline-preview", Preview);
}
