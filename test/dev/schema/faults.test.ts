import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { eventFaults, requestFaults, responseFaults } from "../../../src/dev/schema/faults.ts";

const RECORDED = fileURLToPath(new URL("../../differential/recorded/", import.meta.url));

/** What the official server answered, as `test/differential` keeps it. */
interface Recorded {
  readonly to: string;
  readonly status: number;
  readonly events?: readonly unknown[];
  readonly body?: unknown;
}

const INPUT = { content: [], attachments: [], inference_options: {} };
const ITEM = { id: "i_1", thread_id: "thr_1", created_at: "2026-11-21T10:00:00" };
const THREAD = {
  id: "thr_1",
  created_at: "2026-11-21T10:00:00",
  status: { type: "active" },
  metadata: {},
  items: { data: [], has_more: false },
};

const done = (item: object) => ({ type: "thread.item.done", item: { ...ITEM, ...item } });
const updated = (update: object) => ({ type: "thread.item.updated", item_id: "i_1", update });
const said = (faults: readonly { path: string; message: string }[]) =>
  faults.map(({ path, message }) => `${path}: ${message}`);

describe("what OpenAI's own server answers", () => {
  // There the scenario is that a handler sends what must stay hidden.
  const LEAKS = "hidden-items-that-are-added-or-replaced.json";
  const names = readdirSync(RECORDED).filter((name) => name !== LEAKS);

  test.each(names)("has no fault: %s", (name) => {
    const answers: readonly Recorded[] = JSON.parse(readFileSync(RECORDED + name, "utf8"));
    for (const { to, status, events = [], body } of answers) {
      for (const event of events) expect([event, eventFaults(event)]).toEqual([event, []]);
      if (status === 200 && body !== undefined) {
        expect([body, responseFaults(to, body)]).toEqual([body, []]);
      }
    }
  });
});

describe("a request", () => {
  test.each([
    ["a message", { type: "threads.create", params: { input: INPUT } }],
    [
      "an action",
      { type: "threads.custom_action", params: { thread_id: "t", action: { type: "go" } } },
    ],
    ["keys that nobody knows", { type: "threads.list", params: { also: 1 }, more: 2 }],
    ["null where a key may be left out", { type: "threads.list", params: { after: null } }],
  ])("with %s is fine", (_name, body) => {
    expect(requestFaults(body)).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ["that is no object", "hello", `: "hello" is not an object`],
    ["without a type", {}, "type: is missing"],
    [
      "of a type that resembles one",
      { type: "threads.creat", params: {} },
      `type: "threads.creat" is none of the 16 words that ChatKit knows here; did you mean "threads.create"?`,
    ],
    ["without its params", { type: "threads.delete" }, "params: is missing"],
    [
      "with content of an unknown type",
      { type: "threads.create", params: { input: { ...INPUT, content: [{ type: "text" }] } } },
      `params.input.content.0.type: "text" is none of "input_text", "input_tag"`,
    ],
    [
      "with an id that is a number",
      { type: "threads.get_by_id", params: { thread_id: 7 } },
      "params.thread_id: 7 is not text",
    ],
  ])("%s is told with its place", (_name, body, fault) => {
    expect(said(requestFaults(body))).toEqual([fault]);
  });
});

describe("an event", () => {
  test("may say more than is known", () => {
    expect(
      eventFaults({ type: "stream_options", stream_options: { allow_cancel: true, more: 1 } }),
    ).toEqual([]);
  });

  test.each<[string, unknown, string[]]>([
    ["that is no object", [1], [": a list is not an object"]],
    [
      "of a type that resembles one",
      { type: "thread.item.doe", item: {} },
      [
        `type: "thread.item.doe" is none of the 12 words that ChatKit knows here; did you mean "thread.item.done"?`,
      ],
    ],
    [
      "with an item of an unknown type",
      done({ type: "assistant" }),
      [
        `item.type: "assistant" is none of the 11 words that ChatKit knows here; did you mean "assistant_message"?`,
      ],
    ],
    [
      "with the time of the hosted API, in seconds",
      done({ type: "end_of_turn", created_at: 1_763_000_000 }),
      ["item.created_at: 1763000000 is not text"],
    ],
    [
      "with null for what has no value",
      { type: "notice", level: "info", message: "m", title: null },
      ["title: null is not text; leave out what has no value"],
    ],
    [
      "with an update of an unknown type",
      updated({ type: "assistant_message.content_part.text_dleta", delta: "a" }),
      [
        `update.type: "assistant_message.content_part.text_dleta" is none of the 10 words that ChatKit knows here; did you mean "assistant_message.content_part.text_delta"?`,
      ],
    ],
    [
      "with an icon that resembles one",
      { type: "progress_update", text: "t", icon: "serch" },
      [`icon: "serch" is none of the 64 words that ChatKit knows here; did you mean "search"?`],
    ],
    [
      "with an error code that nobody knows",
      { type: "error", code: "boom", allow_retry: true },
      [`code: "boom" is none of "stream.error", "custom"`],
    ],
    [
      "with a task in a state that there is not",
      done({ type: "task", task: { type: "custom", status_indicator: "busy" } }),
      [`item.task.status_indicator: "busy" is none of "none", "loading", "complete"`],
    ],
    [
      "that tells what only the model may read",
      done({ type: "hidden_context_item", content: 1 }),
      ["item: hidden_context_item is meant for the model alone, and here it reaches the browser"],
    ],
    [
      "with a widget that ChatKit does not show",
      done({
        type: "widget",
        widget: { type: "Card", children: [{ type: "Text", value: "a", size: "huge" }] },
      }),
      [`item.widget.children.0.size: "huge" is none of "xs", "sm", "md", "lg", "xl"`],
    ],
    ["without the widget of a widget", done({ type: "widget" }), ["item.widget: is missing"]],
    [
      "with a workflow whose summary says nothing",
      done({
        type: "workflow",
        workflow: { type: "custom", tasks: [], expanded: false, summary: {} },
      }),
      ["item.workflow.summary.title: is missing"],
    ],
    [
      "that replaces a widget by what is none",
      updated({ type: "widget.root.updated", widget: { type: "Crd", children: [] } }),
      [`update.widget.type: "Crd" is none of "Card", "ListView", "Basic"`],
    ],
    [
      "that replaces a component by a broken one",
      updated({ type: "widget.component.updated", component_id: "c", component: { type: "Text" } }),
      ["update.component.value: is missing"],
    ],
    [
      "of a thread with a broken widget in it",
      {
        type: "thread.created",
        thread: {
          ...THREAD,
          items: { data: [{ ...ITEM, type: "widget", widget: { type: "Card" } }], has_more: false },
        },
      },
      ["thread.items.data.0.widget.children: is missing"],
    ],
  ])("%s is told with its place", (_name, event, faults) => {
    expect(said(eventFaults(event))).toEqual(faults);
  });

  test.each(["lucide:anchor", "vendor:acme", "clock"])("may have the icon %s", (icon) => {
    expect(eventFaults({ type: "progress_update", text: "t", icon })).toEqual([]);
  });

  test("which is broken all over is told by twenty faults at most, each of them short", () => {
    const long = "x".repeat(10_000);
    const parts = Array.from({ length: 500 }, () => ({ type: long }));
    const faults = eventFaults(done({ type: "assistant_message", content: parts }));
    expect(faults).toHaveLength(20);
    const widget = { type: "Card", children: parts };
    const inWidget = eventFaults(done({ type: "widget", widget }));
    expect(inWidget).toHaveLength(20);
    for (const { message } of [...faults, ...inWidget]) expect(message.length).toBeLessThan(402);
  });

  test.each([
    [40, []],
    [10_000, [": is nested more than 100 levels deep"]],
  ])("nested %i levels deep is read, or not at all", (levels, faults) => {
    let widget: object = { type: "Text", value: "a" };
    for (let depth = 0; depth < levels; depth += 1) widget = { type: "Box", children: [widget] };
    const told = done({ type: "widget", widget: { type: "Card", children: [widget] } });
    expect(said(eventFaults(told))).toEqual(faults);
  });
});

describe("an answer", () => {
  test.each<[string, string, unknown, string[]]>([
    [
      "JSON where a stream is waited for",
      "threads.create",
      {},
      [": is JSON, but ChatKit waits for a stream (text/event-stream)"],
    ],
    [
      "a thread without its items",
      "threads.get_by_id",
      { ...THREAD, items: undefined },
      ["items: is missing"],
    ],
    [
      "a list of OpenAI's API",
      "threads.list",
      { object: "list", data: [], has_more: "no" },
      [`has_more: "no" is not true or false`],
    ],
    [
      "items with a broken widget",
      "items.list",
      { data: [{ ...ITEM, type: "widget", widget: { type: "Crd" } }], has_more: false },
      [`data.0.widget.type: "Crd" is none of "Card", "ListView", "Basic"`],
    ],
    [
      "threads with a hidden item",
      "threads.list",
      {
        data: [
          {
            ...THREAD,
            items: {
              data: [{ ...ITEM, type: "sdk_hidden_context", content: "c" }],
              has_more: false,
            },
          },
        ],
        has_more: false,
      },
      [
        "data.0.items.data.0: sdk_hidden_context is meant for the model alone, and here it reaches the browser",
      ],
    ],
    ["a session without its secret", "session.create", {}, ["client_secret: is missing"]],
    ["anything to what nobody knows", "attachment.upload", 7, []],
  ])("with %s", (_name, operation, body, faults) => {
    expect(said(responseFaults(operation, body))).toEqual(faults);
  });
});
