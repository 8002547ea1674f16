"""Threads in a Postgres database, which any number of copies of this server may share."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, LiteralString, Self

from chatkit.store import NotFoundError
from chatkit.types import Attachment, FeedbackKind, Page, ThreadItem, ThreadMetadata
from pydantic import BaseModel, TypeAdapter

from .attachment_urls import AttachmentUrls
from .context import RequestContext
from .database import Database, open_database
from .environment import Environment
from .files import DatabaseFiles
from .storage import UNSENT, Storage, ThreadStore, page_size

ITEM: TypeAdapter[ThreadItem] = TypeAdapter(ThreadItem)
ATTACHMENT: TypeAdapter[Attachment] = TypeAdapter(Attachment)


def open_storage(environment: Environment, _data_directory: Path, urls: AttachmentUrls) -> Storage:
    """Keep threads and attachments in the database at `DATABASE_URL`.

    Raises:
        SettingsError: if the database cannot be used.
    """
    database = open_database(environment)
    files = DatabaseFiles(database)
    return Storage(PostgresStore(database, urls, files), files)


class PostgresStore(ThreadStore):
    """A store in Postgres. Each change is one statement, and so one transaction."""

    def __init__(self, database: Database, urls: AttachmentUrls, files: DatabaseFiles) -> None:
        super().__init__(urls, files)
        self.database = database
        self.description = f"Postgres ({database.address})"

    async def __aenter__(self) -> Self:
        """Connect to the database."""
        await self.database.open()
        return await super().__aenter__()

    async def __aexit__(self, *error: object) -> None:
        """Disconnect from the database."""
        await super().__aexit__(*error)
        await self.database.close()

    async def load_thread(self, thread_id: str, context: RequestContext) -> ThreadMetadata:
        """Load a thread without its items."""
        data = await self._one(
            "SELECT data FROM chat_threads WHERE user_id = %s AND id = %s",
            context.user_id,
            thread_id,
        )
        return ThreadMetadata.model_validate_json(data)

    async def save_thread(self, thread: ThreadMetadata, context: RequestContext) -> None:
        """Keep a thread; the SDK may hand one over with its items, which are not part of it."""
        # Threads of one user are added one after the other: a place that is smaller than another
        # one is never seen later.
        await self.database.run(
            """
            WITH queue AS MATERIALIZED (SELECT pg_advisory_xact_lock(hashtextextended(%s, 0)))
            INSERT INTO chat_threads (user_id, id, data) SELECT %s, %s, %s FROM queue
            ON CONFLICT (user_id, id) DO UPDATE SET data = excluded.data
            """,
            context.user_id,
            context.user_id,
            thread.id,
            thread.model_dump_json(exclude={"items"}, exclude_none=True),
        )

    async def load_threads(
        self, limit: int, after: str | None, order: str, context: RequestContext
    ) -> Page[ThreadMetadata]:
        """Load a page of threads."""
        rows, has_more = await self._page(
            "chat_threads WHERE user_id = %s", (context.user_id,), limit, after, order
        )
        data = [ThreadMetadata.model_validate_json(row) for row in rows]
        return Page(data=data, has_more=has_more, after=data[-1].id if has_more else None)

    async def delete_thread(self, thread_id: str, context: RequestContext) -> None:
        """Forget a thread with its items and attachments."""
        key = (context.user_id, thread_id)
        [(found, attachment_ids)] = await self.database.run(
            """
            WITH
              thread AS (DELETE FROM chat_threads WHERE user_id = %s AND id = %s RETURNING id),
              attachment AS (
                DELETE FROM chat_attachments WHERE user_id = %s AND thread_id = %s RETURNING id
              )
            SELECT EXISTS (SELECT FROM thread), ARRAY(SELECT id FROM attachment)
            """,
            *key,
            *key,
        )
        if not found:
            raise NotFoundError(thread_id)
        for attachment_id in attachment_ids:
            await self.files.delete(attachment_id)

    async def load_thread_items(
        self, thread_id: str, after: str | None, limit: int, order: str, context: RequestContext
    ) -> Page[ThreadItem]:
        """Load a page of items."""
        key = (context.user_id, thread_id)
        rows, has_more = await self._page(
            "chat_items WHERE user_id = %s AND thread_id = %s", key, limit, after, order
        )
        if not rows:
            await self.load_thread(thread_id, context)
        data = [self.fresh_item(ITEM.validate_json(row), context) for row in rows]
        return Page(data=data, has_more=has_more, after=data[-1].id if has_more else None)

    async def add_thread_item(
        self, thread_id: str, item: ThreadItem, context: RequestContext
    ) -> None:
        """Keep an item; one that is there already keeps its place."""
        key = (context.user_id, thread_id)
        # While the thread is locked nobody else adds to it: a place that is smaller than another
        # one is never seen later.
        added = await self.database.run(
            """
            WITH thread AS MATERIALIZED (
              SELECT FROM chat_threads WHERE user_id = %s AND id = %s FOR NO KEY UPDATE
            )
            INSERT INTO chat_items (user_id, thread_id, id, data) SELECT %s, %s, %s, %s FROM thread
            ON CONFLICT (user_id, thread_id, id) DO UPDATE SET data = excluded.data
            RETURNING place
            """,
            *key,
            *key,
            item.id,
            _to_json(item),
        )
        if not added:
            # The thread is not there, or was deleted while an answer was being written.
            raise NotFoundError(thread_id)

    async def save_item(self, thread_id: str, item: ThreadItem, context: RequestContext) -> None:
        """Keep an item; one that is there already keeps its place."""
        await self.add_thread_item(thread_id, item, context)

    async def load_item(self, thread_id: str, item_id: str, context: RequestContext) -> ThreadItem:
        """Load an item."""
        data = await self._one(
            "SELECT data FROM chat_items WHERE user_id = %s AND thread_id = %s AND id = %s",
            context.user_id,
            thread_id,
            item_id,
        )
        return self.fresh_item(ITEM.validate_json(data), context)

    async def delete_thread_item(
        self, thread_id: str, item_id: str, context: RequestContext
    ) -> None:
        """Forget an item."""
        await self.database.run(
            "DELETE FROM chat_items WHERE user_id = %s AND thread_id = %s AND id = %s",
            context.user_id,
            thread_id,
            item_id,
        )

    async def save_attachment(self, attachment: Attachment, context: RequestContext) -> None:
        """Keep an attachment."""
        await self.database.run(
            """
            INSERT INTO chat_attachments (user_id, id, thread_id, size, data)
            VALUES (%s, %s, %s, %s, %s)
            ON CONFLICT (user_id, id) DO UPDATE
              SET thread_id = excluded.thread_id, size = excluded.size, data = excluded.data
            """,
            context.user_id,
            attachment.id,
            attachment.thread_id,
            (attachment.metadata or {}).get("size", 0),
            _to_json(attachment),
        )

    async def load_attachment(self, attachment_id: str, context: RequestContext) -> Attachment:
        """Load an attachment."""
        data = await self._one(
            "SELECT data FROM chat_attachments WHERE user_id = %s AND id = %s",
            context.user_id,
            attachment_id,
        )
        return self.fresh_attachment(ATTACHMENT.validate_json(data), context)

    async def attachment_bytes(self, context: RequestContext) -> int:
        """How much a user's attachments take, in bytes."""
        return int(
            await self._one(
                "SELECT coalesce(sum(size), 0) FROM chat_attachments WHERE user_id = %s",
                context.user_id,
            )
        )

    async def delete_attachment(self, attachment_id: str, context: RequestContext) -> None:
        """Forget an attachment."""
        await self.database.run(
            "DELETE FROM chat_attachments WHERE user_id = %s AND id = %s",
            context.user_id,
            attachment_id,
        )

    async def save_feedback(
        self,
        thread_id: str,
        item_ids: Sequence[str],
        kind: FeedbackKind,
        context: RequestContext,
    ) -> None:
        """Keep what a user thinks of items."""
        await self.database.run(
            """
            INSERT INTO chat_feedback (user_id, thread_id, item_id, kind)
            SELECT DISTINCT %s, %s, item_id, %s FROM unnest(%s::text[]) AS item_id
            ORDER BY item_id
            ON CONFLICT (user_id, thread_id, item_id) DO UPDATE SET kind = excluded.kind
            """,
            context.user_id,
            thread_id,
            kind,
            list(item_ids),
        )

    async def forget_unsent(self) -> None:
        """Forget attachments that were never sent, and bytes that belong to none."""
        await self.database.run(
            "DELETE FROM chat_attachments WHERE thread_id IS NULL AND created_at < now() - %s",
            UNSENT,
        )
        await self.database.run(
            """
            DELETE FROM chat_files WHERE created_at < now() - %s
            AND NOT EXISTS (SELECT FROM chat_attachments WHERE chat_attachments.id = chat_files.id)
            """,
            UNSENT,
        )

    async def _page(
        self,
        source: LiteralString,
        key: tuple[str, ...],
        limit: int,
        after: str | None,
        order: str,
    ) -> tuple[list[str], bool]:
        """The rows that come after an id, and whether there are more.

        Args:
            source: a table, and the condition that picks the rows of a list.
            key: the values of the condition.
        """
        later, direction = ("<", "DESC") if order == "desc" else (">", "ASC")
        size = page_size(limit)
        if after is None:
            rows = await self.database.run(
                f"SELECT data FROM {source} ORDER BY place {direction} LIMIT %s", *key, size + 1
            )
        else:
            place = await self._one(f"SELECT place FROM {source} AND id = %s", *key, after)
            rows = await self.database.run(
                f"SELECT data FROM {source} AND place {later} %s "
                f"ORDER BY place {direction} LIMIT %s",
                *key,
                place,
                size + 1,
            )
        return [row[0] for row in rows][:size], len(rows) > size

    async def _one(self, statement: LiteralString, *values: object) -> Any:
        for row in await self.database.run(statement, *values):
            return row[0]
        raise NotFoundError


def _to_json(model: BaseModel) -> str:
    return model.model_dump_json(by_alias=True, exclude_none=True)
