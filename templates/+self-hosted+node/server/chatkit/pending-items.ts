import type {
  AssistantMessageItem,
  AssistantMessageUpdate,
  ThreadItem,
  ThreadItemUpdate,
  ThreadStreamEvent,
  WorkflowItem,
  WorkflowUpdate,
} from "./types.ts";

/** The items of a stream that were shown and are not stored yet, as the user last saw them. */
export interface PendingItems {
  /** Takes note of an event. */
  follow(event: ThreadStreamEvent): void;
  list(): ThreadItem[];
}

/** `follow` throws a RangeError for an update of a part or a task that is not there. */
export function createPendingItems(): PendingItems {
  const items = new Map<string, ThreadItem>();
  return {
    follow(event) {
      switch (event.type) {
        case "thread.item.added":
          // A copy, since the handler may go on to change its own.
          items.set(event.item.id, structuredClone(event.item));
          break;
        case "thread.item.updated": {
          const item = items.get(event.item_id);
          if (item) {
            update(item, event.update);
          }
          break;
        }
        case "thread.item.done":
        case "thread.item.replaced":
          items.delete(event.item.id);
          break;
        case "thread.item.removed":
          items.delete(event.item_id);
          break;
      }
    },
    list: () => [...items.values()],
  };
}

function update(item: ThreadItem, change: ThreadItemUpdate): void {
  switch (change.type) {
    case "assistant_message.content_part.added":
    case "assistant_message.content_part.text_delta":
    case "assistant_message.content_part.annotation_added":
    case "assistant_message.content_part.done":
      if (item.type === "assistant_message") {
        updateMessage(item, change);
      }
      break;
    case "workflow.task.added":
    case "workflow.task.updated":
      if (item.type === "workflow") {
        updateWorkflow(item, change);
      }
      break;
    case "generated_image.updated":
      if (item.type === "generated_image") {
        item.image = change.image;
      }
      break;
  }
}

const MAXIMUM_PARTS = 1_000;

function updateMessage({ content }: AssistantMessageItem, change: AssistantMessageUpdate): void {
  // An update may come for a part that nobody announced.
  while (content.length <= change.content_index && content.length < MAXIMUM_PARTS) {
    content.push({ type: "output_text", text: "", annotations: [] });
  }
  const part = content[change.content_index];
  if (!part) {
    throw new RangeError(`No message has a content part ${change.content_index}.`);
  }
  switch (change.type) {
    case "assistant_message.content_part.added":
    case "assistant_message.content_part.done":
      content[change.content_index] = structuredClone(change.content);
      break;
    case "assistant_message.content_part.text_delta":
      part.text += change.delta;
      break;
    case "assistant_message.content_part.annotation_added":
      part.annotations.splice(change.annotation_index, 0, change.annotation);
      break;
  }
}

function updateWorkflow({ workflow }: WorkflowItem, change: WorkflowUpdate): void {
  if (change.type === "workflow.task.added") {
    workflow.tasks.push(change.task);
  } else if (change.task_index in workflow.tasks) {
    workflow.tasks[change.task_index] = change.task;
  } else {
    throw new RangeError(`The workflow has no task ${change.task_index}.`);
  }
}
