import { Agent } from "@openai/agents";
import { describe, expect, test } from "vitest";
import {
  loadHistory,
  ThreadItemConverter,
  toAgentInput,
} from "../../../templates/+self-hosted+node/server/chatkit/agents/input.ts";
import { NotFoundError } from "../../../templates/+self-hosted+node/server/chatkit/errors.ts";
import type {
  Attachment,
  Task,
  ThreadItem,
  UserMessageItem,
} from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { type ChatContext, useScriptedModel } from "./chat.ts";
import { response, said } from "./responses-api.ts";

const responses = useScriptedModel("responses");
const chatCompletions = useScriptedModel("chat_completions");

type Unplaced<T> = T extends unknown ? Omit<T, "id" | "thread_id" | "created_at"> : never;

/** An item of a thread; its id is `item_1`. */
function item(rest: Unplaced<ThreadItem>): ThreadItem {
  const base = { id: "item_1", thread_id: "thr_1", created_at: "2026-11-21T12:00:00.000Z" };
  return { ...base, ...rest } as ThreadItem;
}

function userMessage(rest: Partial<UserMessageItem> = {}): ThreadItem {
  return item({
    type: "user_message",
    content: [{ type: "input_text", text: "Hi" }],
    attachments: [],
    inference_options: {},
    ...rest,
  });
}

const text = (value: string) => ({ type: "input_text", text: value });
const message = (...content: object[]) => ({ type: "message", role: "user", content });
const custom = (rest: { title?: string; content?: string }): Task => ({
  type: "custom",
  status_indicator: "none",
  ...rest,
});
const performed = (words: string) =>
  message(
    text(
      `A message was displayed to the user that the following task was performed:\n<Task>\n${words}\n</Task>`,
    ),
  );

const tag = (name: string, data: Record<string, unknown> = {}) =>
  ({ type: "input_tag", id: `id_${name}`, text: name, data }) as const;

describe("items", () => {
  test.each<[string, ThreadItem, object[]]>([
    ["a message of the user", userMessage(), [message(text("Hi"))]],
    [
      "a message with a quotation",
      userMessage({ quoted_text: "the cat" }),
      [
        message(text("Hi")),
        message(text("The user is referring to this in particular: \nthe cat")),
      ],
    ],
    [
      "a message with mentions, each explained once",
      userMessage({
        content: [
          { type: "input_text", text: "Ask " },
          tag("ada", { role: "née" }),
          { type: "input_text", text: " or " },
          tag("ada"),
          tag("bob"),
          { ...tag("bob", { born: 1912 }), id: "another_bob" },
        ],
      }),
      [
        message(text("Ask @ada or @ada@bob@bob")),
        message(
          text(
            "# User-provided context for @-mentions\n- When referencing resolved entities, use their canonical names **without** '@'.\n- The '@' form appears only in user text and should not be echoed.",
          ),
          text('@ada is {"role":"née"}'),
          text("@bob is {}"),
          text('@bob is {"born":1912}'),
        ),
      ],
    ],
    [
      "an answer",
      item({
        type: "assistant_message",
        content: [
          { type: "output_text", text: "One", annotations: [] },
          { type: "output_text", text: "Two", annotations: [] },
        ],
      }),
      [
        {
          type: "message",
          role: "assistant",
          status: "completed",
          content: [
            { type: "output_text", text: "One" },
            { type: "output_text", text: "Two" },
          ],
        },
      ],
    ],
    [
      "a client tool that waits for the browser",
      item({
        type: "client_tool_call",
        status: "pending",
        call_id: "call_1",
        name: "look",
        arguments: {},
      }),
      [],
    ],
    [
      "a client tool with its result",
      item({
        type: "client_tool_call",
        status: "completed",
        call_id: "call_1",
        name: "look",
        arguments: { at: "page" },
        output: { seen: true },
      }),
      [
        {
          type: "function_call",
          callId: "call_1",
          name: "look",
          status: "completed",
          arguments: '{"at":"page"}',
        },
        {
          type: "function_call_result",
          callId: "call_1",
          name: "look",
          status: "completed",
          output: '{"seen":true}',
        },
      ],
    ],
    [
      "a client tool that gave nothing",
      item({
        type: "client_tool_call",
        status: "completed",
        call_id: "call_1",
        name: "look",
        arguments: {},
      }),
      [
        expect.objectContaining({ type: "function_call", arguments: "{}" }),
        expect.objectContaining({ type: "function_call_result", output: "null" }),
      ],
    ],
    [
      "a widget",
      item({ type: "widget", widget: { type: "Card", children: [{ type: "Text", value: "Hi" }] } }),
      [
        message(
          text(
            'The following graphical UI widget (id: item_1) was displayed to the user:{"type":"Card","children":[{"type":"Text","value":"Hi"}]}',
          ),
        ),
      ],
    ],
    [
      "a form with its answers",
      item({
        type: "structured_input",
        status: "answered",
        inputs: [
          {
            id: "p",
            question: "Which?",
            type: "multiple_choice",
            options: [{ value: "Low" }, { value: "High" }],
            multiple: true,
            answer: { values: ["Low", "High"], skipped: false },
          },
          {
            id: "q",
            question: "Why?",
            type: "freeform",
            answer: { values: [], skipped: true },
          },
          { id: "r", question: "When?", type: "freeform" },
        ],
      }),
      [
        message(
          text(
            "A structured input request was displayed to the user with the following status: answered\n<StructuredInput>\n- Which?: Low, High\n- Why?: skipped\n- When?: unanswered\n</StructuredInput>",
          ),
        ),
      ],
    ],
    [
      "a task with a title and content",
      item({ type: "task", task: custom({ title: "Read", content: "a note" }) }),
      [performed("Read: a note")],
    ],
    [
      "a task with content alone",
      item({ type: "task", task: custom({ content: "a note" }) }),
      [performed("a note")],
    ],
    ["a task that says nothing", item({ type: "task", task: custom({}) }), []],
    [
      "a workflow, without the model's own searches and thoughts",
      item({
        type: "workflow",
        workflow: {
          type: "reasoning",
          expanded: false,
          tasks: [
            custom({ title: "Read" }),
            { type: "thought", status_indicator: "none", content: "Hm" },
            { type: "web_search", status_indicator: "none", queries: ["q"], sources: [] },
            custom({ title: "Write" }),
          ],
        },
      }),
      [performed("Read"), performed("Write")],
    ],
    [
      "hidden context in words",
      item({ type: "hidden_context_item", content: "psst" }),
      [
        message(
          text(
            "Hidden context for the agent (not shown to the user):\n<HiddenContext>\npsst\n</HiddenContext>",
          ),
        ),
      ],
    ],
    [
      "hidden context in JSON",
      item({ type: "hidden_context_item", content: { a: [1] } }),
      [
        message(
          text(
            'Hidden context for the agent (not shown to the user):\n<HiddenContext>\n{"a":[1]}\n</HiddenContext>',
          ),
        ),
      ],
    ],
    [
      "a note of the server",
      item({ type: "sdk_hidden_context", content: "The user cancelled." }),
      [
        message(
          text(
            "Hidden context for the agent (not shown to the user):\n<HiddenContext>\nThe user cancelled.\n</HiddenContext>",
          ),
        ),
      ],
    ],
    [
      "a picture",
      item({ type: "generated_image", image: { id: "ig", url: "https://files.example/1.png" } }),
      [
        message(text("The following image was generated by the agent."), {
          type: "input_image",
          detail: "auto",
          image: "https://files.example/1.png",
        }),
      ],
    ],
    ["a picture that never came", item({ type: "generated_image" }), []],
    ["the end of a turn", item({ type: "end_of_turn" }), []],
  ])("%s", async (_name, given, expected) => {
    expect(await toAgentInput([given])).toEqual(expected);
  });

  test("are told in order, and only the newest quotes", async () => {
    const input = await toAgentInput([
      userMessage({ quoted_text: "old" }),
      item({
        type: "assistant_message",
        content: [{ type: "output_text", text: "Yes", annotations: [] }],
      }),
      userMessage({ quoted_text: "new" }),
    ]);
    expect(input).toHaveLength(4);
    expect(input.at(-1)).toEqual(
      message(text("The user is referring to this in particular: \nnew")),
    );
  });
});

describe("attachments", () => {
  const attachments: Attachment[] = [
    { id: "1", type: "file", name: 'a "b".txt', mime_type: "text/plain" },
    {
      id: "2",
      type: "image",
      name: "cat.png",
      mime_type: "image/png",
      preview_url: "https://chat.example/api/attachments/2",
    },
    { id: "3", type: "file", name: "cats.pdf", mime_type: "application/pdf" },
    { id: "4", type: "file", name: "gone.pdf", mime_type: "application/pdf" },
  ];
  const bytes = new Map([
    ["1", Buffer.from("cats ✓")],
    ["2", Buffer.from([0x89, 0x50])],
    ["3", Buffer.from("%PDF")],
  ]);
  const converter = new ThreadItemConverter({
    readAttachment: async ({ id }) => {
      const data = bytes.get(id);
      if (!data) throw new NotFoundError(id);
      return data;
    },
  });

  test("are shown as what they are", async () => {
    expect(await converter.toAgentInput([userMessage({ attachments })])).toEqual([
      message(
        text("Hi"),
        text('<attachment name="a \\"b\\".txt">\ncats ✓\n</attachment>'),
        { type: "input_image", detail: "auto", image: "data:image/png;base64,iVA=" },
        {
          type: "input_file",
          filename: "cats.pdf",
          file: "data:application/pdf;base64,JVBERg==",
        },
        text("[The attachment gone.pdf is no longer there.]"),
      ),
    ]);
  });

  test("without a way to read them are an error of the app", async () => {
    await expect(toAgentInput([userMessage({ attachments })])).rejects.toThrow("readAttachment");
  });

  test("that cannot be read fail the answer", async () => {
    const broken = new ThreadItemConverter({
      readAttachment: async () => {
        throw new Error("The disk is broken.");
      },
    });
    await expect(broken.toAgentInput([userMessage({ attachments })])).rejects.toThrow("disk");
  });

  const agent = new Agent<ChatContext>({ name: "Assistant" });

  test("reach the model through the Responses API", async () => {
    const chat = await responses.newChat();
    chat.model.answer(response(said(["Nice."])));
    const input = await converter.toAgentInput([userMessage({ attachments })]);
    await chat.answer(agent, { input });
    expect(chat.model.asked[0]?.body.input).toEqual([
      {
        role: "user",
        content: [
          text("Hi"),
          text('<attachment name="a \\"b\\".txt">\ncats ✓\n</attachment>'),
          { type: "input_image", detail: "auto", image_url: "data:image/png;base64,iVA=" },
          {
            type: "input_file",
            filename: "cats.pdf",
            file_data: "data:application/pdf;base64,JVBERg==",
          },
          text("[The attachment gone.pdf is no longer there.]"),
        ],
      },
    ]);
  });

  test("and through Chat Completions", async () => {
    const chat = await chatCompletions.newChat();
    chat.model.answer([
      { id: "c", choices: [{ index: 0, delta: { content: "Nice." }, finish_reason: "stop" }] },
    ]);
    const input = await converter.toAgentInput([userMessage({ attachments })]);
    await chat.answer(agent, { input });
    expect(chat.model.asked[0]?.body.messages).toEqual([
      {
        role: "user",
        content: [
          { type: "text", text: "Hi" },
          { type: "text", text: '<attachment name="a \\"b\\".txt">\ncats ✓\n</attachment>' },
          {
            type: "image_url",
            image_url: { url: "data:image/png;base64,iVA=", detail: "auto" },
          },
          {
            type: "file",
            file: { filename: "cats.pdf", file_data: "data:application/pdf;base64,JVBERg==" },
          },
          { type: "text", text: "[The attachment gone.pdf is no longer there.]" },
        ],
      },
    ]);
  });
});

test("a conversation reaches the model through the Responses API", async () => {
  const chat = await responses.newChat();
  chat.model.answer(response(said(["Nice."])));
  const input = await toAgentInput([
    userMessage(),
    item({
      type: "assistant_message",
      content: [{ type: "output_text", text: "Yes?", annotations: [] }],
    }),
    item({
      type: "client_tool_call",
      status: "completed",
      call_id: "call_1",
      name: "look",
      arguments: { at: "page" },
      output: "cats",
    }),
  ]);
  await chat.answer(new Agent<ChatContext>({ name: "Assistant" }), { input });
  expect(chat.model.asked[0]?.body.input).toEqual([
    { role: "user", content: [text("Hi")] },
    {
      type: "message",
      role: "assistant",
      status: "completed",
      content: [{ type: "output_text", text: "Yes?", annotations: [] }],
    },
    {
      type: "function_call",
      call_id: "call_1",
      name: "look",
      status: "completed",
      arguments: '{"at":"page"}',
    },
    { type: "function_call_output", call_id: "call_1", status: "completed", output: '"cats"' },
  ]);
});

test("an app words what it likes differently", async () => {
  class Converter extends ThreadItemConverter {
    override async tagToMessageContent() {
      return { type: "input_text", text: "a tag" } as const;
    }
    override async widgetToInput() {
      return [];
    }
  }
  const widget = { type: "Card", children: [] } as const;
  const items = [
    item({ type: "widget", widget: { ...widget, children: [] } }),
    userMessage({ content: [tag("ada")] }),
  ];
  const input = await new Converter().toAgentInput(items);
  expect(input).toHaveLength(2);
  expect(input[1]).toMatchObject({ content: [{}, { text: "a tag" }] });
});

describe("history", () => {
  const items = Array.from({ length: 30 }, (_, index) => ({
    ...userMessage(),
    id: `item_${index}`,
  }));

  test.each([
    [undefined, 20],
    [3, 3],
    [100, 30],
  ])("with the limit %s is the newest %s, in order", async (limit, count) => {
    const { context } = await responses.newChat({ items });
    const { store, thread, requestContext } = context;
    const history = await loadHistory({
      store,
      thread,
      context: requestContext,
      ...(limit ? { limit } : {}),
    });
    expect(history.map(({ id }) => id)).toEqual(items.slice(-count).map(({ id }) => id));
  });
});
