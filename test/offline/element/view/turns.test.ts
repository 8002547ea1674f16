import { expect, test } from "vitest";
import {
  copiedText,
  isShown,
  judgedItems,
  newestQuestion,
  turnsOf,
} from "../../../../src/offline/element/view/turns.ts";
import type { ThreadItem } from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";

const base = { thread_id: "thr_1", created_at: "2026-11-21T10:00:00Z" };
const asked = (id: string): ThreadItem => ({
  ...base,
  id,
  type: "user_message",
  content: [{ type: "input_text", text: "Hi" }],
  attachments: [],
  inference_options: {},
});
const said = (id: string, text = "Hello"): ThreadItem => ({
  ...base,
  id,
  type: "assistant_message",
  content: [{ type: "output_text", text, annotations: [] }],
});
const widget = (id: string, copy_text?: string): ThreadItem => ({
  ...base,
  id,
  type: "widget",
  widget: { type: "Card", children: [] },
  ...(copy_text === undefined ? {} : { copy_text }),
});
const end = (id: string): ThreadItem => ({ ...base, id, type: "end_of_turn" });
const hidden: ThreadItem = { ...base, id: "h", type: "sdk_hidden_context", content: "x" };

const ids = (items: readonly ThreadItem[]) =>
  turnsOf(items).map(({ question, answer }) => [question?.id ?? null, answer.map(({ id }) => id)]);

test("a turn is a question and all that came of it", () => {
  expect(ids([asked("a"), said("b"), widget("c"), asked("d")])).toEqual([
    ["a", ["b", "c"]],
    ["d", []],
  ]);
});

test("what the assistant began has no question", () => {
  expect(ids([said("a"), asked("b"), said("c")])).toEqual([
    [null, ["a"]],
    ["b", ["c"]],
  ]);
});

test("what follows the end of a turn is a turn of its own", () => {
  expect(ids([asked("a"), said("b"), end("c"), said("d")])).toEqual([
    ["a", ["b", "c"]],
    [null, ["d"]],
  ]);
});

test("copied are the messages, and the texts that widgets have for it", () => {
  expect(copiedText([said("a", "One"), widget("b", "Two"), widget("c"), said("d", " ")])).toBe(
    "One\n\nTwo",
  );
});

test("judged is what a person can have an opinion of", () => {
  expect(judgedItems([said("a"), end("b"), widget("c"), hidden])).toEqual(["a", "c"]);
});

test("what the model alone reads is not shown", () => {
  expect([asked("a"), hidden, end("b"), said("c")].filter(isShown).map(({ id }) => id)).toEqual([
    "a",
    "c",
  ]);
});

test("the newest question is the last message of the user", () => {
  expect(newestQuestion([asked("a"), said("b"), asked("c"), said("d")])?.id).toBe("c");
  expect(newestQuestion([])).toBeNull();
});
