import { describe, expect, test, vi } from "vitest";
import {
  CustomStreamError,
  StreamError,
} from "../../../templates/+self-hosted+node/server/chatkit/errors.ts";
import { createChatKitServer } from "../../../templates/+self-hosted+node/server/chatkit/server.ts";
import type {
  ThreadItem,
  ThreadMetadata,
  ThreadStreamEvent,
} from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import {
  createChat,
  delta,
  type Handlers,
  type Json,
  ORIGIN,
  ofType,
  said,
  types,
  User,
} from "./helpers/chat.ts";

type Respond = Handlers["respond"];
type Script = (thread: ThreadMetadata) => AsyncGenerator<ThreadStreamEvent>;

const base = (thread: ThreadMetadata, id: string) => ({
  id,
  thread_id: thread.id,
  created_at: "2026-01-01T00:00:00Z",
});

/** Runs one turn; the events are those that come after the user's message. */
async function run(script: Script) {
  const chat = createChat({ handlers: { respond: ({ thread }) => script(thread) } });
  const ada = chat.user();
  const { threadId, events } = await ada.begin();
  const stored = await chat.store.loadThreadItems(
    threadId,
    { limit: 100, order: "asc" },
    ada.context,
  );
  const thread = await chat.store.loadThread(threadId, ada.context);
  return { chat, ada, events: events.slice(3), stored: stored.data.slice(1), thread };
}

describe("items", () => {
  test("are stored before the client is told", async () => {
    const order: string[] = [];
    const chat = createChat({
      handlers: {
        async *respond({ thread }) {
          const item = said(thread.id, "One");
          yield { type: "thread.item.done", item };
          order.push("told");
          yield { type: "thread.item.replaced", item };
          order.push("told");
          yield { type: "thread.item.removed", item_id: item.id };
        },
      },
    });
    for (const method of ["addThreadItem", "saveItem", "deleteThreadItem"] as const) {
      const original = chat.store[method].bind(chat.store) as (...args: Json[]) => Promise<void>;
      vi.spyOn(chat.store, method).mockImplementation(async (...args: Json[]) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        await original(...args);
        order.push(method);
      });
    }
    await chat.user().begin();
    expect(order.slice(1)).toEqual([
      "addThreadItem",
      "told",
      "saveItem",
      "told",
      "deleteThreadItem",
    ]);
  });

  test("are sent as they are, and stored when they are done", async () => {
    const { events, stored } = await run(async function* (thread) {
      const item = said(thread.id, "");
      yield { type: "thread.item.added", item };
      yield delta(item.id, "Hel");
      yield delta(item.id, "lo");
      const done: ThreadItem = {
        ...item,
        content: [{ type: "output_text", text: "Hello", annotations: [] }],
      };
      yield { type: "thread.item.done", item: done };
      yield { type: "thread.item.added", item: said(thread.id, "never done") };
    });
    expect(types(events)).toEqual([
      "thread.item.added",
      "thread.item.updated",
      "thread.item.updated",
      "thread.item.done",
      "thread.item.added",
    ]);
    expect(stored).toMatchObject([{ content: [{ text: "Hello" }] }]);
  });

  test("that are hidden are stored and never sent, in any event", async () => {
    const { events, stored } = await run(async function* (thread) {
      const hidden: ThreadItem = {
        type: "hidden_context_item",
        content: "secret",
        ...base(thread, "h"),
      };
      const sdk: ThreadItem = {
        type: "sdk_hidden_context",
        content: "secret",
        ...base(thread, "s"),
      };
      yield { type: "thread.item.added", item: hidden };
      yield { type: "thread.item.done", item: hidden };
      yield { type: "thread.item.done", item: sdk };
      yield { type: "thread.item.replaced", item: hidden };
      const items = { data: [hidden, sdk], has_more: false };
      yield { type: "thread.updated", thread: { ...thread, metadata: { note: "secret" }, items } };
    });
    expect(JSON.stringify(events)).not.toContain("secret");
    expect(types(events)).toEqual(["thread.updated"]);
    expect(stored.map(({ id }) => id)).toEqual(["h", "s"]);
  });

  test("of every kind pass through", async () => {
    const kinds: object[] = [
      {
        type: "client_tool_call",
        status: "pending",
        call_id: "c",
        name: "n",
        arguments: { a: null },
      },
      { type: "widget", widget: { type: "Card", children: [] }, copy_text: "copy" },
      { type: "generated_image", image: { id: "i", url: "data:image/png;base64,AA==" } },
      { type: "structured_input", status: "pending", inputs: [] },
      { type: "workflow", workflow: { type: "custom", tasks: [], expanded: false } },
      { type: "task", task: { type: "custom", title: "T", status_indicator: "none" } },
      { type: "end_of_turn" },
    ];
    const { events, stored } = await run(async function* (thread) {
      for (const [index, kind] of kinds.entries()) {
        yield {
          type: "thread.item.done",
          item: { ...base(thread, `i${index}`), ...kind } as ThreadItem,
        };
      }
    });
    expect(events.map((event) => (event as Json).item)).toEqual(stored);
    expect(stored).toMatchObject(kinds);
  });
});

test("effects, progress and notices pass and leave nothing behind", async () => {
  const passing: ThreadStreamEvent[] = [
    { type: "progress_update", text: "Looking", icon: "search" },
    { type: "client_effect", name: "highlight", data: { a: null } },
    { type: "notice", level: "info", message: "Hi", title: "T" },
    { type: "error", code: "custom", message: "Own", allow_retry: false },
  ];
  const { events, stored } = await run(async function* () {
    yield* passing;
  });
  expect(events).toEqual(passing);
  expect(stored).toEqual([]);
});

describe("a thread that a handler changes", () => {
  test("is stored and told after the event during which it changed, and at the end", async () => {
    const { events, thread } = await run(async function* (thread) {
      yield { type: "progress_update", text: "1" };
      thread.title = "Title";
      thread.metadata.secret = { deep: 1 };
      yield { type: "progress_update", text: "2" };
      yield { type: "progress_update", text: "3" };
      thread.allowed_image_domains = ["example.com"];
      thread.status = { type: "locked", reason: "Enough." };
    });
    expect(types(events)).toEqual([
      "progress_update",
      "progress_update",
      "thread.updated",
      "progress_update",
      "thread.updated",
    ]);
    const [first, second] = ofType(events, "thread.updated");
    expect(first?.thread).toMatchObject({ title: "Title", metadata: {} });
    expect(second?.thread).toEqual({
      ...thread,
      metadata: {},
      items: { data: [], has_more: false },
    });
    expect(thread).toMatchObject({
      title: "Title",
      status: { type: "locked", reason: "Enough." },
      metadata: { secret: { deep: 1 } },
    });
  });

  test("is stored when the handler fails, after the client knows of the failure", async () => {
    const { events, thread } = await run(async function* (thread) {
      yield { type: "progress_update", text: "1" };
      thread.title = "Title";
      throw new CustomStreamError("No.");
    });
    expect(types(events)).toEqual(["progress_update", "error", "thread.updated"]);
    expect(thread.title).toBe("Title");
  });
});

describe("a failure", () => {
  const failing = (error: unknown) =>
    run(async function* (thread) {
      yield { type: "thread.item.done", item: said(thread.id, "One") };
      throw error;
    });

  test("in words for the user is told in these words", async () => {
    const { events, chat, stored } = await failing(new CustomStreamError("No room."));
    expect(events.at(-1)).toEqual({
      type: "error",
      code: "custom",
      message: "No room.",
      allow_retry: false,
    });
    expect(chat.errors).toEqual([]);
    expect(stored).toHaveLength(1);
    const again = await failing(new CustomStreamError("No.", { allowRetry: true }));
    expect(again.events.at(-1)).toMatchObject({ allow_retry: true });
  });

  test("in the client's words has no message", async () => {
    const { events } = await failing(new StreamError());
    expect(events.at(-1)).toEqual({ type: "error", code: "stream.error", allow_retry: true });
    const final = await failing(new StreamError({ allowRetry: false }));
    expect(final.events.at(-1)).toMatchObject({ allow_retry: false });
  });

  test("of any other kind is told to the app, and says nothing to the client", async () => {
    const failure = new Error("password=hunter2");
    const { events, chat } = await failing(failure);
    expect(events.at(-1)).toEqual({ type: "error", code: "stream.error", allow_retry: true });
    expect(chat.errors).toEqual([failure]);
  });

  test("of the store is told as well", async () => {
    const failure = new Error("disk full");
    const chat = createChat();
    vi.spyOn(chat.store, "saveThread").mockRejectedValueOnce(failure);
    const ada = chat.user();
    const events = await ada.stream("threads.create", {
      input: { content: [], attachments: [], inference_options: {} },
    });
    expect(types(events)).toEqual(["error"]);
    expect(chat.errors).toEqual([failure]);
  });

  test("of streamOptions, or of onError itself, ends the answer properly", async () => {
    const streamOptions = () => {
      throw new Error("no options");
    };
    const ada = createChat({ handlers: { streamOptions } }).user();
    expect(types((await ada.begin()).events)).toEqual([
      "thread.created",
      "thread.item.done",
      "error",
    ]);
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const chat = createChat({ handlers: { streamOptions } });
    vi.spyOn(chat.errors, "push").mockImplementation(() => {
      throw new Error("no log");
    });
    expect(types((await chat.user().begin()).events).at(-1)).toBe("error");
    expect(log).toHaveBeenCalled();
    log.mockRestore();
  });
});

describe("a handler that gives no events", () => {
  const cyclic: Json = { type: "client_effect", name: "x", data: {} };
  cyclic.data.self = cyclic;
  const thrower = {
    [Symbol.asyncIterator]: () => ({
      next: () => {
        throw new Error("next");
      },
      return: () => {
        throw new Error("return");
      },
    }),
  };
  const garbage = (value: Json) =>
    async function* () {
      yield value;
    };

  test.each<[string, () => Json]>([
    ["undefined", () => undefined],
    ["a promise", async () => [] as Json],
    ["a list", () => [{ type: "progress_update", text: "x" }]],
    ["an iterator that throws", () => thrower],
    [
      "an iterator that gives no promise",
      () => ({ [Symbol.asyncIterator]: () => ({ next: () => 5 }) }),
    ],
    ["null", garbage(null)],
    ["a word", garbage("text")],
    ["no type", garbage({})],
    ["a cycle", garbage(cyclic)],
    ["a number without end", garbage({ type: "client_effect", name: "x", data: { n: 1n } })],
    ["no item", garbage({ type: "thread.item.added" })],
    ["no item that is done", garbage({ type: "thread.item.done" })],
  ])("but %s does no harm", async (_, respond) => {
    const chat = createChat({ handlers: { respond: respond as Respond } });
    const ada = chat.user();
    const { threadId, events } = await ada.begin();
    expect(types(events).slice(0, 3)).toEqual([
      "thread.created",
      "thread.item.done",
      "stream_options",
    ]);
    if (events.length > 3) {
      expect(events.at(-1)).toMatchObject({ type: "error", code: "stream.error" });
      expect(chat.errors).toHaveLength(1);
    }
    expect(await ada.items(threadId)).toHaveLength(1);
  });

  test("an update of a part far away is a failure", async () => {
    for (const content_index of [1e9, -1, 0.5, Number.NaN]) {
      const { events, chat } = await run(async function* (thread) {
        const item = said(thread.id, "");
        yield { type: "thread.item.added", item };
        const update = delta(item.id, "x") as Json;
        update.update.content_index = content_index;
        yield update;
      });
      expect(events.at(-1)).toMatchObject({ type: "error" });
      expect(chat.errors).toHaveLength(1);
    }
  });
});

test("handlers may be methods of an object", async () => {
  class Assistant implements Handlers {
    readonly name: string = "Grace";
    async *respond({ thread }: { thread: ThreadMetadata }): AsyncGenerator<ThreadStreamEvent> {
      yield { type: "thread.item.done", item: said(thread.id, this.name) };
    }
    action(turn: { thread: ThreadMetadata }) {
      return this.respond(turn);
    }
    streamOptions() {
      return { allow_cancel: this.name.length > 5 };
    }
  }
  const { store } = createChat();
  const server = createChatKitServer({
    store,
    handlers: new Assistant(),
    onError: (error) => expect.unreachable(String(error)),
  });
  const ada = new User(server, { userId: "ada", origin: ORIGIN });
  const { threadId, events } = await ada.begin();
  expect(events[2]).toEqual({ type: "stream_options", stream_options: { allow_cancel: false } });
  await ada.stream("threads.custom_action", { thread_id: threadId, action: { type: "go" } });
  expect(await ada.items(threadId)).toMatchObject([
    {},
    { content: [{ text: "Grace" }] },
    { content: [{ text: "Grace" }] },
  ]);
});
