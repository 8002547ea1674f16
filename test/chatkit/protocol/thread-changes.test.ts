import { describe, expect, test, vi } from "vitest";
import { NotFoundError } from "../../../templates/+self-hosted+node/server/chatkit/errors.ts";
import { createMemoryStore } from "../../../templates/+self-hosted+node/server/chatkit/memory-store.ts";
import { watchThread } from "../../../templates/+self-hosted+node/server/chatkit/thread-changes.ts";
import type {
  ThreadMetadata,
  ThreadStreamEvent,
} from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { createChat, message, ofType, readEvents, said, until } from "./helpers/chat.ts";

const ADA = { userId: "ada" };

/** A thread that is stored, as an answer holds it. */
async function open(fields: Partial<ThreadMetadata> = {}) {
  const store = createMemoryStore();
  const thread: ThreadMetadata = {
    id: "t",
    created_at: "2026-01-01T00:00:00Z",
    status: { type: "active" },
    metadata: {},
    ...fields,
  };
  await store.saveThread(thread, ADA);
  const changes = watchThread({ store, thread, owner: ADA });
  const stored = () => store.loadThread("t", ADA);
  /** Changes the thread as somebody else does. */
  const elsewhere = async (change: Partial<ThreadMetadata>) => {
    await store.saveThread({ ...(await stored()), ...change }, ADA);
  };
  return { store, thread, changes, stored, elsewhere };
}

test("what did not change is not stored", async () => {
  const { store, changes, thread } = await open();
  const replaceThread = vi.spyOn(store, "replaceThread");
  expect(await changes.keep()).toBe(false);
  expect(replaceThread).not.toHaveBeenCalled();
  thread.title = "New";
  expect(await changes.keep()).toBe(true);
  expect(await changes.keep()).toBe(false);
  expect(replaceThread).toHaveBeenCalledOnce();
});

test("changes of both sides are kept", async () => {
  const { thread, changes, stored, elsewhere } = await open({ metadata: { a: 1, b: 1, gone: 1 } });
  await elsewhere({
    status: { type: "locked" },
    title: "Theirs",
    metadata: { a: 1, b: 2, theirs: { deep: 1 } },
  });
  thread.metadata.a = 2;
  thread.metadata.own = 1;
  thread.allowed_image_domains = ["example.com"];
  expect(await changes.keep()).toBe(true);
  expect(await stored()).toEqual({
    id: "t",
    created_at: "2026-01-01T00:00:00Z",
    title: "Theirs",
    status: { type: "locked" },
    allowed_image_domains: ["example.com"],
    metadata: { a: 2, b: 2, own: 1, theirs: { deep: 1 } },
  });
  expect(thread).toEqual(await stored());
  expect(await changes.keep()).toBe(false);
});

test("of two changes of the same thing the later one counts, but for a name", async () => {
  const { thread, changes, stored, elsewhere } = await open({ metadata: { a: 1 } });
  await elsewhere({ title: "Theirs", status: { type: "locked" }, metadata: { a: 2 } });
  thread.title = "Own";
  thread.status = { type: "closed" };
  thread.metadata.a = 3;
  await changes.keep();
  expect(await stored()).toMatchObject({
    title: "Theirs",
    status: { type: "closed" },
    metadata: { a: 3 },
  });
});

test("a thread that was deleted stays deleted", async () => {
  const { store, thread, changes } = await open();
  await store.deleteThread("t", ADA);
  thread.title = "New";
  await expect(changes.keep()).rejects.toThrow("t");
  expect((await store.loadThreads({ limit: 1, order: "asc" }, ADA)).data).toEqual([]);
});

test("trying has an end", async () => {
  const { store, thread, changes } = await open();
  vi.spyOn(store, "replaceThread").mockResolvedValue(false);
  thread.title = "New";
  await expect(changes.keep()).rejects.toThrow("all the time");
});

describe("while an answer is being written", () => {
  /** An answer that names its thread when it may go on. */
  async function answering() {
    let goOn = () => {};
    const mayGoOn = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const signals: AbortSignal[] = [];
    const chat = createChat({
      handlers: {
        async *respond({ thread, signal }): AsyncGenerator<ThreadStreamEvent> {
          signals.push(signal);
          yield { type: "thread.item.added", item: said(thread.id, "Half") };
          await Promise.race([
            mayGoOn,
            new Promise((resolve) => signal.addEventListener("abort", resolve)),
          ]);
          thread.title ??= "Made up";
          thread.metadata.named = true;
          yield { type: "progress_update", text: "named" };
        },
      },
    });
    const ada = chat.user("ada");
    const response = await ada.send({ type: "threads.create", params: { input: message() } });
    const text = response.text();
    await until(() => signals.length === 1);
    const [{ id }] = (await ada.ask("threads.list")).data;
    return { chat, ada, threadId: id, events: async () => readEvents(await text), goOn, signals };
  }

  test("the user's name for the thread is kept", async () => {
    const { chat, ada, threadId, events, goOn } = await answering();
    await ada.ask("threads.update", { thread_id: threadId, title: "Mine" });
    goOn();
    const [updated] = ofType(await events(), "thread.updated");
    expect(updated?.thread.title).toBe("Mine");
    expect(await chat.store.loadThread(threadId, ADA)).toMatchObject({
      title: "Mine",
      metadata: { named: true },
    });
  });

  test("a thread that is deleted ends its answer, and stays deleted", async () => {
    const { chat, ada, threadId, events, signals } = await answering();
    expect(await ada.ask("threads.delete", { thread_id: threadId })).toEqual({});
    expect(signals[0]?.aborted).toBe(true);
    await events();
    expect(await ada.ask("threads.list")).toEqual({ data: [], has_more: false });
    expect(chat.errors).toEqual([]);
  });

  test("two renames at once leave one of the names", async () => {
    const { ada, threadId, goOn, events } = await answering();
    const titles = ["One", "Two", "Three"];
    await Promise.all(
      titles.map((title) => ada.ask("threads.update", { thread_id: threadId, title })),
    );
    goOn();
    await events();
    expect(titles).toContain((await ada.ask("threads.get_by_id", { thread_id: threadId })).title);
  });
});

test("what a handler changed before it was stopped is kept, beside what it changes then", async () => {
  const chat = createChat({
    handlers: {
      async *respond({ thread, signal }) {
        yield { type: "progress_update", text: "waiting" };
        thread.metadata.before = true;
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      },
      async streamCancelled({ thread }) {
        thread.metadata.stopped = true;
        throw new Error("and then it broke");
      },
    },
  });
  const ada = chat.user("ada");
  const response = await ada.send({ type: "threads.create", params: { input: message() } });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("waiting")) {
    text += (await reader?.read())?.value ?? "";
  }
  await reader?.cancel();
  const [{ id }] = (await ada.ask("threads.list")).data;
  await until(() => chat.errors.length === 1);
  await until(async () => "stopped" in (await chat.store.loadThread(id, ADA)).metadata);
  expect((await chat.store.loadThread(id, ADA)).metadata).toEqual({ before: true, stopped: true });
});

test("attachments of a message to a thread that was deleted meanwhile belong to no thread", async () => {
  const chat = createChat();
  const ada = chat.user("ada");
  const { threadId } = await ada.begin();
  const upload = { name: "a.txt", mimeType: "text/plain", data: Buffer.from("text") };
  const { id } = await chat.attachments.add(upload, ada.context);
  vi.spyOn(chat.store, "addThreadItem").mockRejectedValueOnce(new NotFoundError(threadId));
  const params = { thread_id: threadId, input: message("Hi", [id]) };
  const events = await ada.stream("threads.add_user_message", params);
  expect(events.map(({ type }) => type)).toEqual(["error"]);
  expect(await chat.store.loadAttachment(id, ADA)).not.toHaveProperty("thread_id");
});
