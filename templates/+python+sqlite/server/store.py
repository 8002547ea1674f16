"""Threads in an SQLite file, which several processes may share."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import aiosqlite
from chatkit.store import NotFoundError
from chatkit.types import Attachment, FeedbackKind, Page, ThreadItem, ThreadMetadata
from pydantic import BaseModel, TypeAdapter

from .attachment_urls import AttachmentUrls
from .context import RequestContext
from .environment import Environment
from .files import DiskFiles
from .migrations import migrate
from .settings import SettingsError
from .storage import UNSENT, Storage, ThreadStore, page_size

BUSY_SECONDS = 10
# How many files are looked up by one statement.
NAMES_AT_ONCE = 500
ITEM: TypeAdapter[ThreadItem] = TypeAdapter(ThreadItem)
ATTACHMENT: TypeAdapter[Attachment] = TypeAdapter(Attachment)


def open_storage(_environment: Environment, data_directory: Path, urls: AttachmentUrls) -> Storage:
    """Keep threads and attachments in a directory that only this server's user can read.

    Raises:
        SettingsError: if the directory or the file in it cannot be used.
    """
    try:
        data_directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        files = DiskFiles(data_directory / "attachments")
    except OSError as error:
        raise SettingsError(f"CHATKIT_DATA_DIR cannot be used: {error}") from error
    path = data_directory / "chat.sqlite"
    migrate(path, BUSY_SECONDS)
    return Storage(SqliteStore(path, urls, files), files)


class SqliteStore(ThreadStore):
    """A store in an SQLite file. Each change is one statement: it happens whole or not at all."""

    def __init__(self, path: Path, urls: AttachmentUrls, files: DiskFiles) -> None:
        super().__init__(urls, files)
        self.files: DiskFiles = files
        self.path = path
        self.description = f"SQLite ({path})"
        self._connection: aiosqlite.Connection | None = None

    async def __aenter__(self) -> Self:
        """Open the file."""
        database = await aiosqlite.connect(self.path, isolation_level=None, timeout=BUSY_SECONDS)
        self._connection = database
        try:
            await database.execute("PRAGMA synchronous = NORMAL")
            await database.execute("PRAGMA foreign_keys = ON")
            return await super().__aenter__()
        except BaseException:
            # The connection is a thread, which would keep a server that cannot start alive.
            await self.__aexit__()
            raise

    async def __aexit__(self, *error: object) -> None:
        """Close the file."""
        await super().__aexit__(*error)
        if self._connection:
            await self._connection.close()
            self._connection = None

    async def load_thread(self, thread_id: str, context: RequestContext) -> ThreadMetadata:
        """Load a thread without its items."""
        data = await self._one(
            "SELECT data FROM threads WHERE user_id = ? AND id = ?", context.user_id, thread_id
        )
        return ThreadMetadata.model_validate_json(data)

    async def save_thread(self, thread: ThreadMetadata, context: RequestContext) -> None:
        """Keep a thread; the SDK may hand one over with its items, which are not part of it."""
        await self._write(
            """
            INSERT INTO threads (user_id, id, data) VALUES (?, ?, ?)
            ON CONFLICT (user_id, id) DO UPDATE SET data = excluded.data
            """,
            context.user_id,
            thread.id,
            thread.model_dump_json(exclude={"items"}, exclude_none=True),
        )

    async def load_threads(
        self, limit: int, after: str | None, order: str, context: RequestContext
    ) -> Page[ThreadMetadata]:
        """Load a page of threads."""
        rows, has_more = await self._page(
            "threads", {"user_id": context.user_id}, limit, after, order
        )
        data = [ThreadMetadata.model_validate_json(row) for row in rows]
        return Page(data=data, has_more=has_more, after=data[-1].id if has_more else None)

    async def delete_thread(self, thread_id: str, context: RequestContext) -> None:
        """Forget a thread with its items and attachments."""
        key = (context.user_id, thread_id)
        if not await self._write("DELETE FROM threads WHERE user_id = ? AND id = ?", *key):
            raise NotFoundError(thread_id)
        for (attachment_id,) in await self._rows(
            "DELETE FROM attachments WHERE user_id = ? AND thread_id = ? RETURNING id", *key
        ):
            await self.files.delete(attachment_id)

    async def load_thread_items(
        self, thread_id: str, after: str | None, limit: int, order: str, context: RequestContext
    ) -> Page[ThreadItem]:
        """Load a page of items."""
        await self.load_thread(thread_id, context)
        rows, has_more = await self._page(
            "items", {"user_id": context.user_id, "thread_id": thread_id}, limit, after, order
        )
        data = [self.fresh_item(ITEM.validate_json(row), context) for row in rows]
        return Page(data=data, has_more=has_more, after=data[-1].id if has_more else None)

    async def add_thread_item(
        self, thread_id: str, item: ThreadItem, context: RequestContext
    ) -> None:
        """Keep an item; one that is there already keeps its place."""
        try:
            await self._write(
                """
                INSERT INTO items (user_id, thread_id, id, data) VALUES (?, ?, ?, ?)
                ON CONFLICT (user_id, thread_id, id) DO UPDATE SET data = excluded.data
                """,
                context.user_id,
                thread_id,
                item.id,
                _to_json(item),
            )
        except aiosqlite.IntegrityError as error:
            # The thread is not there, or was deleted while an answer was being written.
            raise NotFoundError(thread_id) from error

    async def save_item(self, thread_id: str, item: ThreadItem, context: RequestContext) -> None:
        """Keep an item; one that is there already keeps its place."""
        await self.add_thread_item(thread_id, item, context)

    async def load_item(self, thread_id: str, item_id: str, context: RequestContext) -> ThreadItem:
        """Load an item."""
        data = await self._one(
            "SELECT data FROM items WHERE user_id = ? AND thread_id = ? AND id = ?",
            context.user_id,
            thread_id,
            item_id,
        )
        return self.fresh_item(ITEM.validate_json(data), context)

    async def delete_thread_item(
        self, thread_id: str, item_id: str, context: RequestContext
    ) -> None:
        """Forget an item."""
        await self._write(
            "DELETE FROM items WHERE user_id = ? AND thread_id = ? AND id = ?",
            context.user_id,
            thread_id,
            item_id,
        )

    async def save_attachment(self, attachment: Attachment, context: RequestContext) -> None:
        """Keep an attachment."""
        await self._write(
            """
            INSERT INTO attachments (user_id, id, thread_id, data) VALUES (?, ?, ?, ?)
            ON CONFLICT (user_id, id)
              DO UPDATE SET thread_id = excluded.thread_id, data = excluded.data
            """,
            context.user_id,
            attachment.id,
            attachment.thread_id,
            _to_json(attachment),
        )

    async def load_attachment(self, attachment_id: str, context: RequestContext) -> Attachment:
        """Load an attachment."""
        data = await self._one(
            "SELECT data FROM attachments WHERE user_id = ? AND id = ?",
            context.user_id,
            attachment_id,
        )
        return self.fresh_attachment(ATTACHMENT.validate_json(data), context)

    async def attachment_bytes(self, context: RequestContext) -> int:
        """How much a user's attachments take, in bytes."""
        [(taken,)] = await self._rows(
            """
            SELECT coalesce(sum(json_extract(data, '$.metadata.size')), 0)
            FROM attachments WHERE user_id = ?
            """,
            context.user_id,
        )
        return int(taken)

    async def delete_attachment(self, attachment_id: str, context: RequestContext) -> None:
        """Forget an attachment."""
        await self._write(
            "DELETE FROM attachments WHERE user_id = ? AND id = ?", context.user_id, attachment_id
        )

    async def save_feedback(
        self,
        thread_id: str,
        item_ids: Sequence[str],
        kind: FeedbackKind,
        context: RequestContext,
    ) -> None:
        """Keep what a user thinks of items."""
        for item_id in item_ids:
            await self._write(
                """
                INSERT INTO feedback (user_id, thread_id, item_id, kind) VALUES (?, ?, ?, ?)
                ON CONFLICT (user_id, thread_id, item_id) DO UPDATE SET kind = excluded.kind
                """,
                context.user_id,
                thread_id,
                item_id,
                kind,
            )

    async def forget_unsent(self) -> None:
        """Forget attachments that were never sent, and files that belong to none."""
        for (attachment_id,) in await self._rows(
            """
            DELETE FROM attachments
            WHERE thread_id IS NULL AND created_at < datetime('now', ?) RETURNING id
            """,
            f"{-UNSENT.total_seconds()} seconds",
        ):
            await self.files.delete(attachment_id)
        before = (datetime.now() - UNSENT).timestamp()
        names = await self.files.names()
        for start in range(0, len(names), NAMES_AT_ONCE):
            for (name,) in await self._rows(
                """
                SELECT value FROM json_each(?)
                WHERE NOT EXISTS (SELECT * FROM attachments WHERE id = value)
                """,
                json.dumps(names[start : start + NAMES_AT_ONCE]),
            ):
                await self.files.remove_if_older(name, before)

    @property
    def _database(self) -> aiosqlite.Connection:
        if self._connection is None:
            raise RuntimeError("The store is not open.")
        return self._connection

    async def _page(
        self, table: str, owner: dict[str, str], limit: int, after: str | None, order: str
    ) -> tuple[list[str], bool]:
        """The rows that come after an id, and whether there are more."""
        newest_first = order == "desc"
        where = " AND ".join(f"{column} = ?" for column in owner)
        values: list[Any] = list(owner.values())
        start = ""
        if after is not None:
            place = await self._one(
                f"SELECT place FROM {table} WHERE {where} AND id = ?", *values, after
            )
            start = f"AND place {'<' if newest_first else '>'} ?"
            values.append(place)
        size = page_size(limit)
        rows = await self._rows(
            f"SELECT data FROM {table} WHERE {where} {start} "
            f"ORDER BY place {'DESC' if newest_first else 'ASC'} LIMIT ?",
            *values,
            size + 1,
        )
        return [row[0] for row in rows][:size], len(rows) > size

    async def _one(self, statement: str, *values: object) -> Any:
        for row in await self._rows(statement, *values):
            return row[0]
        raise NotFoundError

    async def _rows(self, statement: str, *values: object) -> Sequence[Any]:
        rows: Iterable[Any] = await self._database.execute_fetchall(statement, values)
        return list(rows)

    async def _write(self, statement: str, *values: object) -> int:
        """Run a statement and count the rows that it changed."""
        async with self._database.execute(statement, values) as cursor:
            return cursor.rowcount


def _to_json(model: BaseModel) -> str:
    return model.model_dump_json(by_alias=True, exclude_none=True)
