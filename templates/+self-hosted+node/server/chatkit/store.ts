import type { Attachment, FeedbackKind, Page, ThreadItem, ThreadMetadata } from "./types.ts";

/** Whose data is meant. Every method sees this user's data only. */
export interface Owner {
  readonly userId: string;
}

/** Which part of a list is wanted. */
export interface PageQuery {
  readonly limit: number;
  /** The id of the last entry of the page before; an unknown one is a NotFoundError. */
  readonly after?: string | undefined;
  readonly order: "asc" | "desc";
}

/** An answer that goes on without its connection, as every copy of the server sees it. */
export interface TurnRecord {
  /** The id that the page gave it. */
  readonly id: string;
  readonly threadId: string;
}

/**
 * Where threads, items and what is known of attachments are kept.
 *
 * A change is stored when its promise resolves, whole or not at all. Lists are in the order in
 * which entries were added, and a page that was read never shifts. What belongs to another user is
 * not found.
 */
export interface Store {
  /** Where the data is, for the terminal. */
  readonly description: string;

  /** @throws NotFoundError */
  loadThread(threadId: string, owner: Owner): Promise<ThreadMetadata>;
  /** Adds a thread, or replaces what is known of it. */
  saveThread(thread: ThreadMetadata, owner: Owner): Promise<void>;
  /**
   * Replaces what is known of a thread, unless somebody else did so first.
   *
   * @param known the thread as it was read or saved last
   * @returns false if it is not like that any more, and nothing was stored
   * @throws NotFoundError
   */
  replaceThread(known: ThreadMetadata, thread: ThreadMetadata, owner: Owner): Promise<boolean>;
  loadThreads(query: PageQuery, owner: Owner): Promise<Page<ThreadMetadata>>;
  /**
   * Forgets a thread with its items, feedback and attachments.
   *
   * @returns the ids of the attachments, whose bytes are no longer needed
   * @throws NotFoundError
   */
  deleteThread(threadId: string, owner: Owner): Promise<string[]>;

  /** @throws NotFoundError if there is no such thread or cursor */
  loadThreadItems(threadId: string, query: PageQuery, owner: Owner): Promise<Page<ThreadItem>>;
  /**
   * Adds an item; one with the same id is replaced and keeps its place.
   *
   * @throws NotFoundError if there is no such thread
   */
  addThreadItem(threadId: string, item: ThreadItem, owner: Owner): Promise<void>;
  /** Replaces an item in its place, or adds it. */
  saveItem(threadId: string, item: ThreadItem, owner: Owner): Promise<void>;
  /**
   * Replaces an item, unless somebody else did so first.
   *
   * @param known the item as it was read or saved last
   * @returns false if it is not like that any more, and nothing was stored
   * @throws NotFoundError
   */
  replaceItem(
    threadId: string,
    known: ThreadItem,
    item: ThreadItem,
    owner: Owner,
  ): Promise<boolean>;
  /** @throws NotFoundError */
  loadItem(threadId: string, itemId: string, owner: Owner): Promise<ThreadItem>;
  /** Forgets an item, which may be missing. */
  deleteThreadItem(threadId: string, itemId: string, owner: Owner): Promise<void>;
  /** Forgets every item that came after one, in one change. */
  deleteItemsAfter(threadId: string, itemId: string, owner: Owner): Promise<void>;

  /** Adds an attachment, or replaces what is known of it. */
  saveAttachment(attachment: Attachment, owner: Owner): Promise<void>;
  /** @throws NotFoundError */
  loadAttachment(attachmentId: string, owner: Owner): Promise<Attachment>;
  /** Forgets an attachment, which may be missing. */
  deleteAttachment(attachmentId: string, owner: Owner): Promise<void>;
  /** How much a user's attachments take, in bytes, with those whose bytes are on their way. */
  attachmentBytes(owner: Owner): Promise<number>;

  /** Keeps what a user thinks of items; a later opinion replaces an earlier one. */
  saveFeedback(
    threadId: string,
    itemIds: readonly string[],
    kind: FeedbackKind,
    owner: Owner,
  ): Promise<void>;

  /** Tells every copy that a turn runs; it counts as running for `TURN_SECONDS` after that. */
  beginTurn(turn: TurnRecord, owner: Owner): Promise<void>;
  /** Says that a turn still runs, and tells whether it was asked to stop. */
  keepTurn(turnId: string, owner: Owner): Promise<"running" | "stopping">;
  /** Asks a turn to stop, even one that has not begun yet. */
  stopTurn(turnId: string, owner: Owner): Promise<void>;
  /** The turns of a thread that run, in any copy. */
  runningTurns(threadId: string, owner: Owner): Promise<string[]>;
  endTurn(turnId: string, owner: Owner): Promise<void>;

  /** Gives back connections and files. */
  close(): Promise<void>;
}

/** How long a turn counts as running without a word from the copy that runs it. */
export const TURN_SECONDS = 15;

/** The bytes of attachments, by the id of the attachment. */
export interface Files {
  /** Keeps bytes; all of them or none. */
  write(attachmentId: string, data: Uint8Array): Promise<void>;
  /** @throws NotFoundError */
  read(attachmentId: string): Promise<Uint8Array>;
  /** Forgets bytes, which may be missing. */
  delete(attachmentId: string): Promise<void>;
}

/** What a request for an attachment tells. */
export interface AttachmentCreateParams {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly mime_type: string;
}

/** Where attachments are made, and how they are shown. */
export interface AttachmentStore<Context extends Owner> {
  /** Makes an attachment whose bytes come next; its caller stores it. */
  createAttachment(params: AttachmentCreateParams, context: Context): Promise<Attachment>;
  /** Forgets the bytes of an attachment of this user; its caller forgets the attachment. */
  deleteAttachment(attachmentId: string, context: Context): Promise<void>;
  /** An attachment with addresses that work now, as the client may see it. */
  present(attachment: Attachment, context: Context): Attachment;
}
