import type { ChatKitRequest } from "./requests.ts";
import type { AttachmentStore, Owner, Store } from "./store.ts";
import type {
  Action,
  FeedbackKind,
  StreamOptions,
  ThreadItem,
  ThreadMetadata,
  ThreadStreamEvent,
  UserMessageItem,
  WidgetItem,
} from "./types.ts";

/** What every handler of a stream is given. */
export interface Turn<Context extends Owner> {
  /** Change it, and it is stored and sent to the client. */
  readonly thread: ThreadMetadata;
  readonly context: Context;
  /** Aborts when the user stops the answer, or the server ends: pass it on to the model. */
  readonly signal: AbortSignal;
}

/** A recording of speech. */
export interface AudioInput {
  readonly data: Uint8Array<ArrayBuffer>;
  /** As the browser said it, such as `audio/webm;codecs=opus`. */
  readonly mimeType: string;
  /** Without parameters, such as `audio/webm`. */
  readonly mediaType: string;
}

/** What a chat does. Only `respond` is required; a request for the others is refused. */
export interface ChatKitHandlers<Context extends Owner> {
  /** Answers a message, or goes on after a client tool or a form: then `message` is null. */
  respond(
    turn: Turn<Context> & { readonly message: UserMessageItem | null },
  ): AsyncIterable<ThreadStreamEvent>;
  /** Answers an action of a widget (`sender`) or of the page. */
  action?(
    turn: Turn<Context> & { readonly action: Action; readonly sender: WidgetItem | null },
  ): AsyncIterable<ThreadStreamEvent>;
  /** Answers an action at once, with the new state of an item. */
  syncAction?(
    turn: Turn<Context> & { readonly action: Action; readonly sender: WidgetItem | null },
  ): Promise<{ updatedItem?: ThreadItem }>;
  /** Is told what a user thinks of items. */
  addFeedback?(feedback: {
    readonly threadId: string;
    readonly itemIds: readonly string[];
    readonly kind: FeedbackKind;
    readonly context: Context;
  }): Promise<void>;
  /** Turns speech into text. */
  transcribe?(speech: {
    readonly audio: AudioInput;
    readonly context: Context;
    readonly signal: AbortSignal;
  }): Promise<{ text: string }>;
  /** Says whether the user can stop an answer; they can, unless said otherwise. */
  streamOptions?(stream: {
    readonly thread: ThreadMetadata;
    readonly context: Context;
  }): StreamOptions;
  /** Keeps what there is of a stopped answer; by default the words, and a note for the model. */
  streamCancelled?(
    turn: Omit<Turn<Context>, "signal"> & { readonly pendingItems: readonly ThreadItem[] },
  ): Promise<void>;
}

export interface ChatKitServerConfig<Context extends Owner> {
  readonly store: Store;
  readonly attachments?: AttachmentStore<Context>;
  readonly handlers: ChatKitHandlers<Context>;
  /** Sees every valid request before it is worked on; what it throws, `handle` throws. */
  readonly admit?: (request: ChatKitRequest, context: Context) => void | Promise<void>;
  /** Is told of every failure that the client learns nothing about. */
  readonly onError: (error: unknown) => void;
}

/** ChatKit's protocol over `Request` and `Response`. */
export interface ChatKitServer<Context extends Owner> {
  /**
   * Answers one request of the client, a POST.
   *
   * @throws what `admit` or a handler throws before a stream has begun
   */
  handle(request: Request, context: Context): Promise<Response>;
  /** Stops an answer that may go on without its connection, in whichever copy it runs. */
  stop(turnId: string, context: Context): Promise<void>;
  /** Stops the answers of this copy, and waits until what had been said is kept. */
  close(): Promise<void>;
}
