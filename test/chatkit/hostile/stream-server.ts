/*
 * A chat on a port, for clients that come in crowds, read slowly or vanish. It runs in a process of
 * its own, so that its memory is its own; `npx rolldown` style bundling makes it plain JavaScript.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { createMemoryStore } from "../../../templates/+self-hosted+node/server/chatkit/memory-store.ts";
import { createChatKitServer } from "../../../templates/+self-hosted+node/server/chatkit/server.ts";
import type {
  ThreadMetadata,
  ThreadStreamEvent,
  UserMessageItem,
} from "../../../templates/+self-hosted+node/server/chatkit/types.ts";

/** What the process tells of itself. */
export interface StreamServerState {
  /** Handlers that run. */
  readonly running: number;
  /** Handlers that have begun. */
  readonly begun: number;
  /** Handlers whose signal aborted. */
  readonly aborted: number;
  /** What handlers gave, in characters. */
  readonly said: number;
  /** What the process holds once its garbage is gone, in bytes. */
  readonly held: number;
  readonly failures: readonly string[];
}

declare const gc: () => void;

const state = { running: 0, begun: 0, aborted: 0, said: 0, failures: [] as string[] };
const WORDS = 20;

/** `crowd <n>` waits until n answers have begun; `endless` never ends; anything else is repeated. */
async function* answer(
  thread: ThreadMetadata,
  message: UserMessageItem | null,
  signal: AbortSignal,
): AsyncGenerator<ThreadStreamEvent> {
  const part = message?.content[0];
  const text = part?.type === "input_text" ? part.text : "";
  const item = {
    type: "assistant_message" as const,
    id: `msg_of_${thread.id}`,
    thread_id: thread.id,
    created_at: new Date().toISOString(),
  };
  const speak = (delta: string): ThreadStreamEvent => {
    state.said += delta.length;
    return {
      type: "thread.item.updated",
      item_id: item.id,
      update: { type: "assistant_message.content_part.text_delta", content_index: 0, delta },
    };
  };
  yield { type: "thread.item.added", item: { ...item, content: [] } };
  const crowd = Number(/^crowd (\d+)/.exec(text)?.[1] ?? 0);
  while (state.begun < crowd && !signal.aborted) await sleep(5);
  if (text === "endless") {
    yield speak("So far. ");
    for (;;) {
      if (signal.aborted) throw signal.reason;
      await sleep(5);
      yield speak("And on. ");
    }
  }
  if (text === "flood") {
    for (let count = 0; count < 20_000; count++) yield speak("x".repeat(5_000));
    return;
  }
  let whole = "";
  for (let word = 0; word < WORDS; word++) {
    const delta = `${text} ${word};`;
    whole += delta;
    yield speak(delta);
    await sleep(1);
  }
  const content = [{ type: "output_text" as const, text: whole, annotations: [] }];
  yield { type: "thread.item.done", item: { ...item, content } };
}

const server = createChatKitServer({
  store: createMemoryStore(),
  handlers: {
    async *respond({ thread, message, signal }) {
      state.begun += 1;
      state.running += 1;
      const onAbort = () => {
        state.aborted += 1;
      };
      signal.addEventListener("abort", onAbort, { once: true });
      try {
        yield* answer(thread, message, signal);
      } finally {
        state.running -= 1;
      }
    },
  },
  onError: (error) => state.failures.push(String(error)),
});
process.on("unhandledRejection", (reason) => state.failures.push(`unhandled: ${reason}`));

const app = new Hono()
  .post("/chatkit", (c) => server.handle(c.req.raw, { userId: c.req.header("x-user") ?? "" }))
  .get("/state", (c) => {
    gc();
    const { heapUsed, external } = process.memoryUsage();
    return c.json({ ...state, held: heapUsed + external } satisfies StreamServerState);
  })
  .post("/reset", (c) => {
    Object.assign(state, { begun: 0, aborted: 0, said: 0 });
    return c.json({});
  });
serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) =>
  console.log(JSON.stringify({ port })),
);
