import type { Owner } from "./store.ts";
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

/** What every handler of a turn is given. */
export interface Turn<Context extends Owner> {
  /** Change it, and it is stored; in a stream, the client is told as well. */
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
  /** Answers an action at once, with the new state of an item; it is shown and not stored. */
  syncAction?(
    turn: Turn<Context> & { readonly action: Action; readonly sender: WidgetItem | null },
  ): Promise<{ updatedItem?: ThreadItem }>;
  /** Is told what a user thinks of items; without it, opinions are forgotten. */
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
