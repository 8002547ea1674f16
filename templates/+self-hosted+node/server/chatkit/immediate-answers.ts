import { readAudio } from "./audio.ts";
import { checkItems, checkOpen, loadSender } from "./checks.ts";
import { unsupported } from "./errors.ts";
import type { ChatKitHandlers } from "./handlers.ts";
import { pageSize } from "./pages.ts";
import type { ChatKitRequest, RequestOf, StreamingRequest } from "./requests.ts";
import type { AttachmentStore, Owner, PageQuery, Store } from "./store.ts";
import { renameThread, watchThread } from "./thread-changes.ts";
import type { Turns } from "./turns.ts";
import { type Wire, withoutItems } from "./wire.ts";

const PAGE_SIZE = 20;

export interface ImmediateAnswersConfig<Context extends Owner> {
  readonly store: Store;
  readonly attachments: AttachmentStore<Context> | undefined;
  readonly handlers: ChatKitHandlers<Context>;
  readonly wire: Wire<Context>;
  readonly turns: Turns;
  readonly onError: (error: unknown) => void;
}

/**
 * Does what a request that is answered at once asks for.
 *
 * @returns the answer, to be written as JSON
 * @throws NotFoundError, RequestError, and whatever a handler throws
 */
export async function answerAtOnce<Context extends Owner>(
  request: Exclude<ChatKitRequest, StreamingRequest>,
  context: Context,
  signal: AbortSignal,
  config: ImmediateAnswersConfig<Context>,
): Promise<unknown> {
  const { store, attachments, handlers, wire } = config;
  switch (request.type) {
    case "threads.get_by_id": {
      const { thread_id } = request.params;
      const query: PageQuery = { limit: PAGE_SIZE, order: "asc" };
      const thread = await store.loadThread(thread_id, context);
      const items = await store.loadThreadItems(thread_id, query, context);
      return wire.thread({ ...thread, items }, context);
    }

    case "threads.list": {
      const page = await store.loadThreads(pageQuery(request.params), context);
      return {
        ...page,
        data: page.data.map((thread) => wire.thread(withoutItems(thread), context)),
      };
    }

    case "items.list": {
      const { thread_id } = request.params;
      const page = await store.loadThreadItems(thread_id, pageQuery(request.params), context);
      return wire.items(page, context);
    }

    case "threads.update": {
      const { thread_id, title } = request.params;
      const thread = await renameThread(store, thread_id, title, context);
      return wire.thread(withoutItems(thread), context);
    }

    case "threads.delete":
      await deleteThread(request.params.thread_id, context, config);
      return {};

    case "threads.sync_custom_action":
      return answerSyncAction(request, context, signal, config);

    case "items.feedback": {
      const { thread_id: threadId, item_ids: itemIds, kind } = request.params;
      await checkItems({ store, threadId, itemIds, owner: context });
      await handlers.addFeedback?.({ threadId, itemIds, kind, context });
      return {};
    }

    case "attachments.create": {
      if (!attachments) {
        throw unsupported(request.type);
      }
      const attachment = await attachments.createAttachment(request.params, context);
      await store.saveAttachment(attachment, context);
      return wire.newAttachment(attachment, context);
    }

    case "attachments.delete": {
      if (!attachments) {
        throw unsupported(request.type);
      }
      const { id } = await store.loadAttachment(request.params.attachment_id, context);
      await attachments.deleteAttachment(id, context);
      await store.deleteAttachment(id, context);
      return {};
    }

    case "input.transcribe": {
      const audio = readAudio(request.params.audio_base64, request.params.mime_type);
      if (!handlers.transcribe) {
        throw unsupported(request.type);
      }
      const { text } = await handlers.transcribe({ audio, context, signal });
      return { text };
    }
  }
}

/** Nothing and 0 stand for the usual size, as in OpenAI's own server. */
function pageQuery(params: RequestOf<"threads.list">["params"]): PageQuery {
  const { limit, order, after } = params;
  return { limit: pageSize(limit || PAGE_SIZE), order, after: after ?? undefined };
}

async function deleteThread<Context extends Owner>(
  threadId: string,
  context: Context,
  { store, attachments, turns, onError }: ImmediateAnswersConfig<Context>,
): Promise<void> {
  await store.loadThread(threadId, context);
  await turns.stopThread(threadId, context, "all");
  for (const id of await store.deleteThread(threadId, context)) {
    // The thread is gone already; bytes that stay behind belong to nobody.
    await attachments?.deleteAttachment(id, context).catch(onError);
  }
}

async function answerSyncAction<Context extends Owner>(
  { type, params }: RequestOf<"threads.sync_custom_action">,
  context: Context,
  signal: AbortSignal,
  { store, handlers, wire }: ImmediateAnswersConfig<Context>,
): Promise<unknown> {
  const { thread_id: threadId, item_id: itemId, action } = params;
  const thread = await store.loadThread(threadId, context);
  checkOpen(thread);
  const sender = await loadSender({ store, threadId, itemId, owner: context });
  if (!handlers.syncAction) {
    throw unsupported(type);
  }
  const changes = watchThread({ store, thread, owner: context });
  const answer = await handlers.syncAction({ thread, context, signal, action, sender });
  await changes.keep();
  const item = answer?.updatedItem && wire.item(answer.updatedItem, context);
  return item ? { updated_item: item } : {};
}
