/** Events of a thread as `brief` gives them, in few words. */

export const added = (item: object) => ({ type: "thread.item.added", item });
export const done = (item: object) => ({ type: "thread.item.done", item });
export const removed = (item_id: string) => ({ type: "thread.item.removed", item_id });
export const updated = (item_id: string, update: object) => ({
  type: "thread.item.updated",
  item_id,
  update,
});

const part = (text: string, annotations: readonly object[] = []) => ({
  type: "output_text",
  text,
  annotations,
});

export const message = (
  id: string,
  ...parts: readonly [text: string, annotations?: object[]][]
) => ({
  type: "assistant_message",
  id,
  content: parts.map(([text, annotations]) => part(text, annotations)),
});

export const partAdded = (id: string, content_index = 0) =>
  updated(id, {
    type: "assistant_message.content_part.added",
    content_index,
    content: part(""),
  });

export const delta = (id: string, text: string, content_index = 0) =>
  updated(id, { type: "assistant_message.content_part.text_delta", content_index, delta: text });

export const annotated = (id: string, annotation_index: number, annotation: object) =>
  updated(id, {
    type: "assistant_message.content_part.annotation_added",
    content_index: 0,
    annotation_index,
    annotation,
  });

export const partDone = (id: string, text: string, annotations: readonly object[] = []) =>
  updated(id, {
    type: "assistant_message.content_part.done",
    content_index: 0,
    content: part(text, annotations),
  });

/** All that a message of one delta brings. */
export const whole = (id: string, text: string) => [
  added(message(id)),
  partAdded(id),
  delta(id, text),
  partDone(id, text),
  done(message(id, [text])),
];

export const workflow = (
  id: string,
  type: "custom" | "reasoning",
  tasks: readonly object[],
  more: object = {},
) => ({ type: "workflow", id, workflow: { type, tasks, expanded: false, ...more } });

/** How a workflow ends by itself, in a test that takes less than a second. */
export const ended = { summary: { duration: 0 } };

export const taskAdded = (id: string, task_index: number, task: object) =>
  updated(id, { type: "workflow.task.added", task, task_index });

export const taskUpdated = (id: string, task_index: number, task: object) =>
  updated(id, { type: "workflow.task.updated", task, task_index });
