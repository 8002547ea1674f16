import type { ChatState } from "../chat/state.ts";
import { type Content, isBlank } from "./content.ts";

/** What was begun and not sent in one thread. */
export interface Draft {
  readonly content: Content;
  readonly reply: string | null;
}

const NOTHING: Draft = { content: [], reply: null };

const LOADING = Symbol("a thread is being loaded");
const UNKNOWN = Symbol("nothing was shown yet");

/** Where a person is: a thread by its id, null for a new chat. */
type Place = string | null | typeof LOADING | typeof UNKNOWN;

/** Keeps what was begun in each thread, while another one is open. */
export class Drafts {
  readonly #kept = new Map<string | null, Draft>();
  #place: Place = UNKNOWN;
  #begun: string | null = null;
  #latest: Draft = NOTHING;

  /** Looks at every state: a thread that a message begins takes along what is typed meanwhile. */
  watch({ thread, turn }: ChatState): void {
    if (thread && this.#place === null && turn.phase !== "idle") this.#begun = thread.id;
  }

  /**
   * Looks at a state that is shown.
   *
   * @returns what the composer has to show now; null where it keeps what it has
   */
  update({ thread, isLoadingThread, composer, options }: ChatState): Draft | null {
    if (!options) return null;
    const left = this.#latest;
    const from = this.#place;
    const to = isLoadingThread ? LOADING : (thread?.id ?? null);
    this.#latest = { content: composer.content, reply: composer.reply };
    // What the page puts in before its first thread is there is meant for that one.
    if (from === UNKNOWN && to === null && options.initialThread) return null;
    this.#place = to;
    if (from === to || from === UNKNOWN || (from === null && to === this.#begun)) return null;
    if (from !== LOADING) this.#kept.set(from, left);
    if (to === LOADING) return NOTHING;
    const draft = this.#kept.get(to) ?? NOTHING;
    this.#kept.delete(to);
    return from === LOADING && !isBlank(composer.content) ? null : draft;
  }
}
