import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, test } from "vitest";
import { createMemoryStore } from "../../templates/+self-hosted+node/server/chatkit/memory-store.ts";
import type { ThreadStreamEvent } from "../../templates/+self-hosted+node/server/chatkit/types.ts";
import { type Sent, seeded, spoil } from "./hostile/bodies.ts";
import { createChat, message, ORIGIN, said } from "./protocol/helpers/chat.ts";

const BODIES = 20_000;
const BATCH = 500;
/** How much more the process may hold after the second half of the bodies, in bytes. */
const GROWTH = 4 * 2 ** 20;

const rejections: unknown[] = [];
const onRejection = (reason: unknown) => rejections.push(reason);
process.on("unhandledRejection", onRejection);
afterEach(() => {
  expect(rejections).toEqual([]);
});

describe("a server that is sent anything", () => {
  test(`answers ${BODIES} hostile bodies, and is none the larger for it`, async () => {
    const random = seeded(20_261_121);
    const store = createMemoryStore();
    const chat = hostileChat(store);
    const statuses = new Map<number, number>();
    let middle = 0;
    for (let batch = 0; batch < BODIES / BATCH; batch++) {
      // What was stored belongs to nobody after a batch, so that only a leak can stay.
      const user = chat.user(`user ${batch}`);
      const valid = await validRequests(user);
      for (let number = 0; number < BATCH; number++) {
        const base = valid[Math.floor(random() * valid.length)] as object;
        const status = await send(chat, user.context, spoil(base, random));
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
      await forgetUser(user);
      await store.forgetAbandoned(Date.now() + 1);
      if (batch === BODIES / BATCH / 2 - 1) middle = heldBytes();
    }
    const grown = heldBytes() - middle;

    expect(chat.errors.map(String)).toEqual([]);
    expect([...statuses.keys()].filter((status) => status >= 500)).toEqual([]);
    // That most are refused and many are not shows that both are tried.
    const accepted = statuses.get(200) ?? 0;
    expect(accepted).toBeGreaterThan(BODIES / 20);
    expect(accepted).toBeLessThan(BODIES / 2);
    expect(grown).toBeLessThan(GROWTH);
    expect(Object.keys(Object.prototype)).toEqual([]);
    // And it still does what it is for.
    const { events } = await chat.user().begin("Hello");
    expect(events.map(({ type }) => type)).toContain("thread.item.done");
  }, 120_000);

  test("refuses more than it takes before it is read to the end", async () => {
    const chat = hostileChat(createMemoryStore());
    const size = 60 * 2 ** 20;
    let taken = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        taken += 2 ** 16;
        controller.enqueue(new Uint8Array(2 ** 16).fill(0x20));
        if (taken >= size) controller.close();
      },
    });
    const init = { method: "POST", body, duplex: "half" } as RequestInit;
    const response = await chat.server.handle(
      new Request(`${ORIGIN}/chatkit`, init),
      chat.user().context,
    );
    expect(response.status).toBe(413);
    expect(taken).toBeLessThan(size);
  });
});

/** A chat that looks at everything that it is given. */
function hostileChat(store: ReturnType<typeof createMemoryStore>) {
  async function* answer(threadId: string, given: unknown): AsyncGenerator<ThreadStreamEvent> {
    yield { type: "client_effect", name: "given", data: { given } };
    yield { type: "thread.item.done", item: said(threadId, JSON.stringify(given) ?? "") };
  }
  return createChat({
    store,
    handlers: {
      respond: ({ thread, message }) => answer(thread.id, message),
      action: ({ thread, action, sender }) => answer(thread.id, { action, sender }),
      async syncAction({ sender }) {
        return sender ? { updatedItem: sender } : {};
      },
      addFeedback: async ({ threadId, itemIds, kind, context }) =>
        store.saveFeedback(threadId, itemIds, kind, context),
      transcribe: async ({ audio }) => ({ text: `${audio.mimeType} ${audio.data.length}` }),
    },
  });
}

type Chat = ReturnType<typeof hostileChat>;
type User = ReturnType<Chat["user"]>;

/** One good request of every kind, about things that are there. */
async function validRequests(user: User): Promise<object[]> {
  const { threadId: thread_id, events } = await user.begin("Hello");
  const done = events.filter((event) => event.type === "thread.item.done");
  const item_id = done[0]?.item.id;
  const action = { type: "go", payload: { to: [1, { deep: null }] } };
  const tag = { type: "input_tag", id: "t", text: "T", data: { a: [1] }, group: "G" };
  const rich = {
    content: [{ type: "input_text", text: "Hi" }, tag],
    attachments: [] as string[],
    quoted_text: "quoted",
    inference_options: { model: "m", tool_choice: { id: "c" } },
  };
  const requests: readonly [string, object][] = [
    ["threads.create", { input: rich }],
    ["threads.add_user_message", { thread_id, input: message("Hi") }],
    ["threads.add_client_tool_output", { thread_id, result: { ok: true } }],
    [
      "threads.add_structured_input",
      { thread_id, item_id, input: { status: "answered", answers: { q: { values: ["a"] } } } },
    ],
    ["threads.retry_after_item", { thread_id, item_id }],
    ["threads.custom_action", { thread_id, action }],
    ["threads.sync_custom_action", { thread_id, action }],
    ["threads.get_by_id", { thread_id }],
    ["threads.list", { limit: 20, order: "desc", after: thread_id }],
    ["threads.update", { thread_id, title: "Title" }],
    ["threads.delete", { thread_id: "thr_none" }],
    ["items.list", { thread_id, limit: 20, order: "asc", after: item_id }],
    ["items.feedback", { thread_id, item_ids: [item_id], kind: "positive" }],
    ["attachments.create", { name: "a.txt", size: 5, mime_type: "text/plain" }],
    ["attachments.delete", { attachment_id: "atc_none" }],
    ["input.transcribe", { audio_base64: "AAEC", mime_type: "audio/webm;codecs=opus" }],
  ];
  return requests.map(([type, params]) => ({ type, params, metadata: { a: { b: "c" } } }));
}

/** Sends a request, reads its answer, and looks whether it is one. */
async function send(chat: Chat, context: User["context"], sent: Sent): Promise<number> {
  const { method, contentType, body } = sent;
  const headers = contentType === undefined ? {} : { "content-type": contentType };
  const request = new Request(`${ORIGIN}/chatkit`, { method, headers, body });
  const response = await chat.server.handle(request, context);
  const text = await response.text();
  if (response.headers.get("content-type")?.startsWith("text/event-stream")) {
    const frames = text.split("\n\n");
    expect(frames.pop()).toBe("");
    const types = frames.map((frame) => {
      // Only these two end a line of an event stream.
      expect(frame).toMatch(/^data: \{[^\r\n]*\}$/);
      return JSON.parse(frame.slice("data: ".length)).type;
    });
    expect(types, String(body).slice(0, 500)).not.toContain("error");
  } else if (response.status >= 400) {
    const { error } = JSON.parse(text);
    expect([typeof error.code, typeof error.message], text).toEqual(["string", "string"]);
  } else JSON.parse(text);
  return response.status;
}

async function forgetUser(user: User): Promise<void> {
  for (;;) {
    const { data } = await user.ask("threads.list", { limit: 100 });
    if (data.length === 0) return;
    for (const { id } of data) await user.ask("threads.delete", { thread_id: id });
  }
}

/** What the process holds after everything that can go is gone, in bytes. */
function heldBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
