import type {
  ChatKitIcon,
  ChatKitOptions,
  Attachment as UploadedAttachment,
} from "@openai/chatkit";
import type {
  StructuredInputAnswer,
  ThreadItem,
  ThreadMetadata,
  UserMessageContent,
} from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";

/** What the backend of this chat can do; what it cannot is not shown (design 2). */
export interface Abilities {
  readonly attachments: boolean;
  readonly mentions: boolean;
  readonly composerTools: boolean;
  readonly models: boolean;
  readonly commands: boolean;
  readonly dictation: boolean;
  readonly stop: boolean;
  /** Buttons of widgets whose actions go to the server. */
  readonly serverActions: boolean;
  readonly structuredInput: boolean;
  readonly feedback: boolean;
  readonly retry: boolean;
  readonly history: boolean;
}

/** What went wrong, as it is shown. */
export interface Problem {
  readonly title: string;
  readonly message: string;
  readonly allowRetry: boolean;
}

/** A line about the app rather than of the assistant; Markdown. */
export interface Notice {
  readonly id: string;
  readonly level: "info" | "warning" | "danger";
  readonly title: string | null;
  readonly message: string;
}

/** An answer that is under way. */
export interface TurnState {
  /** `waiting`: sent, and nothing has come yet. */
  readonly phase: "idle" | "waiting" | "streaming" | "client-tool";
  readonly allowCancel: boolean;
  /** The newest line about what is being done. */
  readonly progress: { readonly icon: string | null; readonly text: string } | null;
}

export interface HistoryState {
  readonly isOpen: boolean;
  readonly threads: readonly ThreadMetadata[];
  readonly phase: "unread" | "loading" | "ready" | "failed";
  readonly hasMore: boolean;
}

/** A file of the composer, on its way to the server or there already. */
export interface ComposerAttachment {
  /** Known here alone; the server's id is in `uploaded`. */
  readonly key: string;
  readonly name: string;
  readonly mimeType: string;
  /** In bytes; null where the page handed over what had been uploaded already. */
  readonly size: number | null;
  readonly state: "uploading" | "ready" | "failed";
  /** From 0 to 1; null where it is not known. */
  readonly progress: number | null;
  /** Why it failed. */
  readonly fault: string | null;
  /** `blob:` or the server's own; null for what is no image. */
  readonly previewUrl: string | null;
  readonly uploaded: UploadedAttachment | null;
}

/** What stands in the composer. Its text is the page's to set and the person's to type. */
export interface ComposerState {
  readonly content: readonly UserMessageContent[];
  /** Grows whenever `content` was set from outside, so that the editor takes it over. */
  readonly contentVersion: number;
  readonly reply: string | null;
  readonly attachments: readonly ComposerAttachment[];
  readonly toolId: string | null;
  readonly modelId: string | null;
}

/** Everything that is shown. Each change makes a new object. */
export interface ChatState {
  /** Null until the page has called `setOptions`. */
  readonly options: ChatKitOptions | null;
  readonly mode: "hosted" | "custom";
  readonly abilities: Abilities;
  /** Why there is no chat, such as a client secret that cannot be had. */
  readonly failure: Problem | null;
  /** Null for a new chat. */
  readonly thread: ThreadMetadata | null;
  readonly isLoadingThread: boolean;
  readonly items: readonly ThreadItem[];
  /** Ids of the items that answers have brought since the thread was opened. */
  readonly brought: ReadonlySet<string>;
  readonly earlierItems: "none" | "some" | "loading";
  readonly turn: TurnState;
  /** Under the newest item: an answer that failed. */
  readonly problem: Problem | null;
  readonly notices: readonly Notice[];
  readonly history: HistoryState;
  readonly composer: ComposerState;
  /** What the person thinks, by the id of an assistant's item. */
  readonly feedback: ReadonlyMap<string, "positive" | "negative">;
  /** From 0 to 1, by the id of a generated image that is not done. */
  readonly imageProgress: ReadonlyMap<string, number>;
}

/** A message as it is sent. */
export interface OutgoingMessage {
  readonly content: readonly UserMessageContent[];
  readonly attachments: readonly UploadedAttachment[];
  readonly quotedText?: string | undefined;
  readonly toolId?: string | undefined;
  readonly modelId?: string | undefined;
  /** Begins a thread, whatever is open. */
  readonly newThread?: boolean;
}

/** An action of a widget as it stands on the wire (facts 5). */
export interface WidgetAction {
  readonly type: string;
  readonly payload?: unknown;
  readonly handler?: "server" | "client";
  readonly loadingBehavior?: "auto" | "none" | "self" | "container";
  readonly streaming?: boolean;
}

/** What a person, a widget or the page can do in the chat. What it rejects with is an Error for `chatkit.error`. */
export interface Chat {
  readonly state: ChatState;
  /** @returns what ends the subscription */
  subscribe(onChange: () => void): () => void;

  /** Sends what stands in the composer, and empties it. */
  submit(): Promise<void>;
  /** Sends this, and leaves the composer as it is. */
  send(message: OutgoingMessage): Promise<void>;
  stop(): void;
  /** Asks for another answer to a message of the user. */
  retry(userItemId: string): Promise<void>;
  giveFeedback(itemIds: readonly string[], kind: "positive" | "negative"): Promise<void>;
  answerForm(
    itemId: string,
    answer:
      | { status: "answered"; answers: Record<string, StructuredInputAnswer> }
      | { status: "skipped" },
  ): Promise<void>;
  /** Resolves when the action is done, so that its button can show that it works. */
  runAction(action: WidgetAction, widgetItemId: string | null): Promise<void>;

  /** Null for a new chat. */
  openThread(threadId: string | null): Promise<void>;
  renameThread(threadId: string, title: string): Promise<void>;
  deleteThread(threadId: string): Promise<void>;
  setHistoryOpen(isOpen: boolean): void;
  loadMoreThreads(): Promise<void>;
  loadEarlierItems(): Promise<void>;
  dismissNotice(id: string): void;
  /** Tries again what `failure` tells of. */
  reconnect(): Promise<void>;

  /** Told by the editor what was typed: `contentVersion` stays. */
  typed(content: readonly UserMessageContent[]): void;
  setComposer(
    change: Partial<Pick<ComposerState, "content" | "reply" | "toolId" | "modelId">>,
  ): void;
  /** Uploads; what the options do not allow is refused with a notice. */
  addFiles(files: readonly File[]): void;
  addUploaded(attachments: readonly UploadedAttachment[]): void;
  removeAttachment(key: string): void;
  retryUpload(key: string): void;
  /** Turns speech into text. */
  transcribe(audio: Blob): Promise<string>;

  /** Tells the page that a `chatkit-link://` link was clicked. */
  deeplink(name: string, data: Record<string, unknown>): void;
  /** A diagnostic event for the page. */
  log(name: string, data?: Record<string, unknown>): void;
  /** Tells the page of an error that no call of it waits for. */
  fail(error: unknown): void;
}

/** Icons of buttons and items, by their names in `@openai/chatkit` and Python's `chatkit.icons`. */
export type AnyIcon = ChatKitIcon | (string & {});
