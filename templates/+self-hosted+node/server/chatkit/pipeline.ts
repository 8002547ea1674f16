import { setImmediate as nextTurn } from "node:timers/promises";
import { CustomStreamError, NotFoundError, StreamError } from "./errors.ts";
import type { ChatKitHandlers } from "./handlers.ts";
import { interruptible } from "./interruptible.ts";
import { createPendingItems } from "./pending-items.ts";
import { keepStoppedAnswer } from "./stopped-answer.ts";
import type { Owner, Store } from "./store.ts";
import { watchThread } from "./thread-changes.ts";
import type { ErrorEvent, ThreadMetadata, ThreadStreamEvent } from "./types.ts";
import { type Wire, withoutItems } from "./wire.ts";

/** How many events a handler may give before other work of this process gets its turn. */
const EVENTS_AT_ONCE = 256;

export interface PipelineOptions<Context extends Owner> {
  readonly store: Store;
  readonly handlers: ChatKitHandlers<Context>;
  readonly wire: Wire<Context>;
  readonly thread: ThreadMetadata;
  readonly context: Context;
  readonly signal: AbortSignal;
  /** Stores and tells what the request itself changes, before a handler is asked. */
  readonly begin?: (send: Send) => Promise<void>;
  /** Asks the handler. */
  readonly events: () => AsyncIterable<ThreadStreamEvent>;
  /** Sends an event to the client; a promise says when it is ready for the next one. */
  readonly send: Send;
  readonly onError: (error: unknown) => void;
}

export type Send = (event: ThreadStreamEvent) => Promise<void> | undefined;

/**
 * Runs an answer: stores what its events say, then sends them.
 *
 * It never throws: a failure is told to the client, and what the client learns nothing about to
 * `onError`.
 */
export async function runPipeline<Context extends Owner>(
  options: PipelineOptions<Context>,
): Promise<void> {
  const { store, handlers, wire, thread, context, signal, onError } = options;
  const pending = createPendingItems();
  const changes = watchThread({ store, thread, owner: context });

  const send: Send = (event) => {
    const visible = wire.event(event, context);
    return visible ? options.send(visible) : undefined;
  };

  const keepThread = async () => {
    if (await changes.keep()) {
      await send({ type: "thread.updated", thread: withoutItems(thread) });
    }
  };

  const handle = async (event: ThreadStreamEvent) => {
    if (typeof event?.type !== "string") {
      throw new TypeError("A handler gave something that is no event.");
    }
    switch (event.type) {
      case "thread.item.done":
        await store.addThreadItem(thread.id, event.item, context);
        break;
      case "thread.item.replaced":
        await store.saveItem(thread.id, event.item, context);
        break;
      case "thread.item.removed":
        await store.deleteThreadItem(thread.id, event.item_id, context);
        break;
    }
    pending.follow(event);
    await send(event);
    await keepThread();
  };

  const keepStopped = async () => {
    const stopped = { thread, context, pendingItems: pending.list() };
    const keepAnswer = async () =>
      handlers.streamCancelled
        ? handlers.streamCancelled(stopped)
        : keepStoppedAnswer({ ...stopped, store, owner: context });
    for (const keep of [keepAnswer, keepThread]) {
      await keep().catch((error) => {
        // The thread may have been deleted meanwhile.
        if (!(error instanceof NotFoundError)) {
          onError(error);
        }
      });
    }
  };

  const run = async () => {
    if (signal.aborted) {
      // The client is gone, or the server is going, before anything was done.
      throw new StreamError();
    }
    await options.begin?.(send);
    const streamOptions = handlers.streamOptions?.({ thread, context }) ?? { allow_cancel: true };
    await send({ type: "stream_options", stream_options: streamOptions });
    if (signal.aborted) {
      return keepStopped();
    }
    const events = interruptible(options.events(), signal);
    try {
      for (let count = 1; ; count++) {
        const next = await events.next();
        if (next === "aborted") {
          return await keepStopped();
        }
        if (next.done) {
          return await keepThread();
        }
        await handle(next.value);
        if (count % EVENTS_AT_ONCE === 0) {
          await nextTurn();
        }
      }
    } finally {
      events.leave();
    }
  };

  try {
    await run();
  } catch (error) {
    await send(errorEvent(error, onError));
    await keepThread().catch(onError);
  }
}

function errorEvent(error: unknown, onError: (error: unknown) => void): ErrorEvent {
  if (error instanceof CustomStreamError) {
    const { message, allowRetry } = error;
    return { type: "error", code: "custom", message, allow_retry: allowRetry };
  }
  if (error instanceof StreamError) {
    return { type: "error", code: "stream.error", allow_retry: error.allowRetry };
  }
  onError(error);
  return { type: "error", code: "stream.error", allow_retry: true };
}
