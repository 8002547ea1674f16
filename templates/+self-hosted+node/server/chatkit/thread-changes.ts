import { isDeepStrictEqual } from "node:util";
import type { Owner, Store } from "./store.ts";
import type { ThreadMetadata } from "./types.ts";

/** How often a change is tried while others change the same thread. */
const ATTEMPTS = 20;

/** Stores what a handler changes about a thread. */
export interface ThreadChanges {
  /**
   * Stores what has changed since the last time, beside what others have changed meanwhile.
   *
   * @returns whether anything had changed
   * @throws NotFoundError if the thread was deleted meanwhile
   */
  keep(): Promise<boolean>;
}

export interface ThreadChangesOptions {
  readonly store: Store;
  /** The thread as it is stored; it follows what others change when it is stored again. */
  readonly thread: ThreadMetadata;
  readonly owner: Owner;
}

/** Follows what a handler changes about a thread. */
export function watchThread({ store, thread, owner }: ThreadChangesOptions): ThreadChanges {
  let known = JSON.stringify(thread);
  return {
    async keep() {
      if (JSON.stringify(thread) === known) {
        return false;
      }
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const changed = JSON.stringify(thread);
        if (await store.replaceThread(JSON.parse(known), JSON.parse(changed), owner)) {
          known = changed;
          return true;
        }
        const stored = await store.loadThread(thread.id, owner);
        adopt({ thread, known: JSON.parse(known), stored });
        known = JSON.stringify(stored);
      }
      throw busy(thread.id);
    },
  };
}

/**
 * Gives a thread a title.
 *
 * @throws NotFoundError
 */
export async function renameThread(
  store: Store,
  threadId: string,
  title: string,
  owner: Owner,
): Promise<ThreadMetadata> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const known = await store.loadThread(threadId, owner);
    const thread = { ...known, title };
    if (await store.replaceThread(known, thread, owner)) {
      return thread;
    }
  }
  throw busy(threadId);
}

/** Takes over into a thread what others have changed, but for what changed here as well. */
function adopt(versions: {
  readonly thread: ThreadMetadata;
  readonly known: ThreadMetadata;
  readonly stored: ThreadMetadata;
}): void {
  const { thread, known, stored } = versions;
  adoptFields(thread, known, stored, ["status", "allowed_image_domains"]);
  adoptFields(thread.metadata, known.metadata, stored.metadata, [
    ...Object.keys(known.metadata),
    ...Object.keys(stored.metadata),
  ]);
  // A name that the user gave meanwhile is better than one that a model made up.
  if (stored.title !== known.title) {
    adoptField(thread, stored, "title");
  }
}

function adoptFields<Fields extends object>(
  own: Fields,
  known: Fields,
  stored: Fields,
  keys: readonly (keyof Fields)[],
): void {
  for (const key of keys) {
    if (isDeepStrictEqual(own[key], known[key])) {
      adoptField(own, stored, key);
    }
  }
}

function adoptField<Fields extends object>(own: Fields, stored: Fields, key: keyof Fields): void {
  if (Object.hasOwn(stored, key)) {
    own[key] = stored[key];
  } else {
    delete own[key];
  }
}

function busy(threadId: string): Error {
  return new Error(`Thread ${threadId} is changed by others all the time.`);
}
