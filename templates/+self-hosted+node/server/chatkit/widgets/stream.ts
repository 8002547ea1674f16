import { newId } from "../ids.ts";
import type { ThreadMetadata, ThreadStreamEvent, WidgetItem } from "../types.ts";
import type { WidgetRoot } from "./components.ts";
import { diffWidget } from "./diff.ts";
import { parseWidget } from "./schema.ts";

/**
 * Shows a widget in a thread: at once, or growing as its states arrive.
 *
 * When the consumer stops, so does the source of the states.
 *
 * @param options.widget the widget, or its states in order (see `diffWidget` for what may change)
 * @param options.copyText what is copied instead of the widget
 * @throws WidgetError if a state is no widget
 */
export async function* streamWidget(options: {
  readonly thread: ThreadMetadata;
  readonly widget: WidgetRoot | AsyncIterable<WidgetRoot>;
  readonly copyText?: string | undefined;
}): AsyncGenerator<ThreadStreamEvent> {
  const { thread, widget, copyText } = options;
  const item = (state: WidgetRoot): WidgetItem => ({
    type: "widget",
    id,
    thread_id: thread.id,
    created_at: createdAt,
    widget: parseWidget(state),
    ...(copyText === undefined ? {} : { copy_text: copyText }),
  });
  const id = newId("message");
  const createdAt = new Date().toISOString();

  if (!(Symbol.asyncIterator in widget)) {
    yield { type: "thread.item.done", item: item(widget) };
    return;
  }
  let last: WidgetItem | undefined;
  for await (const state of widget) {
    const next = item(state);
    if (last === undefined) {
      yield { type: "thread.item.added", item: next };
    } else {
      for (const update of diffWidget(last.widget, next.widget)) {
        yield { type: "thread.item.updated", item_id: id, update };
      }
    }
    last = next;
  }
  if (last !== undefined) {
    yield { type: "thread.item.done", item: last };
  }
}
