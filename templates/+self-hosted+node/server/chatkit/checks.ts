import { RequestError, unusable } from "./errors.ts";
import type { Owner, Store } from "./store.ts";
import type { Attachment, ThreadMetadata, WidgetItem } from "./types.ts";

/** @throws RequestError 409, if the thread takes nothing any more */
export function checkOpen({ status }: ThreadMetadata): void {
  if (status.type !== "active") {
    const message = status.reason || `This conversation is ${status.type}.`;
    throw new RequestError(409, `thread_${status.type}`, message);
  }
}

/**
 * Loads what a message carries.
 *
 * @param perMessage how many attachments a message may carry
 * @throws NotFoundError, or RequestError 400 if there are too many or the bytes never came
 */
export async function loadAttachments(options: {
  readonly store: Store;
  readonly ids: readonly string[];
  readonly perMessage: number;
  readonly owner: Owner;
}): Promise<Attachment[]> {
  const { store, ids, perMessage, owner } = options;
  if (ids.length > perMessage) {
    throw unusable(`A message may carry ${perMessage} files at most.`);
  }
  const attachments = await Promise.all(ids.map((id) => store.loadAttachment(id, owner)));
  for (const { name, upload_descriptor } of attachments) {
    if (upload_descriptor) {
      throw unusable(`${name} has not been uploaded yet.`);
    }
  }
  return attachments;
}

/**
 * Loads the widget that an action came from.
 *
 * @throws NotFoundError, or RequestError 400 if the item is no widget
 */
export async function loadSender(options: {
  readonly store: Store;
  readonly threadId: string;
  /** Absent for an action of the page. */
  readonly itemId: string | null | undefined;
  readonly owner: Owner;
}): Promise<WidgetItem | null> {
  const { store, threadId, itemId, owner } = options;
  if (!itemId) {
    return null;
  }
  const item = await store.loadItem(threadId, itemId, owner);
  if (item.type !== "widget") {
    throw unusable("Only a widget has actions.");
  }
  return item;
}

/** @throws NotFoundError if one of the items is not there */
export async function checkItems(options: {
  readonly store: Store;
  readonly threadId: string;
  readonly itemIds: readonly string[];
  readonly owner: Owner;
}): Promise<void> {
  const { store, threadId, itemIds, owner } = options;
  await store.loadThread(threadId, owner);
  for (const itemId of new Set(itemIds)) {
    await store.loadItem(threadId, itemId, owner);
  }
}
