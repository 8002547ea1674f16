/** Brings values from several sources to one reader, in the order in which they came. */
export class AsyncQueue<T> implements AsyncIterable<T> {
  #values: T[] = [];
  #wake: (() => void) | undefined;

  /** Adds a value, and wakes the reader. */
  push(value: T): void {
    this.#values.push(value);
    this.#wake?.();
  }

  /** Gives each value once and waits for the next; it never ends by itself. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, never> {
    for (;;) {
      if (this.#values.length === 0) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      const values = this.#values;
      this.#values = [];
      for (const value of values) {
        yield value;
      }
    }
  }
}
