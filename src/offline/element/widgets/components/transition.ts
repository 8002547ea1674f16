import { html, LitElement, type TemplateResult } from "lit";
import type { ShownNode } from "../grammar/read-widget.ts";
import type { View } from "../scene.ts";

/** In milliseconds. */
const DURATION = 220;

/** `<chatkit-offline-transition>`: its height moves to that of what is in it now. */
class Transition extends LitElement {
  static override properties = { content: { attribute: false }, identity: { attribute: false } };
  declare content: unknown;
  /** Changes with what is in it, which then fades in. */
  declare identity: string;

  #height: number | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(): void {
    this.#height = this.hasUpdated ? this.offsetHeight : undefined;
  }

  protected override render(): unknown {
    return this.content;
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    const before = this.#height;
    if (before === undefined || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const options = { duration: DURATION, easing: "ease" };
    const after = this.offsetHeight;
    if (after !== before) {
      const frames = [before, after].map((height) => ({ height: `${height}px`, overflow: "clip" }));
      this.animate(frames, options);
    }
    if (changed.has("identity")) {
      this.firstElementChild?.animate([{ opacity: 0 }, { opacity: 1 }], options);
    }
  }
}

if (!customElements.get("chatkit-offline-transition")) {
  customElements.define("chatkit-offline-transition", Transition);
}

/** Draws a `Transition`: its one child, which fades over to the next. */
export function transition({ children }: ShownNode<"Transition">, view: View): TemplateResult {
  return html`<chatkit-offline-transition
    .content=${html`${view.draw(children, view)}`}
    .identity=${children[0]?.identity ?? ""}
  ></chatkit-offline-transition>`;
}
