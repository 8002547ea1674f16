/** Takes values from an iterable until a signal aborts, whatever the iterable waits for then. */
export interface Interruptible<Value> {
  /**
   * The next value.
   *
   * @returns `"aborted"` at once when the signal aborts
   */
  next(): Promise<IteratorResult<Value, unknown> | "aborted">;
  /** Lets the iterable clean up, in its own time. */
  leave(): void;
}

/** @throws TypeError if it is no async iterable */
export function interruptible<Value>(
  iterable: AsyncIterable<Value>,
  signal: AbortSignal,
): Interruptible<Value> {
  const iterator = iterable[Symbol.asyncIterator]();
  let interrupt: (() => void) | undefined;
  const onAbort = () => interrupt?.();
  signal.addEventListener("abort", onAbort);
  return {
    next: () =>
      new Promise((resolve, reject) => {
        if (signal.aborted) {
          resolve("aborted");
          return;
        }
        interrupt = () => resolve("aborted");
        iterator.next().then(resolve, reject);
      }),
    leave() {
      signal.removeEventListener("abort", onAbort);
      // What fails because it was stopped is no failure.
      new Promise((resolve) => resolve(iterator.return?.())).catch(() => undefined);
    },
  };
}
