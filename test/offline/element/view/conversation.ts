import type {
  Annotation,
  AssistantMessageItem,
  ThreadItem,
  ThreadMetadata,
  ThreadStreamEvent,
  UserMessageItem,
} from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { type ServedElement, USER } from "../serve-element.ts";

/** An item without what every item has. */
export type Part = ThreadItem extends infer Item
  ? Item extends ThreadItem
    ? Omit<Item, "id" | "thread_id" | "created_at"> & { id?: string }
    : never
  : never;

let count = 0;

/** An item of a thread. */
export function itemOf(threadId: string, part: Part): ThreadItem {
  count += 1;
  return {
    id: `itm_${count}`,
    thread_id: threadId,
    created_at: new Date(Date.UTC(2026, 10, 21, 10, 0, 0, count)).toISOString(),
    ...part,
  } as ThreadItem;
}

/** An event that shows an item and keeps it. */
export function done(threadId: string, part: Part): ThreadStreamEvent {
  return { type: "thread.item.done", item: itemOf(threadId, part) };
}

/** What a person said. */
export function said(
  text: string,
  more: Partial<Pick<UserMessageItem, "content" | "attachments" | "quoted_text">> = {},
): Part {
  return {
    type: "user_message",
    content: [{ type: "input_text", text }],
    attachments: [],
    inference_options: {},
    ...more,
  };
}

/** What the assistant said. */
export function answered(
  text: string,
  annotations: Annotation[] = [],
): Omit<AssistantMessageItem, "id" | "thread_id" | "created_at"> {
  return { type: "assistant_message", content: [{ type: "output_text", text, annotations }] };
}

/** A thread that the server keeps already. */
export async function keepThread(
  server: ServedElement,
  parts: readonly Part[],
  more: Partial<ThreadMetadata> = {},
): Promise<string> {
  const thread: ThreadMetadata = {
    id: "thr_kept",
    created_at: "2026-11-21T10:00:00Z",
    status: { type: "active" },
    metadata: {},
    ...more,
  };
  const owner = { userId: USER };
  const { id } = thread;
  await server.store.saveThread(thread, owner);
  for (const part of parts) await server.store.addThreadItem(id, itemOf(id, part), owner);
  return id;
}
