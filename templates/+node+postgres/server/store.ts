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
import { type Database, openDatabase } from "./database.ts";
import { createDatabaseFiles } from "./files.ts";
import type { Storage, StorageOptions } from "./storage.ts";

/**
 * Keeps threads and attachments in a Postgres database.
 *
 * @throws SettingsError, if DATABASE_URL is missing or the database cannot be used
 */
export async function openStorage({ environment }: StorageOptions): Promise<Storage> {
  const database = await openDatabase(environment);
  return { store: new PostgresStore(database), files: createDatabaseFiles(database) };
}

/** Each change is one statement, and so one transaction. */
class PostgresStore implements Store {
  readonly description: string;
  readonly #database: Database;
  readonly #stopForgetting: () => Promise<void>;

  constructor(database: Database) {
    this.description = `Postgres (${database.address})`;
    this.#database = database;
    this.#stopForgetting = everyHour(() => this.#forgetAbandoned());
  }

  async loadThread(threadId: string, { userId }: Owner): Promise<ThreadMetadata> {
    return this.#one(
      threadId,
      "SELECT data FROM chat_threads WHERE user_id = $1 AND id = $2",
      userId,
      threadId,
    );
  }

  async saveThread(thread: ThreadMetadata, { userId }: Owner): Promise<void> {
    // Threads of one user are added one after the other: a place that is smaller than another one
    // is never seen later.
    await this.#database.run(
      `WITH queue AS MATERIALIZED (SELECT pg_advisory_xact_lock(hashtextextended($1, 0)))
       INSERT INTO chat_threads (user_id, id, data) SELECT $1, $2, $3 FROM queue
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
      table: "chat_threads",
      key: { user_id: owner.userId, id: thread.id },
      known: threadData(known),
      next: threadData(thread),
      write: threadData,
    });
  }

  async loadThreads(query: PageQuery, { userId }: Owner): Promise<Page<ThreadMetadata>> {
    return this.#page("chat_threads WHERE user_id = $1", [userId], query);
  }

  async deleteThread(threadId: string, { userId }: Owner): Promise<string[]> {
    const { rows } = await this.#database.run(
      `WITH
         thread AS (DELETE FROM chat_threads WHERE user_id = $1 AND id = $2 RETURNING id),
         turn AS (DELETE FROM chat_turns WHERE user_id = $1 AND thread_id = $2),
         attachment AS (
           DELETE FROM chat_attachments WHERE user_id = $1 AND thread_id = $2 RETURNING id
         )
       SELECT
         EXISTS (SELECT FROM thread) AS found,
         ARRAY(SELECT id FROM attachment) AS attachment_ids`,
      userId,
      threadId,
    );
    if (!rows[0].found) {
      throw new NotFoundError(threadId);
    }
    return rows[0].attachment_ids;
  }

  async loadThreadItems(
    threadId: string,
    query: PageQuery,
    owner: Owner,
  ): Promise<Page<ThreadItem>> {
    const page = await this.#page<ThreadItem>(
      "chat_items WHERE user_id = $1 AND thread_id = $2",
      [owner.userId, threadId],
      query,
    );
    if (page.data.length === 0) {
      await this.loadThread(threadId, owner);
    }
    return page;
  }

  async addThreadItem(threadId: string, item: ThreadItem, { userId }: Owner): Promise<void> {
    // While the thread is locked nobody else adds to it: a place that is smaller than another one is
    // never seen later.
    const { rowCount } = await this.#database.run(
      `WITH thread AS MATERIALIZED (
         SELECT FROM chat_threads WHERE user_id = $1 AND id = $2 FOR NO KEY UPDATE
       )
       INSERT INTO chat_items (user_id, thread_id, id, data) SELECT $1, $2, $3, $4 FROM thread
       ON CONFLICT (user_id, thread_id, id) DO UPDATE SET data = excluded.data`,
      userId,
      threadId,
      item.id,
      JSON.stringify(item),
    );
    if (rowCount === 0) {
      throw new NotFoundError(threadId);
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
      table: "chat_items",
      key: { user_id: owner.userId, thread_id: threadId, id: item.id },
      known: JSON.stringify(known),
      next: JSON.stringify(item),
      write: JSON.stringify,
    });
  }

  async loadItem(threadId: string, itemId: string, { userId }: Owner): Promise<ThreadItem> {
    return this.#one(
      itemId,
      "SELECT data FROM chat_items WHERE user_id = $1 AND thread_id = $2 AND id = $3",
      userId,
      threadId,
      itemId,
    );
  }

  async deleteThreadItem(threadId: string, itemId: string, { userId }: Owner): Promise<void> {
    await this.#database.run(
      "DELETE FROM chat_items WHERE user_id = $1 AND thread_id = $2 AND id = $3",
      userId,
      threadId,
      itemId,
    );
  }

  async deleteItemsAfter(threadId: string, itemId: string, { userId }: Owner): Promise<void> {
    const { rows } = await this.#database.run(
      `WITH
         kept AS (
           SELECT place FROM chat_items WHERE user_id = $1 AND thread_id = $2 AND id = $3
         ),
         later AS (
           DELETE FROM chat_items USING kept
           WHERE user_id = $1 AND thread_id = $2 AND chat_items.place > kept.place
         )
       SELECT FROM kept`,
      userId,
      threadId,
      itemId,
    );
    if (rows.length === 0) {
      throw new NotFoundError(itemId);
    }
  }

  async saveAttachment(attachment: Attachment, { userId }: Owner): Promise<void> {
    await this.#database.run(
      `INSERT INTO chat_attachments (user_id, id, thread_id, size, data) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (user_id, id) DO UPDATE
         SET thread_id = excluded.thread_id, size = excluded.size, data = excluded.data`,
      userId,
      attachment.id,
      attachment.thread_id,
      attachment.metadata?.size ?? 0,
      JSON.stringify(attachment),
    );
  }

  async loadAttachment(attachmentId: string, { userId }: Owner): Promise<Attachment> {
    return this.#one(
      attachmentId,
      "SELECT data FROM chat_attachments WHERE user_id = $1 AND id = $2",
      userId,
      attachmentId,
    );
  }

  async deleteAttachment(attachmentId: string, { userId }: Owner): Promise<void> {
    await this.#database.run(
      "DELETE FROM chat_attachments WHERE user_id = $1 AND id = $2",
      userId,
      attachmentId,
    );
  }

  async attachmentBytes({ userId }: Owner): Promise<number> {
    const { rows } = await this.#database.run(
      "SELECT coalesce(sum(size), 0) AS bytes FROM chat_attachments WHERE user_id = $1",
      userId,
    );
    return Number(rows[0].bytes);
  }

  async saveFeedback(
    threadId: string,
    itemIds: readonly string[],
    kind: FeedbackKind,
    { userId }: Owner,
  ): Promise<void> {
    const ids = [...new Set(itemIds)];
    const { rowCount } = await this.#database.run(
      `WITH item AS (
         SELECT id FROM chat_items WHERE user_id = $1 AND thread_id = $2 AND id = ANY ($3::text[])
       )
       INSERT INTO chat_feedback (user_id, thread_id, item_id, kind)
       SELECT $1, $2, id, $4 FROM item
       WHERE (SELECT count(*) FROM item) = cardinality($3::text[]) ORDER BY id
       ON CONFLICT (user_id, thread_id, item_id) DO UPDATE SET kind = excluded.kind`,
      userId,
      threadId,
      ids,
      kind,
    );
    if (rowCount !== ids.length) {
      throw new NotFoundError(ids.join(", "));
    }
  }

  async beginTurn({ id, threadId }: TurnRecord, { userId }: Owner): Promise<void> {
    await this.#database.run(
      `INSERT INTO chat_turns (user_id, id, thread_id, stopping) VALUES ($1, $2, $3, false)
       ON CONFLICT (user_id, id) DO UPDATE SET thread_id = excluded.thread_id, heard_at = now()`,
      userId,
      id,
      threadId,
    );
  }

  async keepTurn(turnId: string, { userId }: Owner): Promise<"running" | "stopping"> {
    const { rows } = await this.#database.run(
      `UPDATE chat_turns SET heard_at = now() WHERE user_id = $1 AND id = $2 RETURNING stopping`,
      userId,
      turnId,
    );
    // A turn that is not there any more went with its thread.
    return rows[0]?.stopping === false ? "running" : "stopping";
  }

  async stopTurn(turnId: string, { userId }: Owner): Promise<void> {
    // A wish for a turn that never began is of no use any more.
    await this.#database.run(
      `WITH old AS (
         DELETE FROM chat_turns
         WHERE user_id = $1 AND id <> $2 AND thread_id IS NULL
           AND heard_at < now() - make_interval(secs => $3)
       )
       INSERT INTO chat_turns (user_id, id, stopping) VALUES ($1, $2, true)
       ON CONFLICT (user_id, id) DO UPDATE SET stopping = true`,
      userId,
      turnId,
      TURN_SECONDS,
    );
  }

  async runningTurns(threadId: string, { userId }: Owner): Promise<string[]> {
    const { rows } = await this.#database.run(
      `SELECT id FROM chat_turns
       WHERE user_id = $1 AND thread_id = $2 AND heard_at > now() - make_interval(secs => $3)`,
      userId,
      threadId,
      TURN_SECONDS,
    );
    return rows.map(({ id }) => id);
  }

  async endTurn(turnId: string, { userId }: Owner): Promise<void> {
    await this.#database.run(
      "DELETE FROM chat_turns WHERE user_id = $1 AND id = $2",
      userId,
      turnId,
    );
  }

  async close(): Promise<void> {
    await this.#stopForgetting();
    await this.#database.close();
  }

  /** Forgets what was begun and left: somebody closed the page, or a server was killed. */
  async #forgetAbandoned(): Promise<void> {
    const seconds = UNSENT_MS / 1_000;
    for (const statement of [
      "DELETE FROM chat_turns WHERE heard_at < now() - make_interval(secs => $1)",
      `DELETE FROM chat_attachments
       WHERE thread_id IS NULL AND created_at < now() - make_interval(secs => $1)`,
      `DELETE FROM chat_files
       WHERE created_at < now() - make_interval(secs => $1)
         AND NOT EXISTS (SELECT FROM chat_attachments WHERE chat_attachments.id = chat_files.id)`,
    ]) {
      await this.#database.run(statement, seconds);
    }
  }

  async #one<Entry>(id: string, sql: string, ...values: readonly string[]): Promise<Entry> {
    const { rows } = await this.#database.run(sql, ...values);
    if (!rows[0]) {
      throw new NotFoundError(id);
    }
    return JSON.parse(rows[0].data);
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
      .map((column, index) => `${column} = $${index + 1}`)
      .join(" AND ");
    const { rows } = await this.#database.run(
      `SELECT data FROM ${table} WHERE ${condition}`,
      ...values,
    );
    if (!rows[0]) {
      throw new NotFoundError(key.id);
    }
    // The same may have been written in other words, by the server in Python for one.
    const stored = rows[0].data;
    if (write(JSON.parse(stored)) !== known) {
      return false;
    }
    const { rowCount } = await this.#database.run(
      `UPDATE ${table} SET data = $${values.length + 1}
       WHERE ${condition} AND data = $${values.length + 2}`,
      ...values,
      next,
      stored,
    );
    return Boolean(rowCount);
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
    const cursor = `(SELECT place FROM ${source} AND id = $${key.length + 2})`;
    const { rows } = await this.#database.run(
      `SELECT data FROM ${source} ${after === undefined ? "" : `AND place ${later} ${cursor}`}
       ORDER BY place ${direction} LIMIT $${key.length + 1}`,
      ...key,
      size + 1,
      ...(after === undefined ? [] : [after]),
    );
    if (rows.length === 0 && after !== undefined) {
      await this.#one(
        after,
        `SELECT data FROM ${source} AND id = $${key.length + 1}`,
        ...key,
        after,
      );
    }
    return toPage(
      rows.map(({ data }): Entry => JSON.parse(data)),
      size,
    );
  }
}

/** A thread may be handed over with its items, which are not part of it. */
function threadData(thread: ThreadMetadata): string {
  return JSON.stringify({ ...thread, items: undefined });
}
