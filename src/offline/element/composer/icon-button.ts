import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../icons/icon.ts";
import { tooltip } from "../primitives/tooltip.ts";

/** A button that is its icon. */
export interface IconButton {
  readonly name: string;
  readonly icon: string;
  readonly onClick: (event: MouseEvent) => void;
  /** Shown where the name is longer than needed for those who see what it belongs to. */
  readonly tip?: string;
  readonly className?: string;
  /**
   * Why it does nothing now; empty where that needs no words. Such a button stays in reach of the
   * keyboard, so that the reason can be read and the focus is not lost.
   */
  readonly why?: string | null;
  /** In place of the icon. */
  readonly content?: TemplateResult;
}

/** A button of the composer that shows an icon; one that cannot be used now says why. */
export function iconButton(button: IconButton): TemplateResult {
  const { name, icon: iconName, onClick, tip = name, className = "", why = null, content } = button;
  return html`<button
    type="button"
    class=${`ck-icon-button ${className}`}
    aria-label=${name}
    aria-disabled=${why === null ? nothing : "true"}
    aria-description=${why || nothing}
    ${tooltip(why || tip)}
    @click=${onClick}
  >
    ${content ?? icon(iconName)}
  </button>`;
}
