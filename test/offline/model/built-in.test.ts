import { describe, expect, test } from "vitest";
import type { Answer } from "../../../src/offline/model/model.ts";
import { modelWith } from "./model-server.ts";
import { ask, HOSTED_TOOLS, TOUR_TOOLS } from "./question.ts";

const model = modelWith();
const answer = (...given: Parameters<typeof ask>): Answer => model.answer(ask(...given)).answer;
const calls = (answered: Answer) =>
  (answered.toolCalls ?? []).map(({ name, arguments: given }) => [name, given]);

describe("the tour of a self-hosted app", () => {
  test.each<[asked: string, tool: string, given: object]>([
    ["What is the weather like in @Paris?", "get_weather", { city: "Paris" }],
    ["weather in Tokyo", "get_weather", { city: "Tokyo" }],
    ["what's the weather like in paris?", "get_weather", { city: "Paris" }],
    ["What’s the weather in LIMA", "get_weather", { city: "Lima" }],
    ["Do I need an umbrella in London?", "get_weather", { city: "London" }],
    ["In Nairobi, how is the weather?", "get_weather", { city: "Nairobi" }],
    ["Paris weather", "get_weather", { city: "Paris" }],
    ["@Tokyo", "get_weather", { city: "Tokyo" }],
    ["What is the weather like in New York today?", "get_weather", { city: "New York" }],
    ["weather in münchen please", "get_weather", { city: "München" }],
    [
      "Remember that my favourite colour is green.",
      "save_fact",
      { fact: "The user's favourite colour is green." },
    ],
    ["remember that I like tea", "save_fact", { fact: "The user likes tea." }],
    [
      "Please remember I am allergic to nuts",
      "save_fact",
      { fact: "The user is allergic to nuts." },
    ],
    ["Remember that I have two cats!", "save_fact", { fact: "The user has two cats." }],
    ["Remember the milk", "save_fact", { fact: "The user said: the milk." }],
    ["My name is Ada.", "save_fact", { fact: "The user's name is Ada." }],
    ["What do you know about me?", "recall_facts", {}],
    ["Do you remember my favourite colour?", "recall_facts", {}],
    ["what's my name", "recall_facts", {}],
    ["Use the dark theme, please.", "switch_theme", { theme: "dark" }],
    ["dark theme", "switch_theme", { theme: "dark" }],
    ["Dark", "switch_theme", { theme: "dark" }],
    ["switch to light", "switch_theme", { theme: "light" }],
    ["make it LIGHT again", "switch_theme", { theme: "light" }],
    ["Help me to plan a trip.", "ask_travel_plans", {}],
    ["plan a weekend", "ask_travel_plans", {}],
    ["Show me the gallery of widgets.", "show_gallery", { widget: "confirmation" }],
    ["gallery", "show_gallery", { widget: "confirmation" }],
    ["Show me all your widgets", "show_gallery", { widget: "confirmation" }],
    ["show me the table", "show_gallery", { widget: "table" }],
    ["Show me a confirmation dialog", "show_gallery", { widget: "confirmation" }],
    ["the profile card, please", "show_gallery", { widget: "profile" }],
    ["Show me a widget", "show_gallery", { widget: "profile" }],
    ["Show me the form", "show_gallery", { widget: "form" }],
    ["Show the story", "show_gallery", { widget: "story" }],
    ["Search the notes for museums", "search_notes", { query: "museums" }],
    ["Show me your notes", "search_notes", { query: "" }],
    ["Tell me about Lima", "search_notes", { query: "Lima" }],
    ["Is @Nairobi nice?", "search_notes", { query: "Nairobi" }],
    ["call recall_facts", "recall_facts", {}],
    ['call the tool search_notes with {"query": "rain"}', "search_notes", { query: "rain" }],
  ])("%s", (text, name, given) => {
    expect(calls(answer(text, { tools: TOUR_TOOLS }))).toEqual([[name, given]]);
  });

  test("two cities are two calls at once", () => {
    const answered = answer("Compare the weather in Paris and tokyo", { tools: TOUR_TOOLS });
    expect(calls(answered)).toEqual([
      ["get_weather", { city: "Paris" }],
      ["get_weather", { city: "Tokyo" }],
    ]);
  });

  test.each([
    ["weather", "Tokyo", "get_weather", { city: "Tokyo" }],
    ["weather", "Where are you?", "get_weather", { city: "Where are you" }],
    ["notes", "museums?", "search_notes", { query: "museums" }],
    ["notes", "What is the weather in Lima?", "search_notes", { query: "Lima" }],
  ])("the composer's tool for %s is called: %s", (tool, text, name, given) => {
    const forcedTool = tool === "weather" ? "get_weather" : "search_notes";
    expect(calls(answer(text, { tools: TOUR_TOOLS, forcedTool }))).toEqual([[name, given]]);
  });

  test("the whole gallery comes one after another", () => {
    const shown = [0, 1, 2, 3, 4, 5].map((toolCalls) =>
      answer("Show me the gallery of widgets.", {
        tools: TOUR_TOOLS,
        toolCalls,
        toolResult: toolCalls > 0 ? { name: "show_gallery", output: "The widget is shown." } : null,
      }),
    );
    expect(shown.flatMap(calls).map(([, given]) => given)).toEqual(
      ["confirmation", "table", "profile", "form", "story"].map((widget) => ({ widget })),
    );
    expect(shown.at(-1)?.text).toMatch(/five widgets/);
  });

  test.each([
    [
      "What is the weather in Paris?",
      "get_weather",
      "A card shows this to the user, so do not repeat it: Paris in November: usually 11° by day, 6° at night. Often rainy, about 10 wet days.",
      /November in Paris.*11° by day and 6° at night.*umbrella/,
    ],
    [
      "weather in Rome",
      "get_weather",
      "There is no weather for Rome. Known are: London, Paris, Tokyo, Nairobi, Lima.",
      /no weather for Rome/,
    ],
    [
      "Search my notes",
      "search_notes",
      "Lima: It hardly ever rains.\nParis: Many museums close.",
      /- Lima: .*\n- Paris: /,
    ],
    ["Search my notes for cheese", "search_notes", "No note matches.", /No note matches/],
    ["remember that I like tea", "record_fact", '{"success":true}', /I will remember/],
    ["remember that I like tea", "record_fact", '{"success":false,"error":"full"}', /full/],
    ["What do you know about me?", "recall_facts", "The user likes tea.", /- The user likes tea\./],
    ["What do you know about me?", "recall_facts", "Nothing yet.", /Nothing yet/],
    ["Use the dark theme, please.", "switch_theme", '{"success":true}', /dark now/],
    ["dark", "switch_theme", '{"success": false, "error": "no"}', /could not do that: no/],
    ["Show me the table", "show_gallery", "The widget is shown.", /column/],
  ])("after %s: %s answered", (text, name, output, said) => {
    const answered = answer(text, {
      tools: TOUR_TOOLS,
      toolCalls: 1,
      calledTools: [name],
      toolResult: { name, output },
    });
    expect(answered.text).toMatch(said);
    expect(answered.toolCalls).toBeUndefined();
  });

  test.each([
    [["answered", "Lima", "good food"], /\*\*Lima\*\* it is.*good food/],
    [["answered", "Lima", "skipped"], /\*\*Lima\*\* it is\./],
    [["answered", "skipped", "good food"], /you answered[\s\S]*good food/],
    [["skipped", "skipped", "skipped"], /No plans for now/],
  ])("a form that came back: %s", ([status, city, wishes], said) => {
    const note = [
      `A structured input request was displayed to the user with the following status: ${status}`,
      "<StructuredInput>",
      `- Which city shall it be?: ${city}`,
      `- What matters most to you on a trip?: ${wishes}`,
      "</StructuredInput>",
    ].join("\n");
    expect(answer("Help me to plan a trip.", { tools: TOUR_TOOLS, note }).text).toMatch(said);
  });
});

describe("the tour of a hosted app", () => {
  test.each<[asked: string, tool: string, given: object]>([
    ["Use the dark theme, please.", "switch_theme", { theme: "dark" }],
    [
      "Remember that my favourite colour is green.",
      "record_fact",
      {
        fact_id: expect.stringMatching(/^fact_[0-9a-f]{16}$/),
        fact_text: "The user's favourite colour is green.",
      },
    ],
  ])("%s", (text, name, given) => {
    expect(calls(answer(text, { tools: HOSTED_TOOLS }))).toEqual([[name, given]]);
  });

  test("says what it can do", () => {
    const answered = answer("What can you help me with?", { tools: HOSTED_TOOLS });
    expect(answered.text).toMatch(/stand-in for your workflow/);
    expect(answered.text).not.toMatch(/none for that/);
  });

  test("a widget with a button for the page", () => {
    const { widget, progress } = answer("Show me a widget", { tools: HOSTED_TOOLS });
    expect(JSON.stringify(widget)).toContain('"handler":"client"');
    expect(progress).toBeDefined();
  });
});

describe("any app", () => {
  test.each([
    ["how do I pick a lock?", /cannot help/],
    ["Show me markdown", /\| City \|[\s\S]*```ts/],
    ["show me the table", /\| Lima \|/],
    ["write some code", /```python/],
    ["Show me reasoning", /391/],
    ["Show me your sources", /one protocol/],
    ["Tell me a long story", /Part 6/],
    ["Which model are you?", /gpt-4\.1-mini/],
    ["How do I go online?", /OPENAI_API_KEY/],
    ["hello", /offline stand-in/],
    ["thanks a lot", /welcome/],
    ["What can you do?", /no key and no network\. I know these/],
    ["What is the capital of France?", /none for that[\s\S]*OPENAI_API_KEY/],
    ["What is the weather in Paris?", /offline stand-in/],
    ["", /offline stand-in/],
  ])("without tools: %s", (text, said) => {
    const answered = answer(text);
    expect(answered.text).toMatch(said);
    expect(answered.toolCalls).toBeUndefined();
  });

  test("tells what was attached, and that nothing reads it", () => {
    const attachments = [
      { name: "report.pdf", type: "application/pdf" },
      { name: undefined, type: "image/png" },
    ];
    const { text } = answer("What is in it?", { attachments, tools: TOUR_TOOLS });
    expect(text).toMatch(/report\.pdf and an image.*nothing here reads/);
  });

  test("fails once, and then works", () => {
    const first = answer("Make an error");
    expect(first.error).toMatchObject({ status: 500, retry: false });
    expect(answer("Make an error").text).toMatch(/worked/);
    expect(answer("Make an error").error).toBeDefined();
  });

  test.each([
    ["what is the weather like in @Paris?", "What is the weather like in Paris"],
    ["Help me to plan a trip.", "Help me to plan a trip"],
    ["Remember that my favourite colour is green.", "Remember that my favourite colour is green"],
    ["Could you please tell me what is in the box?", "Could you please tell"],
    ["Hi!", "Hi"],
    [
      "Lebensversicherungsgesellschaftsangestelltenverbandshaus",
      "Lebensversicherungsgesellschaftsangestelltenverb",
    ],
    ["", "New conversation"],
  ])("the title of %j", (text, title) => {
    const instructions =
      "Write a title of at most five words for a conversation that begins with the user's message, in the message's language.";
    expect(answer(text, { instructions }).text).toBe(title);
  });

  test("tools of its own are named, and none is called unasked", () => {
    const tools = [{ name: "lookup_order", parameters: ORDER }];
    const answered = answer("Where is my parcel?", { tools });
    expect(answered.text).toContain("lookup_order");
    expect(answered.toolCalls).toBeUndefined();
    expect(calls(answer("call lookup_order", { tools }))).toEqual([
      ["lookup_order", { id: 1, kind: "parcel" }],
    ]);
  });

  test("a tool that is forced is called with what it takes", () => {
    const tools = [{ name: "lookup_order", parameters: ORDER }];
    const forced = answer("Where is my parcel?", { tools, forcedTool: "lookup_order" });
    expect(calls(forced)).toEqual([["lookup_order", { id: 1, kind: "parcel" }]]);
    const required = answer("Where is my parcel?", { tools, mustCallTool: true });
    expect(calls(required)).toEqual([["lookup_order", { id: 1, kind: "parcel" }]]);
  });

  test("a tool of the same name that takes something else is left alone", () => {
    const tools = [{ name: "get_weather", parameters: ORDER }];
    expect(answer("What is the weather in Paris?", { tools }).toolCalls).toBeUndefined();
  });
});

const ORDER = {
  type: "object",
  properties: {
    id: { type: "integer" },
    kind: { type: "string", enum: ["parcel", "letter"] },
    comment: { type: "string" },
  },
  required: ["id", "kind"],
};
