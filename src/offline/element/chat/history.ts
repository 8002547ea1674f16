import type { ChatParts } from "./connection.ts";
import { fieldsOf, listOf, readThread } from "./read-item.ts";
import type { HistoryState } from "./state.ts";

/** The list of the user's threads. */
export interface History {
  setOpen(isOpen: boolean): void;
  loadMore(): Promise<void>;
  /** Reads the list again where it has been read. */
  refresh(): Promise<void>;
  rename(threadId: string, title: string): Promise<void>;
  /** @returns when the thread is gone, here too */
  remove(threadId: string): Promise<void>;
}

const PAGE_SIZE = 20;

/** Makes the list of a chat's threads, read page by page. */
export function createHistory({ store, emit, tell, connection }: ChatParts): History {
  let after: string | undefined;

  const change = (next: Partial<HistoryState>) =>
    store.set({ history: { ...store.state.history, ...next } });

  const read = async (from: string | undefined) => {
    change({ phase: "loading" });
    try {
      const { backend, signal } = connection();
      const answer = await backend.ask(
        "threads.list",
        { limit: PAGE_SIZE, order: "desc", ...(from !== undefined && { after: from }) },
        signal,
      );
      const { data, has_more, after: next } = fieldsOf(answer) ?? {};
      const read = listOf(data).flatMap((thread) => readThread(thread) ?? []);
      const known = from === undefined ? [] : store.state.history.threads;
      const cursor = next ?? read.at(-1)?.id;
      after = has_more === true && typeof cursor === "string" ? cursor : undefined;
      change({
        phase: "ready",
        threads: [...known, ...read.filter(({ id }) => !known.some((thread) => thread.id === id))],
        hasMore: after !== undefined,
      });
    } catch (error) {
      change({ phase: "failed" });
      tell(error);
      throw error;
    }
  };

  return {
    setOpen(isOpen) {
      if (store.state.history.isOpen === isOpen) return;
      change({ isOpen });
      emit(isOpen ? "chatkit.history.open" : "chatkit.history.close");
      // A failure is shown in the list, and the page has been told.
      if (isOpen) read(undefined).catch(() => {});
    },

    async loadMore() {
      const { phase, hasMore } = store.state.history;
      // What is unread or failed begins where the list ends.
      if (phase === "loading" || (phase === "ready" && !hasMore)) return;
      await read(after);
    },

    async refresh() {
      if (store.state.history.phase !== "unread") await read(undefined);
    },

    async rename(threadId, title) {
      try {
        const { backend, signal } = connection();
        const answer = await backend.ask("threads.update", { thread_id: threadId, title }, signal);
        const renamed = readThread(answer);
        const { thread, history } = store.state;
        store.set({
          thread: thread?.id === threadId ? { ...thread, title: renamed?.title ?? title } : thread,
          history: {
            ...history,
            threads: history.threads.map((listed) =>
              listed.id === threadId ? { ...listed, title: renamed?.title ?? title } : listed,
            ),
          },
        });
      } catch (error) {
        tell(error);
        throw error;
      }
    },

    async remove(threadId) {
      try {
        const { backend, signal } = connection();
        await backend.ask("threads.delete", { thread_id: threadId }, signal);
        change({ threads: store.state.history.threads.filter(({ id }) => id !== threadId) });
      } catch (error) {
        tell(error);
        throw error;
      }
    },
  };
}
