import { html, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import css from "./spinner.css";

export const styles = css;

/**
 * A ring that turns while something is under way; it is as large as the text around it.
 *
 * @param label what is under way, where no text beside it says so
 */
export function spinner(label?: string): TemplateResult {
  return html`<span
    class="ck-spinner"
    role=${ifDefined(label === undefined ? undefined : "img")}
    aria-label=${ifDefined(label)}
    aria-hidden=${ifDefined(label === undefined ? "true" : undefined)}
  ></span>`;
}
