"""A store in memory for the official server, in which each user has threads of their own."""

from typing import TypeVar

from chatkit.store import AttachmentStore, NotFoundError, Store
from chatkit.types import (
    Attachment,
    AttachmentCreateParams,
    AttachmentUploadDescriptor,
    FileAttachment,
    ImageAttachment,
    Page,
    ThreadItem,
    ThreadMetadata,
)
from pydantic import AnyUrl, BaseModel

from programme import Context

Model = TypeVar("Model", bound=BaseModel)

FILES = "https://files.example"


def page(
    rows: dict[str, Model], after: str | None, limit: int, order: str
) -> Page[Model]:
    """A page of rows, which are in the order in which they were added."""
    listed = list(rows.values())
    if order == "desc":
        listed.reverse()
    start = 0
    if after is not None:
        if after not in rows:
            raise NotFoundError(after)
        start = [row.id for row in listed].index(after) + 1
    limit = min(max(limit, 1), 100)
    data = [row.model_copy(deep=True) for row in listed[start : start + limit]]
    more = start + limit < len(listed)
    return Page(data=data, has_more=more, after=data[-1].id if more else None)


class MemoryStore(Store[Context]):
    """Keeps copies, so that what a handler changes is stored only when it is saved."""

    def __init__(self) -> None:
        self.threads: dict[str, dict[str, ThreadMetadata]] = {}
        self.items: dict[str, dict[str, ThreadItem]] = {}
        self.attachments: dict[str, dict[str, Attachment]] = {}

    async def load_thread(self, thread_id: str, context: Context) -> ThreadMetadata:
        return _found(self.threads.get(context.user, {}), thread_id)

    async def save_thread(self, thread: ThreadMetadata, context: Context) -> None:
        # The SDK hands over the thread of the first turn with its items.
        kept = ThreadMetadata(**thread.model_dump(exclude={"items"}))
        self.threads.setdefault(context.user, {})[thread.id] = kept
        self.items.setdefault(thread.id, {})

    async def load_threads(
        self, limit: int, after: str | None, order: str, context: Context
    ) -> Page[ThreadMetadata]:
        return page(self.threads.get(context.user, {}), after, limit, order)

    async def delete_thread(self, thread_id: str, context: Context) -> None:
        await self.load_thread(thread_id, context)
        del self.threads[context.user][thread_id]
        del self.items[thread_id]

    async def load_thread_items(
        self, thread_id: str, after: str | None, limit: int, order: str, context: Context
    ) -> Page[ThreadItem]:
        await self.load_thread(thread_id, context)
        return page(self.items[thread_id], after, limit, order)

    async def add_thread_item(self, thread_id: str, item: ThreadItem, context: Context) -> None:
        await self.load_thread(thread_id, context)
        self.items[thread_id][item.id] = item.model_copy(deep=True)

    async def save_item(self, thread_id: str, item: ThreadItem, context: Context) -> None:
        await self.add_thread_item(thread_id, item, context)

    async def load_item(self, thread_id: str, item_id: str, context: Context) -> ThreadItem:
        await self.load_thread(thread_id, context)
        return _found(self.items[thread_id], item_id)

    async def delete_thread_item(self, thread_id: str, item_id: str, context: Context) -> None:
        await self.load_thread(thread_id, context)
        self.items[thread_id].pop(item_id, None)

    async def save_attachment(self, attachment: Attachment, context: Context) -> None:
        self.attachments.setdefault(context.user, {})[attachment.id] = attachment.model_copy(
            deep=True
        )

    async def load_attachment(self, attachment_id: str, context: Context) -> Attachment:
        return _found(self.attachments.get(context.user, {}), attachment_id)

    async def delete_attachment(self, attachment_id: str, context: Context) -> None:
        await self.load_attachment(attachment_id, context)
        del self.attachments[context.user][attachment_id]


class Uploads(AttachmentStore[Context]):
    """Tells where bytes would go; nothing here takes them."""

    async def create_attachment(
        self, input: AttachmentCreateParams, context: Context
    ) -> Attachment:
        attachment_id = self.generate_attachment_id(input.mime_type, context)
        upload = AttachmentUploadDescriptor(
            url=AnyUrl(f"{FILES}/upload/{attachment_id}"),
            method="PUT",
            headers={"X-Size": str(input.size)},
        )
        common = {
            "id": attachment_id,
            "name": input.name,
            "mime_type": input.mime_type,
            "upload_descriptor": upload,
            "metadata": {"size": input.size},
        }
        if input.mime_type.startswith("image/"):
            url = AnyUrl(f"{FILES}/preview/{attachment_id}")
            return ImageAttachment(**common, preview_url=url)
        return FileAttachment(**common)

    async def delete_attachment(self, attachment_id: str, context: Context) -> None:
        """There are no bytes to forget."""


def _found(rows: dict[str, Model], row_id: str) -> Model:
    if row_id not in rows:
        raise NotFoundError(row_id)
    return rows[row_id].model_copy(deep=True)
