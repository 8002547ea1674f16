import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { ResultSet } from "@libsql/client";
import { NotFoundError } from "./chatkit/errors.ts";
import { pageSize, toPage } from "./chatkit/pages.ts";
import {
  type Owner,
  type PageQuery,
  type Store,
  TURN_SECONDS,
  type TurnRecord,
} from "./chatkit/store.ts";
import type {
  Attachment,
  FeedbackKind,
  Page,
  ThreadItem,
  ThreadMetadata,
} from "./chatkit/types.ts";
import { everyHour, UNSENT_MS } from "./clean-up.ts";
import { type Database, namesNothing, openDatabase, type Statement } from "./database.ts";
import { type DiskFiles, openDiskFiles } from "./files.ts";
import { SettingsError } from "./settings.ts";
import type { Storage, StorageOptions } from "./storage.ts";

/** How many files are looked up by one statement. */
const NAMES_AT_ONCE = 500;

/**
 * Keeps threads in an SQLite file, and attachments in a folder beside it.
 *
 * @throws SettingsError, if the directory or the file cannot be used
 */
export async function openStorage({ dataDirectory }: StorageOptions): Promise<Storage> {
  try {
    await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
    const files = await openDiskFiles(join(dataDirectory, "attachments"));
    const path = join(dataDirectory, "chat.sqlite");
    return { store: new SqliteStore(await openDatabase(path), files, `SQLite (${path})`), files };
  } catch (error) {
    if (error instanceof Error && "syscall" in error) {
      throw new SettingsError(`CHATKIT_DATA_DIR cannot be used: ${error.message}`);
    }
    throw error;
  }
}

class SqliteStore implements Store {
  readonly description: string;
  readonly #database: Database;
  readonly #stopForgetting: () => Promise<void>;

  constructor(database: Database, files: DiskFiles, description: string) {
    this.description = description;
    this.#database = database;
    this.#stopForgetting = everyHour(() => this.#forgetAbandoned(files));
  }

  async loadThread(threadId: string, { userId }: Owner): Promise<ThreadMetadata> {
    return this.#one(
      threadId,
      "SELECT data FROM threads WHERE user_id = ? AND id = ?",
      userId,
      threadId,
    );
  }

  async saveThread(thread: ThreadMetadata, { userId }: Owner): Promise<void> {
    await this.#database.run(
      `INSERT INTO threads (user_id, id, data) VALUES (?, ?, ?)
       ON CONFLICT (user_id, id) DO UPDATE SET data = excluded.data`,
      userId,
      thread.id,
      threadData(thread),
    );
  }

  async replaceThread(
    known: ThreadMetadata,
    thread: ThreadMetadata,
    owner: Owner,
  ): Promise<boolean> {
    return this.#replace({
      table: "threads",
      key: { user_id: owner.userId, id: thread.id },
      known: threadData(known),
      next: threadData(thread),
      write: threadData,
    });
  }

  async loadThreads(query: PageQuery, { userId }: Owner): Promise<Page<ThreadMetadata>> {
    return this.#page("threads WHERE user_id = ?1", [userId], query);
  }

  async deleteThread(threadId: string, { userId }: Owner): Promise<string[]> {
    const [threads, attachments] = await this.#database.transaction([
      ["DELETE FROM threads WHERE user_id = ? AND id = ? RETURNING id", userId, threadId],
      [
        "DELETE FROM attachments WHERE user_id = ? AND thread_id = ? RETURNING id",
        userId,
        threadId,
      ],
      ["DELETE FROM turns WHERE user_id = ? AND thread_id = ?", userId, threadId],
    ]);
    if (!threads?.rows.length) {
      throw new NotFoundError(threadId);
    }
    return idsOf(attachments);
  }

  async loadThreadItems(
    threadId: string,
    query: PageQuery,
    owner: Owner,
  ): Promise<Page<ThreadItem>> {
    const page = await this.#page<ThreadItem>(
      "items WHERE user_id = ?1 AND thread_id = ?2",
      [owner.userId, threadId],
      query,
    );
    if (page.data.length === 0) {
      await this.loadThread(threadId, owner);
    }
    return page;
  }

  async addThreadItem(threadId: string, item: ThreadItem, { userId }: Owner): Promise<void> {
    try {
      await this.#database.run(
        `INSERT INTO items (user_id, thread_id, id, data) VALUES (?, ?, ?, ?)
         ON CONFLICT (user_id, thread_id, id) DO UPDATE SET data = excluded.data`,
        userId,
        threadId,
        item.id,
        JSON.stringify(item),
      );
    } catch (error) {
      // The thread may have been deleted while an answer was being written.
      throw namesNothing(error) ? new NotFoundError(threadId) : error;
    }
  }

  async saveItem(threadId: string, item: ThreadItem, owner: Owner): Promise<void> {
    await this.addThreadItem(threadId, item, owner);
  }

  async replaceItem(
    threadId: string,
    known: ThreadItem,
    item: ThreadItem,
    owner: Owner,
  ): Promise<boolean> {
    return this.#replace({
      table: "items",
      key: { user_id: owner.userId, thread_id: threadId, id: item.id },
      known: JSON.stringify(known),
      next: JSON.stringify(item),
      write: JSON.stringify,
    });
  }

  async loadItem(threadId: string, itemId: string, { userId }: Owner): Promise<ThreadItem> {
    return this.#one(
      itemId,
      "SELECT data FROM items WHERE user_id = ? AND thread_id = ? AND id = ?",
      userId,
      threadId,
      itemId,
    );
  }

  async deleteThreadItem(threadId: string, itemId: string, { userId }: Owner): Promise<void> {
    await this.#database.run(
      "DELETE FROM items WHERE user_id = ? AND thread_id = ? AND id = ?",
      userId,
      threadId,
      itemId,
    );
  }

  async deleteItemsAfter(threadId: string, itemId: string, { userId }: Owner): Promise<void> {
    const [found] = await this.#database.transaction([
      [
        "SELECT id FROM items WHERE user_id = ? AND thread_id = ? AND id = ?",
        userId,
        threadId,
        itemId,
      ],
      [
        `DELETE FROM items WHERE user_id = ?1 AND thread_id = ?2
         AND place > (SELECT place FROM items WHERE user_id = ?1 AND thread_id = ?2 AND id = ?3)`,
        userId,
        threadId,
        itemId,
      ],
    ]);
    if (!found?.rows.length) {
      throw new NotFoundError(itemId);
    }
  }

  async saveAttachment(attachment: Attachment, { userId }: Owner): Promise<void> {
    await this.#database.run(
      `INSERT INTO attachments (user_id, id, thread_id, data) VALUES (?, ?, ?, ?)
       ON CONFLICT (user_id, id)
         DO UPDATE SET thread_id = excluded.thread_id, data = excluded.data`,
      userId,
      attachment.id,
      attachment.thread_id ?? null,
      JSON.stringify(attachment),
    );
  }

  async loadAttachment(attachmentId: string, { userId }: Owner): Promise<Attachment> {
    return this.#one(
      attachmentId,
      "SELECT data FROM attachments WHERE user_id = ? AND id = ?",
      userId,
      attachmentId,
    );
  }

  async deleteAttachment(attachmentId: string, { userId }: Owner): Promise<void> {
    await this.#database.run(
      "DELETE FROM attachments WHERE user_id = ? AND id = ?",
      userId,
      attachmentId,
    );
  }

  async attachmentBytes({ userId }: Owner): Promise<number> {
    const { rows } = await this.#database.run(
      `SELECT coalesce(sum(json_extract(data, '$.metadata.size')), 0) AS bytes
       FROM attachments WHERE user_id = ?`,
      userId,
    );
    return Number(rows[0]?.bytes);
  }

  async saveFeedback(
    threadId: string,
    itemIds: readonly string[],
    kind: FeedbackKind,
    { userId }: Owner,
  ): Promise<void> {
    try {
      await this.#database.transaction(
        itemIds.map((itemId) => [
          `INSERT INTO feedback (user_id, thread_id, item_id, kind) VALUES (?, ?, ?, ?)
           ON CONFLICT (user_id, thread_id, item_id) DO UPDATE SET kind = excluded.kind`,
          userId,
          threadId,
          itemId,
          kind,
        ]),
      );
    } catch (error) {
      throw namesNothing(error) ? new NotFoundError(itemIds.join(", ")) : error;
    }
  }

  async beginTurn({ id, threadId }: TurnRecord, { userId }: Owner): Promise<void> {
    await this.#database.run(
      `INSERT INTO turns (user_id, id, thread_id, stopping, heard_at) VALUES (?, ?, ?, 0, ?)
       ON CONFLICT (user_id, id)
         DO UPDATE SET thread_id = excluded.thread_id, heard_at = excluded.heard_at`,
      userId,
      id,
      threadId,
      Date.now(),
    );
  }

  async keepTurn(turnId: string, { userId }: Owner): Promise<"running" | "stopping"> {
    const { rows } = await this.#database.run(
      "UPDATE turns SET heard_at = ? WHERE user_id = ? AND id = ? RETURNING stopping",
      Date.now(),
      userId,
      turnId,
    );
    // A turn that is not there any more went with its thread.
    return rows[0]?.stopping === 0 ? "running" : "stopping";
  }

  async stopTurn(turnId: string, { userId }: Owner): Promise<void> {
    const now = Date.now();
    await this.#database.transaction([
      // A wish for a turn that never began is of no use any more.
      [
        "DELETE FROM turns WHERE user_id = ? AND thread_id IS NULL AND heard_at < ?",
        userId,
        now - TURN_SECONDS * 1_000,
      ],
      [
        `INSERT INTO turns (user_id, id, stopping, heard_at) VALUES (?, ?, 1, ?)
         ON CONFLICT (user_id, id) DO UPDATE SET stopping = 1`,
        userId,
        turnId,
        now,
      ],
    ]);
  }

  async runningTurns(threadId: string, { userId }: Owner): Promise<string[]> {
    const turns = await this.#database.run(
      "SELECT id FROM turns WHERE user_id = ? AND thread_id = ? AND heard_at > ?",
      userId,
      threadId,
      Date.now() - TURN_SECONDS * 1_000,
    );
    return idsOf(turns);
  }

  async endTurn(turnId: string, { userId }: Owner): Promise<void> {
    await this.#database.run("DELETE FROM turns WHERE user_id = ? AND id = ?", userId, turnId);
  }

  async close(): Promise<void> {
    await this.#stopForgetting();
    await this.#database.close();
  }

  /** Forgets what was begun and left: somebody closed the page, or a server was killed. */
  async #forgetAbandoned(files: DiskFiles): Promise<void> {
    const before = Date.now() - UNSENT_MS;
    await this.#database.run("DELETE FROM turns WHERE heard_at < ?", before);
    const attachments = await this.#database.run(
      `DELETE FROM attachments
       WHERE thread_id IS NULL AND created_at < datetime(?, 'unixepoch') RETURNING id`,
      Math.floor(before / 1_000),
    );
    for (const id of idsOf(attachments)) {
      await files.delete(id);
    }
    const names = await files.names();
    for (let start = 0; start < names.length; start += NAMES_AT_ONCE) {
      const unknown = await this.#database.run(
        `SELECT value AS id FROM json_each(?)
         WHERE NOT EXISTS (SELECT * FROM attachments WHERE id = value)`,
        JSON.stringify(names.slice(start, start + NAMES_AT_ONCE)),
      );
      for (const name of idsOf(unknown)) {
        await files.removeIfOlder(name, before);
      }
    }
  }

  async #one<Entry>(id: string, ...statement: Statement): Promise<Entry> {
    const { rows } = await this.#database.run(...statement);
    if (!rows[0]) {
      throw new NotFoundError(id);
    }
    return JSON.parse(String(rows[0].data));
  }

  /**
   * Replaces what a row holds, unless somebody did so since it was read.
   *
   * @param options.known what was read, as `write` puts it
   * @throws NotFoundError if there is no such row
   */
  async #replace<Entry>(options: {
    readonly table: string;
    readonly key: Readonly<Record<string, string>> & { readonly id: string };
    readonly known: string;
    readonly next: string;
    readonly write: (entry: Entry) => string;
  }): Promise<boolean> {
    const { table, key, known, next, write } = options;
    const values = Object.values(key);
    const condition = Object.keys(key)
      .map((column, index) => `${column} = ?${index + 1}`)
      .join(" AND ");
    const { rows } = await this.#database.run(
      `SELECT data FROM ${table} WHERE ${condition}`,
      ...values,
    );
    if (!rows[0]) {
      throw new NotFoundError(key.id);
    }
    // The same may have been written in other words, by the server in Python for one.
    const stored = String(rows[0].data);
    if (write(JSON.parse(stored)) !== known) {
      return false;
    }
    const { rowsAffected } = await this.#database.run(
      `UPDATE ${table} SET data = ?${values.length + 1}
       WHERE ${condition} AND data = ?${values.length + 2}`,
      ...values,
      next,
      stored,
    );
    return rowsAffected > 0;
  }

  /**
   * Reads what comes after the cursor.
   *
   * @param source a table, and the condition that picks the rows of a list
   * @param key the values of the condition
   */
  async #page<Entry extends { id: string }>(
    source: string,
    key: readonly string[],
    { limit, after, order }: PageQuery,
  ): Promise<Page<Entry>> {
    const size = pageSize(limit);
    const [later, direction] = order === "asc" ? [">", "ASC"] : ["<", "DESC"];
    const cursor = `(SELECT place FROM ${source} AND id = ?${key.length + 2})`;
    const { rows } = await this.#database.run(
      `SELECT data FROM ${source} ${after === undefined ? "" : `AND place ${later} ${cursor}`}
       ORDER BY place ${direction} LIMIT ?${key.length + 1}`,
      ...key,
      size + 1,
      ...(after === undefined ? [] : [after]),
    );
    if (rows.length === 0 && after !== undefined) {
      await this.#one(
        after,
        `SELECT data FROM ${source} AND id = ?${key.length + 1}`,
        ...key,
        after,
      );
    }
    return toPage(
      rows.map(({ data }): Entry => JSON.parse(String(data))),
      size,
    );
  }
}

function idsOf(result: ResultSet | undefined): string[] {
  return result?.rows.map(({ id }) => String(id)) ?? [];
}

/** A thread may be handed over with its items, which are not part of it. */
function threadData(thread: ThreadMetadata): string {
  return JSON.stringify({ ...thread, items: undefined });
}
