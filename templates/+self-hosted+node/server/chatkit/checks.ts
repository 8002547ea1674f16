import { RequestError } from "./errors.ts";
import type { AudioInput } from "./handlers.ts";
import type { Owner, Store } from "./store.ts";
import type { Attachment, ThreadMetadata, WidgetItem } from "./types.ts";

const AUDIO_TYPES = ["audio/webm", "audio/mp4", "audio/ogg"];

/** A request about something that is there and cannot be used so. */
export function unusable(message: string): RequestError {
  return new RequestError(400, "bad_request", message);
}

/** A request for something that this chat was not made to do. */
export function unsupported(type: string): RequestError {
  return new RequestError(400, "bad_request", "This chat does not do that.", type);
}

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

/**
 * Reads a recording.
 *
 * @throws RequestError 400, if it is none
 */
export function readAudio(audioBase64: string, mimeType: string): AudioInput {
  const mediaType = mimeType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (!AUDIO_TYPES.includes(mediaType)) {
    throw unusable("Speech is taken as WebM, MP4 or Ogg.");
  }
  if (audioBase64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(audioBase64)) {
    throw unusable("The recording is not in Base64.");
  }
  if (audioBase64 === "") {
    throw unusable("The recording is empty.");
  }
  return { data: new Uint8Array(Buffer.from(audioBase64, "base64")), mimeType, mediaType };
}
