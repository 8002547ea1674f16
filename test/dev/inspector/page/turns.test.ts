import { expect, test } from "vitest";
import type { Exchange } from "../../../../src/dev/events.ts";
import { turnsOf } from "../../../../src/dev/inspector/page/turns.ts";

/** A request of a thread with what was said in its answer. */
function exchange(operation: string, params: unknown, ...items: unknown[]): Exchange {
  const text = JSON.stringify({ type: operation, params });
  const events = items.map((item, index) => ({
    index,
    atMs: 1,
    type: "thread.item.done",
    data: JSON.stringify({ type: "thread.item.done", item }),
    itemId: null,
    faults: [],
  }));
  return {
    id: "x1",
    kind: "protocol",
    method: "POST",
    path: "/chatkit",
    startedAt: 0,
    operation,
    threadId: "thr_1",
    itemIds: [],
    request: { headers: {}, body: { text, bytes: text.length, truncated: false }, faults: [] },
    response: null,
    events,
    eventCount: events.length,
    firstEventMs: 1,
    endedMs: 2,
    failure: null,
  };
}

const asks = (...texts: string[]) => ({
  input: { content: texts.map((text) => ({ type: "input_text", text })) },
});
const says = (...texts: string[]) => ({
  type: "assistant_message",
  content: texts.map((text) => ({ type: "output_text", text })),
});
const calls = (name: string) => ({ type: "client_tool_call", name, arguments: { a: 1 } });

test("each message of the user begins a turn", () => {
  expect(
    turnsOf([
      exchange("threads.create", asks("Hi ", "there"), { type: "user_message" }, says("Hello.")),
      exchange("threads.list", {}),
      exchange("threads.add_user_message", asks("Bye"), says("So", " long."), says("Really.")),
    ]),
  ).toEqual([
    { user: "Hi there", assistant: "Hello.", clientToolCalls: [] },
    { user: "Bye", assistant: "So long.\n\nReally.", clientToolCalls: [] },
  ]);
});

test("what a tool of the page led to belongs to its turn", () => {
  expect(
    turnsOf([
      exchange("threads.create", asks("Go dark"), calls("switch_theme")),
      exchange("threads.add_client_tool_output", {}, says("Done."), calls("other")),
    ]),
  ).toEqual([
    {
      user: "Go dark",
      assistant: "Done.",
      clientToolCalls: [
        { name: "switch_theme", arguments: { a: 1 } },
        { name: "other", arguments: { a: 1 } },
      ],
    },
  ]);
});

test("an answer that was asked for again takes the place of the first", () => {
  const turns = turnsOf([
    exchange("threads.create", asks("Hi"), says("One.")),
    exchange("threads.retry_after_item", {}, says("Two.")),
  ]);
  expect(turns).toEqual([{ user: "Hi", assistant: "Two.", clientToolCalls: [] }]);
});

test("what was cut or belongs to nothing tells nothing", () => {
  const cut = exchange("threads.create", asks("Hi"), says("One."));
  const body = { text: '{"type":"threads.create","par', bytes: 9_999, truncated: true };
  expect(
    turnsOf([
      exchange("threads.retry_after_item", {}, says("Two.")),
      { ...cut, request: { ...cut.request, body } },
    ]),
  ).toEqual([{ user: "", assistant: "One.", clientToolCalls: [] }]);
});
