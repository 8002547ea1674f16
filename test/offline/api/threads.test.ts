import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Conversation, openConversation } from "../hosted/conversation.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";

let standIn: StandIn;
let ada: Conversation;
/** Oldest first. */
const threadIds: string[] = [];

beforeAll(async () => {
  standIn = await startStandIn();
  ada = await openConversation(standIn, { user: "ada", rate_limits: limit(1_000) });
  for (let index = 0; index < 45; index++) {
    threadIds.push((await ada.begin(`Message ${index}`)).threadId);
  }
  const bob = await openConversation(standIn, { user: "bob" });
  await bob.begin("Hello from Bob");
});
afterAll(() => standIn.close());

const limit = (count: number) => ({ max_requests_per_1_minute: count });
const threads = () => standIn.client.beta.chatkit.threads;
const ids = (entries: readonly { readonly id: string }[]) => entries.map(({ id }) => id);

describe("threads", () => {
  test("are listed newest first, twenty at a time", async () => {
    const page = await threads().list({ user: "ada" });
    expect(ids(page.data)).toEqual(threadIds.toReversed().slice(0, 20));
    expect(page.has_more).toBe(true);
    expect(page.last_id).toBe(page.data.at(-1)?.id);
    expect(page.data[0]).toEqual({
      id: threadIds.at(-1),
      object: "chatkit.thread",
      created_at: expect.any(Number),
      title: "About Message 44",
      user: "ada",
      status: { type: "active" },
    });
  });

  test("are read to the end by the SDK on its own", async () => {
    const found: string[] = [];
    for await (const { id } of threads().list({ user: "ada", limit: 7, order: "asc" })) {
      found.push(id);
    }
    expect(found).toEqual(threadIds);
  });

  test("of all users are a key's to see", async () => {
    const { data } = await threads().list({ limit: 100 });
    expect(data).toHaveLength(46);
    expect(data[0]?.user).toBe("bob");
    expect((await threads().list({ user: "nobody" })).data).toEqual([]);
  });

  test("are found after and before one another", async () => {
    const [first = "", second = "", third = "", fourth = "", fifth = ""] = threadIds;
    const order = "asc" as const;
    const list = async (query: OpenAI.Beta.ChatKit.ThreadListParams) => {
      const { data, has_more } = await threads().list({ user: "ada", ...query });
      return [ids(data), has_more];
    };
    expect(await list({ order, after: second, limit: 2 })).toEqual([[third, fourth], true]);
    expect(await list({ order, before: fourth, limit: 2 })).toEqual([[second, third], true]);
    expect(await list({ order, before: third, limit: 5 })).toEqual([[first, second], false]);
    expect(await list({ order, after: first, before: fifth })).toEqual([
      [second, third, fourth],
      false,
    ]);
    expect(await list({ order: "desc", after: second })).toEqual([[first], false]);
    expect(await list({ limit: 0 })).toEqual([[], true]);
  });

  test("have a page with first and last", async () => {
    const response = await threads().list({ user: "ada", limit: 2, order: "asc" }).asResponse();
    expect(await response.json()).toMatchObject({
      object: "list",
      first_id: threadIds[0],
      last_id: threadIds[1],
      has_more: true,
    });
    const empty = await threads().list({ user: "nobody" }).asResponse();
    expect(await empty.json()).toEqual({
      object: "list",
      data: [],
      first_id: null,
      last_id: null,
      has_more: false,
    });
  });

  test.each<[query: object, param: string]>([
    [{ limit: 101 }, "limit"],
    [{ limit: -1 }, "limit"],
    [{ limit: "ten" }, "limit"],
    [{ order: "up" }, "order"],
    [{ after: "cthr_unknown" }, "after"],
    [{ before: "cthr_unknown" }, "before"],
    [{ user: "u".repeat(513) }, "user"],
    [{ user: "" }, "user"],
    [{ colour: "red" }, "colour"],
  ])("are not listed by %j", async (query, param) => {
    const error = await threads()
      .list(query)
      .then(undefined, (reason: unknown) => reason);
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject({ param, type: "invalid_request_error" });
  });

  test("that are not there are not found", async () => {
    for (const ask of [
      () => threads().retrieve("cthr_1"),
      () => threads().delete("cthr_1"),
      () => threads().listItems("cthr_1"),
    ]) {
      const error = await ask().then(undefined, (reason: unknown) => reason);
      expect(error).toBeInstanceOf(OpenAI.NotFoundError);
      expect(error).toMatchObject({ message: "404 Thread with id 'cthr_1' not found." });
    }
  });

  test("are deleted with all that is in them", async () => {
    const { threadId } = await ada.begin("To be deleted");
    expect(await threads().delete(threadId)).toEqual({
      id: threadId,
      object: "chatkit.thread.deleted",
      deleted: true,
    });
    await expect(threads().retrieve(threadId)).rejects.toThrow("not found");
    expect((await ada.ask("threads.get_by_id", { thread_id: threadId })).status).toBe(404);
  });
});

describe("items", () => {
  test("of a thread are listed in OpenAI's own words", async () => {
    const [threadId = ""] = threadIds;
    const { data } = await threads().listItems(threadId, { order: "asc" });
    const common = {
      id: expect.any(String),
      object: "chatkit.thread_item",
      created_at: expect.any(Number),
      thread_id: threadId,
    };
    expect(data).toEqual([
      {
        ...common,
        type: "chatkit.user_message",
        content: [{ type: "input_text", text: "Message 0" }],
        attachments: [],
        inference_options: null,
      },
      {
        ...common,
        type: "chatkit.assistant_message",
        content: [{ type: "output_text", text: "You said Message 0 in turn 1.", annotations: [] }],
      },
    ]);
  });

  test("are read to the end by the SDK on its own", async () => {
    const { threadId } = await ada.begin("One");
    for (const text of ["Two", "Three", "Four"]) await ada.add(threadId, text);
    const found: string[] = [];
    for await (const item of threads().listItems(threadId, { limit: 3, order: "asc" })) {
      found.push(item.type);
    }
    expect(found).toEqual(
      Array.from({ length: 4 }, () => ["chatkit.user_message", "chatkit.assistant_message"]).flat(),
    );
  });
});
