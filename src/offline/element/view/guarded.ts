import { type ChildPart, noChange } from "lit";
import { Directive, directive } from "lit/directive.js";
import { setChildPartValue } from "lit/directive-helpers.js";

class Guarded extends Directive {
  #known: readonly unknown[] = [];

  override render(_known: readonly unknown[], draw: () => unknown, _onError: OnError): unknown {
    return draw();
  }

  override update(
    part: ChildPart,
    [known, draw, onError]: [readonly unknown[], () => unknown, OnError],
  ): unknown {
    const before = this.#known;
    if (known.length === before.length && known.every((one, at) => one === before[at])) {
      return noChange;
    }
    this.#known = known;
    try {
      setChildPartValue(part, draw(), this);
    } catch (error) {
      setChildPartValue(part, onError(error), this);
    }
    return noChange;
  }
}

/** What is drawn in the place of what cannot be. */
type OnError = (error: unknown) => unknown;

/**
 * Draws anew when something of what it knows is another, and draws something else where drawing
 * throws, so that what stands around it stays.
 */
export const guarded = directive(Guarded);
