import type { ChatKitOptions } from "@openai/chatkit";
import { describe, expect, test } from "vitest";
import type {
  StructuredInputItem,
  WidgetItem,
} from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
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
  yield { type: "thread.item.done", item: said(thread.id, `${words} too`) };
};

const widget = (threadId: string): WidgetItem => ({
  type: "widget",
  id: "widget_1",
  thread_id: threadId,
  created_at: new Date().toISOString(),
  widget: { type: "Card", children: [{ type: "Text", value: "Before" }] },
});

const showWidget: Handlers["respond"] = async function* ({ thread }) {
  yield { type: "thread.item.done", item: widget(thread.id) };
};

function optionsOf({ chat }: Conversation): ChatKitOptions {
  const { options } = chat.state;
  if (!options) throw new Error("There are no options.");
  return options;
}

describe("actions of widgets", () => {
  test("go to the server, which answers with a stream", async () => {
    const conversation = await converse({
      handlers: {
        respond: showWidget,
        async *action({ thread, action, sender }) {
          yield {
            type: "thread.item.done",
            item: said(thread.id, JSON.stringify([action, sender?.id])),
          };
        },
      },
    });
    await conversation.chat.send(message("Hi"));
    await conversation.chat.runAction({ type: "go", payload: { at: 1 } }, "widget_1");
    expect(shown(conversation).at(-1)).toBe(
      'Assistant: [{"type":"go","payload":{"at":1}},"widget_1"]',
    );
  });

  test("that are answered at once run beside an answer that streams", async () => {
    let letGo = () => {};
    const free = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const conversation = await converse({
      handlers: {
        async *respond({ thread }) {
          yield { type: "thread.item.done", item: widget(thread.id) };
          await free;
        },
        syncAction: async ({ thread, sender }) => ({
          updatedItem: {
            ...widget(thread.id),
            id: sender?.id ?? "",
            widget: { type: "Card", children: [{ type: "Text", value: "After" }] },
          },
        }),
      },
    });
    const { chat } = conversation;
    const sending = chat.send(message("Hi"));
    await until(() => chat.state.items.length === 2);
    await expect(chat.runAction({ type: "slow" }, "widget_1")).rejects.toThrow("streams");
    await chat.runAction({ type: "now", streaming: false }, "widget_1");
    expect(chat.state.items[1]).toMatchObject({ widget: { children: [{ value: "After" }] } });
    expect(chat.state.turn.phase).toBe("streaming");
    letGo();
    await sending;
  });

  test("that are the page's go to widgets.onAction alone", async () => {
    const calls: unknown[] = [];
    const { chat, asked } = await converse({
      handlers: { respond: showWidget },
      options: {
        widgets: {
          onAction: async (action, item) => {
            calls.push([action, item]);
          },
        },
      },
    });
    await chat.send(message("Hi"));
    await chat.runAction({ type: "open", payload: { id: 1 }, handler: "client" }, "widget_1");
    expect(calls).toEqual([
      [
        { type: "open", payload: { id: 1 } },
        { id: "widget_1", widget: { type: "Card", children: [{ type: "Text", value: "Before" }] } },
      ],
    ]);
    expect(asked).toHaveLength(1);
  });

  test("that nobody handles are told", async () => {
    const { chat, errors } = await converse({ handlers: { respond: showWidget } });
    await chat.send(message("Hi"));
    await expect(chat.runAction({ type: "open", handler: "client" }, "widget_1")).rejects.toThrow(
      "no widgets.onAction",
    );
    await expect(chat.runAction({ type: "now", streaming: false }, "widget_1")).rejects.toThrow(
      "This chat does not do that.",
    );
    expect(errors()).toHaveLength(2);
  });

  test("need a thread", async () => {
    const { chat } = await converse();
    await expect(chat.runAction({ type: "go" }, null)).rejects.toThrow("needs a thread");
  });
});

describe("feedback", () => {
  test("is shown at once, and taken back where the server does not take it", async () => {
    const given: unknown[] = [];
    let isBroken = false;
    const { chat, errors } = await converse({
      handlers: {
        respond,
        addFeedback: async ({ itemIds, kind }) => {
          given.push([itemIds, kind]);
        },
      },
      intercept: async (send, request) =>
        isBroken ? new Response(null, { status: 500 }) : send(request),
    });
    await chat.send(message("Hi"));
    const id = chat.state.items[1]?.id ?? "";
    const giving = chat.giveFeedback([id], "positive");
    expect(chat.state.feedback.get(id)).toBe("positive");
    await giving;
    expect(given).toEqual([[[id], "positive"]]);
    isBroken = true;
    await expect(chat.giveFeedback([id], "negative")).rejects.toThrow("HTTP 500");
    expect(chat.state.feedback.get(id)).toBe("positive");
    expect(errors()).toHaveLength(1);
  });
});

test("a form is answered or skipped, and the answer goes on", async () => {
  const form = (threadId: string, id: string): StructuredInputItem => ({
    type: "structured_input",
    id,
    thread_id: threadId,
    created_at: new Date().toISOString(),
    status: "pending",
    inputs: [{ id: "p", question: "P?", type: "freeform" }],
  });
  const conversation = await converse({
    handlers: {
      async *respond({ thread, message }) {
        const item = message ? form(thread.id, `form_${message.id}`) : said(thread.id, "Thanks");
        yield { type: "thread.item.done", item };
      },
    },
  });
  const { chat } = conversation;
  await chat.send(message("Hi"));
  await chat.answerForm(chat.state.items[1]?.id ?? "", {
    status: "answered",
    answers: { p: { values: ["Low"], skipped: false } },
  });
  expect(chat.state.items[1]).toMatchObject({
    status: "answered",
    inputs: [{ answer: { values: ["Low"], skipped: false } }],
  });
  expect(shown(conversation).at(-1)).toBe("Assistant: Thanks");
  await chat.send(message("Again"));
  await chat.answerForm(chat.state.items.at(-1)?.id ?? "", { status: "skipped" });
  expect(chat.state.items.at(-2)).toMatchObject({ status: "skipped" });
});

describe("the composer", () => {
  const options = {
    composer: {
      tools: [
        { id: "once", label: "Once", icon: "bolt" },
        { id: "lasting", label: "Lasting", icon: "bolt", persistent: true },
      ],
      models: [
        { id: "off", label: "Off", disabled: true },
        { id: "fast", label: "Fast" },
        { id: "usual", label: "Usual", default: true },
      ],
    },
  } satisfies Partial<ChatKitOptions>;

  test("sends what was typed with the chosen tool and model, and is empty then", async () => {
    const { chat, asked, events } = await converse({ handlers: { respond }, options });
    expect(chat.state.composer.modelId).toBe("usual");
    chat.setComposer({ toolId: "once", modelId: "fast", reply: "Quoted" });
    const { contentVersion } = chat.state.composer;
    chat.typed([{ type: "input_text", text: "Hi" }]);
    expect(chat.state.composer.contentVersion).toBe(contentVersion);
    await chat.submit();
    expect(asked[0]?.params).toMatchObject({
      input: {
        content: [{ type: "input_text", text: "Hi" }],
        quoted_text: "Quoted",
        inference_options: { model: "fast", tool_choice: { id: "once" } },
      },
    });
    expect(chat.state.composer).toMatchObject({
      content: [],
      reply: null,
      toolId: null,
      modelId: "fast",
    });
    expect(chat.state.composer.contentVersion).toBeGreaterThan(contentVersion);
    expect(events.filter(([name]) => name === "chatkit.tool.change")).toEqual([
      ["chatkit.tool.change", { toolId: "once" }],
      ["chatkit.tool.change", { toolId: null }],
    ]);
  });

  test("keeps a tool that lasts", async () => {
    const { chat } = await converse({ handlers: { respond }, options });
    chat.setComposer({ toolId: "lasting", content: [{ type: "input_text", text: "Hi" }] });
    await chat.submit();
    expect(chat.state.composer.toolId).toBe("lasting");
  });

  test("sends nothing of nothing, and refuses choices that there are not", async () => {
    const { chat, asked } = await converse({ handlers: { respond }, options });
    chat.typed([{ type: "input_text", text: "  \n" }]);
    await chat.submit();
    expect(asked).toEqual([]);
    expect(() => chat.setComposer({ toolId: "none" })).toThrow('no tool with the id "none"');
    expect(() => chat.setComposer({ modelId: "none" })).toThrow('no model with the id "none"');
  });

  test("keeps what was typed where it cannot be sent now", async () => {
    const conversation = await converse({ handlers: { respond } });
    const sending = conversation.chat.send(message("One"));
    conversation.chat.typed([{ type: "input_text", text: "Two" }]);
    await expect(conversation.chat.submit()).rejects.toThrow("streams");
    expect(conversation.chat.state.composer.content).toEqual([{ type: "input_text", text: "Two" }]);
    await sending;
  });

  test("lets go of a tool that new options do not have", async () => {
    const conversation = await converse({ options });
    conversation.chat.setComposer({ toolId: "once" });
    conversation.chat.setOptions({ ...optionsOf(conversation), composer: {} });
    expect(conversation.chat.state.composer).toMatchObject({ toolId: null, modelId: null });
    expect(conversation.events.at(-1)).toEqual(["chatkit.tool.change", { toolId: null }]);
  });
});

describe("options that are set again", () => {
  test("leave the chat as it is where the backend is the same", async () => {
    const conversation = await converse({ handlers: { respond } });
    await conversation.chat.send(message("Hi"));
    const options = optionsOf(conversation);
    conversation.chat.setOptions({
      ...options,
      theme: "dark",
      threadItemActions: { retry: true },
      api: { ...options.api },
    });
    expect(shown(conversation)).toHaveLength(2);
    expect(conversation.chat.state.abilities.retry).toBe(true);
    expect(conversation.names().filter((name) => name === "ready")).toHaveLength(1);
    await conversation.chat.send(message("More"));
    expect(shown(conversation)).toHaveLength(4);
  });

  test("use the newest fetch", async () => {
    const conversation = await converse({ handlers: { respond } });
    const options = optionsOf(conversation);
    if (!("url" in options.api) || !options.api.fetch) throw new Error("There is no fetch.");
    const { fetch: before } = options.api;
    const hosts: unknown[] = [];
    const api = {
      ...options.api,
      fetch: function (this: unknown, ...given: Parameters<typeof fetch>) {
        hosts.push(this);
        return before(...given);
      },
    };
    conversation.chat.setOptions({ ...options, api });
    await conversation.chat.send(message("Hi"));
    expect(shown(conversation)).toHaveLength(2);
    expect(hosts, "the browser's own fetch wants no other this").toEqual([undefined]);
  });

  test("begin anew with another backend", async () => {
    const conversation = await converse({ handlers: { respond } });
    await conversation.chat.send(message("Hi"));
    const { api, ...options } = optionsOf(conversation);
    conversation.chat.setOptions({ ...options, api: { ...api, url: "/other" } as typeof api });
    expect(conversation.chat.state).toMatchObject({ thread: null, items: [] });
    await until(() => conversation.names().filter((name) => name === "ready").length === 2);
  });
});

describe("an element that leaves the page", () => {
  test("ends what is under way without a word, and begins anew when it comes back", async () => {
    let aborted = false;
    const conversation = await converse({
      handlers: {
        async *respond({ thread, signal }) {
          yield { type: "thread.item.added", item: said(thread.id, "Wait") };
          await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
          aborted = true;
        },
      },
    });
    const { chat } = conversation;
    const sending = chat.send(message("Hi"));
    await until(() => chat.state.items.length === 2);
    chat.end();
    await sending;
    await until(() => aborted);
    expect(conversation.errors()).toEqual([]);
    await expect(chat.send(message("Hi"))).rejects.toThrow("before the element is in the page");
    chat.start();
    expect(chat.state).toMatchObject({ thread: null, items: [], turn: { phase: "idle" } });
    await until(() => conversation.names().filter((name) => name === "ready").length === 2);
  });

  test("says nothing before it was there", async () => {
    const { names } = await converse({ starts: false });
    expect(names()).toEqual([]);
  });
});

test("an error is told once, however often it is handed on", async () => {
  const { chat, errors } = await converse();
  const error = new Error("Ouch");
  chat.fail(error);
  chat.fail(error);
  chat.fail("A string");
  expect(errors()).toEqual(["Ouch", "A string"]);
});
