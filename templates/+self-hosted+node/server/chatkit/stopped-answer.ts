import { newId } from "./ids.ts";
import type { Owner, Store } from "./store.ts";
import type { ThreadItem, ThreadMetadata } from "./types.ts";

export interface StoppedAnswer {
  readonly store: Store;
  readonly thread: ThreadMetadata;
  readonly owner: Owner;
  readonly pendingItems: readonly ThreadItem[];
}

/** Keeps the words of an answer that was stopped, and tells the model that it was. */
export async function keepStoppedAnswer(answer: StoppedAnswer): Promise<void> {
  const { store, thread, owner, pendingItems } = answer;
  for (const item of pendingItems) {
    if (item.type === "assistant_message" && item.content.some(({ text }) => text.trim())) {
      await store.addThreadItem(thread.id, item, owner);
    }
  }
  await store.addThreadItem(
    thread.id,
    {
      type: "sdk_hidden_context",
      id: newId("sdk_hidden_context"),
      thread_id: thread.id,
      created_at: new Date().toISOString(),
      // Otherwise the next answer might go on with this one.
      content: "The user cancelled the stream. Stop responding to the prior request.",
    },
    owner,
  );
}
