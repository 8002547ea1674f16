import { describe, expect, test } from "vitest";
import { applyEvent } from "../../../../src/offline/element/chat/apply-event.ts";
import { INITIAL_STATE } from "../../../../src/offline/element/chat/initial-state.ts";
import { readItems } from "../../../../src/offline/element/chat/read-item.ts";
import { readRecording } from "../../../differential/recording.ts";
import type { Json } from "../../../differential/scenario.ts";
import { SCENARIOS } from "../../../differential/scenarios.ts";

/** Conversations with OpenAI's own Python server, as it answered. */
const RECORDED = SCENARIOS.map(({ name }) => ({ name, answers: readRecording(name) ?? [] }));

/** What a server should not have sent, and an element rightly leaves out. */
const HIDDEN = / of a hidden item$/;
const LOST = / of an item that is not there$/;

type Listed = { items?: { data?: Json[] }; data?: Json[] };

describe("what OpenAI's own server sends is understood", () => {
  test.each(RECORDED)("$name", ({ name, answers }) => {
    const leftOut = name === "events for items that nobody added" ? LOST : HIDDEN;
    let state = INITIAL_STATE;
    for (const { to, events, body } of answers) {
      // A thread of its own begins with what was thought to be the last one forgotten.
      if (to === "threads.create") state = INITIAL_STATE;
      for (const event of events ?? []) {
        const applied = applyEvent(state, event);
        if (!leftOut.test(applied.ignored ?? "")) {
          expect(applied.ignored, JSON.stringify(event)).toBeNull();
        }
        state = applied.state;
      }
      const { items, data } = (body ?? {}) as Listed;
      const listed = items?.data ?? (to === "items.list" ? data : undefined) ?? [];
      expect(readItems(listed)).toHaveLength(listed.length);
    }
  });

  test("in every kind of event", () => {
    const types = RECORDED.flatMap(({ answers }) =>
      answers.flatMap(({ events }) =>
        (events ?? []).map((event) => (event as { type: string }).type),
      ),
    );
    expect([...new Set(types)].sort()).toEqual([
      "client_effect",
      "error",
      "notice",
      "progress_update",
      "stream_options",
      "thread.created",
      "thread.item.added",
      "thread.item.done",
      "thread.item.removed",
      "thread.item.replaced",
      "thread.item.updated",
      "thread.updated",
    ]);
  });
});
