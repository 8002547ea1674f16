import type {
  Annotation,
  Attachment,
  ClientToolCallItem,
  Task,
  ThreadItem,
  UserMessageItem,
} from "../../../templates/+self-hosted+node/server/chatkit/types.ts";

/** An item as OpenAI's API tells of it (facts 1.4). */
export type ApiItem = ReturnType<typeof common> &
  (
    | ReturnType<typeof userMessage>
    | {
        readonly type: "chatkit.assistant_message";
        readonly content: readonly {
          readonly type: "output_text";
          readonly text: string;
          readonly annotations: readonly ApiAnnotation[];
        }[];
      }
    | { readonly type: "chatkit.widget"; readonly widget: string }
    | ReturnType<typeof clientToolCall>
    | ({ readonly type: "chatkit.task"; readonly task_type: ApiTask["type"] } & Omit<
        ApiTask,
        "type"
      >)
    | { readonly type: "chatkit.task_group"; readonly tasks: readonly ApiTask[] }
  );

type ApiAnnotation =
  | { readonly type: "file"; readonly source: { readonly type: "file"; readonly filename: string } }
  | { readonly type: "url"; readonly source: { readonly type: "url"; readonly url: string } };

interface ApiTask {
  readonly type: "custom" | "thought";
  readonly heading: string | null;
  readonly summary: string | null;
}

/**
 * Words an item of a conversation as OpenAI's API does, which differs from the protocol.
 *
 * @returns nothing for kinds of items that the API does not have
 */
export function toApiItem(item: ThreadItem): ApiItem[] {
  const base = common(item);
  switch (item.type) {
    case "user_message":
      return [{ ...base, ...userMessage(item) }];
    case "assistant_message":
      return [
        {
          ...base,
          type: "chatkit.assistant_message",
          content: item.content.map(({ type, text, annotations }) => ({
            type,
            text,
            annotations: annotations.flatMap(annotation),
          })),
        },
      ];
    case "widget":
      return [{ ...base, type: "chatkit.widget", widget: JSON.stringify(item.widget) }];
    case "client_tool_call":
      return [{ ...base, ...clientToolCall(item) }];
    case "task": {
      const { type: task_type, ...words } = toApiTask(item.task);
      return [{ ...base, type: "chatkit.task", task_type, ...words }];
    }
    case "workflow":
      return [{ ...base, type: "chatkit.task_group", tasks: item.workflow.tasks.map(toApiTask) }];
    default:
      return [];
  }
}

/** @returns Unix time in seconds */
export function toSeconds(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}

function common({ id, created_at, thread_id }: ThreadItem) {
  return {
    id,
    object: "chatkit.thread_item" as const,
    created_at: toSeconds(created_at),
    thread_id,
  };
}

function userMessage({ content, quoted_text, attachments, inference_options }: UserMessageItem) {
  const { model, tool_choice } = inference_options;
  const hasOptions = model !== undefined || tool_choice !== undefined;
  return {
    type: "chatkit.user_message" as const,
    content: [
      ...(quoted_text === undefined ? [] : [{ type: "quoted_text" as const, text: quoted_text }]),
      ...content.map(({ text }) => ({ type: "input_text" as const, text })),
    ],
    attachments: attachments.map(attachment),
    inference_options: hasOptions
      ? { model: model ?? null, tool_choice: tool_choice ?? null }
      : null,
  };
}

function attachment(file: Attachment) {
  const { type, id, name, mime_type } = file;
  return { type, id, name, mime_type, preview_url: type === "image" ? file.preview_url : null };
}

function annotation({ source }: Annotation): ApiAnnotation[] {
  switch (source.type) {
    case "file":
      return [{ type: "file", source: { type: "file", filename: source.filename } }];
    case "url":
      return [{ type: "url", source: { type: "url", url: source.url } }];
    default:
      return [];
  }
}

function clientToolCall({ call_id, name, arguments: given, output, status }: ClientToolCallItem) {
  const isDone = status === "completed";
  return {
    type: "chatkit.client_tool_call" as const,
    call_id,
    name,
    arguments: JSON.stringify(given),
    output: isDone ? JSON.stringify(output ?? null) : null,
    status: isDone ? ("completed" as const) : ("in_progress" as const),
  };
}

function toApiTask(task: Task): ApiTask {
  const type = task.type === "thought" ? "thought" : "custom";
  const summary = "content" in task ? (task.content ?? null) : null;
  return { type, heading: task.title ?? null, summary };
}
