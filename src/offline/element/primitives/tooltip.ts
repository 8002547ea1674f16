import { autoUpdate, computePosition, flip, offset, shift } from "@floating-ui/dom";
import { type ElementPart, noChange, nothing } from "lit";
import { AsyncDirective, directive } from "lit/async-directive.js";
import css from "./tooltip.css";

export const styles = css;

/** Long enough not to flicker while a pointer passes; in milliseconds. */
const DELAY = 400;

class TooltipDirective extends AsyncDirective {
  #owner: HTMLElement | undefined;
  #text = "";
  #bubble: HTMLElement | undefined;
  #stop: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override render(_text: string): typeof noChange {
    return noChange;
  }

  override update({ element }: ElementPart, [text]: [string]): typeof nothing {
    this.#text = text;
    if (this.#bubble) this.#bubble.textContent = text;
    if (element instanceof HTMLElement && element !== this.#owner) {
      this.#owner = element;
      element.addEventListener("pointerenter", this.#wait);
      element.addEventListener("pointerleave", this.#hide);
      element.addEventListener("pointerdown", this.#hide);
      element.addEventListener("focusin", this.#onFocus);
      element.addEventListener("focusout", this.#hide);
      element.addEventListener("keydown", this.#onKeydown);
    }
    return nothing;
  }

  protected override disconnected(): void {
    this.#hide();
  }

  #wait = ({ pointerType }: PointerEvent): void => {
    // A finger that rests on something has no pointer that could leave it.
    if (pointerType !== "touch") this.#timer ??= setTimeout(this.#show, DELAY);
  };

  #onFocus = (): void => {
    if (this.#owner?.matches(":focus-visible")) this.#show();
  };

  #onKeydown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.#bubble) return;
    event.stopPropagation();
    this.#hide();
  };

  #show = (): void => {
    const owner = this.#owner;
    if (this.#bubble || !owner?.isConnected || this.#text === "") return;
    const bubble = document.createElement("div");
    bubble.className = "ck-tooltip";
    // What it says is the owner's name or description already.
    bubble.setAttribute("aria-hidden", "true");
    bubble.popover = "manual";
    bubble.textContent = this.#text;
    owner.after(bubble);
    bubble.showPopover();
    this.#bubble = bubble;
    this.#stop = autoUpdate(owner, bubble, async () => {
      const { x, y } = await computePosition(owner, bubble, {
        strategy: "fixed",
        placement: "bottom",
        middleware: [offset(6), flip({ padding: 8 }), shift({ padding: 8 })],
      });
      bubble.style.left = `${x}px`;
      bubble.style.top = `${y}px`;
    });
  };

  #hide = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#stop?.();
    this.#bubble?.remove();
    this.#bubble = undefined;
  };
}

/**
 * Words that appear while a pointer or the focus is on an element, as
 * `<button aria-label="Copy" ${tooltip("Copy")}>`. They are not read out: the element needs a name.
 *
 * @param text what it says; nothing appears for an empty one
 */
export const tooltip = directive(TooltipDirective);
