import { NotFoundError } from "../../../templates/+self-hosted+node/server/chatkit/errors.ts";
import { pageSize, toPage } from "../../../templates/+self-hosted+node/server/chatkit/pages.ts";
import type {
  Owner,
  PageQuery,
  Store,
} from "../../../templates/+self-hosted+node/server/chatkit/store.ts";
import type {
  Page,
  ThreadMetadata,
} from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { hasSession } from "./context.ts";
import { overriding } from "./overriding.ts";

const EMPTY: Page<ThreadMetadata> = { data: [], has_more: false };
const THREADS_AT_ONCE = 100;

/** A store that lists as many threads as the session of whoever asks allows. */
export function limitHistory(store: Store): Store {
  return overriding(store, {
    loadThreads: async (query, owner) => {
      if (!hasSession(owner)) return store.loadThreads(query, owner);
      const { enabled, recent_threads: most } = owner.session.chatkit_configuration.history;
      if (!enabled) return EMPTY;
      if (most === null) return store.loadThreads(query, owner);
      return cut(await newest(store, most, owner), query);
    },
  });
}

async function newest(store: Store, most: number, owner: Owner): Promise<ThreadMetadata[]> {
  const threads: ThreadMetadata[] = [];
  let after: string | undefined;
  do {
    const limit = Math.min(most - threads.length, THREADS_AT_ONCE);
    const page = await store.loadThreads({ limit, order: "desc", after }, owner);
    threads.push(...page.data);
    after = page.after;
  } while (after !== undefined && threads.length < most);
  return threads;
}

/** @param threads newest first */
function cut(
  threads: readonly ThreadMetadata[],
  { limit, after, order }: PageQuery,
): Page<ThreadMetadata> {
  const list = order === "desc" ? threads : threads.toReversed();
  const cursor = after === undefined ? -1 : list.findIndex(({ id }) => id === after);
  if (after !== undefined && cursor === -1) throw new NotFoundError(after);
  const size = pageSize(limit);
  return toPage(list.slice(cursor + 1, cursor + 2 + size), size);
}
