import type {
  Annotation,
  AssistantMessageContent,
  GeneratedImage,
  Thread,
  ThreadItem,
  ThreadMetadata,
} from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What a kind of item has to have, so that it can be shown; what may be left out is filled in. */
const SHAPES: Readonly<Record<ThreadItem["type"], ((item: Fields) => Fields | null) | null>> = {
  user_message: ({ content, attachments, inference_options }) => ({
    content: listWith(content, "text"),
    attachments: listWith(attachments, "id", "name", "mime_type"),
    inference_options: fieldsOf(inference_options) ?? {},
  }),
  assistant_message: ({ content }) => ({
    content: listOf(content).map((part) => readContent(part)),
  }),
  client_tool_call: ({ name, arguments: given }) =>
    typeof name === "string" ? { arguments: fieldsOf(given) ?? {} } : null,
  widget: ({ widget }) => (fieldsOf(widget) ? {} : null),
  generated_image: ({ image }) => ({ image: readImage(image) }),
  structured_input: ({ inputs }) => ({
    inputs: listWith(inputs, "id", "question").map((input) => ({
      ...input,
      ...(input.type === "multiple_choice" && { options: listWith(input.options, "value") }),
    })),
  }),
  task: ({ task }) => {
    const fields = fieldsOf(task);
    return fields && { task: readTask(fields) };
  },
  workflow: ({ workflow }) => {
    const fields = fieldsOf(workflow);
    return fields && { workflow: { ...fields, tasks: listOf(fields.tasks).map(readTask) } };
  },
  end_of_turn: () => ({}),
  // What the model reads is not for the eyes of the person who chats.
  hidden_context_item: null,
  sdk_hidden_context: null,
};

/** What an item of this type has to have; undefined for one that is not known. */
function shapeOf(type: unknown) {
  return typeof type === "string" && Object.hasOwn(SHAPES, type)
    ? SHAPES[type as ThreadItem["type"]]
    : undefined;
}

/** Whether an item is one that a client does not show, though it was sent. */
export function isHidden(value: unknown): boolean {
  return shapeOf(fieldsOf(value)?.type) === null;
}

/**
 * An item as the server sent it, with what it may leave out; null if it cannot be shown. One of a
 * type that is not known stays as it is, since the thread names it.
 */
export function readItem(value: unknown): ThreadItem | null {
  const item = fieldsOf(value);
  if (!item || typeof item.id !== "string" || typeof item.type !== "string") return null;
  const shape = shapeOf(item.type);
  const known = shape === undefined ? {} : shape?.(item);
  return known ? ({ ...item, ...known } as unknown as ThreadItem) : null;
}

/** Reads the items of a page; what is none is left out. */
export function readItems(values: unknown): ThreadItem[] {
  return listOf(values).flatMap((value) => readItem(value) ?? []);
}

/** A part of an assistant's message. */
export function readContent(value: unknown): AssistantMessageContent {
  const { text, annotations } = fieldsOf(value) ?? {};
  return {
    type: "output_text",
    text: typeof text === "string" ? text : "",
    annotations: listOf(annotations).filter(isAnnotation),
  };
}

/** Whether a value is an annotation with a source that can be shown. */
export function isAnnotation(value: unknown): value is Annotation {
  return typeof fieldsOf(fieldsOf(value)?.source)?.type === "string";
}

/** Reads a task, with nothing for what it lacks. */
export function readTask(value: unknown): Fields {
  const task = fieldsOf(value) ?? {};
  const lists = {
    ...((task.type === "web_search" || task.type === "file") && {
      sources: listWith(task.sources, "title"),
    }),
    ...(task.type === "web_search" && {
      queries: listOf(task.queries).filter((query) => typeof query === "string"),
    }),
  };
  return { status_indicator: "none", ...task, ...lists };
}

/** A generated image; undefined as long as it has no address. */
export function readImage(value: unknown): GeneratedImage | undefined {
  const [image] = listWith([value], "id", "url");
  return image as GeneratedImage | undefined;
}

/** A thread without its items; null if this describes none. */
export function readThread(value: unknown): ThreadMetadata | null {
  const fields = fieldsOf(value);
  if (!fields || typeof fields.id !== "string") return null;
  const { items: _, ...thread } = fields as unknown as Thread;
  return { ...thread, status: fieldsOf(fields.status) ? thread.status : { type: "active" } };
}

/** The fields of an object, or null for anything else. */
export function fieldsOf(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : null;
}

/** The objects of a list that hold text under these keys. */
function listWith(value: unknown, ...keys: readonly string[]): readonly Fields[] {
  return listOf(value).flatMap((entry) => {
    const fields = fieldsOf(entry);
    return fields && keys.every((key) => typeof fields[key] === "string") ? [fields] : [];
  });
}

/** The entries of a list; none for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
