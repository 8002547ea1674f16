/**
 * Collects the values of a flag that may be given several times, for commander's `argParser`.
 *
 * @param value the one that was read
 * @param before those that were read before it
 * @returns all of them, in the order of the line
 */
export function repeatable(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
