import type { ThreadItem } from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import type { ChatParts } from "./connection.ts";
import { toError } from "./errors.ts";
import { NO_THREAD } from "./initial-state.ts";
import { newKey } from "./keys.ts";
import { fieldsOf, listOf, readItems, readThread } from "./read-item.ts";
import type { Turns } from "./turns.ts";

/** The thread that is open. */
export interface OpenThread {
  /** Opens a thread, or with null a new chat; what is under way in the present one ends. */
  open(threadId: string | null): Promise<void>;
  loadEarlierItems(): Promise<void>;
  /** Reads the thread and its items again, and puts what has changed in its place. */
  refresh(): Promise<void>;
  /** Ends a load. */
  end(): void;
}

const PAGE_SIZE = 30;

/** Makes what opens a thread, reads it anew and loads its earlier items. */
export function createOpenThread(parts: ChatParts, turns: Turns): OpenThread {
  const { store, emit, tell, connection } = parts;
  let loading: AbortController | null = null;
  /** Where the items end that have been read. */
  let earlier: string | undefined;

  /** The newest items of a thread, oldest first. */
  const read = async (threadId: string, signal: AbortSignal) => {
    const { backend } = connection();
    const answer = await backend.ask("threads.get_by_id", { thread_id: threadId }, signal);
    const thread = readThread(answer);
    if (!thread) throw new Error("The server's answer to threads.get_by_id is no thread.");
    const first = fieldsOf(fieldsOf(answer)?.items);
    // The first page holds the oldest items, and a chat begins with its newest.
    const page =
      first?.has_more === true
        ? await readEarlier(threadId, undefined, signal)
        : { items: readItems(first?.data), after: undefined };
    return { thread, ...page };
  };

  const readEarlier = async (
    threadId: string,
    after: string | undefined,
    signal: AbortSignal,
  ): Promise<{ items: ThreadItem[]; after: string | undefined }> => {
    const answer = await connection().backend.ask(
      "items.list",
      { thread_id: threadId, limit: PAGE_SIZE, order: "desc", ...(after && { after }) },
      signal,
    );
    const { data, has_more, after: next } = fieldsOf(answer) ?? {};
    const last = fieldsOf(listOf(data).at(-1))?.id;
    const cursor = has_more === true ? (next ?? last) : undefined;
    return {
      items: readItems(data).reverse(),
      after: typeof cursor === "string" ? cursor : undefined,
    };
  };

  /** Forgets the thread that was open, with the tool's choice and all that hung on it. */
  const leave = () => {
    loading?.abort();
    turns.stop();
    earlier = undefined;
  };

  return {
    async open(threadId) {
      leave();
      const wasOpen = store.state.thread?.id ?? null;
      store.set({ ...NO_THREAD });
      if (threadId !== wasOpen) emit("chatkit.thread.change", { threadId });
      if (threadId === null) return;

      const { signal: whole } = connection();
      const controller = new AbortController();
      loading = controller;
      const signal = AbortSignal.any([controller.signal, whole]);
      store.set({ isLoadingThread: true });
      emit("chatkit.thread.load.start", { threadId });
      try {
        const { thread, items, after } = await read(threadId, signal);
        if (signal.aborted) return;
        earlier = after;
        store.set({ thread, items, earlierItems: after === undefined ? "none" : "some" });
      } catch (error) {
        if (signal.aborted) return;
        const message = toError(error).message;
        store.set({
          notices: [
            {
              id: newKey(),
              level: "danger",
              title: "This chat cannot be opened",
              message,
            },
          ],
        });
        emit("chatkit.thread.change", { threadId: null });
        tell(error);
        throw error;
      } finally {
        if (loading === controller) {
          loading = null;
          store.set({ isLoadingThread: false });
        }
        emit("chatkit.thread.load.end", { threadId });
      }
    },

    async loadEarlierItems() {
      const { thread, earlierItems } = store.state;
      if (!thread || earlierItems !== "some") return;
      const { signal } = connection();
      store.set({ earlierItems: "loading" });
      try {
        const { items, after } = await readEarlier(thread.id, earlier, signal);
        if (store.state.thread?.id !== thread.id) return;
        earlier = after;
        store.update((state) => ({
          ...state,
          items: [...items.filter(({ id }) => !has(state.items, id)), ...state.items],
          earlierItems: after === undefined ? "none" : "some",
        }));
      } catch (error) {
        if (store.state.thread?.id !== thread.id) return;
        store.set({ earlierItems: "some" });
        tell(error);
        throw error;
      }
    },

    async refresh() {
      const threadId = store.state.thread?.id;
      if (threadId === undefined) return;
      try {
        const { thread, items, after } = await read(threadId, connection().signal);
        if (store.state.thread?.id !== threadId) return;
        const kept = olderThan(items[0], store.state.items);
        if (kept.length > 0) {
          store.set({ items: [...kept, ...items] });
        } else {
          earlier = after;
          store.set({ items, earlierItems: after === undefined ? "none" : "some" });
        }
        store.set({ thread });
      } catch (error) {
        tell(error);
        throw error;
      }
    },

    end: () => loading?.abort(),
  };
}

/** The items that had been read before this one. */
function olderThan(first: ThreadItem | undefined, items: readonly ThreadItem[]): ThreadItem[] {
  return items.slice(
    0,
    Math.max(
      items.findIndex(({ id }) => id === first?.id),
      0,
    ),
  );
}

function has(items: readonly ThreadItem[], id: string): boolean {
  return items.some((item) => item.id === id);
}
