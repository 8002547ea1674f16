import { type CliError, usageError } from "./errors.ts";
import { nearest } from "./nearest.ts";
import { shown } from "./terminal/visible.ts";

/**
 * The error for a word that is none of those that a flag takes.
 *
 * @param flag such as `--frontend`
 * @param value what was given
 * @param words what is allowed
 * @param meant what it was meant for, where more is known than which word is nearest; null: nothing
 * @returns `unknown_choice` (exit 2), with the flag, the value, what is allowed and the right word
 */
export function unknownChoice(
  flag: string,
  value: string,
  words: readonly string[],
  meant: string | null = nearest(value, words) ?? null,
): CliError {
  return usageError(
    "unknown_choice",
    `${flag} cannot be ${shown(value)}; it is one of ${words.join(", ")}.`,
    meant === null ? undefined : `Did you mean ${flag} ${meant}?`,
  );
}
