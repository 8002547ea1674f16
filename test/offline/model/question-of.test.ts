import { Agent, OpenAIProvider, Runner } from "@openai/agents";
import OpenAI from "openai";
import { describe, expect, test } from "vitest";
import type { Question } from "../../../src/offline/model/model.ts";
import { questionOf } from "../../../src/offline/model/question.ts";
import { ThreadItemConverter } from "../../../templates/+self-hosted+node/server/chatkit/agents/input.ts";
import type { ThreadItem } from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { modelWith, serveModel } from "./model-server.ts";

/* What an app's thread becomes on its way: through its converter and the agents SDK. */

const thread = { thread_id: "thr_1", created_at: "2026-01-31T12:00:00Z" };
let count = 0;
const item = (rest: object) => {
  count += 1;
  return { id: `item_${count}`, ...thread, ...rest } as ThreadItem;
};
const said = (text: string, more: object = {}) =>
  item({
    type: "user_message",
    content: [{ type: "input_text", text }],
    attachments: [],
    inference_options: {},
    ...more,
  });
const answered = (text: string) =>
  item({ type: "assistant_message", content: [{ type: "output_text", text, annotations: [] }] });
const clientCall = (name: string, output: unknown) =>
  item({
    type: "client_tool_call",
    call_id: `c_${count}`,
    name,
    arguments: {},
    status: "completed",
    output,
  });
const hidden = (content: string) => item({ type: "hidden_context_item", content });
const widget = () => item({ type: "widget", widget: { type: "Card", children: [] } });
const FILES: Readonly<Record<string, string>> = {
  "notes.txt": "text/plain",
  "a.pdf": "application/pdf",
  "b.png": "image/png",
};
const attached = Object.entries(FILES).map(([name, mime_type]) => ({
  type: mime_type.startsWith("image") ? "image" : "file",
  id: name,
  name,
  mime_type,
}));

/** The question that the model is asked when an app answers a thread. */
async function asked(items: readonly ThreadItem[]): Promise<Question> {
  const questions: Question[] = [];
  const model = modelWith();
  const { baseURL, close } = await serveModel({
    ...model,
    answer(question) {
      questions.push(question);
      return model.answer(question);
    },
  });
  const converter = new ThreadItemConverter({ readAttachment: async () => Buffer.from("bytes") });
  const openAIClient = new OpenAI({ apiKey: "sk-offline", baseURL, maxRetries: 0 });
  const runner = new Runner({
    modelProvider: new OpenAIProvider({ openAIClient, useResponses: true }),
    model: "m",
    tracingDisabled: true,
  });
  await runner.run(
    new Agent({ name: "Assistant", instructions: "Be kind." }),
    await converter.toAgentInput(items),
  );
  await close();
  const [question] = questions;
  if (!question) throw new Error("The model was not asked.");
  return question;
}

describe("a thread of ChatKit, as the model is asked", () => {
  test.each<[what: string, items: () => readonly ThreadItem[], is: Partial<Question>]>([
    [
      "a message",
      () => [said("Hello")],
      { text: "Hello", turn: 1, note: null, toolResult: null, instructions: "Be kind." },
    ],
    [
      "a second message",
      () => [said("Hello"), answered("Hi."), said("And now?")],
      { text: "And now?", turn: 2 },
    ],
    [
      "a message that mentions somebody and quotes",
      () => [
        said("", {
          content: [
            { type: "input_text", text: "Is " },
            { type: "input_tag", id: "paris", text: "Paris", data: { city: "Paris" } },
            { type: "input_text", text: " nice?" },
          ],
          quoted_text: "Something",
        }),
      ],
      { text: "Is @Paris nice?", turn: 1, note: null },
    ],
    [
      "a message with files",
      () => [said("Look", { attachments: attached })],
      {
        text: "Look",
        attachments: [
          { name: "notes.txt", type: "text/plain" },
          { name: "a.pdf", type: "application/pdf" },
          { name: undefined, type: "image/png" },
        ],
      },
    ],
    [
      "what a page's tool answered",
      () => [said("Dark, please"), clientCall("switch_theme", { success: true })],
      {
        text: "Dark, please",
        toolResult: { name: "switch_theme", output: '{"success":true}' },
        toolCalls: 1,
        calledTools: ["switch_theme"],
      },
    ],
    [
      "a message after what a page's tool answered",
      () => [said("Dark"), clientCall("switch_theme", {}), answered("Done."), said("Thanks")],
      { text: "Thanks", turn: 2, toolResult: null, toolCalls: 0 },
    ],
    [
      "a message after a widget, and what its button did",
      () => [
        said("Weather?"),
        widget(),
        answered("There."),
        hidden("The user celebrated."),
        said("Nice"),
      ],
      { text: "Nice", turn: 2, note: null },
    ],
    [
      "hidden context that asks for an answer",
      () => [said("Weather?"), widget(), answered("There."), hidden("The user celebrated.")],
      { text: "Weather?", turn: 1, note: expect.stringContaining("The user celebrated.") },
    ],
    [
      "a form that came back",
      () => [
        said("Plan a trip"),
        item({
          type: "structured_input",
          status: "answered",
          inputs: [
            {
              id: "a",
              type: "freeform",
              question: "Where?",
              answer: { values: ["Lima"], skipped: false },
            },
          ],
        }),
      ],
      { text: "Plan a trip", note: expect.stringContaining("- Where?: Lima") },
    ],
  ])("%s", async (_what, items, is) => {
    expect(await asked(items())).toMatchObject(is);
  });
});

describe("a request", () => {
  const weather = { type: "function", name: "get_weather", parameters: { type: "object" } };
  const search = { type: "web_search" };
  test.each<[choice: unknown, is: Partial<Question>]>([
    [
      "auto",
      {
        forcedTool: null,
        mustCallTool: false,
        tools: [{ name: "get_weather", parameters: { type: "object" } }],
      },
    ],
    ["none", { forcedTool: null, mustCallTool: false, tools: [] }],
    ["required", { forcedTool: null, mustCallTool: true }],
    [{ type: "function", name: "get_weather" }, { forcedTool: "get_weather" }],
    [
      { type: "function", name: "unheard_of" },
      { forcedTool: null, mustCallTool: false },
    ],
    [{ type: "web_search" }, { forcedTool: null, mustCallTool: false }],
    [
      { type: "allowed_tools", mode: "required", tools: [] },
      { tools: [], mustCallTool: false },
    ],
  ])("with the tool choice %j", (choice, is) => {
    const request = { model: "m", input: "hi", tools: [weather, search], tool_choice: choice };
    expect(questionOf(request as Parameters<typeof questionOf>[0])).toMatchObject(is);
  });

  test("without anything said has an empty question", () => {
    expect(questionOf({ model: "m" })).toMatchObject({ text: "", turn: 1, toolResult: null });
  });

  test("with system messages in its input", () => {
    const input = [
      { role: "developer" as const, content: "Be brief." },
      { role: "user" as const, content: "Hi" },
    ];
    expect(questionOf({ model: "m", instructions: "Be kind.", input })).toMatchObject({
      text: "Hi",
      instructions: "Be kind.\nBe brief.",
    });
  });
});
