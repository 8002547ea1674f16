import { beforeEach, describe, expect, test } from "vitest";
import { StreamError } from "../../templates/+self-hosted+node/server/chatkit/errors.ts";
import type { ThreadStreamEvent } from "../../templates/+self-hosted+node/server/chatkit/types.ts";
import {
  type Chat,
  createChat,
  message,
  type RequestType,
  said,
  threadOf,
  type User,
} from "./protocol/helpers/chat.ts";

/** What belongs to the owner, by the ids that a stranger tries. */
interface Owned {
  readonly thread_id: string;
  readonly message_id: string;
  readonly attachment_id: string;
}

/** Every request, about what belongs to somebody else. */
const ATTEMPTS: Record<RequestType, (owned: Owned) => object> = {
  "threads.create": ({ attachment_id }) => ({ input: message("Mine now", [attachment_id]) }),
  "threads.add_user_message": ({ thread_id }) => ({ thread_id, input: message("Let me in") }),
  "threads.add_client_tool_output": ({ thread_id }) => ({ thread_id, result: "forged" }),
  "threads.add_structured_input": ({ thread_id }) => ({
    thread_id,
    item_id: "msg_form",
    input: { answers: { q: { values: ["forged"] } } },
  }),
  "threads.retry_after_item": ({ thread_id, message_id: item_id }) => ({ thread_id, item_id }),
  "threads.custom_action": ({ thread_id }) => ({
    thread_id,
    item_id: "msg_widget",
    action: { type: "go" },
  }),
  "threads.sync_custom_action": ({ thread_id }) => ({
    thread_id,
    item_id: "msg_widget",
    action: { type: "go" },
  }),
  "threads.get_by_id": ({ thread_id }) => ({ thread_id }),
  "threads.list": ({ thread_id: after }) => ({ after }),
  "threads.update": ({ thread_id }) => ({ thread_id, title: "Taken" }),
  "threads.delete": ({ thread_id }) => ({ thread_id }),
  "items.list": ({ thread_id }) => ({ thread_id }),
  "items.feedback": ({ thread_id, message_id }) => ({
    thread_id,
    item_ids: [message_id],
    kind: "negative",
  }),
  "attachments.create": () => ({ name: "a.txt", size: 5, mime_type: "text/plain" }),
  "attachments.delete": ({ attachment_id }) => ({ attachment_id }),
  "input.transcribe": () => ({ audio_base64: "AAEC", mime_type: "audio/mp4" }),
};

/** The only ones that name nothing of anybody. */
const HARMLESS: ReadonlySet<RequestType> = new Set(["attachments.create", "input.transcribe"]);
const TURN = "a-turn-of-the-owner-0001";

describe("what belongs to one user", () => {
  let chat: Chat;
  let owner: User;
  let stranger: User;
  let owned: Owned;
  let handled: string[];

  beforeEach(async () => {
    handled = [];
    async function* nothing(): AsyncGenerator<ThreadStreamEvent> {}
    chat = createChat({
      handlers: {
        async *respond({ thread, message, context, signal }) {
          handled.push(context.userId);
          if (message?.content[0]?.text === "wait") {
            yield { type: "progress_update", text: "Waiting" };
            await new Promise((_, reject) =>
              signal.addEventListener("abort", () => reject(new StreamError())),
            );
          }
          const at = { thread_id: thread.id, created_at: new Date().toISOString() };
          const done = (item: object) =>
            ({ type: "thread.item.done", item: { ...at, ...item } }) as ThreadStreamEvent;
          yield { type: "thread.item.done", item: said(thread.id, "A secret") };
          yield done({ type: "widget", id: "msg_widget", widget: { type: "Card", children: [] } });
          const input = { type: "freeform", id: "q", question: "Q?" };
          yield done({
            type: "structured_input",
            id: "msg_form",
            status: "pending",
            inputs: [input],
          });
          yield done({
            type: "client_tool_call",
            id: "tc_pending",
            call_id: "call_pending",
            name: "look",
            arguments: {},
            status: "pending",
          });
        },
        action: ({ context }) => {
          handled.push(context.userId);
          return nothing();
        },
        syncAction: async ({ context }) => {
          handled.push(context.userId);
          return {};
        },
        addFeedback: async ({ context }) => {
          handled.push(context.userId);
        },
        transcribe: async () => ({ text: "words" }),
      },
    });
    owner = chat.user("owner");
    stranger = chat.user("stranger");
    const attachment = await owner.ask("attachments.create", {
      name: "secret.txt",
      size: 6,
      mime_type: "text/plain",
    });
    const events = await owner.stream("threads.create", { input: message("Keep a secret") });
    const [, sent] = events;
    if (sent?.type !== "thread.item.done") throw new Error("No message was sent.");
    owned = {
      thread_id: threadOf(events).id,
      message_id: sent.item.id,
      attachment_id: attachment.id,
    };
    handled = [];
  });

  /** Everything that the owner has. */
  const possessions = async () => ({
    threads: await owner.ask("threads.list", {}),
    thread: await chat.store.loadThread(owned.thread_id, owner.context),
    items: await owner.items(owned.thread_id),
    attachment: await chat.store.loadAttachment(owned.attachment_id, owner.context),
  });

  test.each(Object.keys(ATTEMPTS) as RequestType[])("is out of reach of %s", async (type) => {
    const before = await possessions();
    const response = await stranger.send({ type, params: ATTEMPTS[type](owned) });
    const text = await response.text();
    expect(response.status, text).toBe(HARMLESS.has(type) ? 200 : 404);
    expect(text).not.toContain("secret");
    expect(handled, "no handler is asked").toEqual([]);
    expect(await possessions()).toEqual(before);
    expect((await stranger.ask("threads.list", {})).data).toEqual([]);
    expect(chat.errors).toEqual([]);
  });

  test.each(Object.keys(ATTEMPTS) as RequestType[])("is within the owner's by %s", async (type) => {
    // The same attempts succeed, or are refused for a reason of their own, when the owner makes them.
    const response = await owner.send({ type, params: ATTEMPTS[type](owned) });
    const text = await response.text();
    const reasons: Partial<Record<RequestType, number>> = {
      // The bytes of the attachment never came.
      "threads.create": 400,
    };
    expect(response.status, text).toBe(reasons[type] ?? 200);
  });

  test("looks the same as what is not there", async () => {
    const ask = async (thread_id: string) =>
      (await stranger.send({ type: "threads.get_by_id", params: { thread_id } })).text();
    expect(await ask(owned.thread_id)).toBe(await ask("thr_never_was"));
  });

  test("is not shown to somebody who guesses the ids of items in a thread of their own", async () => {
    const { threadId: thread_id } = await stranger.begin("My own");
    const { message_id: item_id } = owned;
    for (const [type, params] of [
      ["threads.retry_after_item", { thread_id, item_id }],
      ["items.list", { thread_id, after: item_id }],
      ["items.feedback", { thread_id, item_ids: [item_id], kind: "positive" }],
      ["threads.custom_action", { thread_id, item_id, action: { type: "go" } }],
      ["threads.sync_custom_action", { thread_id, item_id, action: { type: "go" } }],
      ["threads.add_structured_input", { thread_id, item_id, input: {} }],
    ] as const)
      expect((await stranger.send({ type, params })).status, type).toBe(404);
    expect(await stranger.items(thread_id)).toHaveLength(5);
  });

  test("goes on when somebody else stops it", async () => {
    const init = { headers: { "ChatKit-Turn": TURN } };
    const params = { thread_id: owned.thread_id, input: message("wait") };
    const response = await owner.send({ type: "threads.add_user_message", params }, init);
    const reader = response.body?.getReader();
    await reader?.read();
    await chat.server.stop(TURN, stranger.context);
    const state = await chat.store.runningTurns(owned.thread_id, owner.context);
    expect(state).toEqual([TURN]);
    expect(await chat.store.keepTurn(TURN, owner.context)).toBe("running");
    await chat.server.stop(TURN, owner.context);
    expect(await chat.store.runningTurns(owned.thread_id, owner.context)).toEqual([]);
    await reader?.cancel();
  });
});
