import type { Entity, Widgets } from "@openai/chatkit";
import { html, nothing, type TemplateResult } from "lit";
import type { Chat } from "../chat/state.ts";
import "../primitives/popover.ts";
import "../widgets/preview.ts";

/** How long a pointer rests on a tag before its preview is asked for, in milliseconds. */
const DELAY = 300;
/** How long a preview stays after the pointer has left, so that the pointer can go into it. */
const GRACE = 200;

interface Shown {
  readonly anchor: HTMLElement;
  readonly root: Widgets.BasicRoot;
}

/**
 * The preview of a tag that a pointer or the focus is on, from `entities.onRequestPreview`.
 *
 * Only the newest question counts. A preview stays while the pointer is in it, and Escape ends it.
 */
export class EntityPreview {
  readonly #chat: () => Chat;
  readonly #onChange: () => void;
  #shown: Shown | null = null;
  #anchor: HTMLElement | null = null;
  #question = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onChange told whenever `view()` has to be drawn anew */
  constructor(chat: () => Chat, onChange: () => void) {
    this.#chat = chat;
    this.#onChange = onChange;
  }

  get isOpen(): boolean {
    return this.#shown !== null;
  }

  /** A pointer or the focus has come to a tag. */
  enter(anchor: HTMLElement, entity: Entity): void {
    clearTimeout(this.#timer);
    if (this.#anchor === anchor || !this.#chat().state.options?.entities?.onRequestPreview) return;
    this.close();
    this.#anchor = anchor;
    const question = this.#question;
    this.#timer = setTimeout(() => void this.#ask(anchor, entity, question), DELAY);
  }

  /** It has left. */
  leave(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.close(), GRACE);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#question += 1;
    this.#anchor = null;
    if (!this.#shown) return;
    this.#shown = null;
    this.#onChange();
  }

  /** The preview, to be drawn by whoever shows the tags. */
  view(): TemplateResult {
    return html`<chatkit-offline-popover
      class="entity-preview"
      .open=${this.#shown !== null}
      .anchor=${this.#shown?.anchor ?? null}
      .placement=${"top-start"}
      .takesFocus=${false}
      @pointerenter=${() => clearTimeout(this.#timer)}
      @pointerleave=${() => this.leave()}
      @popover-close=${() => this.close()}
    >
      ${
        this.#shown
          ? html`<div role="tooltip" class="entity-preview-content">
              <chatkit-offline-preview .root=${this.#shown.root}></chatkit-offline-preview>
            </div>`
          : nothing
      }
    </chatkit-offline-popover>`;
  }

  async #ask(anchor: HTMLElement, entity: Entity, question: number): Promise<void> {
    try {
      const answer: unknown =
        await this.#chat().state.options?.entities?.onRequestPreview?.(entity);
      if (question !== this.#question || !anchor.isConnected) return;
      const root = previewOf(answer);
      if (!root) return;
      this.#shown = { anchor, root };
      this.#onChange();
    } catch (error) {
      if (question === this.#question) this.#chat().fail(error);
    }
  }
}

/**
 * The root in what `onRequestPreview` gave back.
 *
 * @throws TypeError for anything but `{ preview: Basic | null }`
 */
function previewOf(answer: unknown): Widgets.BasicRoot | null {
  const { preview }: { preview?: unknown } =
    typeof answer === "object" && answer !== null ? answer : {};
  if (preview === null) return null;
  if (isBasic(preview)) return preview;
  throw new TypeError(
    "entities.onRequestPreview has to resolve to { preview }, a widget of type Basic or null",
  );
}

function isBasic(value: unknown): value is Widgets.BasicRoot {
  return typeof value === "object" && value !== null && "type" in value && value.type === "Basic";
}
