import {
  autoUpdate,
  computePosition,
  flip,
  offset,
  type Placement,
  type ReferenceElement,
  shift,
  size,
} from "@floating-ui/dom";
import { ReactiveElement } from "lit";
import { focusable, focusedBeside } from "./focus.ts";
import css from "./popover.css";

export const styles = css;

/** Why a popover wants to be closed. */
export type CloseReason = "escape" | "outside" | "tab";

/** Room that stays free beside the edge of the window, in CSS pixels. */
const MARGIN = 8;

/**
 * `<chatkit-offline-popover>`: floats beside something, above everything else.
 *
 * Its content is what stands inside it. It never closes itself: it sends `popover-close`, whose
 * detail is a `CloseReason`, and whoever made it sets `open` to false. The focus then goes back to
 * where it came from, if it is still inside.
 */
export class Popover extends ReactiveElement {
  static override properties = {
    open: { type: Boolean },
    anchor: { attribute: false },
    placement: {},
    takesFocus: { attribute: false },
    matchesWidth: { attribute: false },
    gap: { attribute: false },
  };
  declare open: boolean;
  /** What it stays beside; an element, or anything with a `getBoundingClientRect`. */
  declare anchor: ReferenceElement | null;
  /** `bottom-start` by default; start and end follow the direction of the text. */
  declare placement: Placement;
  /** Whether the focus moves into it; true by default. */
  declare takesFocus: boolean;
  /** Whether it is at least as wide as its anchor. */
  declare matchesWidth: boolean;
  /** Between it and its anchor, in CSS pixels. */
  declare gap: number;

  #stop: (() => void) | undefined;
  #returnTo: HTMLElement | null = null;

  constructor() {
    super();
    this.open = false;
    this.anchor = null;
    this.placement = "bottom-start";
    this.takesFocus = true;
    this.matchesWidth = false;
    this.gap = 6;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.classList.add("ck-popover");
    // In the top layer, so that no edge of the chat cuts it off.
    this.popover = "manual";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#hide();
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (!this.open) this.#hide();
    else if (!this.#stop || changed.has("anchor") || changed.has("placement")) this.#show();
  }

  #show(): void {
    const { anchor } = this;
    if (!anchor) return;
    const isNew = !this.#stop;
    this.#stop?.();
    if (isNew) this.#returnTo = focusedBeside(this);
    if (!this.matches(":popover-open")) this.showPopover();
    const follow = autoUpdate(anchor, this, () => void this.#place(anchor));
    document.addEventListener("pointerdown", this.#onPointerDown, true);
    this.addEventListener("keydown", this.#onKeydown);
    this.#stop = () => {
      follow();
      document.removeEventListener("pointerdown", this.#onPointerDown, true);
      this.removeEventListener("keydown", this.#onKeydown);
    };
    if (isNew && this.takesFocus) this.#focusFirst();
  }

  #hide(): void {
    if (!this.#stop) return;
    this.#stop();
    this.#stop = undefined;
    const focused = focusedBeside(this);
    const isInside = focused === null || this.contains(focused);
    if (this.isConnected && this.matches(":popover-open")) this.hidePopover();
    if (isInside && this.takesFocus) this.#returnTo?.focus();
    this.#returnTo = null;
  }

  #focusFirst(): void {
    const chosen = this.querySelector<HTMLElement>(
      '[data-autofocus], [aria-selected="true"], [aria-checked="true"]',
    );
    (chosen ?? focusable(this)[0])?.focus({ preventScroll: true });
  }

  async #place(anchor: ReferenceElement): Promise<void> {
    const { x, y } = await computePosition(anchor, this, {
      strategy: "fixed",
      placement: this.placement,
      middleware: [
        offset(this.gap),
        flip({ padding: MARGIN }),
        shift({ padding: MARGIN }),
        size({
          padding: MARGIN,
          apply: ({ availableHeight, availableWidth, rects }) => {
            const width = this.matchesWidth ? `${rects.reference.width}px` : "";
            this.style.minWidth = width;
            this.style.maxWidth = `${availableWidth}px`;
            this.style.maxHeight = `${Math.max(availableHeight, 96)}px`;
          },
        }),
      ],
    });
    this.style.left = `${x}px`;
    this.style.top = `${y}px`;
  }

  #ask(reason: CloseReason): void {
    this.dispatchEvent(new CustomEvent<CloseReason>("popover-close", { detail: reason }));
  }

  #onPointerDown = (event: PointerEvent): void => {
    const path = event.composedPath();
    // A click on the anchor is the anchor's own: it closes what it has opened.
    const isOwn =
      path.includes(this) || (this.anchor instanceof Element && path.includes(this.anchor));
    if (!isOwn) this.#ask("outside");
  };

  #onKeydown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.#ask("escape");
    } else if (event.key === "Tab" && this.takesFocus) this.#onTab(event);
  };

  /** Beyond its last and before its first field the popover ends. */
  #onTab(event: KeyboardEvent): void {
    const all = focusable(this);
    const edge = event.shiftKey ? all[0] : all.at(-1);
    if (edge && edge !== focusedBeside(this)) return;
    this.#returnTo?.focus();
    this.#ask("tab");
  }
}

if (!customElements.get("chatkit-offline-popover")) {
  customElements.define("chatkit-offline-popover", Popover);
}
