import { setImmediate as nextTurn } from "node:timers/promises";
import type { ThreadStreamEvent } from "./types.ts";

const HEADERS = {
  "Content-Type": "text/event-stream",
  "Cache-Control": "no-store",
  // nginx would wait for more.
  "X-Accel-Buffering": "no",
};
/** How much may wait for a slow client, in characters. */
const ROOM = 64 * 1024;

/** The events of one answer on their way to a client. */
export interface EventStream {
  readonly response: Response;
  /**
   * Sends an event.
   *
   * @returns a promise if the event has to leave first, or the client is slow: wait for it before the
   * next event
   * @throws TypeError if the event cannot be written as JSON
   */
  send(event: ThreadStreamEvent): Promise<void> | undefined;
  /** Ends the answer after what has been sent. */
  end(): void;
}

export interface EventStreamOptions {
  /** Called once if the client goes before the end. */
  readonly onGone: () => void;
  /** How long to wait for a slow client before it is let go, in milliseconds; for ever by default. */
  readonly patienceMs?: number | undefined;
}

/** Opens a stream of server-sent events, each a line of JSON. */
export function openEventStream({ onGone, patienceMs }: EventStreamOptions): EventStream {
  let state: "open" | "ending" | "closed" = "open";
  let controller: ReadableStreamDefaultController<Uint8Array>;
  let waiting = "";
  let isWanted = false;
  let isFlushing = false;
  let hasSpoken = false;
  let onRoom: (() => void) | undefined;

  const flush = () => {
    isFlushing = false;
    if (state === "closed" || !isWanted) {
      return;
    }
    if (waiting) {
      isWanted = false;
      controller.enqueue(Buffer.from(waiting));
      waiting = "";
      onRoom?.();
    }
    if (state === "ending") {
      state = "closed";
      controller.close();
    }
  };

  const leave = () => {
    state = "closed";
    waiting = "";
    onRoom?.();
    onGone();
  };

  const room = () =>
    new Promise<void>((resolve) => {
      const timer =
        patienceMs !== undefined &&
        setTimeout(() => {
          controller.error(new Error("The client reads too slowly."));
          leave();
        }, patienceMs);
      onRoom = () => {
        clearTimeout(timer || undefined);
        onRoom = undefined;
        resolve();
      };
    });

  const body = new ReadableStream<Uint8Array>(
    {
      start(own) {
        controller = own;
      },
      pull() {
        isWanted = true;
        flush();
      },
      cancel: leave,
    },
    // The stream keeps nothing itself, so that what is ready travels together.
    { highWaterMark: 0 },
  );

  return {
    response: new Response(body, { headers: HEADERS }),
    send(event) {
      if (state !== "open") {
        return undefined;
      }
      waiting += `data: ${JSON.stringify(event)}\n\n`;
      if (isWanted && !isFlushing) {
        // Events that come in the same turn of the event loop leave as one chunk.
        isFlushing = true;
        setImmediate(flush);
      }
      if (waiting.length >= ROOM) {
        return room();
      }
      if (!hasSpoken) {
        // The first event shows that something happens, so it does not wait for the others.
        hasSpoken = true;
        return nextTurn();
      }
      return undefined;
    },
    end() {
      if (state === "open") {
        state = "ending";
        flush();
      }
    },
  };
}
