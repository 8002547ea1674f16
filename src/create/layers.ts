import type { Answers } from "./answers.ts";

/** The layer that every app gets. */
const BASE_LAYER = "base";

/**
 * The words that choose layers: every answer that changes what is written.
 *
 * @param answers checked answers
 */
export function layerWords(answers: Answers): ReadonlySet<string> {
  const words = [answers.frontend, answers.backend, answers.runtime, answers.sample];
  return new Set(answers.store ? [...words, answers.store] : words);
}

/** `self-hosted` is one word although it holds a dash; words are separated by `+`. */
function wordsOf(layer: string): string[] {
  return layer.split("+").slice(1);
}

/**
 * Whether a layer belongs to an app.
 *
 * @param layer a folder name of `templates/`
 * @param words see {@link layerWords}
 */
export function bringsLayer(layer: string, words: ReadonlySet<string>): boolean {
  if (layer === BASE_LAYER) return true;
  return layer.startsWith("+") && wordsOf(layer).every((word) => words.has(word));
}

/**
 * The order in which layers are merged: base, then few words before many, then by name.
 *
 * @param a a folder name
 * @param b another
 */
export function compareLayers(a: string, b: string): number {
  return wordsOf(a).length - wordsOf(b).length || (a < b ? -1 : a > b ? 1 : 0);
}
