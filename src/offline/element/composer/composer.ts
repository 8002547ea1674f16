import type { Entity } from "@openai/chatkit";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import type { ChatState } from "../chat/state.ts";
import { icon } from "../icons/icon.ts";
import { tooltip } from "../primitives/tooltip.ts";
import { ChatView } from "../view/chat-view.ts";
import { attachmentView, fileNews } from "./attachment-view.ts";
import { builtInCommands } from "./built-in-commands.ts";
import { makeChip } from "./chip.ts";
import css from "./composer.css";
import { type Content, searchableText, slice, textContent } from "./content.ts";
import { Dictation, dictationHindrance, recordingSupport } from "./dictation.ts";
import { dictateButton, dictationBar } from "./dictation-view.ts";
import { Drafts } from "./drafts.ts";
import { dropZone } from "./drop-zone.ts";
import { Editor } from "./editor.ts";
import { tagOfChip } from "./editor-dom.ts";
import { EntityPreview } from "./entity-preview.ts";
import { acceptText } from "./files.ts";
import { entityOf } from "./mentions.ts";
import { closedText, hindrance } from "./sending.ts";
import { listNews, Suggesting } from "./suggesting.ts";
import { LIST_ID, optionId, suggestionView } from "./suggestion-view.ts";
import { modelView, toolView } from "./tool-view.ts";

export const styles = css;

/** `<chatkit-offline-composer>`: where a message is written, and everything that goes with it. */
export class Composer extends ChatView {
  static override properties = {
    news: { state: true },
    note: { state: true },
    isDropping: { state: true },
  };
  /** Read out to those who do not see what has changed. */
  declare news: string;
  /** What could not be done. */
  declare note: string | null;
  declare isDropping: boolean;

  readonly #drafts = new Drafts();
  /** Icons are no part of a message: they are kept for the entities that were picked here. */
  readonly #icons = new Map<string, string>();
  #version = 0;
  #listNews = "";
  #shown: ChatState | undefined;
  #endDropping: (() => void) | undefined;

  readonly #editor = new Editor({
    makeChip: (tag) => makeChip(tag, this.#icons.get(tag.id)),
    onChange: (content) => this.chat.typed(content),
    onCaret: () => this.#suggesting.update(),
    onKey: (event) => this.#onKey(event),
    onSubmit: () => this.#submit(),
    onFiles: (files) => this.#addFiles(files),
    onChip: (chip) =>
      this.#withEntity(chip, (entity) => this.state.options?.entities?.onClick?.(entity)),
  });
  readonly #suggesting = new Suggesting({
    editor: this.#editor,
    chat: () => this.chat,
    builtIn: () => builtInCommands(this.state, this.#actions),
    learn: ({ id, icon: name }) => name !== undefined && this.#icons.set(id, name),
    onChange: () => this.requestUpdate(),
    problem: (message, error) => this.#problem(message, error),
  });
  readonly #preview = new EntityPreview(
    () => this.chat,
    () => this.requestUpdate(),
  );
  readonly #dictation = new Dictation({
    onChange: () => this.requestUpdate(),
    transcribe: (audio) => this.chat.transcribe(audio),
    insert: (text) => this.#insertSpoken(text),
    problem: (message, error) => this.#problem(message, error),
  });
  readonly #actions = {
    attach: () => this.querySelector<HTMLInputElement>('input[type="file"]')?.click(),
    mention: () => this.#beginMention(),
    dictate: () => void this.#dictation.start(),
    chooseTool: (toolId: string | null) => {
      this.chat.setComposer({ toolId });
      this.#editor.focus();
    },
    chooseModel: (modelId: string) => {
      this.chat.setComposer({ modelId });
      this.#editor.focus();
    },
  };

  constructor() {
    super();
    this.news = "";
    this.note = null;
    this.isDropping = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const root = this.getRootNode();
    this.#endDropping = dropZone(root instanceof ShadowRoot ? root.host : this, {
      isOpen: () => this.state.abilities.attachments && closedText(this.state) === null,
      onHover: (isHovered) => {
        this.isDropping = isHovered;
      },
      onFiles: (files) => this.#addFiles(files),
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endDropping?.();
    this.#dictation.cancel();
    this.#preview.close();
    this.#suggesting.suggestions.close();
  }

  /** Puts the caret into the field. */
  override focus(): void {
    this.#editor.focus();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const before = this.#shown?.composer.attachments;
    const draft = this.#drafts.update(this.state);
    if (draft) this.chat.setComposer(draft);
    this.#shown = this.state;
    const { content, contentVersion, attachments } = this.state.composer;
    if (contentVersion !== this.#version) {
      this.#version = contentVersion;
      this.#editor.reset(content);
    }
    const list = listNews(this.#suggesting.suggestions.list);
    if (list !== this.#listNews) this.news = list;
    this.#listNews = list;
    if (before && before !== attachments) this.news = fileNews(before, attachments) || this.news;
  }

  protected override updated(): void {
    this.querySelector('[role="option"][aria-selected="true"]')?.scrollIntoView({
      block: "nearest",
    });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { state } = this;
    if (!state.options) return nothing;
    const closed = closedText(state);
    return html`
      ${this.isDropping ? html`<div class="composer-drop">${icon("lucide:paperclip")} Drop files to attach them</div>` : nothing}
      <div class="composer">
        ${this.#noteView()}
        ${closed === null ? this.#open(state) : html`<p class="composer-closed" role="note">${closed}</p>`}
      </div>
      <div class="ck-visually-hidden" aria-live="polite">${this.news}</div>
    `;
  }

  #open(state: ChatState): TemplateResult {
    const { composer } = state;
    const phase = this.#dictation.phase;
    return html`
      <div class="composer-box" @click=${this.#onBoxClick}>
        ${composer.reply === null ? nothing : this.#reply(composer.reply)}
        ${attachmentView(composer.attachments, this.chat)}
        ${this.#field(state)}
        ${
          phase === "recording" || phase === "transcribing"
            ? dictationBar(this.#dictation)
            : this.#bar(state)
        }
      </div>
      ${suggestionView(this.#suggesting.suggestions, this.#suggesting.anchor)}
      ${this.#preview.view()}
    `;
  }

  #field({ options, composer, abilities }: ChatState): TemplateResult {
    const tool = options?.composer?.tools?.find(({ id }) => id === composer.toolId);
    const placeholder =
      tool?.placeholderOverride ?? options?.composer?.placeholder ?? "Message the AI";
    const { list } = this.#suggesting.suggestions;
    const isListed = list !== null && list.suggestions.length > 0;
    const suggests = abilities.mentions || abilities.commands;
    return html`<div
      class="composer-field"
      role="textbox"
      contenteditable="true"
      tabindex="0"
      dir="auto"
      spellcheck="true"
      aria-label="Message"
      aria-multiline="true"
      aria-placeholder=${placeholder}
      aria-autocomplete=${suggests ? "list" : nothing}
      aria-haspopup=${suggests ? "listbox" : nothing}
      aria-controls=${isListed ? LIST_ID : nothing}
      aria-activedescendant=${isListed ? optionId(list.active) : nothing}
      enterkeyhint="send"
      data-placeholder=${placeholder}
      ${ref(this.#editor.attach)}
      @beforeinput=${this.#editor.onBeforeInput}
      @input=${this.#editor.onInput}
      @compositionstart=${this.#editor.onCompositionStart}
      @compositionend=${this.#editor.onCompositionEnd}
      @keydown=${this.#editor.onKeyDown}
      @click=${this.#editor.onClick}
      @paste=${this.#editor.onPaste}
      @copy=${this.#editor.onCopy}
      @cut=${this.#editor.onCopy}
      @blur=${() => this.#suggesting.dismiss()}
      @pointerover=${this.#onEnterTag}
      @pointerout=${this.#onLeaveTag}
      @focusin=${this.#onEnterTag}
      @focusout=${this.#onLeaveTag}
    ></div>`;
  }

  #bar(state: ChatState): TemplateResult {
    const { abilities, options, composer } = state;
    const { tools = [], models = [], attachments } = options?.composer ?? {};
    return html`<div class="composer-bar">
      ${abilities.attachments ? this.#attach(acceptText(attachments?.accept)) : nothing}
      ${
        abilities.mentions && options?.entities?.showComposerMenu
          ? this.#button("Mention", "lucide:at-sign", this.#actions.mention)
          : nothing
      }
      ${
        abilities.composerTools
          ? toolView(tools, composer.toolId, this.#actions.chooseTool)
          : nothing
      }
      <span class="composer-space"></span>
      ${abilities.models ? modelView(models, composer.modelId, this.#actions.chooseModel) : nothing}
      ${
        abilities.dictation
          ? dictateButton(this.#dictation, dictationHindrance(recordingSupport()))
          : nothing
      }
      ${this.#mainButton(state)}
    </div>`;
  }

  #mainButton(state: ChatState): TemplateResult {
    const { turn, abilities } = state;
    if (turn.phase !== "idle" && turn.allowCancel && abilities.stop) {
      return html`<button
        type="button"
        class="ck-icon-button composer-send"
        aria-label="Stop"
        ${tooltip("Stop")}
        @click=${this.#stop}
      >
        ${icon("lucide:square", { size: "1em" })}
      </button>`;
    }
    const why = hindrance(state);
    return html`<button
      type="button"
      class="ck-icon-button composer-send"
      aria-label="Send message"
      aria-disabled=${why === null ? "false" : "true"}
      aria-description=${why || nothing}
      ${tooltip(why || "Send message")}
      @click=${() => this.#submit()}
    >
      ${icon("lucide:arrow-up")}
    </button>`;
  }

  #button(name: string, iconName: string, onClick: () => void): TemplateResult {
    return html`<button
      type="button"
      class="ck-icon-button"
      aria-label=${name}
      ${tooltip(name)}
      @click=${onClick}
    >
      ${icon(iconName)}
    </button>`;
  }

  #attach(accept: string | null): TemplateResult {
    return html`<label class="ck-icon-button composer-attach" ${tooltip("Attach files")}>
      ${icon("lucide:paperclip")}
      <span class="ck-visually-hidden">Attach files</span>
      <input
        class="ck-visually-hidden"
        type="file"
        multiple
        accept=${accept ?? nothing}
        @change=${this.#onPicked}
      />
    </label>`;
  }

  #reply(reply: string): TemplateResult {
    return html`<div class="composer-reply">
      ${icon("lucide:quote", { mirrored: true })}
      <blockquote dir="auto" aria-label="Quoted">${reply}</blockquote>
      <button
        type="button"
        class="ck-icon-button ck-icon-button-small"
        aria-label="Remove the quote"
        ${tooltip("Remove the quote")}
        @click=${() => {
          this.chat.setComposer({ reply: null });
          this.#editor.focus();
        }}
      >
        ${icon("lucide:x")}
      </button>
    </div>`;
  }

  #noteView(): TemplateResult {
    return html`<div role="alert">
      ${
        this.note === null
          ? nothing
          : html`<p class="composer-note">
              ${icon("lucide:triangle-alert")}<span>${this.note}</span>
              <button
                type="button"
                class="ck-icon-button ck-icon-button-small"
                aria-label="Dismiss"
                @click=${() => {
                  this.note = null;
                }}
              >
                ${icon("lucide:x")}
              </button>
            </p>`
      }
    </div>`;
  }

  #submit(): void {
    const why = hindrance(this.state);
    if (why !== null) {
      this.news = why;
      return;
    }
    this.note = null;
    this.#suggesting.dismiss();
    this.chat.submit().catch((error: unknown) => this.chat.fail(error));
    // A finger that has sent does not want the keyboard back.
    if (!matchMedia("(pointer: coarse)").matches) this.#editor.focus();
  }

  readonly #stop = ({ detail }: MouseEvent): void => {
    // The second half of a double click on "Send message", in whose place this button has come.
    if (detail > 1) return;
    this.chat.stop();
    this.#editor.focus();
  };

  #onKey(event: KeyboardEvent): boolean {
    if (this.#suggesting.onKey(event)) return true;
    if (event.key !== "Escape") return false;
    if (this.#preview.isOpen) this.#preview.close();
    else if (this.#dictation.phase !== "idle") this.#dictation.cancel();
    else return false;
    return true;
  }

  #addFiles(files: readonly File[]): void {
    if (files.length > 0 && this.state.abilities.attachments) this.chat.addFiles(files);
  }

  readonly #onPicked = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement)) return;
    this.#addFiles([...(target.files ?? [])]);
    // So that the same file can be picked again.
    target.value = "";
  };

  readonly #onBoxClick = ({ target, currentTarget }: Event): void => {
    const isGround =
      target === currentTarget ||
      (target instanceof Element && target.matches(".composer-bar, .composer-space"));
    if (isGround) this.#editor.focus();
  };

  #beginMention(): void {
    this.#editor.focus();
    this.#editor.insert(textContent(`${this.#endsWord() ? "" : " "}@`));
  }

  #insertSpoken(text: string): void {
    this.#editor.focus();
    this.#editor.insert(textContent(`${this.#endsWord() ? "" : " "}${text}`));
    this.news = "The text is in the message.";
  }

  /** Whether nothing or a space is before the caret. */
  #endsWord(): boolean {
    const { content, caret }: { content: Content; caret: number } = this.#editor;
    return /(?:^|\s)$/.test(searchableText(slice(content, 0, caret)));
  }

  #problem(message: string, error: unknown): void {
    this.note = message;
    if (error !== undefined) this.chat.fail(error);
  }

  readonly #onEnterTag = ({ target }: Event): void => {
    const chip = interactiveChip(target);
    if (chip) this.#withEntity(chip, (entity) => this.#preview.enter(chip, entity));
  };

  readonly #onLeaveTag = ({ target }: Event): void => {
    if (interactiveChip(target)) this.#preview.leave();
  };

  #withEntity(chip: HTMLElement, use: (entity: Entity) => void): void {
    const tag = tagOfChip(chip);
    if (!tag?.interactive) return;
    const name = this.#icons.get(tag.id);
    use({ ...entityOf(tag), ...(name === undefined ? {} : { icon: name }) });
  }
}

function interactiveChip(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element
    ? target.closest<HTMLElement>('[data-tag][role="button"]')
    : null;
}

if (!customElements.get("chatkit-offline-composer")) {
  customElements.define("chatkit-offline-composer", Composer);
}
