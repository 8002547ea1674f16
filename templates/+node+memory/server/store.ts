import { createMemoryFiles, createMemoryStore } from "./chatkit/memory-store.ts";
import { everyHour, UNSENT_MS } from "./clean-up.ts";
import type { Storage, StorageOptions } from "./storage.ts";

/** Keeps threads and attachments in memory: a restart forgets them. */
export async function openStorage(_options: StorageOptions): Promise<Storage> {
  const store = createMemoryStore();
  const files = createMemoryFiles();
  const stopForgetting = everyHour(async () => {
    for (const attachmentId of await store.forgetAbandoned(Date.now() - UNSENT_MS)) {
      await files.delete(attachmentId);
    }
  });
  const forgetEverything = store.close.bind(store);
  store.close = async () => {
    await stopForgetting();
    await forgetEverything();
  };
  return { store, files };
}
