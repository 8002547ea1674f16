"""How the tables came about, and how a database is brought up to date."""

from typing import Any

import psycopg

# Each entry is run once, in this order, and never changed afterwards. To change the tables, add an
# entry. Rows are ordered by `place`, which only grows: a page that was read never shifts. One index
# alone has the rows of a list in this order and begins with whose they are; keys begin with the id,
# so that Postgres never guesses that it had better sort a long thread.
MIGRATIONS = (
    """
    CREATE TABLE chat_threads (
      place BIGINT GENERATED ALWAYS AS IDENTITY,
      user_id TEXT NOT NULL,
      id TEXT NOT NULL,
      data TEXT NOT NULL,
      PRIMARY KEY (id, user_id)
    );
    CREATE INDEX chat_threads_of_user ON chat_threads (user_id, place);

    CREATE TABLE chat_items (
      place BIGINT GENERATED ALWAYS AS IDENTITY,
      user_id TEXT NOT NULL,
      thread_id TEXT NOT NULL,
      id TEXT NOT NULL,
      data TEXT NOT NULL,
      PRIMARY KEY (id, thread_id, user_id),
      FOREIGN KEY (user_id, thread_id) REFERENCES chat_threads (user_id, id) ON DELETE CASCADE
    );
    CREATE INDEX chat_items_of_thread ON chat_items (user_id, thread_id, place);

    CREATE TABLE chat_feedback (
      user_id TEXT NOT NULL,
      thread_id TEXT NOT NULL,
      item_id TEXT NOT NULL,
      kind TEXT NOT NULL,
      created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
      PRIMARY KEY (user_id, thread_id, item_id),
      FOREIGN KEY (user_id, thread_id, item_id)
        REFERENCES chat_items (user_id, thread_id, id) ON DELETE CASCADE
    );

    CREATE TABLE chat_attachments (
      user_id TEXT NOT NULL,
      id TEXT NOT NULL,
      thread_id TEXT,
      size BIGINT NOT NULL,
      created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
      data TEXT NOT NULL,
      PRIMARY KEY (user_id, id)
    );
    CREATE INDEX chat_attachments_of_thread ON chat_attachments (user_id, thread_id);
    CREATE INDEX chat_attachments_unsent ON chat_attachments (created_at) WHERE thread_id IS NULL;

    CREATE TABLE chat_files (
      id TEXT PRIMARY KEY,
      created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
      data BYTEA NOT NULL
    );
    """,
)


class NewerVersionError(Exception):
    """A newer version of this app has used the database."""


def migrate(connection: psycopg.Connection[tuple[Any, ...]]) -> None:
    """Run the migrations that a database has not seen. Of several copies, one does.

    Raises:
        NewerVersionError: if a newer version of this app has run others.
    """
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('chat_version'))")
        connection.execute("CREATE TABLE IF NOT EXISTS chat_version (version INTEGER NOT NULL)")
        row = connection.execute("SELECT max(version) FROM chat_version").fetchone()
        version = (row and row[0]) or 0
        if version > len(MIGRATIONS):
            raise NewerVersionError(
                f"a newer version of this app has used it: its tables are of version {version}, "
                f"and this one knows {len(MIGRATIONS)}."
            )
        for number, migration in enumerate(MIGRATIONS[version:], start=version + 1):
            connection.execute(migration)
            connection.execute("INSERT INTO chat_version (version) VALUES (%s)", [number])
