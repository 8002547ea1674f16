import { describe, expect, test, vi } from "vitest";
import type { ThreadItem } from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import {
  addresses,
  createChat,
  type Handlers,
  type Json,
  message,
  ofType,
  said,
  threadOf,
  types,
} from "./helpers/chat.ts";

const OFFSET = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const PNG = Buffer.from("\x89PNG\r\n\x1a\n picture", "latin1");

const answering: Partial<Handlers> = {
  async *respond({ thread, message: asked }) {
    const text = asked?.content.map((part) => part.text).join("") ?? "going on";
    yield { type: "thread.item.done", item: said(thread.id, `You: ${text}`) };
  },
};

/** Puts an item into a thread. */
async function add(
  chat: ReturnType<typeof createChat>,
  user: Json,
  threadId: string,
  item: object,
) {
  const whole = { id: "item", thread_id: threadId, created_at: "2026-01-01T00:00:00Z", ...item };
  await chat.store.addThreadItem(threadId, whole as ThreadItem, user.context);
}

describe("threads.create", () => {
  test("tells thread, message and answer in this order", async () => {
    const ada = createChat({ handlers: answering }).user();
    const events = await ada.stream("threads.create", { input: message("Hi") });
    expect(types(events)).toEqual([
      "thread.created",
      "thread.item.done",
      "stream_options",
      "thread.item.done",
    ]);
    const thread = threadOf(events);
    expect(thread).toEqual({
      id: expect.stringMatching(/^thr_/),
      created_at: expect.stringMatching(OFFSET),
      status: { type: "active" },
      metadata: {},
      items: { data: [], has_more: false },
    });
    expect(events[1]).toEqual({
      type: "thread.item.done",
      item: {
        type: "user_message",
        id: expect.stringMatching(/^msg_/),
        thread_id: thread.id,
        created_at: expect.stringMatching(OFFSET),
        content: [{ type: "input_text", text: "Hi" }],
        attachments: [],
        inference_options: {},
      },
    });
    expect(events[2]).toEqual({ type: "stream_options", stream_options: { allow_cancel: true } });
    expect((await ada.items(thread.id)).map(({ type }) => type)).toEqual([
      "user_message",
      "assistant_message",
    ]);
  });

  test("keeps mentions, a quotation and choices, and nothing that is null", async () => {
    const ada = createChat().user();
    const tag = { type: "input_tag", id: "1", text: "Rome", data: { a: null } };
    const events = await ada.stream("threads.create", {
      input: {
        content: [tag, { ...tag, group: null, interactive: true }],
        attachments: [],
        quoted_text: null,
        inference_options: { model: null, tool_choice: { id: "search" } },
      },
    });
    const [done] = ofType(events, "thread.item.done");
    expect(done?.item).toEqual({
      type: "user_message",
      id: expect.any(String),
      thread_id: threadOf(events).id,
      created_at: expect.any(String),
      content: [
        { ...tag, interactive: false },
        { ...tag, interactive: true },
      ],
      attachments: [],
      inference_options: { tool_choice: { id: "search" } },
    });
  });
});

test("threads.add_user_message goes on in the same thread", async () => {
  const ada = createChat({ handlers: answering }).user();
  const { threadId } = await ada.begin("One");
  const input = { ...message("Two"), quoted_text: "You: One" };
  const events = await ada.stream("threads.add_user_message", { thread_id: threadId, input });
  expect(types(events)).toEqual(["thread.item.done", "stream_options", "thread.item.done"]);
  expect(await ada.items(threadId)).toMatchObject([
    { content: [{ text: "One" }] },
    { content: [{ text: "You: One" }] },
    { content: [{ text: "Two" }], quoted_text: "You: One" },
    { content: [{ text: "You: Two" }] },
  ]);
});

describe("threads.add_client_tool_output", () => {
  const call = { type: "client_tool_call", status: "pending", name: "where", arguments: { a: 1 } };

  test("completes the call and goes on without a message", async () => {
    const respond = vi.fn<Handlers["respond"]>(answering.respond);
    const chat = createChat({ handlers: { respond } });
    const ada = chat.user();
    const { threadId } = await ada.begin();
    // A call that nobody answered, which would confuse the model.
    await add(chat, ada, threadId, { ...call, id: "old", call_id: "c1" });
    await add(chat, ada, threadId, { ...call, id: "new", call_id: "c2" });
    const params = { thread_id: threadId, result: { city: "Rome" } };
    const events = await ada.stream("threads.add_client_tool_output", params);
    expect(types(events)).toEqual(["stream_options", "thread.item.done"]);
    expect(respond).toHaveBeenLastCalledWith(expect.objectContaining({ message: null }));
    const calls = (await ada.items(threadId)).filter(({ type }) => type === "client_tool_call");
    expect(calls).toMatchObject([{ id: "new", status: "completed", output: { city: "Rome" } }]);
    expect(await ada.refusal("threads.add_client_tool_output", params)).toMatchObject({
      status: 400,
      message: "No client tool of this thread waits for an answer.",
    });
  });

  test("takes one of two answers that come at once", async () => {
    const respond = vi.fn<Handlers["respond"]>(answering.respond);
    const chat = createChat({ handlers: { respond } });
    const ada = chat.user();
    const { threadId } = await ada.begin();
    await add(chat, ada, threadId, { ...call, call_id: "c1" });
    respond.mockClear();
    const params = { thread_id: threadId, result: "Rome" };
    const answers = await Promise.all(
      [1, 2].map(() => ada.send({ type: "threads.add_client_tool_output", params })),
    );
    await Promise.all(answers.map((answer) => answer.text()));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(respond).toHaveBeenCalledOnce();
  });

  test("takes nothing for an answer", async () => {
    const chat = createChat();
    const ada = chat.user();
    const { threadId } = await ada.begin();
    await add(chat, ada, threadId, { ...call, call_id: "c1" });
    await ada.stream("threads.add_client_tool_output", { thread_id: threadId, result: null });
    expect((await ada.items(threadId)).at(-1)).not.toHaveProperty("output");
  });
});

describe("threads.add_structured_input", () => {
  const form = {
    type: "structured_input",
    status: "pending",
    inputs: [
      { id: "one", question: "One?", type: "multiple_choice", options: [], multiple: false },
      { id: "many", question: "Many?", type: "multiple_choice", options: [], multiple: true },
      { id: "free", question: "Free?", type: "freeform", description: "d" },
    ],
  };

  async function submit(input: object) {
    const chat = createChat({ handlers: answering });
    const ada = chat.user();
    const { threadId } = await ada.begin();
    await add(chat, ada, threadId, { ...form, id: "form" });
    const params = { thread_id: threadId, item_id: "form", input };
    const events = await ada.stream("threads.add_structured_input", params);
    expect(types(events)).toEqual(["stream_options", "thread.item.replaced", "thread.item.done"]);
    const stored = (await ada.items(threadId)).find(({ id }) => id === "form");
    expect(ofType(events, "thread.item.replaced")[0]?.item).toEqual(stored);
    expect((await ada.refusal("threads.add_structured_input", params)).status).toBe(400);
    return stored as Json;
  }

  test("writes the answers into the form", async () => {
    const answers = {
      one: { values: ["a", "b"] },
      many: { values: ["a", "b"] },
      unknown: { values: ["x"] },
      ["__proto__"]: { values: ["x"] },
    };
    const item = await submit({ status: "answered", answers });
    expect(item.status).toBe("answered");
    expect(item.inputs.map(({ answer }: Json) => answer)).toEqual([
      { values: ["a"], skipped: false },
      { values: ["a", "b"], skipped: false },
      { values: [], skipped: true },
    ]);
  });

  test("takes one of two submissions that come at once", async () => {
    const chat = createChat({ handlers: answering });
    const ada = chat.user();
    const { threadId } = await ada.begin();
    await add(chat, ada, threadId, { ...form, id: "form" });
    const answers = await Promise.all(
      ["a", "b"].map((value) => {
        const input = { status: "answered", answers: { free: { values: [value] } } };
        const params = { thread_id: threadId, item_id: "form", input };
        return ada.send({ type: "threads.add_structured_input", params });
      }),
    );
    await Promise.all(answers.map((answer) => answer.text()));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect((await ada.items(threadId)).map(({ type }) => type)).toEqual([
      "user_message",
      "assistant_message",
      "structured_input",
      "assistant_message",
    ]);
  });

  test("a form that was skipped has no answers", async () => {
    const item = await submit({ status: "skipped", answers: { free: { values: ["x"] } } });
    expect(item).toMatchObject({ status: "skipped" });
    expect(item.inputs.map(({ answer }: Json) => answer.skipped)).toEqual([true, true, true]);
  });
});

test("threads.retry_after_item forgets what came after a message and answers it again", async () => {
  const ada = createChat({ handlers: answering }).user();
  const { threadId } = await ada.begin("One");
  await ada.stream("threads.add_user_message", { thread_id: threadId, input: message("Two") });
  const [first] = await ada.items(threadId);
  const params = { thread_id: threadId, item_id: first?.id };
  const events = await ada.stream("threads.retry_after_item", params);
  expect(types(events)).toEqual(["stream_options", "thread.item.done"]);
  expect(await ada.items(threadId)).toMatchObject([
    { id: first?.id },
    { content: [{ text: "You: One" }] },
  ]);
});

describe("actions", () => {
  const widget = { type: "widget", widget: { type: "Card", children: [] } };

  test("threads.custom_action gives the handler action and widget", async () => {
    const action = vi.fn<NonNullable<Handlers["action"]>>(async function* ({ thread, sender }) {
      if (sender) {
        yield { type: "thread.item.replaced", item: { ...sender, copy_text: "new" } };
      }
      yield { type: "thread.item.done", item: said(thread.id, "Done") };
    });
    const chat = createChat({ handlers: { action } });
    const ada = chat.user();
    const { threadId } = await ada.begin();
    await add(chat, ada, threadId, { ...widget, id: "card" });
    const act = { type: "go", payload: { a: 1 } };
    const events = await ada.stream("threads.custom_action", {
      thread_id: threadId,
      item_id: "card",
      action: act,
    });
    expect(types(events)).toEqual(["stream_options", "thread.item.replaced", "thread.item.done"]);
    expect(action.mock.lastCall?.[0]).toMatchObject({
      action: act,
      sender: { id: "card" },
      context: ada.context,
    });
    expect(await ada.items(threadId)).toMatchObject([{}, { id: "card", copy_text: "new" }, {}]);

    await ada.stream("threads.custom_action", { thread_id: threadId, action: { type: "page" } });
    expect(action.mock.lastCall?.[0]).toMatchObject({ action: { type: "page" }, sender: null });
  });

  test("threads.sync_custom_action answers with an item, which is not stored", async () => {
    const chat = createChat({
      handlers: {
        async syncAction({ sender, thread, action }) {
          thread.metadata.seen = action.type;
          return sender ? { updatedItem: { ...sender, copy_text: "new" } } : {};
        },
      },
    });
    const ada = chat.user();
    const { threadId } = await ada.begin();
    await add(chat, ada, threadId, { ...widget, id: "card" });
    const params = { thread_id: threadId, action: { type: "go" } };
    const answer = await ada.ask("threads.sync_custom_action", { ...params, item_id: "card" });
    expect(answer).toMatchObject({ updated_item: { id: "card", copy_text: "new" } });
    expect(await ada.ask("threads.sync_custom_action", params)).toEqual({});
    expect((await ada.items(threadId))[1]).not.toHaveProperty("copy_text");
    const stored = await chat.store.loadThread(threadId, ada.context);
    expect(stored.metadata).toEqual({ seen: "go" });
  });

  test("a hidden item is no answer to an action", async () => {
    const hidden = { type: "hidden_context_item", content: "secret" };
    const chat = createChat({
      handlers: { syncAction: async () => ({ updatedItem: hidden as Json }) },
    });
    const ada = chat.user();
    const { threadId } = await ada.begin();
    const params = { thread_id: threadId, action: { type: "go" } };
    expect(await ada.ask("threads.sync_custom_action", params)).toEqual({});
  });
});

describe("lists", () => {
  test("threads.get_by_id gives a thread with its first 20 items, and nothing hidden", async () => {
    const chat = createChat();
    const ada = chat.user();
    const { threadId } = await ada.begin();
    const thread = await chat.store.loadThread(threadId, ada.context);
    await chat.store.saveThread({ ...thread, metadata: { secret: 1 } }, ada.context);
    await add(chat, ada, threadId, { type: "hidden_context_item", id: "h1", content: "secret" });
    await add(chat, ada, threadId, { type: "sdk_hidden_context", id: "h2", content: "secret" });
    for (let index = 0; index < 30; index++) {
      await add(chat, ada, threadId, { type: "end_of_turn", id: `e${index}` });
    }
    const whole = await ada.ask("threads.get_by_id", { thread_id: threadId });
    expect(whole).toMatchObject({ id: threadId, metadata: {}, items: { has_more: true } });
    expect(whole.items.data.map(({ id }: Json) => id).slice(1)).toEqual(
      Array.from({ length: 17 }, (_, index) => `e${index}`),
    );
    expect(JSON.stringify(whole)).not.toContain("secret");

    const first = await ada.ask("items.list", { thread_id: threadId });
    expect(first.data).toHaveLength(20);
    expect(first.data[0].id).toBe("e29");
    const rest = await ada.ask("items.list", {
      thread_id: threadId,
      after: first.after,
      limit: 100,
    });
    expect(rest).toMatchObject({ has_more: false });
    expect(rest).not.toHaveProperty("after");
    expect(JSON.stringify(rest)).not.toContain("secret");
  });

  test("threads.list has pages, newest first, of 20 unless said otherwise", async () => {
    const ada = createChat().user();
    const ids: string[] = [];
    for (let index = 0; index < 25; index++) {
      ids.unshift((await ada.begin()).threadId);
    }
    const page = async (params: object) => {
      const { data, ...rest } = await ada.ask("threads.list", params);
      return { ids: data.map(({ id }: Json) => id), ...rest };
    };
    expect(await page({})).toEqual({ ids: ids.slice(0, 20), has_more: true, after: ids[19] });
    expect(await page({ limit: 0 })).toMatchObject({ ids: ids.slice(0, 20) });
    expect(await page({ limit: null, after: ids[19] })).toEqual({
      ids: ids.slice(20),
      has_more: false,
    });
    expect(await page({ limit: -5 })).toMatchObject({ ids: [ids[0]] });
    expect(await page({ limit: 1e6, order: "asc" })).toEqual({
      ids: [...ids].reverse(),
      has_more: false,
    });
    const [thread] = (await ada.ask("threads.list", { limit: 1 })).data;
    expect(thread).toMatchObject({ metadata: {}, items: { data: [], has_more: false } });
  });

  test("no list is longer than 100", async () => {
    const chat = createChat();
    const ada = chat.user();
    const { threadId } = await ada.begin();
    for (let index = 0; index < 120; index++) {
      await add(chat, ada, threadId, { type: "end_of_turn", id: `e${index}` });
    }
    const page = await ada.ask("items.list", { thread_id: threadId, limit: 1_000_000 });
    expect(page.data).toHaveLength(100);
  });
});

test("threads.update gives a thread a title", async () => {
  const ada = createChat().user();
  const { threadId } = await ada.begin();
  const renamed = await ada.ask("threads.update", { thread_id: threadId, title: "New" });
  expect(renamed).toMatchObject({ id: threadId, title: "New", metadata: {} });
  expect((await ada.ask("threads.get_by_id", { thread_id: threadId })).title).toBe("New");
});

test("items.feedback reaches the handler", async () => {
  const addFeedback = vi.fn(async () => undefined);
  const chat = createChat({ handlers: { ...answering, addFeedback } });
  const ada = chat.user();
  const { threadId } = await ada.begin();
  const [, answer] = await ada.items(threadId);
  const params = { thread_id: threadId, item_ids: [answer?.id], kind: "negative" };
  expect(await ada.ask("items.feedback", params)).toEqual({});
  expect(addFeedback).toHaveBeenCalledExactlyOnceWith({
    threadId,
    itemIds: [answer?.id],
    kind: "negative",
    context: ada.context,
  });
});

test("opinions need no handler", async () => {
  const ada = createChat().user();
  const { threadId } = await ada.begin();
  const params = { thread_id: threadId, item_ids: [], kind: "positive" };
  expect(await ada.ask("items.feedback", params)).toEqual({});
});

test("input.transcribe turns a recording into text", async () => {
  const transcribe = vi.fn<NonNullable<Handlers["transcribe"]>>(async ({ audio }) => ({
    text: Buffer.from(audio.data).toString(),
  }));
  const ada = createChat({ handlers: { transcribe } }).user();
  const params = {
    audio_base64: Buffer.from("words").toString("base64"),
    mime_type: "audio/WebM; codecs=opus",
  };
  expect(await ada.ask("input.transcribe", params)).toEqual({ text: "words" });
  expect(transcribe.mock.lastCall?.[0]).toMatchObject({
    audio: { mimeType: "audio/WebM; codecs=opus", mediaType: "audio/webm" },
    context: ada.context,
    signal: expect.any(AbortSignal),
  });
});

describe("attachments in messages", () => {
  async function withPicture() {
    const chat = createChat({ handlers: answering });
    const ada = chat.user();
    const picture = await chat.attachments.add(
      { name: "a.png", mimeType: "image/png", data: PNG },
      ada.context,
    );
    return { chat, ada, picture };
  }

  test("travel with fresh addresses and without the server's notes", async () => {
    const { chat, ada, picture } = await withPicture();
    const { threadId, events } = await ada.begin("Look", [picture.id]);
    const seen = [
      ofType(events, "thread.item.done")[0]?.item,
      (await ada.items(threadId))[0],
      (await ada.ask("threads.get_by_id", { thread_id: threadId })).items.data[0],
    ] as Json[];
    for (const { attachments } of seen) {
      const { preview_url, ...rest } = attachments[0];
      expect(rest).toEqual({
        type: "image",
        id: picture.id,
        name: "a.png",
        mime_type: "image/png",
        thread_id: threadId,
      });
      const token = new URL(preview_url).searchParams.get("token") ?? "";
      expect(addresses.owner(token, picture.id, "preview")).toBe(ada.context.userId);
    }
    const stored = await chat.store.loadAttachment(picture.id, ada.context);
    expect(stored.thread_id).toBe(threadId);
  });

  test("attachments.delete forgets a file", async () => {
    const { chat, ada, picture } = await withPicture();
    expect(await ada.ask("attachments.delete", { attachment_id: picture.id })).toEqual({});
    await expect(chat.attachments.read(picture)).rejects.toThrow(picture.id);
    expect(await ada.refusal("attachments.delete", { attachment_id: picture.id })).toMatchObject({
      status: 404,
    });
  });

  test("threads.delete forgets a thread with its files", async () => {
    const { chat, ada, picture } = await withPicture();
    const { threadId } = await ada.begin("Look", [picture.id]);
    expect(await ada.ask("threads.delete", { thread_id: threadId })).toEqual({});
    await expect(chat.attachments.read(picture)).rejects.toThrow(picture.id);
    expect(await ada.refusal("threads.get_by_id", { thread_id: threadId })).toMatchObject({
      status: 404,
      code: "not_found",
    });
    expect(await ada.ask("threads.list")).toEqual({ data: [], has_more: false });
  });
});

test("what is answered at once is JSON that nobody caches", async () => {
  const ada = createChat().user();
  const { headers } = await ada.send({ type: "threads.list", params: {} });
  expect(headers.get("Content-Type")).toBe("application/json");
  expect(headers.get("Cache-Control")).toBe("no-store");
});
