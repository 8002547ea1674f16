import { NotFoundError } from "../../../templates/+self-hosted+node/server/chatkit/errors.ts";
import {
  createMemoryFiles,
  createMemoryStore,
} from "../../../templates/+self-hosted+node/server/chatkit/memory-store.ts";
import type {
  Files,
  Owner,
  Store,
} from "../../../templates/+self-hosted+node/server/chatkit/store.ts";
import type {
  ThreadItem,
  ThreadMetadata,
} from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { overriding } from "./overriding.ts";

/** A thread with its owner, as OpenAI's API tells of it. */
export interface OwnedThread {
  readonly thread: ThreadMetadata;
  readonly user: string;
}

/** All threads of a run, of every user; they end with it. */
export interface Threads {
  /** Where the conversations keep their threads. */
  readonly store: Store;
  /** The bytes of attachments. */
  readonly files: Files;
  /** Threads of all users, or of one, oldest first. */
  list(user?: string): Promise<OwnedThread[]>;
  /** @returns undefined where there is no such thread */
  find(threadId: string): Promise<OwnedThread | undefined>;
  /** Everything in a thread, oldest first. */
  items(threadId: string): Promise<ThreadItem[]>;
  /** Forgets a thread with its items and files, if there is one. */
  delete(threadId: string): Promise<void>;
}

/** Keeps threads in memory, with whose each of them is. */
export function createThreads(): Threads {
  const memory = createMemoryStore();
  const files = createMemoryFiles();
  const userOf = new Map<string, string>();

  const load = async (threadId: string, userId: string): Promise<OwnedThread[]> => {
    try {
      return [{ thread: await memory.loadThread(threadId, { userId }), user: userId }];
    } catch (error) {
      // It may be deleted while a list is read.
      if (error instanceof NotFoundError) return [];
      throw error;
    }
  };

  return {
    files,
    store: overriding(memory, {
      saveThread: async (thread, owner) => {
        await memory.saveThread(thread, owner);
        userOf.set(thread.id, owner.userId);
      },
      deleteThread: async (threadId, owner) => {
        const attachments = await memory.deleteThread(threadId, owner);
        userOf.delete(threadId);
        return attachments;
      },
    }),

    async list(user) {
      const threads = [...userOf].filter(([, userId]) => user === undefined || userId === user);
      return (await Promise.all(threads.map(([id, userId]) => load(id, userId)))).flat();
    },

    async find(threadId) {
      const userId = userOf.get(threadId);
      return userId === undefined ? undefined : (await load(threadId, userId))[0];
    },

    async items(threadId) {
      const userId = userOf.get(threadId);
      return userId === undefined ? [] : allItems(memory, threadId, { userId });
    },

    async delete(threadId) {
      const userId = userOf.get(threadId);
      if (userId === undefined) return;
      userOf.delete(threadId);
      for (const id of await memory.deleteThread(threadId, { userId })) await files.delete(id);
    },
  };
}

/** @returns every item of a thread, oldest first */
export async function allItems(
  store: Store,
  threadId: string,
  owner: Owner,
): Promise<ThreadItem[]> {
  const items: ThreadItem[] = [];
  let after: string | undefined;
  do {
    const page = await store.loadThreadItems(
      threadId,
      { limit: ITEMS_AT_ONCE, order: "asc", after },
      owner,
    );
    items.push(...page.data);
    after = page.after;
  } while (after !== undefined);
  return items;
}

const ITEMS_AT_ONCE = 100;
