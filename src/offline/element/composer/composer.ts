import type { Entity } from "@openai/chatkit";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { ChatState } from "../chat/state.ts";
import { icon } from "../icons/icon.ts";
import { focusedBeside } from "../primitives/focus.ts";
import { ChatView } from "../view/chat-view.ts";
import { attachmentView, fileNews } from "./attachment-view.ts";
import { barView } from "./bar-view.ts";
import { builtInCommands } from "./built-in-commands.ts";
import { makeChip } from "./chip.ts";
import css from "./composer.css";
import { noteView, replyView } from "./composer-parts.ts";
import { type Content, isSame, searchableText, slice, textContent } from "./content.ts";
import { Dictation } from "./dictation.ts";
import { dictationBar } from "./dictation-view.ts";
import { Drafts } from "./drafts.ts";
import { dropZone } from "./drop-zone.ts";
import { Editor } from "./editor.ts";
import { tagOfChip } from "./editor-dom.ts";
import { EntityPreview } from "./entity-preview.ts";
import { fieldView } from "./field-view.ts";
import { entityOf } from "./mentions.ts";
import { closedText, hindrance } from "./sending.ts";
import { listNews, Suggesting } from "./suggesting.ts";
import { suggestionView } from "./suggestion-view.ts";

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
  #version = -1;
  #listNews = "";
  #shown: ChatState | undefined;
  #focused: HTMLElement | null = null;
  #ends: readonly (() => void)[] = [];

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
    this.#ends = [
      this.chat.subscribe(() => this.#drafts.watch(this.state)),
      dropZone(root instanceof ShadowRoot ? root.host : this, {
        isOpen: () => this.state.abilities.attachments && closedText(this.state) === null,
        onHover: (isHovered) => {
          this.isDropping = isHovered;
        },
        onFiles: (files) => this.#addFiles(files),
      }),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.#ends) end();
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
    const focused = focusedBeside(this);
    this.#focused = focused && this.contains(focused) ? focused : null;
    const before = this.#shown?.composer.attachments;
    const draft = this.#drafts.update(this.state);
    if (draft) this.chat.setComposer(draft);
    this.#shown = this.state;
    const { content, contentVersion, attachments } = this.state.composer;
    if (contentVersion !== this.#version || !isSame(content, this.#editor.content)) {
      this.#version = contentVersion;
      this.#editor.reset(content);
      this.#suggesting.reset();
    }
    if (closedText(this.state) !== null && this.#dictation.phase !== "idle") {
      this.#dictation.cancel();
    }
    const list = listNews(this.#suggesting.suggestions.list);
    if (list !== this.#listNews) this.news = list;
    this.#listNews = list;
    if (before && before !== attachments) this.news = fileNews(before, attachments) || this.news;
  }

  protected override updated(): void {
    if (this.#focused?.isConnected === false) this.#takeFocusBack();
    this.querySelector('[role="option"][aria-selected="true"]')?.scrollIntoView({
      block: "nearest",
    });
  }

  /** What had the focus is gone, such as the button that was pressed. */
  #takeFocusBack(): void {
    if (focusedBeside(this) !== null) return;
    const dictating = this.querySelector<HTMLElement>(".composer-dictation button:last-of-type");
    // A finger does not want the keyboard of its screen for that.
    if (dictating) dictating.focus();
    else if (!matchMedia("(pointer: coarse)").matches) this.#editor.focus();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { state } = this;
    if (!state.options) return nothing;
    const closed = closedText(state);
    return html`
      ${this.isDropping ? html`<div class="composer-drop">${icon("lucide:paperclip")} Drop files to attach them</div>` : nothing}
      <div class="composer">
        ${noteView(this.note, this.#dismissNote)}
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
        ${composer.reply === null ? nothing : replyView(composer.reply, this.#removeReply)}
        ${attachmentView(composer.attachments, this.chat)}
        ${fieldView(state, {
          editor: this.#editor,
          list: this.#suggesting.suggestions.list,
          onBlur: () => this.#suggesting.dismiss(),
          onEnter: this.#onEnterTag,
          onLeave: this.#onLeaveTag,
        })}
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

  #bar(state: ChatState): TemplateResult {
    return barView(state, {
      ...this.#actions,
      addFiles: (files) => this.#addFiles(files),
      dictation: this.#dictation,
      submit: () => this.#submit(),
      stop: () => this.chat.stop(),
    });
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
    // A finger that has sent does not want the keyboard of its screen back.
    if (!matchMedia("(pointer: coarse)").matches) this.#editor.focus();
  }

  readonly #dismissNote = (): void => {
    this.note = null;
  };

  readonly #removeReply = (): void => this.chat.setComposer({ reply: null });

  #onKey(event: KeyboardEvent): boolean {
    if (this.#suggesting.onKey(event)) return true;
    if (event.key !== "Escape") return false;
    if (this.#preview.isOpen) this.#preview.close();
    else if (this.#dictation.phase !== "idle") this.#dictation.cancel();
    else return false;
    return true;
  }

  /** @returns whether the chat takes files */
  #addFiles(files: readonly File[]): boolean {
    const { attachments } = this.state.abilities;
    if (attachments && files.length > 0) this.chat.addFiles(files);
    return attachments;
  }

  readonly #onBoxClick = ({ target, currentTarget }: Event): void => {
    const isGround =
      target === currentTarget ||
      (target instanceof Element && target.matches(".composer-bar, .composer-start"));
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
    try {
      use({ ...entityOf(tag), ...(name === undefined ? {} : { icon: name }) });
    } catch (error) {
      this.chat.fail(error);
    }
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
