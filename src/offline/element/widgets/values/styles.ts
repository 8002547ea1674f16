import { nothing } from "lit";
import {
  Directive,
  type DirectiveParameters,
  directive,
  type ElementPart,
  type PartInfo,
  PartType,
} from "lit/directive.js";
import type { Styles } from "./lengths.ts";

/**
 * Sets the styles of an element property by property.
 *
 * Lit's own `styleMap` writes a `style` attribute first, which a strict content security policy
 * refuses and in which one value could bring further properties along.
 */
class StylesDirective extends Directive {
  #set: ReadonlyMap<string, string> = new Map();

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error("styles() belongs into the tag itself");
  }

  override render(_styles: Styles): unknown {
    return nothing;
  }

  override update(part: ElementPart, [styles]: DirectiveParameters<this>): unknown {
    const { style } = part.element as HTMLElement | SVGElement;
    const set = new Map<string, string>();
    for (const [name, value] of Object.entries(styles)) {
      if (value !== undefined) set.set(name, value);
    }
    // Removed before it is set, because a value that is no CSS would leave the one before.
    for (const [name, value] of this.#set) if (set.get(name) !== value) style.removeProperty(name);
    for (const [name, value] of set) {
      if (this.#set.get(name) !== value) style.setProperty(name, value);
    }
    this.#set = set;
    return nothing;
  }
}

/** `<div ${styles({ "background-color": "red" })}>`; a value that is no CSS is left out. */
export const styles = directive(StylesDirective);
