import { type Content, isSame } from "./content.ts";

/** What stood in the editor, and where the caret was. */
export interface Snapshot {
  readonly content: Content;
  readonly caret: number;
}

const DEEPEST = 200;

/**
 * The steps of an editor, to go back and forth in.
 *
 * The browser forgets its own steps as soon as a tag or a paste is put in by a script.
 */
export class UndoStack {
  #past: Snapshot[] = [];
  #future: Snapshot[] = [];
  #now: Snapshot;
  #lastKind: string | null = null;

  constructor(now: Snapshot) {
    this.#now = now;
  }

  /**
   * Remembers a change.
   *
   * @param kind steps of one kind become one, until a space is typed; null is always a step
   */
  push(now: Snapshot, kind: string | null = null): void {
    if (isSame(now.content, this.#now.content)) {
      this.#now = now;
      return;
    }
    if (kind === null || kind !== this.#lastKind) {
      this.#past.push(this.#now);
      if (this.#past.length > DEEPEST) this.#past.shift();
    }
    this.#future = [];
    this.#now = now;
    this.#lastKind = endsWord(now) ? null : kind;
  }

  /** Forgets everything, as for another message. */
  reset(now: Snapshot): void {
    this.#past = [];
    this.#future = [];
    this.#now = now;
    this.#lastKind = null;
  }

  /** @returns the step before, or null at the first */
  undo(): Snapshot | null {
    const step = this.#past.pop();
    if (!step) return null;
    this.#future.push(this.#now);
    return this.#go(step);
  }

  /** @returns the step that was undone, or null at the last */
  redo(): Snapshot | null {
    const step = this.#future.pop();
    if (!step) return null;
    this.#past.push(this.#now);
    return this.#go(step);
  }

  #go(step: Snapshot): Snapshot {
    this.#now = step;
    this.#lastKind = null;
    return step;
  }
}

function endsWord({ content }: Snapshot): boolean {
  const last = content.at(-1);
  return last?.type === "input_text" && /\s$/.test(last.text);
}
