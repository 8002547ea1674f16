import { checkOpen, loadAttachments, loadSender } from "./checks.ts";
import { NotFoundError, unsupported, unusable } from "./errors.ts";
import type { ChatKitHandlers, Turn } from "./handlers.ts";
import { newId } from "./ids.ts";
import type { Send } from "./pipeline.ts";
import type { StreamingRequest, UserMessageInput } from "./requests.ts";
import type { Owner, Store } from "./store.ts";
import { answerForm, notWaiting } from "./structured-input.ts";
import type {
  Attachment,
  ThreadItem,
  ThreadMetadata,
  ThreadStreamEvent,
  UserMessageItem,
} from "./types.ts";
import { withoutItems } from "./wire.ts";

const NEWEST_ITEMS = 20;

/** What is to be done for a request that is answered with a stream. */
export interface StreamWork<Context extends Owner> {
  readonly thread: ThreadMetadata;
  /**
   * Stores an answer that is wanted once, before the stream begins.
   *
   * @throws RequestError 400, if another request was faster
   */
  claim?(): Promise<void>;
  /** Stores and tells what the request itself changes. */
  begin?(send: Send): Promise<void>;
  /** Asks the handler. */
  events(turn: Turn<Context>): AsyncIterable<ThreadStreamEvent>;
}

export interface StreamWorkConfig<Context extends Owner> {
  readonly store: Store;
  readonly handlers: ChatKitHandlers<Context>;
  readonly attachmentsPerMessage: number;
  readonly newThreadId: () => string;
}

/**
 * Finds out what is to be done for a request, and changes nothing yet.
 *
 * @throws NotFoundError, if something that it is about is not there
 * @throws RequestError, if something is there and cannot be used so
 */
export async function prepareStream<Context extends Owner>(
  request: StreamingRequest,
  context: Context,
  config: StreamWorkConfig<Context>,
): Promise<StreamWork<Context>> {
  const { store, handlers } = config;
  switch (request.type) {
    case "threads.create": {
      const attachments = await messageAttachments(request.params.input, context, config);
      const thread: ThreadMetadata = {
        id: config.newThreadId(),
        created_at: new Date().toISOString(),
        status: { type: "active" },
        metadata: {},
      };
      const message = userMessage(thread, request.params.input, attachments);
      return {
        thread,
        async begin(send) {
          await store.saveThread(thread, context);
          await send({ type: "thread.created", thread: withoutItems(thread) });
          await keepMessage(message, send, context, store);
        },
        events: (turn) => handlers.respond({ ...turn, message }),
      };
    }

    case "threads.add_user_message": {
      const { thread_id, input } = request.params;
      const thread = await loadOpenThread(thread_id, context, store);
      const attachments = await messageAttachments(input, context, config);
      const message = userMessage(thread, input, attachments);
      return {
        thread,
        begin: (send) => keepMessage(message, send, context, store),
        events: (turn) => handlers.respond({ ...turn, message }),
      };
    }

    case "threads.add_client_tool_output": {
      const { thread_id, result } = request.params;
      const thread = await loadOpenThread(thread_id, context, store);
      const [call] = await newestItems(thread_id, 1, context, store);
      const refusal = () => unusable("No client tool of this thread waits for an answer.");
      if (call?.type !== "client_tool_call" || call.status !== "pending") {
        throw refusal();
      }
      return {
        thread,
        async claim() {
          const output = result === null ? {} : { output: result };
          const completed = { ...call, status: "completed" as const, ...output };
          if (!(await store.replaceItem(thread_id, call, completed, context))) {
            throw refusal();
          }
        },
        begin: () => forgetPendingCalls(thread_id, context, store),
        events: (turn) => handlers.respond({ ...turn, message: null }),
      };
    }

    case "threads.add_structured_input": {
      const { thread_id, item_id, input } = request.params;
      const thread = await loadOpenThread(thread_id, context, store);
      const form = await store.loadItem(thread_id, item_id, context);
      const item = answerForm(form, input);
      return {
        thread,
        async claim() {
          if (!(await store.replaceItem(thread_id, form, item, context))) {
            throw notWaiting();
          }
        },
        async *events(turn) {
          yield { type: "thread.item.replaced", item };
          yield* handlers.respond({ ...turn, message: null });
        },
      };
    }

    case "threads.retry_after_item": {
      const { thread_id, item_id } = request.params;
      const thread = await loadOpenThread(thread_id, context, store);
      const message = await store.loadItem(thread_id, item_id, context);
      if (message.type !== "user_message") {
        throw unusable("Only a message of the user can be tried again.");
      }
      return {
        thread,
        begin: () => store.deleteItemsAfter(thread_id, item_id, context),
        events: (turn) => handlers.respond({ ...turn, message }),
      };
    }

    case "threads.custom_action": {
      const { thread_id, item_id, action } = request.params;
      const thread = await loadOpenThread(thread_id, context, store);
      const sender = await loadSender({
        store,
        threadId: thread_id,
        itemId: item_id,
        owner: context,
      });
      const answer = handlers.action?.bind(handlers);
      if (!answer) {
        throw unsupported(request.type);
      }
      return { thread, events: (turn) => answer({ ...turn, action, sender }) };
    }
  }
}

/** @throws NotFoundError, or RequestError 409 if the thread takes nothing any more */
async function loadOpenThread(
  threadId: string,
  owner: Owner,
  store: Store,
): Promise<ThreadMetadata> {
  const thread = await store.loadThread(threadId, owner);
  checkOpen(thread);
  return thread;
}

function messageAttachments<Context extends Owner>(
  { attachments: ids }: UserMessageInput,
  owner: Context,
  { store, attachmentsPerMessage: perMessage }: StreamWorkConfig<Context>,
): Promise<Attachment[]> {
  return loadAttachments({ store, ids, perMessage, owner });
}

function userMessage(
  thread: ThreadMetadata,
  { content, quoted_text, inference_options }: UserMessageInput,
  attachments: readonly Attachment[],
): UserMessageItem {
  const { tool_choice, model } = inference_options;
  return {
    type: "user_message",
    id: newId("message"),
    thread_id: thread.id,
    created_at: new Date().toISOString(),
    content: content.map((part) => {
      if (part.type === "input_text") {
        return part;
      }
      const { group, ...tag } = part;
      return { ...tag, ...(typeof group === "string" && { group }) };
    }),
    attachments: attachments.map((file) => ({ ...file, thread_id: thread.id })),
    ...(typeof quoted_text === "string" && { quoted_text }),
    inference_options: {
      ...(tool_choice && { tool_choice }),
      ...(typeof model === "string" && { model }),
    },
  };
}

async function keepMessage(
  message: UserMessageItem,
  send: Send,
  owner: Owner,
  store: Store,
): Promise<void> {
  // They belong to the thread now, and go with it.
  for (const attachment of message.attachments) {
    await store.saveAttachment(attachment, owner);
  }
  try {
    await store.addThreadItem(message.thread_id, message, owner);
  } catch (error) {
    if (error instanceof NotFoundError) {
      // The thread was deleted meanwhile: its attachments are nobody's, and are forgotten as such.
      for (const { thread_id: _, ...attachment } of message.attachments) {
        await store.saveAttachment(attachment, owner);
      }
    }
    throw error;
  }
  await send({ type: "thread.item.done", item: message });
}

async function newestItems(
  threadId: string,
  limit: number,
  owner: Owner,
  store: Store,
): Promise<ThreadItem[]> {
  const page = await store.loadThreadItems(threadId, { limit, order: "desc" }, owner);
  return page.data;
}

/** Forgets calls of client tools that nobody will answer any more. */
async function forgetPendingCalls(threadId: string, owner: Owner, store: Store): Promise<void> {
  for (const item of await newestItems(threadId, NEWEST_ITEMS, owner, store)) {
    if (item.type === "client_tool_call" && item.status === "pending") {
      await store.deleteThreadItem(threadId, item.id, owner);
    }
  }
}
