import type { ChildPart } from "lit";
import { Directive, directive } from "lit/directive.js";

/**
 * Text that grows at its end without being written anew, so that what a person has selected in it
 * stays selected while more arrives.
 */
class GrowingText extends Directive {
  readonly #node = document.createTextNode("");

  override render(text: string): Text {
    const written = this.#node.data;
    if (text === written) return this.#node;
    if (text.startsWith(written)) this.#node.appendData(text.slice(written.length));
    else this.#node.data = text;
    return this.#node;
  }

  override update(_part: ChildPart, [text]: [string]): Text {
    return this.render(text);
  }
}

/** Draws a text that may grow. */
export const growingText = directive(GrowingText);
