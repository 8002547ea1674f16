import type { StartScreenPrompt } from "@openai/chatkit";
import { html, nothing, type TemplateResult } from "lit";
import { contentOf } from "../chat/messages.ts";
import { icon } from "../icons/icon.ts";
import { ChatView } from "../view/chat-view.ts";
import css from "./start.css";

export const styles = css;

/** `<chatkit-offline-start>`: greets, and offers ways to begin. */
class StartScreen extends ChatView {
  protected override render(): TemplateResult {
    const { greeting, prompts = [] } = this.state.options?.startScreen ?? {};
    // Without a button in it, only the keyboard's focus on itself lets it be scrolled.
    return html`<div
      class="ck-start"
      role="group"
      aria-label="Start screen"
      tabindex=${prompts.length === 0 ? "0" : nothing}
    >
      <h2 class="ck-greeting" dir="auto">${greeting ?? "What can I help with today?"}</h2>
      ${
        prompts.length === 0
          ? nothing
          : html`<ul class="ck-prompts" aria-label="Suggestions to begin with">
            ${prompts.map((prompt) => html`<li>${this.#prompt(prompt)}</li>`)}
          </ul>`
      }
    </div>`;
  }

  #prompt(prompt: StartScreenPrompt): TemplateResult {
    return html`<button type="button" class="ck-prompt" @click=${(event: PointerEvent) => this.#send(prompt, event)}>
      ${prompt.icon === undefined ? nothing : icon(prompt.icon)}
      <span class="ck-prompt-label" dir="auto">${prompt.label}</span>
    </button>`;
  }

  #send({ prompt }: StartScreenPrompt, { pointerType }: PointerEvent): void {
    // The button goes away, and with it the focus; a finger would get a keyboard over the answer.
    if (pointerType !== "touch") {
      const frame = this.closest(".ck-frame");
      frame?.querySelector<HTMLElement>("chatkit-offline-composer")?.focus();
    }
    const content =
      typeof prompt === "string" ? contentOf(prompt, undefined) : contentOf(undefined, prompt);
    this.chat.send({ content, attachments: [] }).catch((error: unknown) => this.chat.fail(error));
  }
}

if (!customElements.get("chatkit-offline-start")) {
  customElements.define("chatkit-offline-start", StartScreen);
}
