let count = 0;

/**
 * A key that nothing else in the page has. `crypto.randomUUID` is missing where a page did not come
 * by https.
 */
export function newKey(): string {
  count += 1;
  return `key_${count}`;
}
