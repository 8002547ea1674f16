import type {
  Attachment,
  HiddenContextItem,
  ThreadMetadata,
} from "../../../templates/+self-hosted+node/server/chatkit/types.ts";

export const ADA = { userId: "ada" };
export const BOB = { userId: "bob" };

const NOW = "2026-11-21T12:00:00+00:00";

export function thread(id: string, fields: Partial<ThreadMetadata> = {}): ThreadMetadata {
  return { id, created_at: NOW, status: { type: "active" }, metadata: {}, ...fields };
}

export function item(id: string, content: unknown = id, threadId = "t"): HiddenContextItem {
  return { type: "hidden_context_item", id, thread_id: threadId, created_at: NOW, content };
}

export function attachment(id: string, fields: Partial<Attachment> = {}): Attachment {
  return {
    type: "file",
    id,
    name: "notes.txt",
    mime_type: "text/plain",
    metadata: { size: 3 },
    ...fields,
  } as Attachment;
}

/** What a store throws when something is not there; every bundle has a class of its own. */
export const NOT_FOUND = { name: "NotFoundError" };

export function ids(page: { readonly data: readonly { readonly id: string }[] }): string[] {
  return page.data.map(({ id }) => id);
}
