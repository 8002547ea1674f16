import type { ChatState } from "../chat/state.ts";
import type { Content } from "./content.ts";

/** What was begun and not sent in one thread. */
export interface Draft {
  readonly content: Content;
  readonly reply: string | null;
}

const NOTHING: Draft = { content: [], reply: null };

/** Keeps what was begun in each thread, while another one is open. */
export class Drafts {
  readonly #kept = new Map<string | null, Draft>();
  /** Undefined before the first thread, or none, is there. */
  #threadId: string | null | undefined;
  #version = 0;
  #latest: Draft = NOTHING;

  /**
   * Looks at a new state.
   *
   * @returns what the composer has to show now; null where it keeps what it has
   */
  update({ thread, isLoadingThread, turn, composer, options }: ChatState): Draft | null {
    if (options === null || isLoadingThread) return null;
    const threadId = thread?.id ?? null;
    const before = this.#threadId;
    const isSetByPage = composer.contentVersion !== this.#version;
    const left = this.#latest;
    this.#threadId = threadId;
    this.#version = composer.contentVersion;
    this.#latest = { content: composer.content, reply: composer.reply };
    if (before === undefined || before === threadId) return null;
    // A message that begins a thread takes what is typed meanwhile along.
    if (before === null && turn.phase !== "idle") return null;
    this.#kept.set(before, left);
    const draft = this.#kept.get(threadId) ?? NOTHING;
    this.#kept.delete(threadId);
    return isSetByPage ? null : draft;
  }
}
