import { afterAll, beforeAll, expect, test } from "vitest";
import type {
  ThreadItem,
  ThreadStreamEvent,
} from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { type StandIn, startStandIn } from "../api/stand-in.ts";
import { type Conversation, newThread, openConversation, readEvents } from "./conversation.ts";

/*
 * The prompts of the hosted tour app's start screen, and what else its page can do, answered by the
 * built-in scripts.
 */

let standIn: StandIn;
let chat: Conversation;
beforeAll(async () => {
  standIn = await startStandIn(null);
  chat = await openConversation(standIn, {
    rate_limits: { max_requests_per_1_minute: 1_000 },
    chatkit_configuration: { file_upload: { enabled: true } },
  });
});
afterAll(() => standIn.close());

const items = (events: readonly ThreadStreamEvent[]) =>
  events.flatMap((event): ThreadItem[] => (event.type === "thread.item.done" ? [event.item] : []));
const words = (events: readonly ThreadStreamEvent[]) =>
  items(events)
    .flatMap((item) => (item.type === "assistant_message" ? item.content : []))
    .map(({ text }) => text)
    .join("\n");

test("What can you help me with?", async () => {
  const { events, threadId } = await chat.begin("What can you help me with?");
  expect(words(events)).toMatch(/offline/i);
  const { title } = await standIn.client.beta.chatkit.threads.retrieve(threadId);
  expect(title).toMatch(/\w/);
});

test("Remember that my favourite colour is green.", async () => {
  const { events, threadId } = await chat.begin("Remember that my favourite colour is green.");
  expect(items(events).at(-1)).toMatchObject({
    type: "client_tool_call",
    name: "record_fact",
    arguments: { fact_id: expect.any(String), fact_text: expect.stringContaining("green") },
  });
  const result = { thread_id: threadId, result: { success: true } };
  const after = await readEvents(await chat.ask("threads.add_client_tool_output", result));
  expect(words(after)).toMatch(/\w/);
});

test("Use the dark theme, please.", async () => {
  const { events, threadId } = await chat.begin("Use the dark theme, please.");
  expect(items(events).at(-1)).toMatchObject({
    type: "client_tool_call",
    name: "switch_theme",
    arguments: { theme: "dark" },
  });
  const result = { thread_id: threadId, result: { success: false, error: "No theme here." } };
  const after = await readEvents(await chat.ask("threads.add_client_tool_output", result));
  expect(words(after)).toMatch(/\w/);
});

test("Show me a widget.", async () => {
  const { events } = await chat.begin("Show me a widget.");
  expect(events.map(({ type }) => type)).toContain("progress_update");
  const widget = items(events).find(({ type }) => type === "widget");
  expect(JSON.stringify(widget)).toContain('"handler":"client"');
});

test("Fail once.", async () => {
  const { events, threadId } = await chat.begin("Fail once.");
  const failed = events.find(({ type }) => type === "error");
  expect(failed).toMatchObject({ code: "custom", allow_retry: true });
  const [message] = items(events);
  const again = await readEvents(
    await chat.ask("threads.retry_after_item", { thread_id: threadId, item_id: message?.id }),
  );
  expect(again.map(({ type }) => type)).not.toContain("error");
  expect(words(again)).toMatch(/\w/);
});

test("anything else is answered, and says that it is offline", async () => {
  const { events } = await chat.begin("Explain the zebra crossing of Utrecht.");
  expect(words(events)).toMatch(/offline/i);
});

test("a file is talked about", async () => {
  const announced = await chat.ask("attachments.create", {
    name: "notes.txt",
    size: 5,
    mime_type: "text/plain",
  });
  const { id, upload_descriptor } = JSON.parse(await announced.text());
  await fetch(upload_descriptor.url, { method: upload_descriptor.method, body: "notes" });
  const { events } = await chat.begin("What is in this file?", { attachments: [id] });
  expect(words(events)).toContain("notes.txt");
});

test.each(["Use the dark theme, please.", "Remember that I like tea.", "Show me a widget."])(
  "%s, where the page has no client tools",
  async (text) => {
    const response = await fetch(`${standIn.url}conversation?client_tools=none`, {
      method: "POST",
      headers: { Authorization: `Bearer ${chat.secret}`, "Content-Type": "application/json" },
      body: JSON.stringify({ type: "threads.create", params: newThread(text) }),
    });
    const events = await readEvents(response);
    expect(items(events).map(({ type }) => type)).toEqual(["user_message", "assistant_message"]);
    expect(words(events)).toMatch(/offline stand-in/);
    expect(words(events)).not.toMatch(/dark theme|colour|widget/);
  },
);
