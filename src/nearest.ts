import { closest, distance } from "fastest-levenshtein";

/** What a slip of two fingers could have been meant for. */
function swaps(typed: string): string[] {
  return Array.from(
    { length: Math.max(0, typed.length - 1) },
    (_, at) => typed.slice(0, at) + typed.charAt(at + 1) + typed.charAt(at) + typed.slice(at + 2),
  );
}

/**
 * The word that somebody most likely meant.
 *
 * @param typed what was typed
 * @param words what is allowed
 * @returns the nearest word, or undefined when none is near enough to suggest: a suggestion that
 * shares little with what was typed is worse than none
 */
export function nearest(typed: string, words: readonly string[]): string | undefined {
  const wanted = typed.toLowerCase();
  const start = wanted.length >= 2 ? words.find((word) => word.startsWith(wanted)) : undefined;
  if (start) return start;
  const swapped = swaps(wanted).find((word) => words.includes(word));
  if (swapped) return swapped;
  if (words.length === 0) return undefined;
  const best = closest(wanted, words);
  return distance(wanted, best) <= Math.max(1, Math.floor(best.length * 0.4)) ? best : undefined;
}
