"""Threads in memory: they are gone when the server ends, and no other copy of it sees them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from chatkit.store import NotFoundError
from chatkit.types import Attachment, FeedbackKind, Page, ThreadItem, ThreadMetadata

from .attachment_urls import AttachmentUrls
from .context import RequestContext
from .environment import Environment
from .storage import UNSENT, Storage, ThreadStore, page_size

Row = TypeVar("Row", ThreadMetadata, ThreadItem)


def open_storage(_environment: Environment, _data_directory: Path, urls: AttachmentUrls) -> Storage:
    """Keep threads and attachments in memory."""
    files = MemoryFiles()
    return Storage(MemoryStore(urls, files), files)


class MemoryFiles:
    """Keeps the bytes of attachments in a dictionary."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    async def write(self, attachment_id: str, data: bytes) -> None:
        """Keep bytes."""
        self.files[attachment_id] = data

    async def read(self, attachment_id: str) -> bytes:
        """Give bytes back.

        Raises:
            NotFoundError: if there are none.
        """
        if attachment_id not in self.files:
            raise NotFoundError(attachment_id)
        return self.files[attachment_id]

    async def delete(self, attachment_id: str) -> None:
        """Forget bytes, which may be missing."""
        self.files.pop(attachment_id, None)


@dataclass
class UserData:
    """What belongs to one user; dictionaries keep the order in which things were added."""

    threads: dict[str, ThreadMetadata] = field(default_factory=dict)
    items: dict[str, dict[str, ThreadItem]] = field(default_factory=dict)
    attachments: dict[str, Attachment] = field(default_factory=dict)
    attached_at: dict[str, datetime] = field(default_factory=dict)
    feedback: dict[tuple[str, str], tuple[FeedbackKind, datetime]] = field(default_factory=dict)


class MemoryStore(ThreadStore):
    """A store in dictionaries. What goes in and out is copied, as if it had been written down."""

    description = "memory (nothing outlives the server)"

    def __init__(self, urls: AttachmentUrls, files: MemoryFiles) -> None:
        super().__init__(urls, files)
        self.users: dict[str, UserData] = {}

    async def __aexit__(self, *error: object) -> None:
        """Forget everything."""
        await super().__aexit__(*error)
        self.users.clear()

    async def load_thread(self, thread_id: str, context: RequestContext) -> ThreadMetadata:
        """Load a thread without its items."""
        thread = self._user(context).threads.get(thread_id)
        if thread is None:
            raise NotFoundError(thread_id)
        return thread.model_copy(deep=True)

    async def save_thread(self, thread: ThreadMetadata, context: RequestContext) -> None:
        """Keep a thread; the SDK may hand one over with its items, which are not part of it."""
        metadata = ThreadMetadata.model_validate(thread.model_dump(exclude={"items"}))
        user = self._user(context)
        user.threads[thread.id] = metadata
        user.items.setdefault(thread.id, {})

    async def load_threads(
        self, limit: int, after: str | None, order: str, context: RequestContext
    ) -> Page[ThreadMetadata]:
        """Load a page of threads."""
        return _page(self._user(context).threads.values(), limit, after, order)

    async def delete_thread(self, thread_id: str, context: RequestContext) -> None:
        """Forget a thread with its items and attachments."""
        user = self._user(context)
        if user.threads.pop(thread_id, None) is None:
            raise NotFoundError(thread_id)
        user.items.pop(thread_id, None)
        for key in [key for key in user.feedback if key[0] == thread_id]:
            del user.feedback[key]
        for attachment in list(user.attachments.values()):
            if attachment.thread_id == thread_id:
                await self.delete_attachment(attachment.id, context)
                await self.files.delete(attachment.id)

    async def load_thread_items(
        self, thread_id: str, after: str | None, limit: int, order: str, context: RequestContext
    ) -> Page[ThreadItem]:
        """Load a page of items."""
        page = _page(self._items(thread_id, context).values(), limit, after, order)
        page.data = [self.fresh_item(item, context) for item in page.data]
        return page

    async def add_thread_item(
        self, thread_id: str, item: ThreadItem, context: RequestContext
    ) -> None:
        """Keep an item; one that is there already keeps its place."""
        self._items(thread_id, context)[item.id] = item.model_copy(deep=True)

    async def save_item(self, thread_id: str, item: ThreadItem, context: RequestContext) -> None:
        """Keep an item; one that is there already keeps its place."""
        await self.add_thread_item(thread_id, item, context)

    async def load_item(self, thread_id: str, item_id: str, context: RequestContext) -> ThreadItem:
        """Load an item."""
        item = self._items(thread_id, context).get(item_id)
        if item is None:
            raise NotFoundError(item_id)
        return self.fresh_item(item.model_copy(deep=True), context)

    async def delete_thread_item(
        self, thread_id: str, item_id: str, context: RequestContext
    ) -> None:
        """Forget an item."""
        self._items(thread_id, context).pop(item_id, None)
        self._user(context).feedback.pop((thread_id, item_id), None)

    async def save_attachment(self, attachment: Attachment, context: RequestContext) -> None:
        """Keep an attachment."""
        user = self._user(context)
        user.attachments[attachment.id] = attachment.model_copy(deep=True)
        user.attached_at.setdefault(attachment.id, datetime.now(UTC))

    async def load_attachment(self, attachment_id: str, context: RequestContext) -> Attachment:
        """Load an attachment."""
        attachment = self._user(context).attachments.get(attachment_id)
        if attachment is None:
            raise NotFoundError(attachment_id)
        return self.fresh_attachment(attachment.model_copy(deep=True), context)

    async def attachment_bytes(self, context: RequestContext) -> int:
        """How much a user's attachments take, in bytes."""
        attachments = self._user(context).attachments.values()
        return sum((attachment.metadata or {}).get("size", 0) for attachment in attachments)

    async def delete_attachment(self, attachment_id: str, context: RequestContext) -> None:
        """Forget an attachment."""
        user = self._user(context)
        user.attachments.pop(attachment_id, None)
        user.attached_at.pop(attachment_id, None)

    async def forget_unsent(self) -> None:
        """Forget attachments that were never sent."""
        before = datetime.now(UTC) - UNSENT
        for user in list(self.users.values()):
            for attachment in list(user.attachments.values()):
                if attachment.thread_id is None and user.attached_at[attachment.id] < before:
                    del user.attachments[attachment.id]
                    del user.attached_at[attachment.id]
                    await self.files.delete(attachment.id)

    async def save_feedback(
        self,
        thread_id: str,
        item_ids: Sequence[str],
        kind: FeedbackKind,
        context: RequestContext,
    ) -> None:
        """Keep what a user thinks of items."""
        now = datetime.now(UTC)
        for item_id in item_ids:
            self._user(context).feedback[thread_id, item_id] = (kind, now)

    def _user(self, context: RequestContext) -> UserData:
        return self.users.setdefault(context.user_id, UserData())

    def _items(self, thread_id: str, context: RequestContext) -> dict[str, ThreadItem]:
        items = self._user(context).items.get(thread_id)
        if items is None:
            raise NotFoundError(thread_id)
        return items


def _page(rows: Iterable[Row], limit: int, after: str | None, order: str) -> Page[Row]:
    """A page of what comes after an id, so that new rows never shift it."""
    ordered = list(rows)
    if order == "desc":
        ordered.reverse()
    start = 0
    if after is not None:
        start = next((place + 1 for place, row in enumerate(ordered) if row.id == after), -1)
        if start < 0:
            raise NotFoundError(after)
    end = start + page_size(limit)
    data = [row.model_copy(deep=True) for row in ordered[start:end]]
    has_more = end < len(ordered)
    return Page(data=data, has_more=has_more, after=data[-1].id if has_more else None)
