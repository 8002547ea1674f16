/** How long an attachment may wait for the message that it belongs to. */
export const UNSENT_MS = 24 * 60 * 60 * 1_000;

const HOUR_MS = 60 * 60 * 1_000;

/**
 * Does a piece of work now and every hour, and reports its failures.
 *
 * @returns a function that ends this, and waits for the work that is being done
 */
export function everyHour(work: () => Promise<void>): () => Promise<void> {
  let done = Promise.resolve();
  const start = () => {
    done = done.then(work).catch((error: unknown) => console.error(error));
  };
  start();
  const timer = setInterval(start, HOUR_MS).unref();
  return () => {
    clearInterval(timer);
    return done;
  };
}
