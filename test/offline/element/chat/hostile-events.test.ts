import fc from "fast-check";
import { expect, test } from "vitest";
import { applyEvent } from "../../../../src/offline/element/chat/apply-event.ts";
import { INITIAL_STATE } from "../../../../src/offline/element/chat/initial-state.ts";

const EVENTS = [
  "thread.created",
  "thread.updated",
  "thread.item.added",
  "thread.item.done",
  "thread.item.replaced",
  "thread.item.updated",
  "thread.item.removed",
  "stream_options",
  "progress_update",
  "client_effect",
  "notice",
  "error",
];
const ITEMS = [
  "user_message",
  "assistant_message",
  "client_tool_call",
  "widget",
  "generated_image",
  "structured_input",
  "workflow",
  "task",
  "end_of_turn",
  "hidden_context_item",
];
const UPDATES = [
  "assistant_message.content_part.added",
  "assistant_message.content_part.text_delta",
  "assistant_message.content_part.annotation_added",
  "assistant_message.content_part.done",
  "widget.root.updated",
  "widget.component.updated",
  "widget.streaming_text.value_delta",
  "workflow.task.added",
  "workflow.task.updated",
  "generated_image.updated",
];

const ids = fc.constantFrom("a", "b", "c");
const anything = fc.oneof({ maxDepth: 3 }, fc.jsonValue({ maxDepth: 3 }), ids);
/** Keys of the protocol with values of any kind, as a server with a fault may send them. */
const some = (...keys: string[]) =>
  fc.record(Object.fromEntries(keys.map((key) => [key, anything])), { requiredKeys: [] });

const item = fc
  .tuple(
    fc.record({ id: ids, type: fc.constantFrom(...ITEMS) }),
    some(
      "content",
      "attachments",
      "widget",
      "workflow",
      "task",
      "image",
      "inputs",
      "name",
      "arguments",
    ),
  )
  .map(([known, more]) => ({ ...more, ...known }));
const update = fc
  .tuple(
    fc.record({ type: fc.constantFrom(...UPDATES) }),
    some(
      "content_index",
      "content",
      "delta",
      "annotation",
      "annotation_index",
      "widget",
      "component",
      "component_id",
      "task",
      "task_index",
      "image",
      "progress",
    ),
  )
  .map(([known, more]) => ({ ...more, ...known }));
const event = fc
  .tuple(
    fc.record({ type: fc.constantFrom(...EVENTS), item_id: ids }),
    fc.record({ item: fc.oneof(item, anything), update: fc.oneof(update, anything) }),
    some(
      "thread",
      "stream_options",
      "text",
      "icon",
      "name",
      "data",
      "level",
      "message",
      "allow_retry",
    ),
  )
  .map(([known, parts, more]) => ({ ...more, ...parts, ...known }));

test("whatever a server sends, the chat stays one that can be drawn", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 9, arbitrary: event }, anything), { maxLength: 30 }),
      (events) => {
        let state = INITIAL_STATE;
        for (const each of events) state = applyEvent(state, each).state;
        for (const shown of state.items) {
          expect(typeof shown.id).toBe("string");
          if (shown.type === "user_message") {
            for (const part of shown.content) expect(typeof part.text).toBe("string");
            for (const { id, name } of shown.attachments)
              expect([typeof id, typeof name]).toEqual(["string", "string"]);
          }
          if (shown.type === "assistant_message") {
            for (const { text, annotations } of shown.content) {
              expect(typeof text).toBe("string");
              for (const { source } of annotations) expect(typeof source.type).toBe("string");
            }
          }
          if (shown.type === "workflow") {
            for (const task of shown.workflow.tasks) expect(typeof task).toBe("object");
          }
          if (shown.type === "structured_input") {
            for (const input of shown.inputs) expect(typeof input.id).toBe("string");
          }
          if (shown.type === "generated_image" && shown.image)
            expect(typeof shown.image.url).toBe("string");
        }
        for (const { message } of state.notices) expect(typeof message).toBe("string");
      },
    ),
    { numRuns: 300 },
  );
});
