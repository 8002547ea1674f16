import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type StandIn, startStandIn } from "../api/stand-in.ts";
import { type Conversation, newThread, openConversation } from "./conversation.ts";

const MEGABYTE = 1024 * 1024;

let standIn: StandIn;
let chat: Conversation;
beforeAll(async () => {
  standIn = await startStandIn();
  chat = await openConversation(standIn, {
    rate_limits: { max_requests_per_1_minute: 1_000 },
    chatkit_configuration: { file_upload: { enabled: true } },
  });
});
afterAll(async () => {
  await standIn.close();
  // Whatever came, nothing failed.
  expect(standIn.warnings).toEqual([]);
});

const send = (body: string | Uint8Array<ArrayBuffer>) =>
  fetch(`${standIn.url}conversation`, {
    method: "POST",
    headers: { Authorization: `Bearer ${chat.secret}`, "Content-Type": "application/json" },
    body,
  });

describe("a request of the protocol", () => {
  test.each<[what: string, body: string | Uint8Array<ArrayBuffer>, status: number]>([
    ["that is empty", "", 400],
    ["that is no JSON", "threads.list", 400],
    ["that is no UTF-8", Uint8Array.from([0xff, 0xfe]), 400],
    ["of no known type", '{"type":"threads.steal","params":{}}', 400],
    ["without parameters", '{"type":"threads.list"}', 400],
    ["of a type that objects have", '{"type":"__proto__","params":{}}', 400],
    ["nested deeply", `${'{"type":'.repeat(100_000)}1${"}".repeat(100_000)}`, 400],
    [
      "that is too large",
      `{"type":"threads.list","params":{"after":"${"x".repeat(2 * MEGABYTE)}"}}`,
      413,
    ],
  ])("%s is refused", async (_, body, status) => {
    const response = await send(body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { code: expect.any(String) } });
  });

  test.each(["GET", "PUT", "DELETE", "PATCH"])("is no %s", async (method) => {
    const response = await fetch(`${standIn.url}conversation`, {
      method,
      headers: { Authorization: `Bearer ${chat.secret}` },
    });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
    await response.text();
  });

  test("says what it says, whatever that is", async () => {
    const texts = [
      "<img src=x onerror=alert(1)>",
      "data: {}\n\ndata: {}",
      "\u0000\u2028\u2029\ud83d\ude00",
      "__proto__",
      "x".repeat(100_000),
    ];
    for (const text of texts) {
      const { events, threadId } = await chat.begin(text);
      expect(events.at(-1)).toMatchObject({
        type: "thread.item.done",
        item: { content: [{ text: `You said ${text} in turn 1.` }] },
      });
      const { data } = await standIn.client.beta.chatkit.threads.listItems(threadId);
      expect(data[1]).toMatchObject({ content: [{ type: "input_text", text }] });
    }
  });
});

describe("a client that leaves", () => {
  test("in the middle of an answer costs nothing but that answer", async () => {
    const controller = new AbortController();
    const long = newThread("word ".repeat(20_000));
    const response = await chat.ask("threads.create", long, controller.signal);
    const reader = response.body?.getReader();
    await reader?.read();
    controller.abort();
    await expect(reader?.read()).rejects.toThrow();
    const { events } = await chat.begin("Still there?");
    expect(events.at(-1)).toMatchObject({ type: "thread.item.done" });
  });
});

describe("an address of a file", () => {
  test.each([
    "conversation/attachments/atc_1",
    "conversation/attachments/atc_1?token=",
    "conversation/attachments/atc_1?token=a.b",
    "conversation/attachments/..%2f..%2fsession?token=x",
    `conversation/attachments/atc_1?token=${"x".repeat(5_000)}`,
  ])("%s opens nothing without its signature", async (path) => {
    for (const method of ["GET", "PUT"]) {
      const response = await fetch(`${standIn.url}${path}`, { method });
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: { code: "attachment_not_found" } });
    }
  });

  test("of one user is signed by no secret of another run", async () => {
    const create = async (stand: StandIn) => {
      const own = await openConversation(stand, {
        chatkit_configuration: { file_upload: { enabled: true } },
      });
      const params = { name: "a.txt", size: 1, mime_type: "text/plain" };
      return (await own.ask("attachments.create", params)).text();
    };
    const other = await startStandIn();
    const [, path = ""] = /(conversation\/attachments\/[^"]+)/.exec(await create(other)) ?? [];
    await other.close();
    expect(path).toContain("?token=");
    const response = await fetch(`${standIn.url}${path}`, { method: "PUT", body: "x" });
    expect(response.status).toBe(404);
    await response.text();
  });
});

test("many conversations at once are kept apart", async () => {
  const users = Array.from({ length: 10 }, (_, index) => `user-${index}`);
  await Promise.all(
    users.map(async (user) => {
      const own = await openConversation(standIn, { user });
      const { threadId } = await own.begin(`I am ${user}`);
      await own.add(threadId, "Again");
      const { data } = await standIn.client.beta.chatkit.threads.list({ user });
      expect(data.map(({ id }) => id)).toEqual([threadId]);
    }),
  );
});
