import fc from "fast-check";
import { expect, test } from "vitest";
import { heardCompletion, heardResponse } from "../../../src/offline/record/heard-answer.ts";

const events = (...values: readonly unknown[]) =>
  values.map((value) => `data: ${JSON.stringify(value)}\n\n`).join("");
const message = (...content: readonly object[]) => ({
  type: "message",
  role: "assistant",
  content,
});
const completed = (...output: readonly object[]) => ({ id: "resp_1", status: "completed", output });

test.each<[what: string, body: string, answer: object | null]>([
  [
    "a text",
    JSON.stringify(completed(message({ type: "output_text", text: "Hi." }))),
    { text: "Hi." },
  ],
  [
    "a refusal",
    JSON.stringify(completed(message({ type: "refusal", refusal: "No." }))),
    { text: "No." },
  ],
  [
    "thoughts and a call, between searches of OpenAI's own",
    events(
      { type: "response.created", response: { id: "resp_1", status: "in_progress", output: [] } },
      {
        type: "response.completed",
        response: completed(
          { type: "reasoning", summary: [{ text: "One." }, { text: "Two." }] },
          { type: "web_search_call", action: { type: "search" } },
          { type: "function_call", call_id: "c", name: "open", arguments: '{"page":2}' },
        ),
      },
    ),
    { reasoning: "One.\n\nTwo.", toolCalls: [{ name: "open", arguments: { page: 2 } }] },
  ],
  [
    "a source",
    JSON.stringify(
      completed(
        message({
          type: "output_text",
          text: "It is so.",
          annotations: [
            {
              type: "url_citation",
              url: "https://a.example/",
              title: "A",
              start_index: 3,
              end_index: 9,
            },
            { type: "file_citation", file_id: "f", filename: "a.txt", index: 3 },
          ],
        }),
      ),
    ),
    { text: "It is so.", citations: [{ url: "https://a.example/", title: "A", after: "is so." }] },
  ],
  ["an answer that broke off", events({ type: "response.created", response: {} }), null],
  [
    "a failure",
    events({ type: "response.failed", response: { id: "r", status: "failed", output: [] } }),
    null,
  ],
  ["an answer that was cut", JSON.stringify({ ...completed(), status: "incomplete" }), null],
  ["no JSON", "<html>", null],
])("a response with %s", (_what, body, answer) => {
  expect(heardResponse(body)?.answer ?? null).toEqual(answer);
});

const chunk = (delta: object, finish_reason: string | null = null) => ({
  choices: [{ index: 0, delta, finish_reason }],
});
test.each<[what: string, body: string, answer: object | null]>([
  [
    "parallel calls in pieces",
    `${events(
      chunk({ role: "assistant", content: null }),
      chunk({ tool_calls: [{ index: 0, id: "a", function: { name: "open", arguments: "" } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{"page"' } }] }),
      chunk({ tool_calls: [{ index: 1, id: "b", function: { name: "close", arguments: "{}" } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: ":2}" } }] }),
      chunk({}, "tool_calls"),
      { choices: [], usage: { total_tokens: 1 } },
    )}data: [DONE]\n\n`,
    {
      toolCalls: [
        { name: "open", arguments: { page: 2 } },
        { name: "close", arguments: {} },
      ],
    },
  ],
  [
    "a text in pieces",
    events(chunk({ content: "H" }), chunk({ content: "i" }), chunk({}, "stop")),
    { text: "Hi" },
  ],
  ["no end", events(chunk({ content: "H" })), null],
])("a chat completion with %s", (_what, body, answer) => {
  expect(heardCompletion(body)?.answer ?? null).toEqual(answer);
});

test("whatever an API answers is heard or left alone", () => {
  const body = fc.oneof(
    fc.string(),
    fc.json(),
    fc.json().map((text) => `data: ${text}\n\n`),
  );
  fc.assert(
    fc.property(body, (text) => {
      for (const heard of [heardResponse(text), heardCompletion(text)]) {
        expect(heard === null || heard.answer).toBeTruthy();
      }
    }),
  );
});
