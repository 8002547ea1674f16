import { readClipboard, writeClipboard } from "./clipboard.ts";
import { type Content, lengthOf, replace, searchableText, slice, textContent } from "./content.ts";
import { isPlain, type MakeChip, readContent, writeContent } from "./editor-dom.ts";
import { rectAt, type Selected, select, selectedIn, selectedOf } from "./selection.ts";
import { isBetweenTags, isTagAt } from "./tags.ts";
import { UndoStack } from "./undo.ts";

/** Room between the caret and the edge of the field, in CSS pixels. */
const CARET_MARGIN = 8;

/** What the editor asks for and tells. */
export interface EditorPorts {
  readonly makeChip: MakeChip;
  onChange(content: Content): void;
  /** The caret has moved, or what is before it has changed. */
  onCaret(): void;
  /** @returns whether the key is used up */
  onKey(event: KeyboardEvent): boolean;
  onSubmit(): void;
  /** @returns whether they are taken; their name is put in otherwise */
  onFiles(files: readonly File[]): boolean;
  /** An interactive tag was clicked, or its key pressed. */
  onChip(chip: HTMLElement): void;
}

/**
 * A field for text with tags in it, over one `contenteditable` element.
 *
 * The browser types, deletes and composes; everything that puts in more than characters goes
 * through the content, so that no markup gets in and each step can be undone.
 */
export class Editor {
  readonly #ports: EditorPorts;
  readonly #undo = new UndoStack({ content: [], caret: 0 });
  #root: HTMLElement | null = null;
  #content: Content = [];
  /** The last caret, for what is put in while the focus is elsewhere. */
  #selected: Selected = { start: 0, end: 0 };
  #isComposing = false;

  constructor(ports: EditorPorts) {
    this.#ports = ports;
  }

  get content(): Content {
    return this.#content;
  }

  /** Where the caret is or was, as a position. */
  get caret(): number {
    return this.#selected.end;
  }

  get hasFocus(): boolean {
    const root = this.#root?.getRootNode();
    const active = root instanceof ShadowRoot ? root.activeElement : document.activeElement;
    return this.#root !== null && active === this.#root;
  }

  /** The text before the caret, each tag as one character; null while text is selected. */
  get textBeforeCaret(): string | null {
    const { start, end } = this.#selected;
    return start === end ? searchableText(slice(this.#content, 0, end)) : null;
  }

  /** Where a position is on the screen. */
  rectAt(position: number): DOMRect {
    return this.#root ? rectAt(this.#root, position) : new DOMRect();
  }

  /** Takes over an element that was drawn, or lets go of one that is gone. */
  readonly attach = (root: Element | undefined): void => {
    if (!(root instanceof HTMLElement)) {
      document.removeEventListener("selectionchange", this.#selectionChanged);
      this.#root = null;
      return;
    }
    this.#root = root;
    this.#draw();
    document.addEventListener("selectionchange", this.#selectionChanged);
  };

  /** Puts the caret into the field. */
  focus(): void {
    this.#root?.focus();
  }

  /** Shows what was set from outside; it is no step that could be undone. */
  reset(content: Content): void {
    const caret = lengthOf(content);
    this.#content = content;
    this.#selected = { start: caret, end: caret };
    this.#undo.reset({ content, caret });
    this.#draw();
  }

  /** Puts content in place of what is between two positions, or of the selection. */
  insert(
    inserted: Content,
    { start, end }: Selected = this.#selected,
    kind: string | null = null,
  ): void {
    const caret = start + lengthOf(inserted);
    this.#show(replace(this.#content, start, end, inserted), caret);
    this.#undo.push({ content: this.#content, caret }, kind);
    this.#told();
  }

  /** Draws the tags again, for what has been learnt about them. */
  redrawTags(): void {
    if (!this.#isComposing) this.#draw();
  }

  /** The caret is where it was; a pointer puts it elsewhere afterwards. */
  readonly onFocus = (): void => {
    if (this.#root) select(this.#root, this.#selected.start, this.#selected.end);
  };

  readonly onBeforeInput = (event: InputEvent): void => {
    const { inputType } = event;
    if (inputType.startsWith("format")) event.preventDefault();
    else if (inputType === "historyUndo") this.#step(event, this.#undo.undo());
    else if (inputType === "historyRedo") this.#step(event, this.#undo.redo());
    else if (inputType === "insertParagraph" || inputType === "insertLineBreak") {
      event.preventDefault();
      this.insert(textContent("\n"), this.#selectedNow());
    } else if (inputType === "insertFromDrop") {
      event.preventDefault();
      const range = event.getTargetRanges()[0];
      const at = range && this.#root ? selectedOf(this.#root, range) : null;
      if (event.dataTransfer) this.#paste(event.dataTransfer, at ?? this.#selectedNow());
    } else if (inputType === "insertText") this.#typeBetweenTags(event);
    else if (inputType === "deleteContentBackward") this.#deleteTag(event, -1);
    else if (inputType === "deleteContentForward") this.#deleteTag(event, 0);
  };

  readonly onInput = (event: Event): void => {
    if (!this.#root) return;
    const kind = event instanceof InputEvent ? event.inputType : null;
    // Where a line becomes empty a browser puts a line break, which nobody has typed.
    if (kind?.startsWith("delete"))
      for (const end of this.#root.querySelectorAll("br")) end.remove();
    this.#content = readContent(this.#root);
    const selected = selectedIn(this.#root);
    if (selected) this.#selected = selected;
    if (this.#isComposing) {
      this.#root.toggleAttribute("data-empty", false);
    } else {
      this.#mend();
      this.#undo.push({ content: this.#content, caret: this.caret }, kind);
    }
    this.#told();
  };

  readonly onCompositionStart = (): void => {
    this.#isComposing = true;
  };

  readonly onCompositionEnd = (event: Event): void => {
    this.#isComposing = false;
    this.onInput(event);
  };

  readonly onKeyDown = (event: KeyboardEvent): void => {
    // 229 is how Safari marks the Enter that ends a composition.
    if (event.isComposing || this.#isComposing || event.keyCode === 229) return;
    const chip = chipOf(event);
    if (chip && this.#chipKey(event, chip)) event.preventDefault();
    else if (this.#ports.onKey(event)) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.#ports.onSubmit();
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      this.#stepOverTag(event);
    } else if ((event.ctrlKey || event.metaKey) && !event.altKey) {
      const key = event.key.toLowerCase();
      if (key === "z") this.#step(event, event.shiftKey ? this.#undo.redo() : this.#undo.undo());
      else if (key === "y" && event.ctrlKey) this.#step(event, this.#undo.redo());
    }
  };

  readonly onClick = (event: Event): void => {
    const chip = chipOf(event);
    if (chip) this.#ports.onChip(chip);
  };

  readonly onPaste = (event: ClipboardEvent): void => {
    event.preventDefault();
    if (event.clipboardData) this.#paste(event.clipboardData, this.#selectedNow());
  };

  readonly onCopy = (event: ClipboardEvent): void => {
    const { start, end } = this.#selectedNow();
    if (start === end || !event.clipboardData) return;
    event.preventDefault();
    writeClipboard(event.clipboardData, slice(this.#content, start, end));
    if (event.type === "cut") this.insert([], { start, end });
  };

  readonly #selectionChanged = (): void => {
    if (!this.#root || !this.hasFocus) return;
    const selected = selectedIn(this.#root);
    if (!selected) return;
    const { start, end } = this.#selected;
    this.#selected = selected;
    if (selected.start !== start || selected.end !== end) this.#ports.onCaret();
  };

  #selectedNow(): Selected {
    return (this.#root && this.hasFocus ? selectedIn(this.#root) : null) ?? this.#selected;
  }

  #paste(clipboard: DataTransfer, at: Selected): void {
    const { content, files } = readClipboard(clipboard);
    if (files.length > 0 && this.#ports.onFiles(files)) return;
    if (content.length > 0) this.insert(content, at);
  }

  #typeBetweenTags(event: InputEvent): void {
    const selected = this.#selectedNow();
    if (this.#isComposing || event.data === null || !isBetweenTags(this.#content, selected)) return;
    event.preventDefault();
    this.insert(textContent(event.data), selected, event.inputType);
  }

  /** Not every browser deletes an element that cannot be edited with one key. */
  #deleteTag(event: Event, before: -1 | 0): void {
    const { start, end } = this.#selectedNow();
    const at = start + before;
    if (start !== end || !isTagAt(this.#content, at)) return;
    event.preventDefault();
    this.insert([], { start: at, end: at + 1 });
  }

  /** Between two tags a browser has no place for the caret, and jumps over both. */
  #stepOverTag(event: KeyboardEvent): void {
    const { start, end } = this.#selectedNow();
    const hasModifier = event.shiftKey || event.ctrlKey || event.altKey || event.metaKey;
    if (!this.#root || hasModifier || start !== end) return;
    const isRightToLeft = getComputedStyle(this.#root).direction === "rtl";
    const by = (event.key === "ArrowRight") === isRightToLeft ? -1 : 1;
    if (!isTagAt(this.#content, Math.min(end, end + by))) return;
    event.preventDefault();
    select(this.#root, end + by);
  }

  /** @returns whether the key was for the tag that has the focus */
  #chipKey({ key }: KeyboardEvent, chip: HTMLElement): boolean {
    if (key === "Enter" || key === " ") {
      this.#ports.onChip(chip);
      return true;
    }
    if ((key !== "Backspace" && key !== "Delete") || !this.#root) return false;
    const start = this.#positionOfChip(chip);
    this.#root.focus();
    this.insert([], { start, end: start + 1 });
    return true;
  }

  #positionOfChip(chip: HTMLElement): number {
    const range = document.createRange();
    range.selectNode(chip);
    return (this.#root && selectedOf(this.#root, range)?.start) ?? 0;
  }

  #step(event: Event, step: { content: Content; caret: number } | null): void {
    event.preventDefault();
    if (!step) return;
    this.#show(step.content, step.caret);
    this.#told();
  }

  #show(content: Content, caret: number): void {
    this.#content = content;
    this.#selected = { start: caret, end: caret };
    this.#draw();
  }

  #draw(): void {
    if (!this.#root) return;
    writeContent(this.#root, this.#content, this.#ports.makeChip);
    this.#root.toggleAttribute("data-empty", this.#content.length === 0);
    if (!this.hasFocus) return;
    select(this.#root, this.#selected.start, this.#selected.end);
    this.#keepCaretInView();
  }

  /** Takes out what a browser has put in beside text and tags. */
  #mend(): void {
    if (!this.#root) return;
    const last = this.#content.at(-1);
    const needsEnd = last?.type === "input_tag" || (last?.text.endsWith("\n") ?? false);
    const hasEnd = this.#root.lastChild instanceof HTMLBRElement;
    if (!isPlain(this.#root) || (needsEnd && !hasEnd)) this.#draw();
    else this.#root.toggleAttribute("data-empty", this.#content.length === 0);
  }

  #keepCaretInView(): void {
    if (!this.#root) return;
    const caret = this.rectAt(this.caret);
    const field = this.#root.getBoundingClientRect();
    if (caret.height >= field.height) return;
    const below = caret.bottom + CARET_MARGIN - field.bottom;
    const above = field.top + CARET_MARGIN - caret.top;
    if (below > 0) this.#root.scrollTop += below;
    else if (above > 0) this.#root.scrollTop -= above;
  }

  #told(): void {
    this.#ports.onChange(this.#content);
    this.#ports.onCaret();
  }
}

function chipOf({ target }: Event): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-tag]") : null;
}
