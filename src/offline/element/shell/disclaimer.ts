import type { DisclaimerOption } from "@openai/chatkit";
import { html, type TemplateResult } from "lit";
import type { Chat } from "../chat/state.ts";
import { markdown } from "../markdown/markdown.ts";
import { linkHandler } from "../view/link-handler.ts";

/** The page's own words below the composer. */
export function disclaimer({ text, highContrast }: DisclaimerOption, chat: Chat): TemplateResult {
  return html`<div class="ck-disclaimer${highContrast ? " ck-disclaimer-strong" : ""}">
    ${markdown(text, { onLink: linkHandler(chat) })}
  </div>`;
}
