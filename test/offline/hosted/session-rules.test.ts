import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { type StandIn, startStandIn } from "../api/stand-in.ts";
import { newThread, openConversation } from "./conversation.ts";

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
});
afterAll(() => standIn.close());
afterEach(() => {
  vi.useRealTimers();
});

const refusal = z.object({ error: z.object({ code: z.string(), type: z.string() }) });
const page = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) });
const LIST = { limit: 20 };

async function codeOf(response: Response): Promise<unknown> {
  const { error } = refusal.parse(await response.json());
  return [response.status, error.code, error.type];
}

describe("a client secret", () => {
  test("opens nothing that is not its own", async () => {
    for (const secret of ["", "ek_unknown", "sk-offline-test", "__proto__"]) {
      for (const path of ["conversation", "session"]) {
        const response = await fetch(`${standIn.url}${path}`, {
          method: path === "session" ? "GET" : "POST",
          headers: secret ? { Authorization: `Bearer ${secret}` } : {},
        });
        expect(await codeOf(response)).toEqual([
          401,
          "invalid_client_secret",
          "authentication_error",
        ]);
      }
    }
  });

  test("opens nothing after its seconds", async () => {
    const chat = await openConversation(standIn, {
      expires_after: { anchor: "created_at", seconds: 60 },
    });
    expect((await chat.ask("threads.list", LIST)).status).toBe(200);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
    expect(await codeOf(await chat.ask("threads.list", LIST))).toEqual([
      401,
      "session_expired",
      "authentication_error",
    ]);
  });

  test("opens nothing once its session is cancelled", async () => {
    const chat = await openConversation(standIn);
    const { threadId } = await chat.begin("Hello");
    await standIn.client.beta.chatkit.sessions.cancel(chat.sessionId);
    expect(await codeOf(await chat.ask("threads.get_by_id", { thread_id: threadId }))).toEqual([
      401,
      "session_cancelled",
      "authentication_error",
    ]);
    const next = await openConversation(standIn);
    expect((await next.ask("threads.get_by_id", { thread_id: threadId })).status).toBe(200);
  });

  test("tells the element what its session allows", async () => {
    const { secret } = await openConversation(standIn, {
      chatkit_configuration: {
        file_upload: { enabled: true, max_file_size: 2, max_files: 3 },
        history: { enabled: true, recent_threads: 5 },
      },
    });
    const response = await fetch(`${standIn.url}session`, {
      headers: { Authorization: `Bearer ${secret}` },
    });
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({
      file_upload: { enabled: true, max_file_size: 2, max_files: 3 },
      history: { enabled: true, recent_threads: 5 },
      expires_at: expect.any(Number),
      status: "active",
    });
  });
});

describe("the limit of requests in a minute", () => {
  test("counts what begins an answer, and nothing else", async () => {
    const chat = await openConversation(standIn, {
      rate_limits: { max_requests_per_1_minute: 2 },
    });
    const { threadId } = await chat.begin("One");
    await chat.add(threadId, "Two");
    for (let index = 0; index < 5; index++) {
      expect((await chat.ask("threads.list", LIST)).status).toBe(200);
    }
    const third = await chat.ask("threads.add_user_message", {
      thread_id: threadId,
      ...newThread("Three"),
    });
    const wait = Number(third.headers.get("retry-after"));
    expect(wait).toBeGreaterThanOrEqual(1);
    expect(wait).toBeLessThanOrEqual(60);
    expect(await codeOf(third)).toEqual([429, "rate_limit_exceeded", "rate_limit_error"]);
    const { data } = await standIn.client.beta.chatkit.threads.listItems(threadId);
    expect(data).toHaveLength(4);
  });

  test("is each session's own", async () => {
    const params = { rate_limits: { max_requests_per_1_minute: 1 } };
    const first = await openConversation(standIn, params);
    await first.begin("One");
    await expect(first.begin("Two")).rejects.toThrow("HTTP 429");
    const second = await openConversation(standIn, params);
    await second.begin("Two");
  });
});

describe("threads", () => {
  const idsOf = async (response: Response) =>
    page.parse(await response.json()).data.map(({ id }) => id);

  test("are their user's alone, in every request", async () => {
    const ada = await openConversation(standIn, { user: "ada-alone" });
    const bob = await openConversation(standIn, { user: "bob-alone" });
    const { threadId, events } = await ada.begin("A secret");
    const message = events.find((event) => event.type === "thread.item.done")?.item.id;
    expect(await idsOf(await bob.ask("threads.list", LIST))).toEqual([]);
    const input = { content: [], attachments: [], inference_options: {} };
    for (const [type, params] of [
      ["threads.get_by_id", {}],
      ["items.list", {}],
      ["threads.update", { title: "Mine" }],
      ["threads.delete", {}],
      ["threads.add_user_message", { input }],
      ["threads.retry_after_item", { item_id: message }],
      ["threads.add_client_tool_output", { result: {} }],
      ["items.feedback", { item_ids: [message], kind: "negative" }],
    ] as const) {
      expect((await bob.ask(type, { thread_id: threadId, ...params })).status, type).toBe(404);
    }
    const again = await openConversation(standIn, { user: "ada-alone" });
    expect(await idsOf(await again.ask("threads.list", LIST))).toEqual([threadId]);
  });

  test("are listed as far as the session's history goes", async () => {
    const user = "grace";
    const all = await openConversation(standIn, { user });
    const threadIds: string[] = [];
    for (const text of ["1", "2", "3", "4", "5"])
      threadIds.unshift((await all.begin(text)).threadId);
    const session = (history: object) =>
      openConversation(standIn, { user, chatkit_configuration: { history } });

    const three = await session({ recent_threads: 3 });
    expect(await idsOf(await three.ask("threads.list", LIST))).toEqual(threadIds.slice(0, 3));
    const first = page.parse(await (await three.ask("threads.list", { limit: 2 })).json());
    expect(first).toMatchObject({ has_more: true, after: threadIds[1] });
    const rest = await (await three.ask("threads.list", { limit: 2, after: first.after })).json();
    expect(rest).toMatchObject({ data: [{ id: threadIds[2] }], has_more: false });
    expect(await idsOf(await three.ask("threads.list", { order: "asc" }))).toEqual(
      threadIds.slice(0, 3).toReversed(),
    );
    expect((await three.ask("threads.list", { after: threadIds[4] })).status).toBe(404);

    const many = await session({ recent_threads: 500 });
    expect(await idsOf(await many.ask("threads.list", LIST))).toEqual(threadIds);
    const none = await session({ enabled: false });
    expect(await idsOf(await none.ask("threads.list", LIST))).toEqual([]);
    expect((await none.ask("threads.get_by_id", { thread_id: threadIds[0] })).status).toBe(200);
  });
});

test('the version "latest" fails with the first message', async () => {
  const chat = await openConversation(standIn, {
    workflow: { id: "wf_offline", version: "latest" },
  });
  const { events } = await chat.begin("Hello");
  expect(events.at(-1)).toMatchObject({
    type: "error",
    code: "custom",
    message: expect.stringContaining('"latest"'),
    allow_retry: false,
  });
});
