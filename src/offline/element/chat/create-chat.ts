import type { ChatKitOptions } from "@openai/chatkit";
import { abilitiesOf, isHosted, type SessionLimits } from "./abilities.ts";
import { createActions } from "./actions.ts";
import { createAttachments } from "./attachments.ts";
import { createComposer } from "./composer.ts";
import type { ChatParts } from "./connection.ts";
import { problemOf, toError } from "./errors.ts";
import type { Emit } from "./events.ts";
import { createHistory } from "./history.ts";
import { INITIAL_STATE } from "./initial-state.ts";
import { type OpenConnection, openConnection } from "./open-connection.ts";
import { isSameApi } from "./same-api.ts";
import { createSending } from "./sending.ts";
import { transcribe } from "./speech.ts";
import type { Chat } from "./state.ts";
import { createStateStore } from "./state-store.ts";
import { createOpenThread } from "./threads.ts";
import { createTurns } from "./turns.ts";

/** A chat, with what only the element around it may do. */
export interface ElementChat extends Chat {
  /** Shows that the page's options cannot be used, where there are none that can. */
  refuseOptions(error: Error): void;
  /** Takes over the page's options, all of them; another `api` begins anew. */
  setOptions(options: ChatKitOptions): void;
  /** Begins, now that the element is in the page. */
  start(): void;
  /** Ends everything that is under way, now that the element has left the page. */
  end(): void;
  /** Reads what is shown from the server again. */
  fetchUpdates(): Promise<void>;
  /** @throws Error as long as the page has set no options */
  assertOpen(what: string): void;
  /** @throws Error while there is no chat, a thread loads or an answer is under way */
  assertIdle(what: string): void;
}

export interface ChatOptions {
  readonly emit: Emit;
  /** The folder that the element's script came from, with a slash at its end. */
  readonly base: string;
}

/**
 * How long after its options a chat is ready. OpenAI's is once its frame has loaded, and pages count
 * on that: React's binding begins to listen only after the page has been painted.
 */
const READY_MS = 50;

/** Makes the chat of one element. */
export function createChat({ emit, base }: ChatOptions): ElementChat {
  const store = createStateStore(INITIAL_STATE);
  const told = new WeakSet<Error>();
  let open: OpenConnection | null = null;
  let session: SessionLimits | null = null;
  let isInPage = false;

  const tell = (thrown: unknown) => {
    const error = toError(thrown);
    if (told.has(error)) return;
    told.add(error);
    emit("chatkit.error", { error });
  };

  const options = () => {
    const { options } = store.state;
    if (!options) throw new Error("The chat has no options yet: call setOptions first.");
    return options;
  };

  const connection = () => {
    options();
    if (!open) throw new Error("The chat is not in the page.");
    return open;
  };

  const parts: ChatParts = { store, emit, tell, connection };
  const turns = createTurns(parts);
  const thread = createOpenThread(parts, turns);
  const history = createHistory(parts);
  const attachments = createAttachments(parts, () => session);
  const composer = createComposer(parts, attachments);

  const assertOpen = (what: string) => {
    if (!open) {
      const reason = store.state.options ? "the element is in the page" : "setOptions was called";
      throw new Error(`${what} is not possible before ${reason}.`);
    }
  };

  const assertIdle = (what: string) => {
    assertOpen(what);
    const { failure, isLoadingThread, turn } = store.state;
    if (failure) throw new Error(`${what} is not possible: ${failure.message}`);
    if (isLoadingThread) throw new Error(`${what} is not possible while a thread loads.`);
    if (turn.phase !== "idle") {
      throw new Error(`${what} is not possible while a response streams.`);
    }
  };
  const actions = createActions(parts, turns, assertIdle);
  const sending = createSending({ parts, turns, thread, history, composer, assertIdle });

  const disconnect = () => {
    open?.end();
    thread.end();
    turns.stop();
    attachments.clear();
    open = null;
    session = null;
  };

  /** Has a hosted chat get its session. */
  const begin = async () => {
    const beginning = open;
    if (!beginning?.hosted) return;
    try {
      const limits = await beginning.hosted.begin();
      if (beginning !== open) return;
      session = limits;
      store.set({ abilities: abilitiesOf(options(), session), failure: null });
    } catch (error) {
      if (beginning !== open) return;
      store.set({ failure: problemOf(error) });
      tell(error);
    }
  };

  const openInitialThread = async () => {
    const { initialThread } = options();
    // A person may have begun something else meanwhile.
    if (!initialThread || !store.state.isLoadingThread) return;
    if (store.state.failure) store.set({ isLoadingThread: false });
    else await thread.open(initialThread);
  };

  const boot = () => {
    disconnect();
    const { options: given } = store.state;
    if (!given || !isInPage) return;
    store.set({
      ...INITIAL_STATE,
      options: given,
      mode: isHosted(given) ? "hosted" : "custom",
      abilities: abilitiesOf(given, null),
      isLoadingThread: Boolean(given.initialThread),
    });
    composer.fit();
    open = openConnection({ options, base, onFailure: tell });
    const { signal } = open;
    setTimeout(() => {
      if (signal.aborted) return;
      emit("chatkit.ready");
      begin().then(openInitialThread).catch(tell);
    }, READY_MS);
  };

  return {
    get state() {
      return store.state;
    },
    subscribe: store.subscribe,
    assertOpen,
    assertIdle,

    refuseOptions(error) {
      tell(error);
      if (store.state.options) return;
      const { message } = error;
      store.set({ failure: { title: "The options are not valid", message, allowRetry: false } });
    },

    setOptions(next) {
      const { options: present } = store.state;
      store.set({ options: next });
      if (!present || !isSameApi(present.api, next.api)) {
        boot();
      } else {
        store.set({ abilities: abilitiesOf(next, session) });
        composer.fit();
      }
    },

    start() {
      if (isInPage) return;
      isInPage = true;
      boot();
    },

    end() {
      isInPage = false;
      disconnect();
    },

    async fetchUpdates() {
      assertIdle("fetchUpdates");
      await Promise.all([thread.refresh(), history.refresh()]);
    },

    ...sending,
    stop: turns.stop,

    async giveFeedback(itemIds, kind) {
      const { backend, signal } = connection();
      const { thread: present, feedback: before } = store.state;
      if (!present) throw new Error("Feedback needs a thread, and none is open.");
      store.set({ feedback: new Map([...before, ...itemIds.map((id) => [id, kind] as const)]) });
      try {
        await backend.ask(
          "items.feedback",
          { thread_id: present.id, item_ids: [...itemIds], kind },
          signal,
        );
      } catch (error) {
        if (store.state.thread?.id === present.id) store.set({ feedback: before });
        tell(error);
        throw error;
      }
    },

    async answerForm(itemId, answer) {
      assertIdle("Answering the questions");
      const { thread: present } = store.state;
      if (!present) throw new Error("An answer needs a thread, and none is open.");
      const input =
        answer.status === "answered"
          ? { status: answer.status, answers: answer.answers }
          : { status: answer.status, answers: {} };
      await turns.run("threads.add_structured_input", {
        thread_id: present.id,
        item_id: itemId,
        input,
      });
    },

    runAction: actions.run,
    openThread: async (threadId) => {
      connection();
      history.setOpen(false);
      await thread.open(threadId);
    },
    renameThread: history.rename,
    async deleteThread(threadId) {
      await history.remove(threadId);
      if (store.state.thread?.id === threadId) await thread.open(null);
    },
    setHistoryOpen: history.setOpen,
    loadMoreThreads: history.loadMore,
    loadEarlierItems: thread.loadEarlierItems,

    dismissNotice(id) {
      store.set({ notices: store.state.notices.filter((notice) => notice.id !== id) });
    },

    async reconnect() {
      connection();
      store.set({ isLoadingThread: Boolean(options().initialThread) });
      await begin();
      await openInitialThread();
    },

    typed: composer.typed,
    setComposer: composer.set,
    addFiles: attachments.addFiles,
    addUploaded: attachments.addUploaded,
    removeAttachment: attachments.remove,
    retryUpload: attachments.retry,

    async transcribe(audio) {
      const { backend, signal } = connection();
      try {
        return await transcribe(audio, backend, signal);
      } catch (error) {
        tell(error);
        throw error;
      }
    },

    deeplink: (name, data) => emit("chatkit.deeplink", { name, data }),
    log: (name, data) => emit("chatkit.log", { name, ...(data && { data }) }),
    fail: tell,
  };
}
