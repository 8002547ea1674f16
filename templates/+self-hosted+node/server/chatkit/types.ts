import type { IconName } from "./icons.ts";
import type { WidgetComponent, WidgetRoot } from "./widgets/components.ts";

/**
 * What travels between ChatKit's client and this server, named as on the wire.
 *
 * An absent value is left out; it is never null.
 */

/** A page of a list. `after` is the cursor of the next page, if there is one. */
export interface Page<T> {
  data: T[];
  has_more: boolean;
  after?: string;
}

// Threads

export type ThreadStatus =
  | { type: "active" }
  | { type: "locked"; reason?: string }
  | { type: "closed"; reason?: string };

/** A thread without its items. */
export interface ThreadMetadata {
  id: string;
  title?: string;
  /** ISO 8601 with an offset. */
  created_at: string;
  status: ThreadStatus;
  /** Hosts that pictures in Markdown may come from. */
  allowed_image_domains?: string[];
  /** The server's own notes; never sent to the client. */
  metadata: Record<string, unknown>;
}

/** A thread with its first items. */
export interface Thread extends ThreadMetadata {
  items: Page<ThreadItem>;
}

// Items

interface ItemBase {
  id: string;
  thread_id: string;
  /** ISO 8601 with an offset. */
  created_at: string;
}

export interface UserMessageItem extends ItemBase {
  type: "user_message";
  content: UserMessageContent[];
  attachments: Attachment[];
  quoted_text?: string;
  inference_options: InferenceOptions;
}

export interface AssistantMessageItem extends ItemBase {
  type: "assistant_message";
  content: AssistantMessageContent[];
}

/** A tool that runs in the browser. */
export interface ClientToolCallItem extends ItemBase {
  type: "client_tool_call";
  status: "pending" | "completed";
  call_id: string;
  name: string;
  arguments: Record<string, unknown>;
  /** Whatever the browser gave back, once it has. */
  output?: unknown;
}

export interface WidgetItem extends ItemBase {
  type: "widget";
  widget: WidgetRoot;
  /** What is copied instead of the widget. */
  copy_text?: string;
}

export interface GeneratedImageItem extends ItemBase {
  type: "generated_image";
  image?: GeneratedImage;
}

/** Questions that the user answers in a form. */
export interface StructuredInputItem extends ItemBase {
  type: "structured_input";
  status: "pending" | "answered" | "skipped";
  inputs: StructuredInput[];
}

export interface TaskItem extends ItemBase {
  type: "task";
  task: Task;
}

export interface WorkflowItem extends ItemBase {
  type: "workflow";
  workflow: Workflow;
}

export interface EndOfTurnItem extends ItemBase {
  type: "end_of_turn";
}

/** What the model reads and the user never sees; it is stored and not sent. */
export interface HiddenContextItem extends ItemBase {
  type: "hidden_context_item";
  content: unknown;
}

/** A hidden note that this server leaves for the model. */
export interface SdkHiddenContextItem extends ItemBase {
  type: "sdk_hidden_context";
  content: string;
}

export type ThreadItem =
  | UserMessageItem
  | AssistantMessageItem
  | ClientToolCallItem
  | WidgetItem
  | GeneratedImageItem
  | StructuredInputItem
  | TaskItem
  | WorkflowItem
  | EndOfTurnItem
  | HiddenContextItem
  | SdkHiddenContextItem;

// Messages of the user

export interface UserMessageText {
  type: "input_text";
  text: string;
}

/** An @-mention. */
export interface UserMessageTag {
  type: "input_tag";
  id: string;
  text: string;
  data: Record<string, unknown>;
  group?: string;
  interactive?: boolean;
}

export type UserMessageContent = UserMessageText | UserMessageTag;

/** What the user chose in the composer. */
export interface InferenceOptions {
  tool_choice?: { id: string };
  model?: string;
}

// Messages of the assistant

export interface AssistantMessageContent {
  type: "output_text";
  text: string;
  annotations: Annotation[];
}

export interface Annotation {
  type: "annotation";
  source: Source;
  /** The position in the text, in characters. */
  index?: number;
}

interface SourceBase {
  title: string;
  description?: string;
  timestamp?: string;
  group?: string;
}

export interface UrlSource extends SourceBase {
  type: "url";
  url: string;
  attribution?: string;
}

export interface FileSource extends SourceBase {
  type: "file";
  filename: string;
}

export interface EntitySource extends SourceBase {
  type: "entity";
  id: string;
  icon?: IconName;
  /** Beside the icon, in the card that opens over the mention. */
  label?: string;
  /** In the text, instead of the icon. */
  inline_label?: string;
  interactive?: boolean;
  data?: Record<string, unknown>;
}

export type Source = UrlSource | FileSource | EntitySource;

// Attachments

export interface UploadDescriptor {
  url: string;
  method: "POST" | "PUT";
  headers: Record<string, string>;
}

interface AttachmentBase {
  id: string;
  name: string;
  mime_type: string;
  /** Where the browser has to send the bytes; absent once they are here. */
  upload_descriptor?: UploadDescriptor;
  /** Set when a message that carries the attachment is stored. */
  thread_id?: string;
  /** The server's own notes; never sent to the client. */
  metadata?: Record<string, unknown>;
}

export interface FileAttachment extends AttachmentBase {
  type: "file";
}

export interface ImageAttachment extends AttachmentBase {
  type: "image";
  /** Absolute, or a `data:` URL. */
  preview_url: string;
}

export type Attachment = FileAttachment | ImageAttachment;

// Pictures

export interface GeneratedImage {
  id: string;
  url: string;
}

// Structured input

export interface StructuredInputAnswer {
  values: string[];
  skipped: boolean;
}

interface StructuredInputBase {
  id: string;
  question: string;
  answer?: StructuredInputAnswer;
}

export interface MultipleChoiceInput extends StructuredInputBase {
  type: "multiple_choice";
  options: { value: string }[];
  multiple: boolean;
}

export interface FreeformInput extends StructuredInputBase {
  type: "freeform";
  description?: string;
}

export type StructuredInput = MultipleChoiceInput | FreeformInput;

// Workflows and tasks

export interface Workflow {
  type: "custom" | "reasoning";
  tasks: Task[];
  summary?: WorkflowSummary;
  expanded: boolean;
}

/** `duration` is in seconds. */
export type WorkflowSummary = { title: string; icon?: IconName } | { duration: number };

interface TaskBase {
  status_indicator: "none" | "loading" | "complete";
}

export interface CustomTask extends TaskBase {
  type: "custom";
  title?: string;
  icon?: IconName;
  content?: string;
}

export interface WebSearchTask extends TaskBase {
  type: "web_search";
  title?: string;
  title_query?: string;
  queries: string[];
  sources: UrlSource[];
}

export interface ThoughtTask extends TaskBase {
  type: "thought";
  title?: string;
  content: string;
}

export interface FileTask extends TaskBase {
  type: "file";
  title?: string;
  sources: FileSource[];
}

export interface ImageTask extends TaskBase {
  type: "image";
  title?: string;
}

export type Task = CustomTask | WebSearchTask | ThoughtTask | FileTask | ImageTask;

// Events of a stream

export interface ThreadCreatedEvent {
  type: "thread.created";
  thread: Thread;
}

export interface ThreadUpdatedEvent {
  type: "thread.updated";
  thread: Thread;
}

/** Shown at once; stored when the item is done. */
export interface ThreadItemAddedEvent {
  type: "thread.item.added";
  item: ThreadItem;
}

export interface ThreadItemUpdatedEvent {
  type: "thread.item.updated";
  item_id: string;
  update: ThreadItemUpdate;
}

/** Shown and stored. */
export interface ThreadItemDoneEvent {
  type: "thread.item.done";
  item: ThreadItem;
}

export interface ThreadItemRemovedEvent {
  type: "thread.item.removed";
  item_id: string;
}

export interface ThreadItemReplacedEvent {
  type: "thread.item.replaced";
  item: ThreadItem;
}

export interface StreamOptions {
  /** Whether the client shows a button that stops the answer. */
  allow_cancel: boolean;
}

export interface StreamOptionsEvent {
  type: "stream_options";
  stream_options: StreamOptions;
}

/** A line about what is being done; it is not stored. */
export interface ProgressUpdateEvent {
  type: "progress_update";
  text: string;
  icon?: IconName;
}

/** Something for the page to do; it is not stored. */
export interface ClientEffectEvent {
  type: "client_effect";
  name: string;
  data: Record<string, unknown>;
}

export interface ErrorEvent {
  type: "error";
  /** `stream.error` has a text of the client's own, in the user's language. */
  code: "stream.error" | "custom";
  message?: string;
  allow_retry: boolean;
}

/** A message of the app rather than the assistant; Markdown. */
export interface NoticeEvent {
  type: "notice";
  level: "info" | "warning" | "danger";
  message: string;
  title?: string;
}

export type ThreadStreamEvent =
  | ThreadCreatedEvent
  | ThreadUpdatedEvent
  | ThreadItemAddedEvent
  | ThreadItemUpdatedEvent
  | ThreadItemDoneEvent
  | ThreadItemRemovedEvent
  | ThreadItemReplacedEvent
  | StreamOptionsEvent
  | ProgressUpdateEvent
  | ClientEffectEvent
  | ErrorEvent
  | NoticeEvent;

// Updates of an item that is not done yet

export type AssistantMessageUpdate =
  | {
      type: "assistant_message.content_part.added";
      content_index: number;
      content: AssistantMessageContent;
    }
  | {
      type: "assistant_message.content_part.text_delta";
      content_index: number;
      delta: string;
    }
  | {
      type: "assistant_message.content_part.annotation_added";
      content_index: number;
      annotation_index: number;
      annotation: Annotation;
    }
  | {
      type: "assistant_message.content_part.done";
      content_index: number;
      content: AssistantMessageContent;
    };

export type WidgetUpdate =
  | {
      type: "widget.streaming_text.value_delta";
      component_id: string;
      delta: string;
      done: boolean;
    }
  | { type: "widget.component.updated"; component_id: string; component: WidgetComponent }
  | { type: "widget.root.updated"; widget: WidgetRoot };

export type WorkflowUpdate =
  | { type: "workflow.task.added"; task_index: number; task: Task }
  | { type: "workflow.task.updated"; task_index: number; task: Task };

export interface GeneratedImageUpdate {
  type: "generated_image.updated";
  image: GeneratedImage;
  /** From 0 to 1. */
  progress?: number;
}

export type ThreadItemUpdate =
  | AssistantMessageUpdate
  | WidgetUpdate
  | WorkflowUpdate
  | GeneratedImageUpdate;

// What a widget or the page asks for

export interface Action<Type extends string = string, Payload = unknown> {
  type: Type;
  payload?: Payload;
}

export type FeedbackKind = "positive" | "negative";
