import { describe, expect, test } from "vitest";
import { applyEvent, UNCONFIRMED } from "../../../../src/offline/element/chat/apply-event.ts";
import { INITIAL_STATE } from "../../../../src/offline/element/chat/initial-state.ts";
import type { ChatState } from "../../../../src/offline/element/chat/state.ts";

const BASE = { thread_id: "thr_1", created_at: "2026-11-20T17:50:24.795519" };
const THREAD = {
  id: "thr_1",
  created_at: BASE.created_at,
  status: { type: "active" },
  metadata: {},
};

const ANSWERING: ChatState = {
  ...INITIAL_STATE,
  turn: { phase: "waiting", allowCancel: false, progress: null },
};

/** The state after these events, all of which have to be understood. */
function stateAfter(events: readonly object[], from: ChatState = ANSWERING): ChatState {
  return events.reduce((state: ChatState, event) => {
    const applied = applyEvent(state, event);
    expect(applied.ignored, JSON.stringify(event)).toBeNull();
    return applied.state;
  }, from);
}

const added = (item: object) => ({ type: "thread.item.added", item: { ...BASE, ...item } });
const done = (item: object) => ({ type: "thread.item.done", item: { ...BASE, ...item } });
const updated = (item_id: string, update: object) => ({
  type: "thread.item.updated",
  item_id,
  update,
});
const userMessage = (id: string) => ({
  type: "user_message",
  id,
  content: [{ type: "input_text", text: "Hi" }],
  attachments: [],
  inference_options: {},
});

describe("threads", () => {
  test("one that is created or updated is the open one, and in the list", () => {
    const state = stateAfter([
      { type: "thread.created", thread: { ...THREAD, items: { data: [], has_more: false } } },
      {
        type: "thread.updated",
        thread: { ...THREAD, title: "Boats", status: { type: "locked", reason: "Paid" } },
      },
    ]);
    expect(state.thread).toMatchObject({
      title: "Boats",
      status: { type: "locked", reason: "Paid" },
    });
    expect(state.history.threads).toEqual([state.thread]);
  });
});

describe("items", () => {
  test("the server's message takes the place of the one that waits for it", () => {
    const local = { ...BASE, ...userMessage(`${UNCONFIRMED}1`) } as ChatState["items"][number];
    const state = stateAfter([done(userMessage("msg_1"))], { ...ANSWERING, items: [local] });
    expect(state.items.map(({ id }) => id)).toEqual(["msg_1"]);
    expect(state.turn.phase, "nothing has been answered").toBe("waiting");
  });

  test("a message of the server never takes the place of an older one that it forgot", () => {
    const local = (id: string) =>
      ({ ...BASE, ...userMessage(`${UNCONFIRMED}${id}`) }) as ChatState["items"][number];
    const { items } = stateAfter([done(userMessage("msg_2"))], {
      ...ANSWERING,
      items: [local("1"), local("2")],
    });
    expect(items.map(({ id }) => id)).toEqual([`${UNCONFIRMED}1`, "msg_2"]);
  });

  test("are added, done, replaced in their place, and removed", () => {
    const text = (words: string) => ({
      type: "assistant_message",
      id: "msg_a",
      content: [{ type: "output_text", text: words, annotations: [] }],
    });
    const state = stateAfter([
      added({ type: "assistant_message", id: "msg_a", content: [] }),
      done({ type: "task", id: "tsk_1", task: { type: "custom", title: "Look" } }),
      done(text("one")),
      { type: "thread.item.replaced", item: { ...BASE, ...text("two") } },
      done({ type: "end_of_turn", id: "eot" }),
      { type: "thread.item.removed", item_id: "tsk_1" },
    ]);
    expect(state.items.map(({ id }) => id)).toEqual(["msg_a", "eot"]);
    expect(state.items[0]).toMatchObject({ content: [{ text: "two" }] });
    expect(state.turn.phase).toBe("streaming");
  });

  test("may leave out what is empty", () => {
    const { items } = stateAfter([
      done({ type: "assistant_message", id: "a" }),
      done({ type: "workflow", id: "w", workflow: { type: "custom" } }),
      done({ type: "structured_input", id: "s", status: "pending" }),
      done({ type: "user_message", id: "u" }),
      done({ type: "client_tool_call", id: "c", name: "t", status: "pending" }),
      done({ type: "task", id: "t", task: { type: "web_search" } }),
    ]);
    expect(items).toMatchObject([
      { content: [] },
      { workflow: { tasks: [] } },
      { inputs: [] },
      { content: [], attachments: [], inference_options: {} },
      { arguments: {} },
      { task: { sources: [], queries: [], status_indicator: "none" } },
    ]);
  });
});

describe("an assistant's message", () => {
  const part = { type: "assistant_message.content_part.added", content_index: 0 };
  const delta = (words: string, content_index = 0) =>
    updated("a", {
      type: "assistant_message.content_part.text_delta",
      content_index,
      delta: words,
    });
  const begun = added({ type: "assistant_message", id: "a", content: [] });

  test("grows with its deltas, annotations and parts", () => {
    const annotation = {
      type: "annotation",
      source: { type: "url", url: "https://example.com", title: "Example" },
      index: 5,
    };
    const { items } = stateAfter([
      begun,
      updated("a", { ...part, content: { type: "output_text", text: "", annotations: [] } }),
      delta("Hel"),
      delta("lo"),
      updated("a", {
        type: "assistant_message.content_part.annotation_added",
        content_index: 0,
        annotation_index: 0,
        annotation,
      }),
      delta("Second", 1),
    ]);
    expect(items[0]).toMatchObject({
      content: [
        { text: "Hello", annotations: [annotation] },
        { text: "Second", annotations: [] },
      ],
    });
  });

  test("is what its last event says", () => {
    const { items } = stateAfter([
      begun,
      delta("Helo"),
      updated("a", {
        type: "assistant_message.content_part.done",
        content_index: 0,
        content: { type: "output_text", text: "Hello", annotations: [] },
      }),
    ]);
    expect(items[0]).toMatchObject({ content: [{ text: "Hello" }] });
  });

  test("has no gap, however far an index is", () => {
    const { items } = stateAfter([begun, delta("x", 4_000_000_000)]);
    expect(items[0]).toMatchObject({ content: [{ text: "x" }] });
  });
});

describe("a widget", () => {
  const card = {
    type: "Card",
    children: [
      { type: "Row", children: [{ type: "Text", id: "t", value: "A", streaming: true }] },
      { type: "Transition", children: { type: "Text", id: "u", value: "B" } },
    ],
  };
  const begun = done({ type: "widget", id: "w", widget: card });

  test("streams text into the component with the id", () => {
    const delta = (text: string, isDone: boolean) =>
      updated("w", {
        type: "widget.streaming_text.value_delta",
        component_id: "t",
        delta: text,
        done: isDone,
      });
    const { items } = stateAfter([begun, delta("B", false), delta("C", true)]);
    expect(items[0]).toMatchObject({
      widget: { children: [{ children: [{ value: "ABC", streaming: false }] }, {}] },
    });
    expect(card.children[0], "what the server sent is left alone").toMatchObject({
      children: [{ value: "A" }],
    });
  });

  test("changes a component, also the one child of a Transition, or as a whole", () => {
    const one = stateAfter([
      begun,
      updated("w", {
        type: "widget.component.updated",
        component_id: "u",
        component: { type: "Title", id: "u", value: "New" },
      }),
    ]);
    expect(one.items[0]).toMatchObject({
      widget: { children: [{}, { children: { type: "Title", value: "New" } }] },
    });
    const whole = stateAfter([
      begun,
      updated("w", { type: "widget.root.updated", widget: { type: "Basic", children: [] } }),
    ]);
    expect(whole.items[0]).toMatchObject({ widget: { type: "Basic" } });
  });
});

test("a workflow gets tasks and changes them", () => {
  const task = (title: string) => ({ type: "custom", title, status_indicator: "loading" });
  const { items } = stateAfter([
    added({ type: "workflow", id: "w", workflow: { type: "custom", tasks: [], expanded: true } }),
    updated("w", { type: "workflow.task.added", task_index: 0, task: task("A") }),
    updated("w", { type: "workflow.task.added", task_index: 1, task: task("B") }),
    updated("w", { type: "workflow.task.updated", task_index: 0, task: task("C") }),
  ]);
  expect(items[0]).toMatchObject({ workflow: { tasks: [{ title: "C" }, { title: "B" }] } });
});

test("a generated image comes in parts, and its progress ends with it", () => {
  const image = { id: "ig", url: "data:image/png;base64,AA" };
  const partial = stateAfter([
    added({ type: "generated_image", id: "g" }),
    updated("g", { type: "generated_image.updated", image, progress: 0.5 }),
  ]);
  expect(partial.items[0]).toMatchObject({ image });
  expect(partial.imageProgress.get("g")).toBe(0.5);
  const whole = stateAfter([done({ type: "generated_image", id: "g", image })], partial);
  expect(whole.imageProgress.size).toBe(0);
});

describe("a turn", () => {
  test("tells of its progress until something is answered, and whether it can be stopped", () => {
    const busy = stateAfter([
      { type: "stream_options", stream_options: { allow_cancel: true } },
      { type: "progress_update", icon: "search", text: "Looking" },
    ]);
    expect(busy.turn).toEqual({
      phase: "streaming",
      allowCancel: true,
      progress: { icon: "search", text: "Looking" },
    });
    const answered = stateAfter([added({ type: "assistant_message", id: "a", content: [] })], busy);
    expect(answered.turn.progress).toBeNull();
  });

  test("shows notices and errors", () => {
    const { notices, problem } = stateAfter([
      { type: "notice", level: "warning", message: "**Careful**", title: "Look out" },
      { type: "notice", level: "info", message: "Two" },
      { type: "error", code: "custom", message: "oops", allow_retry: false },
    ]);
    expect(notices).toMatchObject([
      { level: "warning", title: "Look out", message: "**Careful**" },
      { level: "info", title: null, message: "Two" },
    ]);
    expect(problem).toMatchObject({ message: "oops", allowRetry: false });
  });

  test("has words of its own for an error without any", () => {
    const { problem } = stateAfter([{ type: "error", code: "stream.error", allow_retry: true }]);
    expect(problem?.message).toMatch(/went wrong/);
    expect(problem?.allowRetry).toBe(true);
  });

  test("leaves effects to the page", () => {
    const { state } = applyEvent(ANSWERING, { type: "client_effect", name: "blink", data: {} });
    expect(state).toBe(ANSWERING);
  });
});

test.each(["hologram", "toString"])(
  "an item of the unknown type %s is kept, for the thread to name",
  (type) => {
    const { items } = stateAfter([done({ type, id: "h" })]);
    expect(items).toMatchObject([{ type, id: "h" }]);
  },
);

describe("what cannot be understood changes nothing, and is told", () => {
  const message = stateAfter([added({ type: "assistant_message", id: "a", content: [] })]);
  test.each<[string, unknown]>([
    ["an event without a type", { hello: 1 }],
    ["an event without a type", null],
    ["an event without a type", "text"],
    ["unknown event thread.exploded", { type: "thread.exploded" }],
    ["thread.created without a thread", { type: "thread.created" }],
    ["thread.item.done of nothing", { type: "thread.item.done" }],
    ["thread.item.done of hologram", done({ type: "hologram" })],
    ["thread.item.added of a hidden item", added({ type: "hidden_context_item", id: "h" })],
    [
      "thread.item.replaced of a hidden item",
      {
        type: "thread.item.replaced",
        item: { type: "sdk_hidden_context", id: "h" },
      },
    ],
    ["thread.item.updated of an item that is not there", updated("nobody", { type: "x" })],
    ["thread.item.updated without an update", { type: "thread.item.updated", item_id: "a" }],
    ["unknown update sing", updated("a", { type: "sing" })],
    [
      "workflow.task.added of an item of type assistant_message",
      updated("a", {
        type: "workflow.task.added",
        task_index: 0,
      }),
    ],
    ["thread.item.removed without item_id", { type: "thread.item.removed" }],
    ["progress_update without a text", { type: "progress_update" }],
    ["notice without a message", { type: "notice", level: "info" }],
    ["client_effect without a name", { type: "client_effect" }],
  ])("%s", (reason, event) => {
    const applied = applyEvent(message, event);
    expect(applied.ignored).toBe(reason);
    expect(applied.state).toBe(message);
  });
});
