import type {
  AssistantMessageItem,
  GeneratedImageItem,
  Task,
  ThreadItem,
  ThreadItemUpdate,
  WidgetItem,
  WorkflowItem,
} from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { changeComponent } from "./change-component.ts";
import { fieldsOf, isAnnotation, readContent, readImage, readTask } from "./read-item.ts";

/** What an update makes of an item. */
export interface Updated {
  readonly item: ThreadItem;
  /** Why the update means nothing here. */
  readonly ignored: string | null;
  /** How far a generated image is, from 0 to 1. */
  readonly imageProgress?: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** Makes of an item what an update says, in a new object. */
export function applyUpdate(item: ThreadItem, update: unknown): Updated {
  const fields = fieldsOf(update);
  const type = String(fields?.type) as ThreadItemUpdate["type"];
  const ignored = (reason: string): Updated => ({ item, ignored: reason });
  const unfit = () => ignored(`${type} of an item of type ${item.type}`);
  if (!fields) return ignored("thread.item.updated without an update");
  switch (type) {
    case "assistant_message.content_part.added":
    case "assistant_message.content_part.text_delta":
    case "assistant_message.content_part.annotation_added":
    case "assistant_message.content_part.done":
      return item.type === "assistant_message" ? changed(say(item, type, fields)) : unfit();

    case "widget.root.updated":
    case "widget.component.updated":
    case "widget.streaming_text.value_delta": {
      if (item.type !== "widget") return unfit();
      const next = draw(item, type, fields);
      return next ? changed(next) : ignored(`${type} without a component that is there`);
    }

    case "workflow.task.added":
    case "workflow.task.updated":
      return item.type === "workflow" ? changed(work(item, fields)) : unfit();

    case "generated_image.updated": {
      if (item.type !== "generated_image") return unfit();
      const { progress } = fields;
      const image = readImage(fields.image);
      const next: GeneratedImageItem = image ? { ...item, image } : item;
      return {
        ...changed(next),
        ...(typeof progress === "number" && { imageProgress: Math.min(Math.max(progress, 0), 1) }),
      };
    }

    default:
      return ignored(`unknown update ${String(type satisfies never)}`);
  }
}

function changed(item: ThreadItem): Updated {
  return { item, ignored: null };
}

function say(item: AssistantMessageItem, type: string, fields: Fields): AssistantMessageItem {
  const content = [...item.content];
  const at = placeOf(fields.content_index, content.length, Math.max(content.length - 1, 0));
  const part = content[at] ?? readContent(null);
  if (type.endsWith(".text_delta")) {
    const delta = typeof fields.delta === "string" ? fields.delta : "";
    content[at] = { ...part, text: part.text + delta };
  } else if (type.endsWith(".annotation_added")) {
    const annotations = [...part.annotations];
    if (isAnnotation(fields.annotation)) {
      const { length } = annotations;
      annotations[placeOf(fields.annotation_index, length, length)] = fields.annotation;
    }
    content[at] = { ...part, annotations };
  } else {
    content[at] = readContent(fields.content);
  }
  return { ...item, content };
}

function draw(item: WidgetItem, type: string, fields: Fields): WidgetItem | null {
  if (type === "widget.root.updated") {
    const widget = fieldsOf(fields.widget);
    return widget && { ...item, widget: widget as unknown as WidgetItem["widget"] };
  }
  const id = fields.component_id;
  if (typeof id !== "string") return null;
  const widget = changeComponent(item.widget, id, (component) => {
    if (type === "widget.component.updated") return fieldsOf(fields.component) ?? component;
    const { value } = component;
    const delta = typeof fields.delta === "string" ? fields.delta : "";
    return {
      ...component,
      value: (typeof value === "string" ? value : "") + delta,
      streaming: fields.done !== true,
    };
  });
  return widget === item.widget ? null : { ...item, widget };
}

function work(item: WorkflowItem, fields: Fields): WorkflowItem {
  const tasks = [...item.workflow.tasks];
  const at = placeOf(fields.task_index, tasks.length, tasks.length);
  tasks[at] = readTask(fields.task) as unknown as Task;
  return { ...item, workflow: { ...item.workflow, tasks } };
}

/** An index as the server says it; one beyond the end is the end, since a gap cannot be shown. */
function placeOf(index: unknown, length: number, otherwise: number): number {
  return typeof index === "number" && index >= 0 ? Math.min(index, length) : otherwise;
}
