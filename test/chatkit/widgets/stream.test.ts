import { expect, it } from "vitest";
import type {
  ThreadMetadata,
  ThreadStreamEvent,
} from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import type { WidgetRoot } from "../../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import { streamWidget } from "../../../templates/+self-hosted+node/server/chatkit/widgets/stream.ts";

const thread: ThreadMetadata = {
  id: "thr_1",
  created_at: "2026-11-21T12:00:00.000Z",
  status: { type: "active" },
  metadata: {},
};

function story(value: string, streaming: boolean): WidgetRoot {
  return { type: "Card", children: [{ type: "Text", id: "story", value, streaming }] };
}

async function all(events: AsyncIterable<ThreadStreamEvent>): Promise<ThreadStreamEvent[]> {
  const seen = [];
  for await (const event of events) {
    seen.push(event);
  }
  return seen;
}

it("shows a widget that is there at once", async () => {
  const widget = story("All", false);
  expect(await all(streamWidget({ thread, widget, copyText: "All" }))).toEqual([
    {
      type: "thread.item.done",
      item: {
        type: "widget",
        id: expect.stringMatching(/^msg_/),
        thread_id: "thr_1",
        created_at: expect.stringMatching(/Z$/),
        widget,
        copy_text: "All",
      },
    },
  ]);
});

it("shows a widget as its states arrive", async () => {
  async function* states() {
    yield story("", true);
    yield story("Once", true);
    yield story("Once upon", true);
    yield story("Once upon", false);
  }
  const events = await all(streamWidget({ thread, widget: states() }));
  const id = "item" in (events[0] ?? {}) ? (events[0] as { item: { id: string } }).item.id : "";
  const delta = (added: string) => ({
    type: "thread.item.updated",
    item_id: id,
    update: {
      type: "widget.streaming_text.value_delta",
      component_id: "story",
      delta: added,
      done: false,
    },
  });
  expect(events).toEqual([
    { type: "thread.item.added", item: expect.objectContaining({ widget: story("", true) }) },
    delta("Once"),
    delta(" upon"),
    {
      type: "thread.item.updated",
      item_id: id,
      update: { type: "widget.root.updated", widget: story("Once upon", false) },
    },
    {
      type: "thread.item.done",
      item: expect.objectContaining({ id, widget: story("Once upon", false) }),
    },
  ]);
  expect(events.some((event) => JSON.stringify(event).includes("copy_text"))).toBe(false);
});

it("says nothing of a source without states", async () => {
  async function* none(): AsyncGenerator<WidgetRoot> {}
  expect(await all(streamWidget({ thread, widget: none() }))).toEqual([]);
});

it("ends the source when the consumer stops", async () => {
  let ended = false;
  async function* endless() {
    try {
      for (let count = 0; ; count += 1) {
        yield story("x".repeat(count), true);
      }
    } finally {
      ended = true;
    }
  }
  for await (const event of streamWidget({ thread, widget: endless() })) {
    if (event.type === "thread.item.updated") {
      break;
    }
  }
  expect(ended).toBe(true);
});

it("refuses a state that is no widget, and ends the source", async () => {
  let ended = false;
  async function* states() {
    try {
      yield story("", true);
      yield { type: "Card", children: [{ type: "Text", value: 1 }] } as unknown as WidgetRoot;
    } finally {
      ended = true;
    }
  }
  await expect(all(streamWidget({ thread, widget: states() }))).rejects.toThrow(
    "children[0].value: 1 is not a string",
  );
  expect(ended).toBe(true);
});

it("passes on what the source throws", async () => {
  async function* states() {
    yield story("", true);
    throw new Error("The model is away.");
  }
  await expect(all(streamWidget({ thread, widget: states() }))).rejects.toThrow("away");
});
