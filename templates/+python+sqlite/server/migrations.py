"""How the tables came about, and how a file is brought up to date."""

import sqlite3
from contextlib import closing
from pathlib import Path

from .settings import SettingsError

# Each entry is run once, in this order, and never changed afterwards. To change the tables, add an
# entry. Rows are ordered by `place`, which only grows: a page that was read never shifts.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    # A file that has these tables and no version yet is taken as it is.
    (
        """
        CREATE TABLE IF NOT EXISTS threads (
          place INTEGER PRIMARY KEY AUTOINCREMENT,
          user_id TEXT NOT NULL,
          id TEXT NOT NULL,
          data TEXT NOT NULL,
          UNIQUE (user_id, id)
        ) STRICT
        """,
        """
        CREATE INDEX IF NOT EXISTS threads_of_user ON threads (user_id, place)
        """,
        """
        CREATE TABLE IF NOT EXISTS items (
          place INTEGER PRIMARY KEY AUTOINCREMENT,
          user_id TEXT NOT NULL,
          thread_id TEXT NOT NULL,
          id TEXT NOT NULL,
          data TEXT NOT NULL,
          UNIQUE (user_id, thread_id, id),
          FOREIGN KEY (user_id, thread_id) REFERENCES threads (user_id, id) ON DELETE CASCADE
        ) STRICT
        """,
        """
        CREATE INDEX IF NOT EXISTS items_of_thread ON items (user_id, thread_id, place)
        """,
        """
        CREATE TABLE IF NOT EXISTS feedback (
          user_id TEXT NOT NULL,
          thread_id TEXT NOT NULL,
          item_id TEXT NOT NULL,
          kind TEXT NOT NULL,
          created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
          PRIMARY KEY (user_id, thread_id, item_id),
          FOREIGN KEY (user_id, thread_id, item_id)
            REFERENCES items (user_id, thread_id, id) ON DELETE CASCADE
        ) STRICT
        """,
        """
        CREATE TABLE IF NOT EXISTS attachments (
          user_id TEXT NOT NULL,
          id TEXT NOT NULL,
          thread_id TEXT,
          created_at TEXT NOT NULL DEFAULT (datetime('now')),
          data TEXT NOT NULL,
          PRIMARY KEY (user_id, id)
        ) STRICT
        """,
        """
        CREATE INDEX IF NOT EXISTS attachments_of_thread ON attachments (user_id, thread_id)
        """,
    ),
    # What was never sent, and files that belong to nothing, are looked for every hour.
    (
        "CREATE INDEX attachments_unsent ON attachments (created_at) WHERE thread_id IS NULL",
        "CREATE INDEX attachments_by_id ON attachments (id)",
    ),
)


def migrate(path: Path, busy_seconds: float) -> None:
    """Run the migrations that a file has not seen. Of several processes, one does.

    Raises:
        SettingsError: if it is no such file, or one of a newer version of this app.
    """
    try:
        # Only this server's user reads it, whoever may look into its directory.
        path.touch(mode=0o600)
        with closing(sqlite3.connect(path, timeout=busy_seconds, isolation_level=None)) as database:
            # With a write-ahead log, readers wait for no writer, and a killed server loses nothing.
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("BEGIN IMMEDIATE")
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version > len(MIGRATIONS):
                raise SettingsError(
                    f"{path} was written by a newer version of this app: its tables are of "
                    f"version {version}, and this one knows {len(MIGRATIONS)}."
                )
            for migration in MIGRATIONS[version:]:
                for statement in migration:
                    database.execute(statement)
            database.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
            database.execute("COMMIT")
    except (OSError, sqlite3.Error) as error:
        raise SettingsError(f"{path} cannot be used: {error}") from error
