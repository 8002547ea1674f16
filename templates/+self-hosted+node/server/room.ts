/** Bounds how much is held at once: whoever needs more waits until others are done. */
export interface Room {
  /**
   * Takes a part of the room.
   *
   * @param size at most the whole room
   * @param signal ends the waiting
   * @returns what gives it back
   * @throws the signal's reason
   */
  take(size: number, signal: AbortSignal): Promise<() => void>;
}

/** @param size the whole room, in whatever it is counted */
export function createRoom(size: number): Room {
  let free = size;
  let waiting: (() => void)[] = [];
  return {
    async take(part, signal) {
      while (part > free) {
        await new Promise<void>((resolve, reject) => {
          signal.throwIfAborted();
          signal.addEventListener("abort", () => reject(signal.reason), { once: true });
          waiting.push(resolve);
        });
      }
      free -= part;
      return () => {
        free += part;
        const woken = waiting;
        waiting = [];
        for (const wake of woken) {
          wake();
        }
      };
    },
  };
}
