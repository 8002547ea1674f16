import { afterEach, describe, expect, test, vi } from "vitest";
import type { ThreadStreamEvent } from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import {
  type Chat,
  createChat,
  delta,
  type Handlers,
  message,
  said,
  until,
} from "./helpers/chat.ts";
import { Connection, listen, type Site } from "./helpers/http.ts";

// Real connections, on machines that do other things as well.
vi.setConfig({ testTimeout: 20_000 });

const NOTE = "The user cancelled the stream. Stop responding to the prior request.";
const HELLO = { type: "threads.create", params: { input: message("Hi") } };

let site: Site | undefined;

afterEach(async () => {
  await site?.close();
  site = undefined;
});

async function start(handlers: Partial<Handlers>) {
  const chat = createChat({ handlers });
  site = await listen(chat);
  return { chat, site };
}

/** Everything that is stored of Ada's only thread. */
async function stored(chat: Chat) {
  const owner = { userId: "ada" };
  const { data: threads } = await chat.store.loadThreads({ limit: 2, order: "asc" }, owner);
  expect(threads).toHaveLength(1);
  const threadId = threads[0]?.id ?? "";
  return (await chat.store.loadThreadItems(threadId, { limit: 100, order: "asc" }, owner)).data;
}

const hasNote = async (chat: Chat) =>
  (await stored(chat)).some((item) => item.type === "sdk_hidden_context");

/** Says some words and then waits for the model, that is for ever. */
function speaking(onEnd: (signal: AbortSignal) => void): Handlers["respond"] {
  return async function* ({ thread, signal }) {
    try {
      const silent = said(thread.id, "");
      yield { type: "thread.item.added", item: { ...silent, content: [] } };
      yield { type: "thread.item.added", item: said(thread.id, " \n") };
      const item = { ...said(thread.id, ""), content: [] };
      yield { type: "thread.item.added", item };
      yield delta(item.id, "Half an ");
      yield delta(item.id, "ans");
      yield { type: "progress_update", text: "waiting" };
      await new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    } finally {
      onEnd(signal);
    }
  };
}

describe("a connection that is dropped", () => {
  test("stops the handler, and keeps the words and a note for the model", async () => {
    const onEnd = vi.fn();
    const { chat, site } = await start({ respond: speaking(onEnd) });
    const connection = new Connection(site, HELLO);
    await until(() => connection.text.includes("waiting"));
    connection.drop();
    await until(() => hasNote(chat));
    expect(await stored(chat)).toMatchObject([
      { type: "user_message" },
      { type: "assistant_message", content: [{ text: "Half an ans", annotations: [] }] },
      { type: "sdk_hidden_context", content: NOTE },
    ]);
    await until(() => onEnd.mock.calls.length === 1);
    expect(onEnd.mock.lastCall?.[0]).toHaveProperty("aborted", true);
    expect(chat.errors).toEqual([]);
    const ada = chat.user("ada");
    const [thread] = (await ada.ask("threads.list")).data;
    expect((await ada.items(thread.id)).map(({ type }) => type)).toEqual([
      "user_message",
      "assistant_message",
    ]);
  });

  test("is handled by the chat itself, if it wants to", async () => {
    const streamCancelled = vi.fn<NonNullable<Handlers["streamCancelled"]>>(async () => undefined);
    const { chat, site } = await start({
      streamCancelled,
      async *respond({ thread }) {
        const task = (title: string) =>
          ({ type: "custom", title, status_indicator: "none" }) as const;
        const base = { thread_id: thread.id, created_at: "2026-01-01T00:00:00Z" };
        const workflow = { type: "custom" as const, tasks: [task("1")], expanded: false };
        yield { type: "thread.item.added", item: { type: "workflow", id: "w", ...base, workflow } };
        const update = (change: object) =>
          ({ type: "thread.item.updated", item_id: "w", update: change }) as ThreadStreamEvent;
        yield update({ type: "workflow.task.added", task_index: 1, task: task("2") });
        yield update({ type: "workflow.task.updated", task_index: 0, task: task("one") });
        yield { type: "thread.item.added", item: said(thread.id, "gone") };
        yield { type: "thread.item.removed", item_id: "nothing" };
        yield { type: "progress_update", text: "waiting" };
        await new Promise(() => undefined);
      },
    });
    const connection = new Connection(site, HELLO);
    await until(() => connection.text.includes("waiting"));
    connection.drop();
    await until(() => streamCancelled.mock.calls.length === 1);
    const turn = streamCancelled.mock.lastCall?.[0];
    expect(turn?.context).toMatchObject({ userId: "ada" });
    expect(turn?.pendingItems).toMatchObject([
      { id: "w", workflow: { tasks: [{ title: "one" }, { title: "2" }] } },
      { type: "assistant_message" },
    ]);
    expect(await stored(chat)).toHaveLength(1);
  });

  test("ends a handler that does not listen, and nothing that it says later is kept", async () => {
    let resume = () => {};
    const { chat, site } = await start({
      async *respond({ thread }) {
        yield { type: "progress_update", text: "waiting" };
        await new Promise<void>((resolve) => {
          resume = resolve;
        });
        yield { type: "thread.item.done", item: said(thread.id, "Too late.") };
      },
    });
    const connection = new Connection(site, HELLO);
    await until(() => connection.text.includes("waiting"));
    connection.drop();
    await until(() => hasNote(chat));
    resume();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await stored(chat)).map(({ type }) => type)).toEqual([
      "user_message",
      "sdk_hidden_context",
    ]);
  });

  test("is noticed by a handler that speaks without a pause", async () => {
    const { chat, site } = await start({
      async *respond() {
        for (;;) {
          yield { type: "progress_update", text: "and another thing" };
        }
      },
    });
    const connection = new Connection(site, HELLO);
    await until(() => connection.text.length > 100_000);
    connection.drop();
    await until(() => hasNote(chat));
  });

  test("before the stream begins leaves nothing behind", async () => {
    const respond = vi.fn<Handlers["respond"]>();
    const { chat, site } = await start({ respond });
    const original = chat.store.loadAttachment.bind(chat.store);
    let resume = () => {};
    const waiting = vi.spyOn(chat.store, "loadAttachment").mockImplementation(async (...args) => {
      await new Promise<void>((resolve) => {
        resume = resolve;
      });
      return original(...args);
    });
    await chat.store.saveAttachment(
      { type: "file", id: "file", name: "a.txt", mime_type: "text/plain" },
      { userId: "ada" },
    );
    const body = { type: "threads.create", params: { input: message("Hi", ["file"]) } };
    const connection = new Connection(site, body);
    await until(() => waiting.mock.calls.length === 1);
    connection.drop();
    await new Promise((resolve) => setTimeout(resolve, 30));
    resume();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(respond).not.toHaveBeenCalled();
    expect(await chat.user("ada").ask("threads.list")).toMatchObject({ data: [] });
  });

  test("does not interrupt the keeping", async () => {
    const { chat, site } = await start({ respond: speaking(() => undefined) });
    const original = chat.store.addThreadItem.bind(chat.store);
    vi.spyOn(chat.store, "addThreadItem").mockImplementation(async (...args) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      await original(...args);
    });
    const connection = new Connection(site, HELLO);
    await until(() => connection.text.includes("waiting"));
    connection.drop();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await chat.server.close();
    expect(await stored(chat)).toHaveLength(3);
  });

  test("keeps nothing in a thread that was deleted meanwhile, and that is no failure", async () => {
    const onEnd = vi.fn();
    const { chat, site } = await start({ respond: speaking(onEnd) });
    const connection = new Connection(site, HELLO);
    await until(() => connection.text.includes("waiting"));
    const ada = chat.user("ada");
    const [thread] = (await ada.ask("threads.list")).data;
    await ada.ask("threads.delete", { thread_id: thread.id });
    connection.drop();
    await until(() => onEnd.mock.calls.length === 1);
    expect(await ada.ask("threads.list")).toMatchObject({ data: [] });
    expect(chat.errors).toEqual([]);
  });
});

test("the next message comes after what was kept of a stopped answer", async () => {
  const answers = [speaking(() => undefined)];
  const chat = createChat({
    handlers: {
      respond: (turn) =>
        answers.pop()?.(turn) ??
        (async function* () {
          yield { type: "thread.item.done", item: said(turn.thread.id, "Second answer") };
        })(),
    },
  });
  site = await listen(chat);
  const connection = new Connection(site, HELLO);
  await until(() => connection.text.includes("waiting"));
  const original = chat.store.addThreadItem.bind(chat.store);
  vi.spyOn(chat.store, "addThreadItem").mockImplementation(async (threadId, item, owner) => {
    if (item.type !== "user_message") {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await original(threadId, item, owner);
  });
  connection.drop();
  const ada = chat.user("ada");
  const [thread] = (await ada.ask("threads.list")).data;
  await new Promise((resolve) => setTimeout(resolve, 20));
  await ada.stream("threads.add_user_message", { thread_id: thread.id, input: message("Again") });
  expect((await stored(chat)).map(({ type }) => type)).toEqual([
    "user_message",
    "assistant_message",
    "sdk_hidden_context",
    "user_message",
    "assistant_message",
  ]);
});

test("a client that reads nothing makes the handler wait, however much there is to say", async () => {
  let given = 0;
  const { chat, site } = await start({
    async *respond() {
      for (; given < 100_000; given++) {
        yield { type: "client_effect", name: "x", data: { text: "x".repeat(1_000) } };
      }
    },
  });
  const connection = new Connection(site, HELLO, { read: false });
  await connection.response;
  let before = -1;
  await until(async () => {
    const isStill = given === before;
    before = given;
    await new Promise((resolve) => setTimeout(resolve, 200));
    return isStill && given === before;
  }, 10_000);
  // What the sockets of both sides hold is some megabytes.
  expect(given).toBeLessThan(20_000);
  connection.drop();
  await until(() => hasNote(chat));
});

test("closing the server stops its answers and keeps their words", async () => {
  const { chat, site } = await start({ respond: speaking(() => undefined) });
  const connection = new Connection(site, HELLO);
  await until(() => connection.text.includes("waiting"));
  await chat.server.close();
  expect(await stored(chat)).toMatchObject([{}, { content: [{ text: "Half an ans" }] }, {}]);
  expect((await connection.end()).endsWith("\n\n")).toBe(true);
});

test("closing does not wait for ever for what hangs", async () => {
  const chat = createChat({
    handlers: {
      respond: speaking(() => undefined),
      streamCancelled: () => new Promise(() => undefined),
    },
  });
  const response = await chat.user().send(HELLO);
  await response.body?.getReader().read();
  const closed = chat.server.close().then(() => "closed");
  const tooLate = new Promise((resolve) => setTimeout(resolve, 4_500, "too late"));
  expect(await Promise.race([closed, tooLate])).toBe("closed");
});
