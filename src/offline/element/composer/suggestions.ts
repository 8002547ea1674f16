/** One line of the list that opens at the caret. */
export interface Suggestion {
  readonly label: string;
  readonly description: string | null;
  readonly icon: string | null;
  readonly group: string | null;
  pick(): void;
}

/** Where suggestions come from. */
export interface SuggestionSource {
  /** What the list is told to hold where nothing matches. */
  readonly nothing: string;
  /** @returns what is known at once, and what somebody has to be asked for */
  search(query: string): {
    readonly now: readonly Suggestion[];
    readonly later: (() => Promise<readonly Suggestion[]>) | null;
  };
  /** Told of what `later` rejects with. */
  failed(error: unknown): void;
}

/** The list as it is shown. */
export interface SuggestionList {
  /** The position of the message that the list is about. */
  readonly start: number;
  readonly query: string;
  readonly phase: "loading" | "ready" | "failed";
  readonly suggestions: readonly Suggestion[];
  readonly active: number;
  /** How many of them are about this very query: what is awaited may show others meanwhile. */
  readonly known: number;
  readonly nothing: string;
}

/** How long a person types before somebody is asked again, in milliseconds. */
const PAUSE = 150;

const NOTHING_TO_ASK = () => {};

/**
 * The suggestions for what is being typed. Only the newest question counts: whatever comes late is
 * dropped, and nobody is asked for words that are over before the pause is.
 */
export class Suggestions {
  readonly #onChange: () => void;
  #list: SuggestionList | null = null;
  #source: SuggestionSource | null = null;
  #question = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Asks without the rest of the pause. */
  #askNow: () => void = NOTHING_TO_ASK;
  #picksFirst = false;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Null while it is closed. */
  get list(): SuggestionList | null {
    return this.#list;
  }

  /** Opens the list, or asks again if it is open for the same place. */
  show(start: number, query: string, source: SuggestionSource): void {
    const isOpen = this.#list?.start === start;
    if (isOpen && this.#list?.query === query) return;
    this.#source = source;
    this.#picksFirst = false;
    this.#ask(start, query, source, isOpen ? PAUSE : 0);
  }

  /** Asks the open list's own source for another query. */
  refine(query: string): void {
    if (this.#list && this.#source) this.show(this.#list.start, query, this.#source);
  }

  /** Shows that something is under way that may bring the next list. */
  wait(start: number): void {
    this.close();
    this.#set({
      start,
      query: "",
      phase: "loading",
      suggestions: [],
      active: 0,
      known: 0,
      nothing: "",
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#askNow = NOTHING_TO_ASK;
    this.#question += 1;
    this.#source = null;
    if (this.#list) this.#set(null);
  }

  /** Marks another suggestion, round and round. */
  move(by: 1 | -1): void {
    const list = this.#list;
    if (!list || list.suggestions.length === 0) return;
    const { length } = list.suggestions;
    this.#picksFirst = false;
    this.#set({ ...list, active: (list.active + by + length) % length });
  }

  mark(active: number): void {
    if (this.#list && this.#list.active !== active) this.#set({ ...this.#list, active });
  }

  /**
   * Picks the marked suggestion; while answers are awaited, the first of those to come.
   *
   * @returns whether there was or may be something to pick
   */
  pick(): boolean {
    const list = this.#list;
    if (!list) return false;
    if (list.phase === "loading" && list.active >= list.known) {
      this.#picksFirst = true;
      this.#askNow();
      return true;
    }
    const suggestion = list.suggestions[list.active];
    suggestion?.pick();
    return suggestion !== undefined;
  }

  #ask(start: number, query: string, source: SuggestionSource, pause: number): void {
    clearTimeout(this.#timer);
    this.#askNow = NOTHING_TO_ASK;
    this.#question += 1;
    const question = this.#question;
    const { now, later } = source.search(query);
    const list: SuggestionList = {
      start,
      query,
      phase: "ready",
      suggestions: grouped(now),
      active: 0,
      known: now.length,
      nothing: source.nothing,
    };
    if (!later) {
      this.#set(list);
      return;
    }
    // What was found for fewer letters stays in sight until the answer is there.
    const suggestions = now.length > 0 ? list.suggestions : (this.#list?.suggestions ?? []);
    this.#set({ ...list, phase: "loading", suggestions });
    const ask = () => {
      later().then(
        (more) => {
          if (question === this.#question) this.#answered(list, [...now, ...more]);
        },
        (error: unknown) => {
          if (question !== this.#question) return;
          this.#set({ ...list, phase: "failed" });
          source.failed(error);
        },
      );
    };
    if (pause === 0) ask();
    else this.#wait(ask, pause);
  }

  #wait(ask: () => void, pause: number): void {
    this.#askNow = () => {
      clearTimeout(this.#timer);
      this.#askNow = NOTHING_TO_ASK;
      ask();
    };
    this.#timer = setTimeout(this.#askNow, pause);
  }

  #answered(list: SuggestionList, found: readonly Suggestion[]): void {
    const suggestions = grouped(found);
    const marked = this.#list?.suggestions[this.#list.active];
    const active = Math.max(marked ? suggestions.indexOf(marked) : 0, 0);
    this.#set({ ...list, suggestions, active, known: suggestions.length });
    if (this.#picksFirst) {
      this.#picksFirst = false;
      this.pick();
    }
  }

  #set(list: SuggestionList | null): void {
    this.#list = list;
    this.#onChange();
  }
}

/** Brings the members of each group together, groups in the order in which they begin. */
export function grouped(suggestions: readonly Suggestion[]): readonly Suggestion[] {
  const groups = new Map<string | null, Suggestion[]>();
  for (const suggestion of suggestions) {
    const group = groups.get(suggestion.group);
    if (group) group.push(suggestion);
    else groups.set(suggestion.group, [suggestion]);
  }
  return [...groups.values()].flat();
}
