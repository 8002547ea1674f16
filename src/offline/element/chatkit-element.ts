import type { ChatKitOptions, OpenAIChatKit } from "@openai/chatkit";
import { html, LitElement, unsafeCSS } from "lit";
import { createChat } from "./chat/create-chat.ts";
import type { Emit } from "./chat/events.ts";
import { contentOf } from "./chat/messages.ts";
import { checkOptions } from "./options/options.ts";
import { scriptBase } from "./script-base.ts";
import "./shell/frame.ts";
import { styles } from "./styles.ts";

/**
 * `<openai-chatkit>`, the offline stand-in: what a page may do with the element (facts 2.2).
 *
 * A method rejects where it cannot be done now: before `setOptions`, while a thread loads, or while
 * a response streams. An answer that fails is told by `chatkit.error`, and its method resolves.
 */
export class ChatKitElement extends LitElement implements OpenAIChatKit {
  static override styles = styles.map((sheet) => unsafeCSS(sheet));

  readonly #emit: Emit = (name, ...[detail]) => {
    this.dispatchEvent(new CustomEvent(name, { detail: detail ?? null }));
  };
  readonly #chat = createChat({ emit: this.#emit, base: scriptBase });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#chat.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // An element that only moves within its page is back at once, and goes on as it was.
    queueMicrotask(() => {
      if (!this.isConnected) this.#chat.end();
    });
  }

  protected override render(): unknown {
    return html`<chatkit-offline-frame .chat=${this.#chat}></chatkit-offline-frame>`;
  }

  /**
   * Takes over options, all of them: nothing is merged with earlier ones.
   *
   * @throws Error that names each fault and its path. What OpenAI's element does is not published;
   * `chatkit.error` tells of it too, since a page that calls this after `whenDefined` may listen only.
   */
  setOptions(options: ChatKitOptions): void {
    try {
      checkOptions(options);
    } catch (error) {
      if (error instanceof Error) this.#chat.refuseOptions(error);
      throw error;
    }
    this.#chat.setOptions(options);
  }

  async focusComposer(): Promise<void> {
    this.#chat.assertOpen("focusComposer");
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("chatkit-offline-composer")?.focus();
  }

  async setThreadId(threadId: string | null): Promise<void> {
    if (threadId !== null && typeof threadId !== "string") {
      throw new TypeError("setThreadId takes the id of a thread, or null for a new one.");
    }
    this.#chat.assertIdle("setThreadId");
    await this.#chat.openThread(threadId);
  }

  async sendCustomAction(
    action: { type: string; payload?: Record<string, unknown> },
    itemId?: string,
  ): Promise<void> {
    this.#chat.assertIdle("sendCustomAction");
    const { type, payload } = action;
    await this.#chat.runAction({ type, ...(payload !== undefined && { payload }) }, itemId ?? null);
  }

  async sendUserMessage({
    text,
    content,
    reply,
    attachments = [],
    newThread = false,
    toolChoice,
    model,
  }: Parameters<OpenAIChatKit["sendUserMessage"]>[0]): Promise<void> {
    await this.#chat.send({
      content: contentOf(text, content),
      attachments,
      quotedText: reply,
      toolId: toolChoice?.id,
      modelId: model,
      newThread,
    });
  }

  async setComposerValue({
    text,
    content,
    reply,
    attachments,
    files,
    selectedToolId,
    selectedModelId,
  }: Parameters<OpenAIChatKit["setComposerValue"]>[0]): Promise<void> {
    this.#chat.assertOpen("setComposerValue");
    this.#chat.setComposer({
      ...((text !== undefined || content) && { content: contentOf(text, content) }),
      ...(reply !== undefined && { reply }),
      ...(selectedToolId !== undefined && { toolId: selectedToolId }),
      ...(selectedModelId !== undefined && { modelId: selectedModelId }),
    });
    if (attachments) this.#chat.addUploaded(attachments);
    if (files) this.#chat.addFiles(files);
  }

  async showHistory(): Promise<void> {
    this.#chat.assertOpen("showHistory");
    this.#chat.setHistoryOpen(true);
  }

  async hideHistory(): Promise<void> {
    this.#chat.assertOpen("hideHistory");
    this.#chat.setHistoryOpen(false);
  }

  async fetchUpdates(): Promise<void> {
    await this.#chat.fetchUpdates();
  }
}
