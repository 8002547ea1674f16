/** About 40 tokens a second: as a fast model writes, and as a person can follow. */
const TOKEN_MS = 25;
/** What a model takes to think before it says something. */
const FIRST_WORD_MS = 400;
/** A token is a word, or a part of a long one, with the space before it. */
const TOKEN = /\s*\S{1,8}|\s+/gu;

/** How fast the scripted model speaks. */
export interface Pace {
  /** How long it waits before it begins, in milliseconds. */
  delayOf(wanted: number | undefined): number;
  /** Splits a text into tokens and gives them as they come; ends early when it is aborted. */
  stream(text: string, signal?: AbortSignal): AsyncGenerator<string>;
}

/** @param speed as a person reads, or without waiting */
export function createPace(speed: "readable" | "instant"): Pace {
  const waits = speed === "readable";
  return {
    delayOf: (wanted = FIRST_WORD_MS) => (waits ? wanted : 0),
    async *stream(text, signal) {
      for (const token of text.match(TOKEN) ?? []) {
        if (signal?.aborted) return;
        yield token;
        if (waits) await pause(TOKEN_MS, signal);
      }
    },
  };
}

/** Waits, or until it is aborted. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (milliseconds <= 0 || signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener("abort", end);
  });
}
