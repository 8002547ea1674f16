/** Bounds how much is held at once: whoever needs more waits until others are done. */
export interface Room {
  /**
   * Takes a part of the room.
   *
   * @param part.size at most what one owner may have
   * @param part.owner whose part it is
   * @param part.signal ends the waiting
   * @returns what gives it back
   * @throws the signal's reason
   */
  take(part: {
    readonly size: number;
    readonly owner: string;
    readonly signal: AbortSignal;
  }): Promise<() => void>;
}

/**
 * @param size the whole room, in whatever it is counted
 * @param perOwner what one owner may have of it
 */
export function createRoom(size: number, perOwner: number): Room {
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
    async take({ size: part, owner, signal }) {
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
