import { NotFoundError } from "./errors.ts";
import { pageSize, toPage } from "./pages.ts";
import {
  type Files,
  type Owner,
  type PageQuery,
  type Store,
  TURN_SECONDS,
  type TurnRecord,
} from "./store.ts";
import type { Attachment, FeedbackKind, Page, ThreadItem, ThreadMetadata } from "./types.ts";

/** A store that ends with the process. */
export interface MemoryStore extends Store {
  /**
   * Forgets attachments that were never sent, since somebody closed the page instead, and turns
   * whose end nobody told.
   *
   * @param before when they were begun at the latest, in milliseconds since 1970
   * @returns the ids of the attachments, whose bytes are no longer needed
   */
  forgetAbandoned(before: number): Promise<string[]>;
}

/** Keeps threads in memory: they are gone when the server ends, and no other copy sees them. */
export function createMemoryStore(): MemoryStore {
  return new ThreadsInMemory();
}

/** Keeps the bytes of attachments in memory. */
export function createMemoryFiles(): Files {
  const files = new Map<string, Uint8Array>();
  return {
    async write(attachmentId, data) {
      files.set(attachmentId, Uint8Array.from(data));
    },
    async read(attachmentId) {
      const data = files.get(attachmentId);
      if (!data) {
        throw new NotFoundError(attachmentId);
      }
      return Uint8Array.from(data);
    },
    async delete(attachmentId) {
      files.delete(attachmentId);
    },
  };
}

interface StoredAttachment {
  readonly attachment: string;
  readonly threadId: string | undefined;
  readonly size: number;
  readonly createdAt: number;
}

interface StoredTurn {
  readonly threadId: string | undefined;
  readonly stopping: boolean;
  readonly heardAt: number;
}

/** What belongs to one user. */
interface UserData {
  readonly threads: OrderedList<ThreadMetadata>;
  /** By the id of the thread. */
  readonly items: Map<string, OrderedList<ThreadItem>>;
  readonly attachments: Map<string, StoredAttachment>;
  readonly turns: Map<string, StoredTurn>;
}

/** What goes in and out is written as JSON, so that it behaves as if it came from a file. */
class ThreadsInMemory implements MemoryStore {
  readonly description = "memory (nothing outlives the server)";
  readonly #users = new Map<string, UserData>();

  async loadThread(threadId: string, owner: Owner): Promise<ThreadMetadata> {
    return this.#user(owner).threads.get(threadId);
  }

  async saveThread(thread: ThreadMetadata, owner: Owner): Promise<void> {
    const { threads, items } = this.#keptUser(owner);
    threads.set({ ...thread, ...WITHOUT_ITEMS });
    if (!items.has(thread.id)) {
      items.set(thread.id, new OrderedList());
    }
  }

  async replaceThread(
    known: ThreadMetadata,
    thread: ThreadMetadata,
    owner: Owner,
  ): Promise<boolean> {
    const { threads } = this.#user(owner);
    if (JSON.stringify(threads.get(thread.id)) !== JSON.stringify({ ...known, ...WITHOUT_ITEMS })) {
      return false;
    }
    threads.set({ ...thread, ...WITHOUT_ITEMS });
    return true;
  }

  async loadThreads(query: PageQuery, owner: Owner): Promise<Page<ThreadMetadata>> {
    return this.#user(owner).threads.page(query);
  }

  async deleteThread(threadId: string, owner: Owner): Promise<string[]> {
    const user = this.#user(owner);
    if (!user.threads.delete(threadId)) {
      throw new NotFoundError(threadId);
    }
    user.items.delete(threadId);
    deleteWhere(user.turns, (turn) => turn.threadId === threadId);
    return deleteWhere(user.attachments, (attachment) => attachment.threadId === threadId);
  }

  async loadThreadItems(
    threadId: string,
    query: PageQuery,
    owner: Owner,
  ): Promise<Page<ThreadItem>> {
    return this.#items(threadId, owner).page(query);
  }

  async addThreadItem(threadId: string, item: ThreadItem, owner: Owner): Promise<void> {
    this.#items(threadId, owner).set(item);
  }

  async saveItem(threadId: string, item: ThreadItem, owner: Owner): Promise<void> {
    this.#items(threadId, owner).set(item);
  }

  async replaceItem(
    threadId: string,
    known: ThreadItem,
    item: ThreadItem,
    owner: Owner,
  ): Promise<boolean> {
    const items = this.#items(threadId, owner);
    if (JSON.stringify(items.get(item.id)) !== JSON.stringify(known)) {
      return false;
    }
    items.set(item);
    return true;
  }

  async loadItem(threadId: string, itemId: string, owner: Owner): Promise<ThreadItem> {
    return this.#items(threadId, owner).get(itemId);
  }

  async deleteThreadItem(threadId: string, itemId: string, owner: Owner): Promise<void> {
    this.#user(owner).items.get(threadId)?.delete(itemId);
  }

  async deleteItemsAfter(threadId: string, itemId: string, owner: Owner): Promise<void> {
    this.#items(threadId, owner).deleteAfter(itemId);
  }

  async saveAttachment(attachment: Attachment, owner: Owner): Promise<void> {
    const { attachments } = this.#keptUser(owner);
    const size = attachment.metadata?.size;
    attachments.set(attachment.id, {
      attachment: JSON.stringify(attachment),
      threadId: attachment.thread_id,
      size: typeof size === "number" ? size : 0,
      createdAt: attachments.get(attachment.id)?.createdAt ?? Date.now(),
    });
  }

  async loadAttachment(attachmentId: string, owner: Owner): Promise<Attachment> {
    const stored = this.#user(owner).attachments.get(attachmentId);
    if (!stored) {
      throw new NotFoundError(attachmentId);
    }
    return JSON.parse(stored.attachment);
  }

  async deleteAttachment(attachmentId: string, owner: Owner): Promise<void> {
    this.#user(owner).attachments.delete(attachmentId);
  }

  async attachmentBytes(owner: Owner): Promise<number> {
    return [...this.#user(owner).attachments.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Nothing could read an opinion here, so that it is only checked. */
  async saveFeedback(
    threadId: string,
    itemIds: readonly string[],
    _kind: FeedbackKind,
    owner: Owner,
  ): Promise<void> {
    const items = this.#items(threadId, owner);
    for (const itemId of itemIds) {
      items.get(itemId);
    }
  }

  async beginTurn(turn: TurnRecord, owner: Owner): Promise<void> {
    const { turns } = this.#keptUser(owner);
    const stopping = turns.get(turn.id)?.stopping ?? false;
    turns.set(turn.id, { threadId: turn.threadId, stopping, heardAt: Date.now() });
  }

  async keepTurn(turnId: string, owner: Owner): Promise<"running" | "stopping"> {
    const { turns } = this.#user(owner);
    const turn = turns.get(turnId);
    if (turn) {
      turns.set(turnId, { ...turn, heardAt: Date.now() });
    }
    // A turn that is not there any more went with its thread.
    return turn && !turn.stopping ? "running" : "stopping";
  }

  async stopTurn(turnId: string, owner: Owner): Promise<void> {
    const { turns } = this.#keptUser(owner);
    // A wish for a turn that never began is of no use any more.
    const since = Date.now() - TURN_SECONDS * 1_000;
    deleteWhere(turns, ({ threadId, heardAt }) => threadId === undefined && heardAt < since);
    const turn = turns.get(turnId);
    turns.set(turnId, {
      threadId: turn?.threadId,
      stopping: true,
      heardAt: turn?.heardAt ?? Date.now(),
    });
  }

  async runningTurns(threadId: string, owner: Owner): Promise<string[]> {
    const since = Date.now() - TURN_SECONDS * 1_000;
    return [...this.#user(owner).turns]
      .filter(([, turn]) => turn.threadId === threadId && turn.heardAt > since)
      .map(([id]) => id);
  }

  async endTurn(turnId: string, owner: Owner): Promise<void> {
    this.#user(owner).turns.delete(turnId);
  }

  async forgetAbandoned(before: number): Promise<string[]> {
    return [...this.#users.values()].flatMap(({ attachments, turns }) => {
      deleteWhere(turns, ({ heardAt }) => heardAt < before);
      return deleteWhere(
        attachments,
        ({ threadId, createdAt }) => threadId === undefined && createdAt < before,
      );
    });
  }

  async close(): Promise<void> {
    this.#users.clear();
  }

  /** What belongs to a user; it is not kept yet if there is nothing. */
  #user({ userId }: Owner): UserData {
    return (
      this.#users.get(userId) ?? {
        threads: new OrderedList(),
        items: new Map(),
        attachments: new Map(),
        turns: new Map(),
      }
    );
  }

  /** What belongs to a user, to add something to it. */
  #keptUser(owner: Owner): UserData {
    const user = this.#user(owner);
    this.#users.set(owner.userId, user);
    return user;
  }

  #items(threadId: string, owner: Owner): OrderedList<ThreadItem> {
    const items = this.#user(owner).items.get(threadId);
    if (!items) {
      throw new NotFoundError(threadId);
    }
    return items;
  }
}

/** A thread may be handed over with its items, which are not part of it. */
const WITHOUT_ITEMS = { items: undefined };

interface Row {
  readonly place: number;
  readonly id: string;
  json: string;
}

/** Entries in the order in which they were added, found by their id or by their place. */
class OrderedList<Entry extends { id: string }> {
  readonly #byId = new Map<string, Row>();
  readonly #rows: Row[] = [];
  #nextPlace = 0;

  /** @throws NotFoundError */
  get(id: string): Entry {
    return JSON.parse(this.#row(id).json);
  }

  /** Adds an entry, or replaces it in its place. */
  set(entry: Entry): void {
    const json = JSON.stringify(entry);
    const known = this.#byId.get(entry.id);
    if (known) {
      known.json = json;
      return;
    }
    const row = { place: this.#nextPlace++, id: entry.id, json };
    this.#byId.set(entry.id, row);
    this.#rows.push(row);
  }

  /** @returns whether the entry was there */
  delete(id: string): boolean {
    const row = this.#byId.get(id);
    if (!row) {
      return false;
    }
    this.#byId.delete(id);
    this.#rows.splice(this.#indexOf(row), 1);
    return true;
  }

  /** @throws NotFoundError */
  deleteAfter(id: string): void {
    for (const { id: later } of this.#rows.splice(this.#indexOf(this.#row(id)) + 1)) {
      this.#byId.delete(later);
    }
  }

  /** @throws NotFoundError if there is no such cursor */
  page({ limit, after, order }: PageQuery): Page<Entry> {
    const size = pageSize(limit);
    const cursor = after === undefined ? undefined : this.#indexOf(this.#row(after));
    const rows =
      order === "asc"
        ? this.#slice((cursor ?? -1) + 1, size + 1)
        : this.#slice((cursor ?? this.#rows.length) - 1 - size, size + 1).reverse();
    return toPage(
      rows.map(({ json }): Entry => JSON.parse(json)),
      size,
    );
  }

  /** Up to `count` rows from `start`, which may lie before the first one. */
  #slice(start: number, count: number): Row[] {
    return this.#rows.slice(Math.max(start, 0), Math.max(start + count, 0));
  }

  #row(id: string): Row {
    const row = this.#byId.get(id);
    if (!row) {
      throw new NotFoundError(id);
    }
    return row;
  }

  /** Looks a row up by halves, since a long thread has very many. */
  #indexOf({ place }: Row): number {
    let low = 0;
    let high = this.#rows.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#rows[middle]?.place ?? place) < place) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

function deleteWhere<Value>(map: Map<string, Value>, matches: (value: Value) => boolean): string[] {
  const ids = [...map].filter(([, value]) => matches(value)).map(([id]) => id);
  for (const id of ids) {
    map.delete(id);
  }
  return ids;
}
