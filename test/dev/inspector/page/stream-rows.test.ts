import { expect, test } from "vitest";
import type { SeenEvent } from "../../../../src/dev/events.ts";
import { streamRows } from "../../../../src/dev/inspector/page/stream-rows.ts";
import { delta, event } from "../inspected.ts";

const ITEM = { id: "i_1", thread_id: "thr_1", created_at: "2026-11-21T10:00:00Z" };
const brief = (told: object) => {
  const [row] = streamRows([event(0, 1, told as { type: string })]);
  return [row?.title, row?.brief];
};

test("words of one text are one row, which says the text", () => {
  const [row, ...others] = streamRows([
    delta(0, 10, "Hello"),
    delta(1, 20, " there"),
    delta(2, 30, "!"),
  ]);
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    title: "assistant_message.content_part.text_delta",
    brief: "Hello there!",
  });
  expect(row?.events.map(({ atMs }) => atMs)).toEqual([10, 20, 30]);
});

test("words of another text, or after another event, are another row", () => {
  const update = {
    type: "assistant_message.content_part.text_delta",
    content_index: 1,
    delta: "b",
  };
  const other = event(1, 20, { type: "thread.item.updated", item_id: "msg_2", update } as never);
  const notice = event(3, 40, { type: "notice", level: "info", message: "m" } as never);
  const rows = streamRows([delta(0, 10, "a"), other, delta(2, 30, "c"), notice, delta(4, 50, "d")]);
  expect(rows.map(({ brief }) => brief)).toEqual(["a", "b", "c", "m", "d"]);
});

test("a row has the faults of all its events", () => {
  const fault = { path: "p", message: "m" };
  const broken: SeenEvent = { ...delta(1, 20, "b"), faults: [fault, fault] };
  expect(streamRows([delta(0, 10, "a"), broken])[0]?.faultCount).toBe(2);
});

test.each([
  [
    {
      type: "thread.item.done",
      item: { ...ITEM, type: "user_message", content: [{ type: "input_text", text: "Hi" }] },
    },
    ["thread.item.done", "user_message: Hi"],
  ],
  [
    {
      type: "thread.item.done",
      item: { ...ITEM, type: "client_tool_call", name: "pick", content: 7 },
    },
    ["thread.item.done", "client_tool_call: pick"],
  ],
  [
    { type: "thread.item.done", item: { ...ITEM, type: "widget", widget: { type: "Card" } } },
    ["thread.item.done", "widget: Card"],
  ],
  [
    {
      type: "thread.item.updated",
      item_id: "i",
      update: { type: "workflow.task.added", task: { type: "thought", content: "Hm" } },
    },
    ["workflow.task.added", "Hm"],
  ],
  [{ type: "error", code: "stream.error", allow_retry: true }, ["error", "stream.error"]],
  [{ type: "client_effect", name: "confetti", data: {} }, ["client_effect", "confetti"]],
  [{ type: "thread.item.removed", item_id: "i_9" }, ["thread.item.removed", "i_9"]],
  [{ type: "stream_options", stream_options: {} }, ["stream_options", ""]],
])("%j is told in a few words", (told, words) => {
  expect(brief(told)).toEqual(words);
});

test("an error is marked as one", () => {
  expect(streamRows([event(0, 1, { type: "error" })])[0]?.isError).toBe(true);
});

test.each(["", "no JSON", "[1]", "null", '{"update":7}'])("%j is a row as well", (data) => {
  const odd: SeenEvent = { index: 0, atMs: 1, type: null, data, itemId: null, faults: [] };
  expect(streamRows([odd])).toMatchObject([{ title: "not an event", brief: "" }]);
});
