/**
 * How the tables came about: each entry is run once, in this order, and never changed afterwards.
 * To change the tables, add an entry.
 *
 * Rows are ordered by `place`, which only grows: a page that was read never shifts.
 */
export const migrations: readonly string[] = [
  // A file that has these tables and no version yet is taken as it is.
  `
  CREATE TABLE IF NOT EXISTS threads (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id TEXT NOT NULL,
    id TEXT NOT NULL,
    data TEXT NOT NULL,
    UNIQUE (user_id, id)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS threads_of_user ON threads (user_id, place);

  CREATE TABLE IF NOT EXISTS items (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id TEXT NOT NULL,
    thread_id TEXT NOT NULL,
    id TEXT NOT NULL,
    data TEXT NOT NULL,
    UNIQUE (user_id, thread_id, id),
    FOREIGN KEY (user_id, thread_id) REFERENCES threads (user_id, id) ON DELETE CASCADE
  ) STRICT;
  CREATE INDEX IF NOT EXISTS items_of_thread ON items (user_id, thread_id, place);

  CREATE TABLE IF NOT EXISTS feedback (
    user_id TEXT NOT NULL,
    thread_id TEXT NOT NULL,
    item_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    PRIMARY KEY (user_id, thread_id, item_id),
    FOREIGN KEY (user_id, thread_id, item_id)
      REFERENCES items (user_id, thread_id, id) ON DELETE CASCADE
  ) STRICT;

  CREATE TABLE IF NOT EXISTS attachments (
    user_id TEXT NOT NULL,
    id TEXT NOT NULL,
    thread_id TEXT,
    created_at TEXT NOT NULL DEFAULT (datetime('now')),
    data TEXT NOT NULL,
    PRIMARY KEY (user_id, id)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS attachments_of_thread ON attachments (user_id, thread_id);
  `,
  // What was never sent, and files that belong to nothing, are looked for every hour.
  `
  CREATE INDEX attachments_unsent ON attachments (created_at) WHERE thread_id IS NULL;
  CREATE INDEX attachments_by_id ON attachments (id);
  `,
  // Answers that go on without their connection, so that every process can stop them.
  `
  CREATE TABLE turns (
    user_id TEXT NOT NULL,
    id TEXT NOT NULL,
    thread_id TEXT,
    stopping INTEGER NOT NULL,
    heard_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, id)
  ) STRICT;
  CREATE INDEX turns_of_thread ON turns (user_id, thread_id);
  `,
  // Threads that a server in Python wrote say null of what they do not have.
  `
  UPDATE threads SET data = json_remove(data, '$.title')
    WHERE json_type(data, '$.title') = 'null';
  UPDATE threads SET data = json_remove(data, '$.allowed_image_domains')
    WHERE json_type(data, '$.allowed_image_domains') = 'null';
  UPDATE threads SET data = json_remove(data, '$.status.reason')
    WHERE json_type(data, '$.status.reason') = 'null';
  `,
];
