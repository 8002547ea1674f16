import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Answer, Question } from "../../../src/offline/model/model.ts";
import { modelOf, type StandIn, startStandIn } from "../api/stand-in.ts";
import { type Conversation, newThread, openConversation, readEvents } from "./conversation.ts";

const questions: Question[] = [];
const CARD = { type: "Card", children: [{ type: "Text", value: "Sunny" }] };
const OVERLOADED = { status: 503, message: "Overloaded.", code: null, retry: false };

/** What the model of these tests says to the newest text. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  think: { reasoning: "First this. Then that.", text: "Done thinking." },
  widget: { text: "Here it is.", widget: CARD },
  "bad widget": { widget: { type: "Card", children: [{ type: "Hologram" }] } },
  progress: { progress: { icon: "search", text: "Looking around" }, text: "Found." },
  "odd icon": { progress: { icon: "rocket-ship", text: "Looking around" }, text: "Found." },
  overloaded: { error: OVERLOADED },
  forbidden: { error: { ...OVERLOADED, status: 403, message: "Not allowed." } },
  "break off": { text: "So far ", error: { ...OVERLOADED, status: 500, message: "Broken off." } },
  dark: { toolCalls: [{ name: "switch_theme", arguments: { theme: "dark" } }] },
  both: {
    text: "Both at once.",
    toolCalls: [
      { name: "switch_theme", arguments: { theme: "light" } },
      { name: "record_fact", arguments: { fact_id: "f1", fact_text: "Likes light." } },
    ],
  },
};

function answer(question: Question): Answer {
  const { instructions, text, toolResult } = question;
  if (instructions.startsWith("Write a title")) return { text: `Title of ${text}\nand more` };
  questions.push(question);
  if (toolResult) return { text: `${toolResult.name} gave ${toolResult.output}` };
  return ANSWERS[text] ?? { text: "Hello there." };
}

let standIn: StandIn;
let chat: Conversation;
beforeAll(async () => {
  standIn = await startStandIn(modelOf(answer));
  chat = await openConversation(standIn, { rate_limits: { max_requests_per_1_minute: 1_000 } });
});
afterAll(() => standIn.close());

describe("an answer", () => {
  test("comes as the protocol has it, word by word", async () => {
    const response = await chat.ask("threads.create", newThread("hi"));
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const events = await readEvents(response);
    const thread_id = expect.stringMatching(/^cthr_/);
    const item = { id: expect.any(String), thread_id, created_at: expect.any(String) };
    const part = (text: string) => ({ type: "output_text", text, annotations: [] });
    const updated = { type: "thread.item.updated", item_id: expect.any(String) };
    const delta = (words: string) => ({
      ...updated,
      update: {
        type: "assistant_message.content_part.text_delta",
        content_index: 0,
        delta: words,
      },
    });
    expect(events).toEqual([
      { type: "thread.created", thread: expect.objectContaining({ id: thread_id }) },
      {
        type: "thread.item.done",
        item: expect.objectContaining({ type: "user_message", ...item }),
      },
      { type: "stream_options", stream_options: { allow_cancel: false } },
      { type: "thread.item.added", item: { type: "assistant_message", ...item, content: [] } },
      { type: "thread.updated", thread: expect.objectContaining({ title: "Title of hi" }) },
      {
        ...updated,
        update: {
          type: "assistant_message.content_part.added",
          content_index: 0,
          content: part(""),
        },
      },
      delta("Hello "),
      delta("there."),
      {
        ...updated,
        update: {
          type: "assistant_message.content_part.done",
          content_index: 0,
          content: part("Hello there."),
        },
      },
      {
        type: "thread.item.done",
        item: { type: "assistant_message", ...item, content: [part("Hello there.")] },
      },
    ]);
  });

  test("shows thoughts as a workflow that grows", async () => {
    const { events } = await chat.begin("think");
    const workflows = events.flatMap((event): unknown[] => {
      if ("item" in event && event.item.type === "workflow") {
        return [[event.type, event.item.workflow]];
      }
      return event.type === "thread.item.updated" && "task" in event.update
        ? [[event.update.type, event.update.task]]
        : [];
    });
    const task = (content: string) => ({ type: "thought", content, status_indicator: "none" });
    expect(workflows).toEqual([
      ["thread.item.added", { type: "reasoning", tasks: [], expanded: false }],
      ["workflow.task.added", task("First ")],
      ["workflow.task.updated", task("First this. ")],
      ["workflow.task.updated", task("First this. Then ")],
      ["workflow.task.updated", task("First this. Then that.")],
      [
        "thread.item.done",
        {
          type: "reasoning",
          tasks: [task("First this. Then that.")],
          expanded: false,
          summary: { duration: expect.any(Number) },
        },
      ],
    ]);
    expect(events.at(-1)).toMatchObject({ item: { type: "assistant_message" } });
  });

  test("shows a widget after its words", async () => {
    const { events, threadId } = await chat.begin("widget");
    const done = events.flatMap((event) => (event.type === "thread.item.done" ? event.item : []));
    expect(done.map(({ type }) => type)).toEqual(["user_message", "assistant_message", "widget"]);
    expect(done[2]).toMatchObject({ widget: CARD });
    const { data } = await standIn.client.beta.chatkit.threads.listItems(threadId, { limit: 1 });
    const [item] = data;
    if (item?.type !== "chatkit.widget") throw new Error(`It is a ${item?.type}.`);
    expect(JSON.parse(item.widget)).toEqual(CARD);
  });

  test("names what is wrong with a widget", async () => {
    const { events } = await chat.begin("bad widget");
    expect(events.find(({ type }) => type === "error")).toMatchObject({
      code: "custom",
      message: expect.stringContaining("Hologram"),
      allow_retry: false,
    });
  });

  test("says what it is doing", async () => {
    const { events } = await chat.begin("progress");
    expect(events).toContainEqual({
      type: "progress_update",
      icon: "search",
      text: "Looking around",
    });
    const odd = await chat.begin("odd icon");
    expect(odd.events).toContainEqual({ type: "progress_update", text: "Looking around" });
  });

  test.each([
    ["overloaded", "Overloaded.", true],
    ["forbidden", "Not allowed.", false],
  ])(
    "that is an error (%s) offers another try where that may help",
    async (text, message, retry) => {
      const { events } = await chat.begin(text);
      expect(events.find(({ type }) => type === "error")).toEqual({
        type: "error",
        code: "custom",
        message,
        allow_retry: retry,
      });
    },
  );

  test("may break off after some words, which stay", async () => {
    const { events, threadId } = await chat.begin("break off");
    expect(events.at(-1)).toMatchObject({ type: "error", message: "Broken off." });
    const { data } = await standIn.client.beta.chatkit.threads.listItems(threadId, { limit: 1 });
    expect(data[0]).toMatchObject({ content: [{ text: "So far " }] });
  });

  test("is given again to a message, without the one before", async () => {
    const { events, threadId } = await chat.begin("overloaded");
    const message = events.find((event) => event.type === "thread.item.done")?.item;
    const again = await readEvents(
      await chat.ask("threads.retry_after_item", { thread_id: threadId, item_id: message?.id }),
    );
    expect(again.map(({ type }) => type)).toEqual(["stream_options", "error"]);
    const { data } = await standIn.client.beta.chatkit.threads.listItems(threadId);
    expect(data.map(({ id }) => id)).toEqual([message?.id]);
  });
});

test("an answer stops when nobody listens any more, and what was said stays", async () => {
  let stopped: (() => void) | undefined;
  const isStopped = new Promise<void>((resolve) => {
    stopped = resolve;
  });
  const endless = await startStandIn({
    ...modelOf(() => ({ text: "Once upon a time" })),
    async *stream(text, signal) {
      yield text;
      await new Promise((resolve) => signal?.addEventListener("abort", resolve));
      stopped?.();
    },
  });
  const own = await openConversation(endless);
  const controller = new AbortController();
  const response = await own.ask("threads.create", newThread("hi"), controller.signal);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let heard = "";
  while (!heard.includes("text_delta")) heard += (await reader?.read())?.value ?? "";
  controller.abort();
  await isStopped;
  const { data } = await endless.client.beta.chatkit.threads.list();
  await vi.waitFor(async () => {
    const items = await endless.client.beta.chatkit.threads.listItems(data[0]?.id ?? "");
    expect(items.data[0]).toMatchObject({ content: [{ text: "Once upon a time" }] });
  });
  await endless.close();
});

describe("a client tool", () => {
  const calls = (events: Awaited<ReturnType<Conversation["add"]>>) =>
    events.flatMap((event) =>
      event.type === "thread.item.done" && event.item.type === "client_tool_call"
        ? [event.item]
        : [],
    );
  const output = async (threadId: string, result: unknown) =>
    readEvents(await chat.ask("threads.add_client_tool_output", { thread_id: threadId, result }));

  test("is called in the page, whose answer the model reads", async () => {
    const { events, threadId } = await chat.begin("dark");
    expect(calls(events)).toEqual([
      expect.objectContaining({
        status: "pending",
        name: "switch_theme",
        arguments: { theme: "dark" },
      }),
    ]);
    const pending = await standIn.client.beta.chatkit.threads.listItems(threadId, { limit: 1 });
    expect(pending.data[0]).toMatchObject({
      type: "chatkit.client_tool_call",
      status: "in_progress",
      arguments: '{"theme":"dark"}',
      output: null,
    });
    const after = await output(threadId, { success: true });
    expect(after.at(-1)).toMatchObject({
      item: { content: [{ text: 'switch_theme gave {"success":true}' }] },
    });
    expect(questions.at(-1)).toMatchObject({
      text: "dark",
      turn: 1,
      toolCalls: 1,
      calledTools: ["switch_theme"],
      toolResult: { name: "switch_theme", output: '{"success":true}' },
    });
    const { data } = await standIn.client.beta.chatkit.threads.listItems(threadId);
    expect(data.find(({ type }) => type === "chatkit.client_tool_call")).toMatchObject({
      status: "completed",
      output: '{"success":true}',
    });
  });

  test("waits for the one before it, where the model calls two", async () => {
    const { events, threadId } = await chat.begin("both");
    expect(calls(events).map(({ name }) => name)).toEqual(["switch_theme"]);
    const second = await output(threadId, { success: true });
    expect(calls(second)).toEqual([
      expect.objectContaining({
        name: "record_fact",
        arguments: { fact_id: "f1", fact_text: "Likes light." },
      }),
    ]);
    const last = await output(threadId, null);
    expect(calls(last)).toEqual([]);
    expect(last.at(-1)).toMatchObject({ item: { content: [{ text: "record_fact gave null" }] } });
  });

  test("that nobody answered is forgotten with the next message", async () => {
    const { threadId } = await chat.begin("both");
    const events = await chat.add(threadId, "never mind");
    expect(calls(events)).toEqual([]);
    expect(questions.at(-1)).toMatchObject({ turn: 2, toolCalls: 0, toolResult: null });
    const refused = await chat.ask("threads.add_client_tool_output", {
      thread_id: threadId,
      result: {},
    });
    expect(refused.status).toBe(400);
  });

  test("that is called again and again comes to an end", async () => {
    const round = await startStandIn(
      modelOf(() => ({ toolCalls: [{ name: "switch_theme", arguments: { theme: "dark" } }] })),
    );
    const own = await openConversation(round);
    const { threadId } = await own.begin("dark");
    const ends: (string | undefined)[] = [];
    for (let count = 0; count < 25; count++) {
      const result = { thread_id: threadId, result: {} };
      const events = await readEvents(await own.ask("threads.add_client_tool_output", result));
      ends.push(events.at(-1)?.type);
    }
    expect(ends).toEqual([...Array<string>(24).fill("thread.item.done"), "error"]);
    await round.close();
  });

  test("is declared with its parameters", () => {
    expect(questions.at(-1)?.tools.map(({ name }) => name)).toEqual([
      "switch_theme",
      "record_fact",
    ]);
  });
});

describe("a thread", () => {
  test("has no title where the session wants none", async () => {
    const plain = await openConversation(standIn, {
      chatkit_configuration: { automatic_thread_titling: { enabled: false } },
    });
    const { events, threadId } = await plain.begin("hi");
    expect(events.map(({ type }) => type)).not.toContain("thread.updated");
    expect((await standIn.client.beta.chatkit.threads.retrieve(threadId)).title).toBeNull();
  });

  test("keeps the title that a person gave it", async () => {
    const { threadId } = await chat.begin("hi");
    const renamed = await chat.ask("threads.update", { thread_id: threadId, title: "Mine" });
    expect(await renamed.json()).toMatchObject({ title: "Mine" });
    await chat.add(threadId, "and on");
    expect((await standIn.client.beta.chatkit.threads.retrieve(threadId)).title).toBe("Mine");
  });

  test("takes feedback on its items, and on no others", async () => {
    const { events, threadId } = await chat.begin("hi");
    const last = events.at(-1);
    const item = last?.type === "thread.item.done" ? last.item.id : "";
    const give = (id: string) =>
      chat.ask("items.feedback", { thread_id: threadId, item_ids: [id], kind: "positive" });
    expect(await (await give(item)).json()).toEqual({});
    expect((await give("msg_unknown")).status).toBe(404);
  });
});

test.each<[type: string, params: object]>([
  ["threads.custom_action", { action: { type: "go" } }],
  ["threads.sync_custom_action", { action: { type: "go" } }],
  ["input.transcribe", { audio_base64: "AAAA", mime_type: "audio/webm" }],
])("%s is not for hosted workflows", async (type, params) => {
  const { threadId } = await chat.begin("hi");
  const response = await chat.ask(type, { thread_id: threadId, ...params });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { code: "bad_request" } });
});
