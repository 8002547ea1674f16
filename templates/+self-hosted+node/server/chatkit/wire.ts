import type { AttachmentStore, Owner } from "./store.ts";
import type {
  Attachment,
  Page,
  Thread,
  ThreadItem,
  ThreadMetadata,
  ThreadStreamEvent,
} from "./types.ts";

/** Turns what is stored into what the client may see. */
export interface Wire<Context extends Owner> {
  thread(thread: Thread, context: Context): Thread;
  items(page: Page<ThreadItem>, context: Context): Page<ThreadItem>;
  /** An item, or null if the client must not see it. */
  item(item: ThreadItem, context: Context): ThreadItem | null;
  /** An attachment that was just made, with the address that takes its bytes. */
  newAttachment(attachment: Attachment, context: Context): Attachment;
  /** An event, or null if the client must not see it. */
  event(event: ThreadStreamEvent, context: Context): ThreadStreamEvent | null;
}

/** A thread with none of its items, as events and lists tell of it. */
export function withoutItems(thread: ThreadMetadata): Thread {
  return { ...thread, items: { data: [], has_more: false } };
}

/** @param attachments make addresses that work now; without them no attachment exists */
export function createWire<Context extends Owner>(
  attachments: AttachmentStore<Context> | undefined,
): Wire<Context> {
  const presentAttachment = (attachment: Attachment, context: Context): Attachment => {
    const { metadata: _, ...wire } = attachments?.present(attachment, context) ?? attachment;
    return wire;
  };

  const sentAttachment = (attachment: Attachment, context: Context): Attachment => {
    const { upload_descriptor: _, ...wire } = presentAttachment(attachment, context);
    return wire;
  };

  const presentItem = (item: ThreadItem, context: Context): ThreadItem | null => {
    switch (item.type) {
      case "hidden_context_item":
      case "sdk_hidden_context":
        return null;
      case "user_message":
        return item.attachments.length === 0
          ? item
          : { ...item, attachments: item.attachments.map((file) => sentAttachment(file, context)) };
      default:
        return item;
    }
  };

  const presentItems = (page: Page<ThreadItem>, context: Context): Page<ThreadItem> => ({
    ...page,
    data: page.data.flatMap((item) => presentItem(item, context) ?? []),
  });

  const presentThread = (thread: Thread, context: Context): Thread => ({
    ...thread,
    metadata: {},
    items: presentItems(thread.items, context),
  });

  return {
    thread: presentThread,
    items: presentItems,
    item: presentItem,
    newAttachment: presentAttachment,
    event(event, context) {
      switch (event.type) {
        case "thread.item.added":
        case "thread.item.done":
        case "thread.item.replaced": {
          const item = presentItem(event.item, context);
          return item && (item === event.item ? event : { ...event, item });
        }
        case "thread.created":
        case "thread.updated":
          return { ...event, thread: presentThread(event.thread, context) };
        default:
          return event;
      }
    },
  };
}
