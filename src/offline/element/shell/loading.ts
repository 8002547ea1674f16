import { html, type TemplateResult } from "lit";

/** Stands where the messages of a thread will be. */
export function loadingThread(): TemplateResult {
  return html`<div class="ck-loading" role="status">
    <span class="ck-visually-hidden">The chat is loading.</span>
    <div class="ck-bone ck-bone-own"></div>
    <div class="ck-bone"></div>
    <div class="ck-bone"></div>
    <div class="ck-bone ck-bone-short"></div>
  </div>`;
}
