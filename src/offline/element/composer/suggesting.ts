import type { VirtualElement } from "@floating-ui/dom";
import type { Entity } from "@openai/chatkit";
import type { Chat } from "../chat/state.ts";
import { type BuiltInCommand, commandSource } from "./commands.ts";
import { type Content, slice, textContent } from "./content.ts";
import type { Editor } from "./editor.ts";
import { mentionSource, tagFor } from "./mentions.ts";
import { type SuggestionList, type SuggestionSource, Suggestions } from "./suggestions.ts";
import { findTrigger } from "./trigger.ts";

/** What suggestions need of the composer. */
export interface SuggestingPorts {
  readonly editor: Editor;
  readonly chat: () => Chat;
  readonly builtIn: () => readonly BuiltInCommand[];
  /** Told of an entity that becomes a tag, before it does. */
  learn(entity: Entity): void;
  onChange(): void;
  /** Told of what a person has to know. */
  problem(message: string, error: unknown): void;
}

/** Opens suggestions for the "@" and "/" that are typed, and puts in what is picked. */
export class Suggesting {
  readonly suggestions: Suggestions;
  readonly #ports: SuggestingPorts;
  readonly #mentions: SuggestionSource;
  readonly #commands: SuggestionSource;
  /** The place whose suggestions a person has closed. */
  #dismissed: number | null = null;
  /** Whether the list is not about an "@" or "/" but follows a command. */
  #followsCommand = false;

  constructor(ports: SuggestingPorts) {
    this.#ports = ports;
    this.suggestions = new Suggestions(ports.onChange);
    const options = () => ports.chat().state.options;
    const insert = (entity: Entity) => this.#insert(entity);
    this.#mentions = mentionSource({
      options,
      insert,
      fail: (error) => ports.chat().fail(error),
    });
    this.#commands = commandSource({
      options,
      insert,
      builtIn: ports.builtIn,
      clear: () => this.#clear(),
      wait: () => this.#wait(),
      fail: (error) => ports.problem("The command did not work.", error),
    });
  }

  /** The place in the text that the list is about. */
  readonly anchor: VirtualElement = {
    getBoundingClientRect: () =>
      this.#ports.editor.rectAt(this.suggestions.list?.start ?? this.#ports.editor.caret),
  };

  /** Looks at what is before the caret now. */
  update(): void {
    const { editor, chat } = this.#ports;
    const before = editor.textBeforeCaret;
    if (this.#followsCommand) {
      if (this.#refined(before)) return;
      this.#close();
    }
    const { mentions, commands } = chat().state.abilities;
    const trigger = before === null ? null : findTrigger(before, { mentions, commands });
    if (!trigger) {
      this.#dismissed = null;
      this.#close();
    } else if (trigger.start !== this.#dismissed) {
      this.#dismissed = null;
      const source = trigger.kind === "mention" ? this.#mentions : this.#commands;
      this.suggestions.show(trigger.start, trigger.query, source);
    }
  }

  /** @returns whether the key was for the list */
  onKey({ key, shiftKey }: KeyboardEvent): boolean {
    const { list } = this.suggestions;
    if (!list) return false;
    if (key === "Escape") {
      this.dismiss();
      return true;
    }
    if (key === "ArrowDown" || key === "ArrowUp") {
      this.suggestions.move(key === "ArrowDown" ? 1 : -1);
      return list.suggestions.length > 0;
    }
    if ((key === "Enter" || key === "Tab") && !shiftKey) return this.suggestions.pick();
    return false;
  }

  /** Closes the list until another "@" or "/" is typed. */
  dismiss(): void {
    const { list } = this.suggestions;
    if (list && !this.#followsCommand) this.#dismissed = list.start;
    this.#close();
  }

  /** Forgets everything, as for another message. */
  reset(): void {
    this.#close();
    this.#dismissed = null;
  }

  #refined(before: string | null): boolean {
    const { list } = this.suggestions;
    if (!list || before === null || before.length < list.start) return false;
    const query = before.slice(list.start);
    if (/\s/.test(query)) return false;
    this.suggestions.refine(query);
    return true;
  }

  #close(): void {
    this.#followsCommand = false;
    this.suggestions.close();
  }

  /** Takes out what was typed for the list. */
  #clear(): void {
    const { editor } = this.#ports;
    const { list } = this.suggestions;
    this.#close();
    if (list && list.start < editor.caret) {
      editor.insert([], { start: list.start, end: editor.caret });
    }
  }

  #insert(entity: Entity): void {
    const { editor, learn } = this.#ports;
    const { list } = this.suggestions;
    const end = editor.caret;
    const start = list && list.start < end ? list.start : end;
    this.#close();
    learn(entity);
    const next = slice(editor.content, end, end + 1)[0];
    const hasSpace = next?.type === "input_text" && /\s/.test(next.text);
    const inserted: Content = [tagFor(entity), ...(hasSpace ? [] : textContent(" "))];
    editor.insert(inserted, { start, end });
    editor.focus();
  }

  #wait(): (source: SuggestionSource | null) => void {
    const { editor } = this.#ports;
    this.#followsCommand = true;
    this.suggestions.wait(editor.caret);
    const waiting = this.suggestions.list;
    return (source) => {
      // A person who has gone on writing wants no other menu.
      if (this.suggestions.list !== waiting) return;
      this.#close();
      if (!source) return;
      this.#followsCommand = true;
      this.suggestions.show(editor.caret, "", source);
    };
  }
}

/** What a person who does not see the list has to hear of it. */
export function listNews(list: SuggestionList | null): string {
  if (!list || list.phase === "loading") return "";
  if (list.phase === "failed") return "Suggestions could not be loaded.";
  const { length } = list.suggestions;
  if (length === 0) return list.nothing;
  return length === 1 ? "1 suggestion." : `${length} suggestions.`;
}
