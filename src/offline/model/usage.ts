/** How many tokens there are in a text, about: a scripted model counts nothing. */
export function countTokens(text: string): number {
  return Math.ceil(text.length / 4);
}
