import { describe, expect, test } from "vitest";
import { until } from "../../../chatkit/protocol/helpers/chat.ts";
import {
  type Conversation,
  converse,
  type Handlers,
  message,
  said,
  shown,
} from "./conversation.ts";

const respond: Handlers["respond"] = async function* ({ thread, message }) {
  const words = message?.content.map(({ text }) => text).join("") ?? "";
  if (words.startsWith("title ")) thread.title = words.slice(6);
  yield { type: "thread.item.done", item: said(thread.id, `${words} too`) };
};

/** A thread at the server with so many messages of the assistant, named by their number. */
async function withMessages(conversation: Conversation, count: number) {
  const { user, server } = conversation;
  const { threadId } = await user.begin("Begin");
  for (let at = 1; at <= count; at++) {
    await server.store.addThreadItem(threadId, said(threadId, `Message ${at}`), user.context);
  }
  return threadId;
}

const threadEvents = (conversation: Conversation) =>
  conversation.events.filter(([name]) => name.startsWith("chatkit.thread"));

describe("a thread", () => {
  test("is opened with its items, and the page is told", async () => {
    const conversation = await converse();
    const threadId = await withMessages(conversation, 2);
    const opening = conversation.chat.openThread(threadId);
    expect(conversation.chat.state.isLoadingThread).toBe(true);
    await opening;
    expect(conversation.chat.state).toMatchObject({
      thread: { id: threadId },
      isLoadingThread: false,
      earlierItems: "none",
    });
    expect(shown(conversation)).toEqual([
      "You: Begin",
      "Assistant: Message 1",
      "Assistant: Message 2",
    ]);
    expect(threadEvents(conversation)).toEqual([
      ["chatkit.thread.change", { threadId }],
      ["chatkit.thread.load.start", { threadId }],
      ["chatkit.thread.load.end", { threadId }],
    ]);
  });

  test("that is long begins with its newest items, and older ones come page by page", async () => {
    const conversation = await converse();
    const { chat } = conversation;
    await chat.openThread(await withMessages(conversation, 70));
    expect(shown(conversation).at(-1)).toBe("Assistant: Message 70");
    expect(shown(conversation)).toHaveLength(30);
    expect(chat.state.earlierItems).toBe("some");
    await chat.loadEarlierItems();
    await chat.loadEarlierItems();
    expect(shown(conversation)).toEqual([
      "You: Begin",
      ...Array.from({ length: 70 }, (_, at) => `Assistant: Message ${at + 1}`),
    ]);
    expect(chat.state.earlierItems).toBe("none");
    await chat.loadEarlierItems();
    expect(shown(conversation)).toHaveLength(71);
  });

  test("is the one that the options begin with", async () => {
    const first = await converse({ handlers: { respond } });
    await first.chat.send(message("Hi"));
    const conversation = await converse({ starts: false });
    const threadId = await withMessages(conversation, 1);
    const { options } = conversation.chat.state;
    if (!options) throw new Error("There are no options.");
    conversation.chat.setOptions({ ...options, initialThread: threadId });
    conversation.chat.start();
    await until(() => shown(conversation).length === 2);
    expect(conversation.names()).toEqual([
      "ready",
      "thread.change",
      "thread.load.start",
      "thread.load.end",
    ]);
  });

  test("that is not there leaves a new chat, and a word about it", async () => {
    const conversation = await converse();
    await expect(conversation.chat.openThread("thr_gone")).rejects.toThrow("no such thread");
    const { chat } = conversation;
    expect(chat.state).toMatchObject({ thread: null, isLoadingThread: false });
    expect(chat.state.notices).toMatchObject([
      { level: "danger", title: "This chat cannot be opened" },
    ]);
    expect(conversation.errors()).toHaveLength(1);
    expect(threadEvents(conversation).map(([name, detail]) => [name.slice(8), detail])).toEqual([
      ["thread.change", { threadId: "thr_gone" }],
      ["thread.load.start", { threadId: "thr_gone" }],
      ["thread.change", { threadId: null }],
      ["thread.load.end", { threadId: "thr_gone" }],
    ]);
  });

  test("that is chosen while another one loads is the one that is shown", async () => {
    const conversation = await converse();
    const one = await withMessages(conversation, 1);
    const two = await withMessages(conversation, 2);
    await Promise.all([conversation.chat.openThread(one), conversation.chat.openThread(two)]);
    expect(conversation.chat.state.thread?.id).toBe(two);
    expect(shown(conversation)).toHaveLength(3);
    expect(conversation.chat.state.isLoadingThread).toBe(false);
    expect(conversation.errors()).toEqual([]);
  });

  test("is left for a new chat, where the answer that was under way ends", async () => {
    let aborted = false;
    const conversation = await converse({
      handlers: {
        async *respond({ thread, signal }) {
          yield { type: "thread.item.added", item: said(thread.id, "Wait") };
          await new Promise((_, reject) => {
            signal.addEventListener("abort", () => reject(signal.reason));
          }).catch(() => {
            aborted = true;
          });
        },
      },
    });
    const sending = conversation.chat.send(message("Hi"));
    await until(() => shown(conversation).length === 2);
    await conversation.chat.openThread(null);
    await sending;
    expect(conversation.chat.state).toMatchObject({
      thread: null,
      items: [],
      turn: { phase: "idle" },
    });
    await until(() => aborted);
    expect(threadEvents(conversation).at(-1)).toEqual([
      "chatkit.thread.change",
      { threadId: null },
    ]);
  });

  test("is read again, with what the server changed since", async () => {
    const conversation = await converse();
    const { chat, server, user } = conversation;
    const threadId = await withMessages(conversation, 40);
    await chat.openThread(threadId);
    await chat.loadEarlierItems();
    const { items } = chat.state;
    const newest = items.at(-1);
    if (!newest) throw new Error("There is nothing.");
    await server.store.saveItem(
      threadId,
      { ...said(threadId, "Changed"), id: newest.id },
      user.context,
    );
    await server.store.addThreadItem(threadId, said(threadId, "Added"), user.context);
    await user.ask("threads.update", { thread_id: threadId, title: "Named" });
    await chat.fetchUpdates();
    expect(shown(conversation)).toHaveLength(42);
    expect(shown(conversation).slice(-2)).toEqual(["Assistant: Changed", "Assistant: Added"]);
    expect(shown(conversation)[0]).toBe("You: Begin");
    expect(chat.state.thread?.title).toBe("Named");
  });
});

describe("the history", () => {
  test("lists threads page by page, newest first, and tells when it opens and closes", async () => {
    const conversation = await converse();
    const { chat, user, names } = conversation;
    for (let at = 1; at <= 25; at++) await user.begin(`Thread ${at}`);
    chat.setHistoryOpen(true);
    await until(() => chat.state.history.phase === "ready");
    expect(chat.state.history).toMatchObject({ isOpen: true, hasMore: true });
    expect(chat.state.history.threads).toHaveLength(20);
    await chat.loadMoreThreads();
    expect(chat.state.history.threads).toHaveLength(25);
    expect(chat.state.history.hasMore).toBe(false);
    chat.setHistoryOpen(false);
    chat.setHistoryOpen(false);
    expect(names().filter((name) => name.startsWith("history"))).toEqual([
      "history.open",
      "history.close",
    ]);
  });

  test("that cannot be read says so, and is tried again", async () => {
    let isBroken = true;
    const { chat, errors } = await converse({
      intercept: async (send, request) =>
        isBroken ? new Response(null, { status: 503 }) : send(request),
    });
    chat.setHistoryOpen(true);
    await until(() => chat.state.history.phase === "failed");
    expect(errors()).toEqual(["The server answered with HTTP 503."]);
    isBroken = false;
    await chat.loadMoreThreads();
    expect(chat.state.history.phase).toBe("ready");
  });

  test("renames threads, also the open one", async () => {
    const { chat, user } = await converse({ handlers: { respond } });
    await chat.send(message("Hi"));
    const threadId = chat.state.thread?.id ?? "";
    await chat.renameThread(threadId, "Boats");
    expect(chat.state.thread?.title).toBe("Boats");
    expect(chat.state.history.threads[0]?.title).toBe("Boats");
    expect(await user.ask("threads.get_by_id", { thread_id: threadId })).toMatchObject({
      title: "Boats",
    });
  });

  test("deletes threads; after the open one comes a new chat", async () => {
    const conversation = await converse({ handlers: { respond } });
    const { chat } = conversation;
    await chat.send(message("Hi"));
    const threadId = chat.state.thread?.id ?? "";
    chat.setHistoryOpen(true);
    await until(() => chat.state.history.threads.length === 1);
    await chat.deleteThread(threadId);
    expect(chat.state).toMatchObject({ thread: null, items: [], history: { threads: [] } });
    await expect(conversation.chat.deleteThread(threadId)).rejects.toThrow("no such thread");
    expect(conversation.errors()).toHaveLength(1);
  });

  test("knows the title that a thread gets while it is answered", async () => {
    const { chat } = await converse({ handlers: { respond } });
    await chat.send(message("title Boats"));
    expect(chat.state.thread?.title).toBe("Boats");
    expect(chat.state.history.threads).toMatchObject([{ title: "Boats" }]);
  });
});
