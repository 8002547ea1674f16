import type { DisclaimerOption } from "@openai/chatkit";
import { html, type TemplateResult } from "lit";
import { markdown } from "../markdown/markdown.ts";

/** The page's own words below the composer. */
export function disclaimer({ text, highContrast }: DisclaimerOption): TemplateResult {
  return html`<div class="ck-disclaimer${highContrast ? " ck-disclaimer-strong" : ""}">
    ${markdown(text)}
  </div>`;
}
