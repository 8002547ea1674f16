import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FixtureFile } from "../../../src/offline/model/fixtures/schema.ts";
import type { Question } from "../../../src/offline/model/model.ts";
import { questionOf } from "../../../src/offline/model/question.ts";
import { modelWith, serveModel } from "./model-server.ts";
import { ask, HOSTED_TOOLS, TOUR_TOOLS } from "./question.ts";

type Match = NonNullable<FixtureFile["fixtures"][number]["match"]>;

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

describe("an app's own fixtures hold nothing up", () => {
  const stray = "^(a+)+$";
  const endless = `${"a".repeat(40)}!`;

  test.each<[where: string, match: Match, question: Question]>([
    ["a message", { regex: stray }, ask(endless)],
    [
      "the result of a tool",
      { toolResult: { regex: stray } },
      ask("hi", { toolResult: { name: "t", output: endless } }),
    ],
    ["a note", { note: { regex: stray } }, ask("hi", { note: endless })],
  ])(
    "with a regular expression that goes astray on %s: the next one answers",
    (_, match, asked) => {
      const fallback = { toolResult: match.toolResult && true, note: match.note && true } as const;
      const own = modelWith([
        { name: "astray", match, answer: { text: "first" } },
        { match: fallback, answer: { text: "second" } },
      ]);
      expect(own.answer(asked).answer.text).toBe("second");
      expect(own.answer(asked).answer.text).toBe("second");
      expect(own.warnings).toEqual([
        "chatkit/fixtures/app.json, fixture 1 (astray) does not match, since /^(a+)+$/i takes longer than a second.",
      ]);
    },
  );

  test("with an expression that goes astray without a text", () => {
    const { warnings } = modelWith([{ match: { regex: "(|){40}x" }, answer: { text: "{{1}}" } }]);
    expect(warnings).toEqual([]);
  });

  test("with a tool's pattern that goes astray", () => {
    const parameters = {
      type: "object",
      properties: { a: { type: "string", pattern: stray } },
      required: ["a"],
    };
    const asked = ask(endless, { tools: [{ name: "t", parameters }], forcedTool: "t" });
    expect(model.answer(asked).answer.toolCalls).toEqual([{ name: "t", arguments: { a: "a" } }]);
  });

  test("with thousands of phrases and a long message", () => {
    const fixtures = Array.from({ length: 5000 }, (_, index) => ({
      match: { text: `phrase ${index}` },
      answer: { text: `answer ${index}` },
    }));
    const asked = ask(`${"This is what he said. ".repeat(20_000)}phrase 4999`);
    expect(modelWith(fixtures).answer(asked).answer.text).toBe("answer 4999");
  });

  test("with a phrase that a long message holds within words, again and again", () => {
    const own = modelWith([{ match: { text: "hi" }, answer: { text: "found" } }]);
    expect(own.answer(ask(`${"this ".repeat(200_000)}hi`)).answer.text).toBe("found");
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

test("whatever no fixture matches, the one that is proposed does, and is no longer than one reads", () => {
  const words = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.array(fc.constantFrom("the", "weather", "in", "Lima", "天気"), { minLength: 500 }),
  );
  const said = words.map((each) => (typeof each === "string" ? each : each.join(" ")));
  const results = fc.constantFrom(null, "t", "");
  fc.assert(
    fc.property(said, results, fc.boolean(), fc.boolean(), (text, name, isNote, isTitle) => {
      const asked = ask(text, {
        toolResult: name === null ? null : { name, output: text },
        note: isNote && name === null ? text : null,
        ...(isTitle && { instructions: "Write a title for the conversation." }),
      });
      const refused = modelWith([], { strict: true }).answer(asked).answer;
      if (refused.error === undefined) return;
      expect(refused.error.message.length).toBeLessThan(1000);
      const [, proposed = ""] = refused.error.message.split(/, such as (?=\{"fixtures")/);
      const { fixtures } = JSON.parse(proposed) as FixtureFile;
      const answered = modelWith(fixtures, { strict: true }).answer(asked).answer;
      expect(answered).toMatchObject({ text: "…" });
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

describe("whatever body comes", () => {
  let server: Awaited<ReturnType<typeof serveModel>>;
  beforeAll(async () => {
    server = await serveModel(model);
  });
  afterAll(() => server.close());

  const wild = fc.jsonValue({ maxDepth: 3 });
  const schema = fc.record(
    {
      type: fc.oneof(fc.constantFrom("object", "array", "string", "integer"), wild),
      properties: fc.oneof(fc.dictionary(fc.constantFrom("a", "b"), wild), wild),
      required: fc.oneof(fc.array(fc.constantFrom("a", "b")), wild),
      items: wild,
      anyOf: wild,
      minItems: fc.nat(),
      minLength: fc.nat(),
      pattern: fc.oneof(fc.string(), wild),
      $ref: fc.constantFrom("#", "#/a/b", 3),
    },
    { requiredKeys: [] },
  );
  const tools = fc.array(
    fc.record({ type: fc.constant("function"), name: fc.constant("t"), parameters: schema }),
  );
  const item = fc.oneof(
    wild,
    fc.record({ role: fc.constantFrom("user", "assistant", "system", "tool"), content: wild }),
    fc.record({
      type: fc.constantFrom("function_call", "function_call_output", "reasoning"),
      call_id: wild,
      output: wild,
    }),
  );
  const body = fc.oneof(
    wild,
    fc.record(
      {
        model: fc.constant("m"),
        input: fc.oneof(fc.string(), fc.array(item)),
        messages: fc.array(item),
        instructions: wild,
        tools: fc.oneof(tools, wild),
        tool_choice: fc.oneof(
          fc.constantFrom("required", "auto"),
          fc.constant({ type: "function", name: "t" }),
          wild,
        ),
        text: fc.oneof(
          wild,
          fc.record({ format: fc.record({ type: fc.constant("json_schema"), schema }) }),
        ),
        previous_response_id: fc.oneof(fc.constant(null), wild),
      },
      { requiredKeys: ["model"] },
    ),
  );

  test.each(["responses", "chat/completions"])(
    "%s answers it or says what is wrong",
    async (path) => {
      await fc.assert(
        fc.asyncProperty(body, async (sent) => {
          const answer = await fetch(`${server.baseURL}/${path}`, {
            method: "POST",
            headers: { authorization: "Bearer sk-offline-0", "content-type": "application/json" },
            body: JSON.stringify(sent),
          });
          const told = (await answer.json()) as { id?: unknown; error?: { message: unknown } };
          expect([200, 400], JSON.stringify(sent)).toContain(answer.status);
          expect(answer.ok ? told.id : told.error?.message).toEqual(expect.any(String));
        }),
        { numRuns: 200 },
      );
    },
    60_000,
  );
});
