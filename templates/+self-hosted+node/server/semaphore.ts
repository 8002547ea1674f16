/** A counting semaphore: whoever needs more than there is waits until others are done. */
export interface Semaphore {
  /**
   * Takes permits.
   *
   * @param request.size how many; at most what one owner may have
   * @param request.owner whose they are
   * @param request.signal ends the waiting
   * @returns what gives them back
   * @throws the signal's reason
   */
  acquire(request: {
    readonly size: number;
    readonly owner: string;
    readonly signal: AbortSignal;
  }): Promise<() => void>;
}

/**
 * @param size how many permits there are
 * @param perOwner how many of them one owner may have
 */
export function createSemaphore(size: number, perOwner: number): Semaphore {
  const taken = new Map<string, number>();
  let free = size;
  let waiting: (() => void)[] = [];

  const of = (owner: string) => taken.get(owner) ?? 0;
  const giveBack = (part: number, owner: string) => {
    free += part;
    const left = of(owner) - part;
    if (left > 0) {
      taken.set(owner, left);
    } else {
      taken.delete(owner);
    }
    const woken = waiting;
    waiting = [];
    for (const wake of woken) {
      wake();
    }
  };

  return {
    async acquire({ size: part, owner, signal }) {
      while (part > free || of(owner) + part > perOwner) {
        await new Promise<void>((resolve, reject) => {
          signal.throwIfAborted();
          const stop = () => reject(signal.reason);
          signal.addEventListener("abort", stop, { once: true });
          waiting.push(() => {
            signal.removeEventListener("abort", stop);
            resolve();
          });
        });
      }
      free -= part;
      taken.set(owner, of(owner) + part);
      return () => giveBack(part, owner);
    },
  };
}
