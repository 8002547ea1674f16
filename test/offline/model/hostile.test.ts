import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { questionOf } from "../../../src/offline/model/question.ts";
import { modelWith } from "./model-server.ts";
import { ask, HOSTED_TOOLS, TOUR_TOOLS } from "./question.ts";

/*
 * A question of any length must not hold up the program that also serves the page: a regular
 * expression that goes astray takes minutes, which no test is given.
 */

const model = modelWith();
const LENGTH = 200_000;
const repeated = (text: string) => text.repeat(Math.ceil(LENGTH / text.length));

describe("long questions are answered like short ones", () => {
  test.each([
    "weather ",
    "weather in x ",
    "rain Paris ",
    "remember that I like ",
    "remember that my ",
    "show all your widgets ",
    "plan plan ",
    "notes for ",
    "dark light ",
    "what do you remember ",
    "call the tool ",
    "{{text}} {{",
    " ",
    "\n",
    "a",
    "@",
    "show give make ",
  ])("%j, again and again", (part) => {
    const text = repeated(part);
    for (const tools of [TOUR_TOOLS, HOSTED_TOOLS, []]) {
      const toolResult = { name: "get_weather", output: text };
      for (const more of [{}, { toolResult }, { note: text }]) {
        expect(model.answer(ask(text, { tools, ...more })).answer).toBeDefined();
      }
    }
  });
});

test("whatever is asked is answered", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string(), (text, output) => {
      for (const tools of [TOUR_TOOLS, HOSTED_TOOLS, []]) {
        const { answer } = model.answer(ask(text, { tools }));
        expect(answer.text ?? answer.toolCalls ?? answer.error ?? answer.widget).toBeDefined();
        const toolResult = { name: "some_tool", output };
        const after = model.answer(ask(text, { tools, toolResult, toolCalls: 1 })).answer;
        expect(after.toolCalls).toBeUndefined();
        expect(after.text).toBeDefined();
      }
    }),
  );
});

test("whatever may be called or has to be, there is an answer", () => {
  const name = fc.constantFrom("get_weather", "switch_theme", "lookup");
  const tools = fc.uniqueArray(fc.constantFrom("get_weather", "switch_theme", "lookup"));
  const choice = fc.oneof(
    fc.constantFrom("none" as const, "auto" as const, "required" as const),
    fc.record({ type: fc.constant("function"), name }),
    fc.record({ type: fc.constant("web_search") }),
    fc.record({
      type: fc.constant("allowed_tools"),
      mode: fc.constantFrom("auto", "required"),
      tools: fc.array(fc.record({ name })),
    }),
  );
  fc.assert(
    fc.property(
      tools,
      choice,
      fc.constantFrom("weather in Lima", "dark", "?"),
      (names, tool_choice, input) => {
        const offered = names.map((each) => ({ type: "function", name: each }));
        const question = questionOf({ model: "m", input, tools: offered, tool_choice });
        const { answer } = model.answer(question);
        const called = (answer.toolCalls ?? []).map((call) => call.name);
        expect(answer.text !== undefined || called.length > 0).toBe(true);
        expect(called.every((each) => question.tools.some((tool) => tool.name === each))).toBe(
          true,
        );
        if (question.forcedTool !== null) expect(called).toContain(question.forcedTool);
        if (question.mustCallTool) expect(called.length).toBeGreaterThan(0);
      },
    ),
  );
});
