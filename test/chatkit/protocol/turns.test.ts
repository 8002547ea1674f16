import { afterEach, describe, expect, test, vi } from "vitest";
import { createMemoryStore } from "../../../templates/+self-hosted+node/server/chatkit/memory-store.ts";
import type { Store } from "../../../templates/+self-hosted+node/server/chatkit/store.ts";
import type { ThreadItem } from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import {
  type Chat,
  createChat,
  delta,
  type Handlers,
  message,
  type RequestType,
  said,
  until,
} from "./helpers/chat.ts";
import { Connection, listen, type Site } from "./helpers/http.ts";

// Real connections, on machines that do other things as well.
vi.setConfig({ testTimeout: 20_000 });

const HELLO = { type: "threads.create", params: { input: message("Hi") } };
const TURN = "turn-0123456789abcdef";
const ADA = { userId: "ada" };

const sites: Site[] = [];

afterEach(async () => {
  await Promise.all(sites.splice(0).map((site) => site.close()));
});

/** An answer that says a word, waits until it may go on, and says the rest. */
function pausing() {
  let goOn = () => {};
  const mayGoOn = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let isFirst = true;
  const respond: Handlers["respond"] = async function* ({ thread, signal }) {
    if (!isFirst) {
      yield { type: "thread.item.done", item: said(thread.id, "Another answer") };
      return;
    }
    isFirst = false;
    const item = said(thread.id, "");
    yield { type: "thread.item.added", item };
    yield delta(item.id, "One ");
    await Promise.race([
      mayGoOn,
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    ]);
    const content = [{ type: "output_text" as const, text: "One two", annotations: [] }];
    yield { type: "thread.item.done", item: { ...item, content } };
  };
  return { respond, goOn };
}

async function start(respond: Handlers["respond"], store: Store = createMemoryStore()) {
  const chat = createChat({
    store,
    handlers: { respond, action: (turn) => respond({ ...turn, message: null }) },
  });
  const site = await listen(chat);
  sites.push(site);
  return { chat, site };
}

const threadIn = async ({ store }: Chat) => {
  const { data } = await store.loadThreads({ limit: 1, order: "asc" }, ADA);
  return data[0]?.id ?? "";
};
const itemsIn = async (chat: Chat): Promise<ThreadItem[]> => {
  const query = { limit: 100, order: "asc" as const };
  return (await chat.store.loadThreadItems(await threadIn(chat), query, ADA)).data;
};
const runningIn = async (chat: Chat) => chat.store.runningTurns(await threadIn(chat), ADA);

/** A turn that has said its first word. */
async function speaking(options: { site: Site; turn?: string }): Promise<Connection> {
  const connection = new Connection(options.site, HELLO, { turn: options.turn ?? TURN });
  await until(() => connection.text.includes("One "));
  return connection;
}

const STOPPED = [
  { type: "user_message" },
  { type: "assistant_message", content: [{ text: "One " }] },
  { type: "sdk_hidden_context" },
];

test("a turn goes on without its connection, and is stored whole", async () => {
  const { respond, goOn } = pausing();
  const { chat, site } = await start(respond);
  const connection = await speaking({ site });
  expect(await runningIn(chat)).toEqual([TURN]);
  connection.drop();
  await new Promise((resolve) => setTimeout(resolve, 50));
  goOn();
  await until(async () => (await runningIn(chat)).length === 0);
  expect(await itemsIn(chat)).toMatchObject([
    { type: "user_message" },
    { type: "assistant_message", content: [{ text: "One two" }] },
  ]);
});

test("it goes on even if its client was gone before it began", async () => {
  const { respond, goOn } = pausing();
  goOn();
  const { chat } = await start(respond);
  const body = JSON.stringify(HELLO);
  const request = new Request("https://chat.example/", {
    method: "POST",
    body,
    headers: { "ChatKit-Turn": TURN },
    signal: AbortSignal.abort(),
  });
  const response = await chat.server.handle(request, { ...ADA, origin: "https://chat.example" });
  await response.body?.cancel();
  await until(async () => (await runningIn(chat)).length === 0);
  expect(await itemsIn(chat)).toHaveLength(2);
});

test("a client that stays sees the end, when the turn is over for every copy", async () => {
  const { respond, goOn } = pausing();
  const { chat, site } = await start(respond);
  const connection = await speaking({ site });
  goOn();
  expect(await connection.end()).toContain("One two");
  expect(await runningIn(chat)).toEqual([]);
});

test.each(["short", "x".repeat(65), "with space 0123456789", "../../0123456789abcdef"])(
  "a connection named %s is dropped as ever",
  async (turn) => {
    const { respond } = pausing();
    const { chat, site } = await start(respond);
    const beginTurn = vi.spyOn(chat.store, "beginTurn");
    (await speaking({ site, turn })).drop();
    await until(async () => (await itemsIn(chat)).length === 3);
    expect(await itemsIn(chat)).toMatchObject(STOPPED);
    expect(beginTurn).not.toHaveBeenCalled();
  },
);

describe("stop", () => {
  test("ends a turn of this copy at once, and has kept its words when it returns", async () => {
    const { respond } = pausing();
    const { chat, site } = await start(respond);
    (await speaking({ site })).drop();
    await chat.server.stop(TURN, { ...ADA, origin: "" });
    expect(await itemsIn(chat)).toMatchObject(STOPPED);
    expect(await runningIn(chat)).toEqual([]);
  });

  test("ends a turn of another copy", async () => {
    const { respond } = pausing();
    const one = await start(respond);
    const two = await start(respond, one.chat.store);
    (await speaking(one)).drop();
    await two.chat.server.stop(TURN, { ...ADA, origin: "" });
    await until(async () => (await runningIn(one.chat)).length === 0);
    expect(await itemsIn(one.chat)).toMatchObject(STOPPED);
  });

  test("may come before the turn", async () => {
    const respond = vi.fn<Handlers["respond"]>();
    const { chat, site } = await start(respond);
    await chat.server.stop(TURN, { ...ADA, origin: "" });
    await new Connection(site, HELLO, { turn: TURN }).end();
    expect(await itemsIn(chat)).toMatchObject([
      { type: "user_message" },
      { type: "sdk_hidden_context" },
    ]);
    expect(respond).not.toHaveBeenCalled();
  });

  test("is no business of another user, and of no turn at all", async () => {
    const { respond, goOn } = pausing();
    const { chat, site } = await start(respond);
    (await speaking({ site })).drop();
    await chat.server.stop(TURN, { userId: "bob", origin: "" });
    await chat.server.stop("no turn", { ...ADA, origin: "" });
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    goOn();
    await until(async () => (await runningIn(chat)).length === 0);
    expect((await itemsIn(chat))[1]).toMatchObject({ content: [{ text: "One two" }] });
  });
});

describe("what is new in a thread ends its running turn first", () => {
  const requests: [RequestType, (threadId: string, messageId: string) => object][] = [
    ["threads.add_user_message", (thread_id) => ({ thread_id, input: message("Next") })],
    ["threads.retry_after_item", (thread_id, item_id) => ({ thread_id, item_id })],
    ["threads.custom_action", (thread_id) => ({ thread_id, action: { type: "go" } })],
    ["threads.delete", (thread_id) => ({ thread_id })],
  ];

  test.each(requests)("%s", async (type, paramsOf) => {
    const { respond } = pausing();
    const { chat, site } = await start(respond);
    (await speaking({ site })).drop();
    const [asked] = await itemsIn(chat);
    const params = paramsOf(await threadIn(chat), asked?.id ?? "");
    await (await chat.user("ada").send({ type, params })).text();
    const kinds = type === "threads.delete" ? [] : (await itemsIn(chat)).map((item) => item.type);
    const stopped = ["user_message", "assistant_message", "sdk_hidden_context"];
    expect(kinds).toEqual(
      {
        "threads.add_user_message": [...stopped, "user_message", "assistant_message"],
        "threads.retry_after_item": ["user_message", "assistant_message"],
        "threads.custom_action": [...stopped, "assistant_message"],
        "threads.delete": [],
      }[type as string],
    );
    expect(chat.errors).toEqual([]);
  });

  test("also in another copy", async () => {
    const { respond } = pausing();
    const one = await start(respond);
    const two = await start(respond, one.chat.store);
    (await speaking(one)).drop();
    const params = { thread_id: await threadIn(one.chat), input: message("Next") };
    await two.chat.user("ada").stream("threads.add_user_message", params);
    expect((await itemsIn(one.chat)).map((item) => item.type)).toEqual([
      "user_message",
      "assistant_message",
      "sdk_hidden_context",
      "user_message",
      "assistant_message",
    ]);
  });

  test("but does not wait for ever for a copy that has died", async () => {
    const { chat } = await start(async function* () {});
    const ada = chat.user("ada");
    const { threadId } = await ada.begin();
    await chat.store.beginTurn({ id: TURN, threadId }, ADA);
    const params = { thread_id: threadId, input: message("Next") };
    const began = Date.now();
    await ada.stream("threads.add_user_message", params);
    expect(Date.now() - began).toBeLessThan(9_000);
    expect(await itemsIn(chat)).toHaveLength(2);
  });

  test("a locked thread leaves its turn alone", async () => {
    const { respond, goOn } = pausing();
    const { chat, site } = await start(respond);
    (await speaking({ site })).drop();
    const thread = await chat.store.loadThread(await threadIn(chat), ADA);
    const locked = { ...thread, status: { type: "locked" as const } };
    await chat.store.saveThread(locked, ADA);
    const params = { thread_id: thread.id, input: message("Next") };
    expect(await chat.user("ada").refusal("threads.add_user_message", params)).toMatchObject({
      status: 409,
    });
    goOn();
    await until(async () => (await runningIn(chat)).length === 0);
    expect((await itemsIn(chat))[1]).toMatchObject({ content: [{ text: "One two" }] });
  });
});

test("a client that reads nothing is let go, and the turn is written to its end", {
  timeout: 20_000,
}, async () => {
  const { chat, site } = await start(async function* ({ thread }) {
    for (let index = 0; index < 20_000; index++) {
      yield { type: "client_effect", name: "x", data: { text: "x".repeat(1_000) } };
    }
    yield { type: "thread.item.done", item: said(thread.id, "The end") };
  });
  const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
  await new Connection(site, HELLO, { turn: TURN, read: false }).response;
  await until(async () => (await itemsIn(chat)).length === 2, 15_000);
  expect(chat.errors).toEqual([]);
  // The HTTP server says why it broke the connection off.
  expect(String(log.mock.lastCall?.[0])).toContain("reads too slowly");
  log.mockRestore();
});

test("closing the server ends what goes on without its connection", async () => {
  const { respond } = pausing();
  const { chat, site } = await start(respond);
  (await speaking({ site })).drop();
  await chat.server.close();
  expect(await itemsIn(chat)).toMatchObject(STOPPED);
  expect(await runningIn(chat)).toEqual([]);
});

test("nothing looks at the store unless a turn may outlive its connection", async () => {
  const { respond, goOn } = pausing();
  const { chat, site } = await start(respond);
  const keepTurn = vi.spyOn(chat.store, "keepTurn");
  const plain = new Connection(site, HELLO);
  await until(() => plain.text.includes("One "));
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(keepTurn).not.toHaveBeenCalled();
  goOn();
  await plain.end();
});

test("a store that fails to keep a turn is told of, and the turn goes on", async () => {
  const { respond, goOn } = pausing();
  const { chat, site } = await start(respond);
  const failure = new Error("connection lost");
  vi.spyOn(chat.store, "keepTurn").mockRejectedValue(failure);
  vi.spyOn(chat.store, "endTurn").mockRejectedValue(failure);
  const connection = await speaking({ site });
  goOn();
  expect(await connection.end()).toContain("One two");
  expect(chat.errors).toEqual([failure, failure]);
});

test("a request that is refused ends nothing", async () => {
  const { respond, goOn } = pausing();
  const { chat, site } = await start(respond);
  (await speaking({ site })).drop();
  const params = { thread_id: await threadIn(chat), input: message("Next", ["atc_nowhere"]) };
  expect(await chat.user("ada").refusal("threads.add_user_message", params)).toMatchObject({
    status: 404,
  });
  goOn();
  await until(async () => (await runningIn(chat)).length === 0);
  expect((await itemsIn(chat))[1]).toMatchObject({ content: [{ text: "One two" }] });
});

test("a server that is closing says that it did not begin", async () => {
  const { respond } = pausing();
  const { chat, site } = await start(respond);
  await chat.server.close();
  expect(await new Connection(site, HELLO).end()).toBe(
    'data: {"type":"error","code":"stream.error","allow_retry":true}\n\n',
  );
  expect(chat.errors).toEqual([]);
});
