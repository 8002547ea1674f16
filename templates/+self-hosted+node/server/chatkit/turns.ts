import { setTimeout as sleep } from "node:timers/promises";
import type { Owner, Store } from "./store.ts";

/** How often a turn looks whether another copy was asked to stop it. */
const LOOK_MS = 1_000;
/** How often a request looks whether a turn of another copy has ended, and for how long. */
const WAIT_LOOK_MS = 100;
const WAIT_MS = 5_000;
/** How long the end of this server waits for its turns. */
const CLOSE_MS = 3_000;
const TURN_ID = /^[\w-]{16,64}$/;

/** The header in which a page names a turn that may outlive its connection. */
export const TURN_HEADER = "ChatKit-Turn";

/** An answer that is being made. */
export interface RunningTurn {
  /** Aborts when the answer has to stop. */
  readonly signal: AbortSignal;
  /** Whether the answer goes on without its connection. */
  readonly outlives: boolean;
  /** Tells the other copies that the turn runs. */
  begin(): Promise<void>;
  /** Says that nobody listens any more: stops the answer, unless it outlives its connection. */
  leave(): void;
  /** Says that the answer is over and what had been said is kept. */
  end(): Promise<void>;
}

/** The answers that this copy of the server makes, and the way to those of other copies. */
export interface Turns {
  /** @param turn.id what the page calls the turn, if it may outlive its connection */
  open(turn: { threadId: string; owner: Owner; id: string | null }): RunningTurn;
  /** Stops a turn that a page named, in whichever copy it runs. */
  stop(turnId: string, owner: Owner): Promise<void>;
  /**
   * Stops turns of a thread, and waits until they are over.
   *
   * @param which those that may outlive their connection, in every copy; or all of this copy as well
   * @returns whether there were any
   */
  stopThread(threadId: string, owner: Owner, which: "outliving" | "all"): Promise<boolean>;
  /** Stops every turn of this copy, and waits until what had been said is kept. */
  close(): Promise<void>;
}

interface LocalTurn {
  readonly id: string | null;
  readonly threadId: string;
  readonly userId: string;
  readonly controller: AbortController;
  readonly over: Promise<void>;
}

/** @param onError is told what kept this copy from hearing of others */
export function createTurns(store: Store, onError: (error: unknown) => void): Turns {
  const running = new Set<LocalTurn>();
  let isClosing = false;

  /** Looks from time to time whether another copy was asked to stop a turn of this one. */
  const watch = (id: string, owner: Owner, controller: AbortController) => {
    const look = async () => {
      try {
        if ((await store.keepTurn(id, owner)) === "stopping") {
          controller.abort();
        }
      } catch (error) {
        onError(error);
      }
    };
    const timer = setInterval(look, LOOK_MS).unref();
    return { look, end: () => clearInterval(timer) };
  };

  const stopElsewhere = async (ids: readonly string[], threadId: string, owner: Owner) => {
    await Promise.all(ids.map((id) => store.stopTurn(id, owner)));
    for (const end = Date.now() + WAIT_MS; Date.now() < end; await sleep(WAIT_LOOK_MS)) {
      const left = await store.runningTurns(threadId, owner);
      if (!ids.some((id) => left.includes(id))) {
        return;
      }
    }
  };

  return {
    open({ threadId, owner, id: name }) {
      const id = name !== null && TURN_ID.test(name) ? name : null;
      const controller = new AbortController();
      let setOver = () => {};
      const over = new Promise<void>((resolve) => {
        setOver = resolve;
      });
      const turn = { id, threadId, userId: owner.userId, controller, over };
      let watching: ReturnType<typeof watch> | undefined;
      running.add(turn);
      if (isClosing) {
        controller.abort();
      }
      return {
        signal: controller.signal,
        outlives: id !== null,
        async begin() {
          if (id !== null) {
            await store.beginTurn({ id, threadId }, owner);
            watching = watch(id, owner, controller);
            // The wish to stop may have come before the turn.
            await watching.look();
          }
        },
        leave() {
          if (id === null) {
            controller.abort();
          }
        },
        async end() {
          watching?.end();
          try {
            if (watching && id !== null) {
              await store.endTurn(id, owner);
            }
          } catch (error) {
            onError(error);
          }
          running.delete(turn);
          setOver();
        },
      };
    },

    async stop(turnId, owner) {
      if (!TURN_ID.test(turnId)) {
        return;
      }
      const own = [...running].filter(({ id, userId }) => id === turnId && userId === owner.userId);
      if (own.length === 0) {
        await store.stopTurn(turnId, owner);
      }
      await stopAll(own, WAIT_MS);
    },

    async stopThread(threadId, owner, which) {
      const own = [...running].filter(
        (turn) =>
          turn.threadId === threadId &&
          turn.userId === owner.userId &&
          // One that is stopping already has something to keep first.
          (which === "all" || turn.id !== null || turn.controller.signal.aborted),
      );
      const names = own.map(({ id }) => id);
      const elsewhere = (await store.runningTurns(threadId, owner)).filter(
        (id) => !names.includes(id),
      );
      await Promise.all([
        stopAll(own, WAIT_MS),
        elsewhere.length > 0 && stopElsewhere(elsewhere, threadId, owner),
      ]);
      return own.length + elsewhere.length > 0;
    },

    async close() {
      isClosing = true;
      await stopAll([...running], CLOSE_MS);
    },
  };
}

/** Stops turns and waits for them, but not for ever: a handler or a store may hang. */
async function stopAll(turns: readonly LocalTurn[], waitMs: number): Promise<void> {
  for (const { controller } of turns) {
    controller.abort();
  }
  if (turns.length > 0) {
    const patience = new AbortController();
    const over = Promise.all(turns.map((turn) => turn.over));
    await Promise.race([over, sleep(waitMs, undefined, { signal: patience.signal })]);
    patience.abort();
  }
}
