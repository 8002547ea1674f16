"""What a store of this chat has to do beyond the SDK's: ids, feedback, files, fresh addresses."""

import asyncio
import logging
import secrets
from abc import abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, Self, TypeVar

from chatkit.store import Store, StoreItemType
from chatkit.types import (
    Attachment,
    FeedbackKind,
    ImageAttachment,
    ThreadItem,
    ThreadMetadata,
    UserMessageItem,
)
from pydantic import AnyUrl

from .attachment_urls import AttachmentUrls
from .context import RequestContext

MAXIMUM_PAGE_SIZE = 100

# How long an attachment may wait for the message that it belongs to, and how often is looked.
UNSENT = timedelta(days=1)
HOUR_SECONDS = 3600

ID_PREFIXES: dict[StoreItemType, str] = {
    "thread": "thr",
    "message": "msg",
    "tool_call": "tc",
    "task": "tsk",
    "workflow": "wf",
    "attachment": "atc",
    "sdk_hidden_context": "shcx",
}


logger = logging.getLogger(__name__)


def new_id(item_type: StoreItemType) -> str:
    """An id that cannot be guessed."""
    return f"{ID_PREFIXES[item_type]}_{secrets.token_hex(16)}"


class Files(Protocol):
    """The bytes of attachments, by the id of the attachment."""

    async def write(self, attachment_id: str, data: bytes) -> None:
        """Keep bytes; all of them or none."""

    async def read(self, attachment_id: str) -> bytes:
        """Give bytes back.

        Raises:
            NotFoundError: if there are none.
        """

    async def delete(self, attachment_id: str) -> None:
        """Forget bytes, which may be missing."""


AttachmentType = TypeVar("AttachmentType", bound=Attachment)


class ThreadStore(Store[RequestContext]):
    """A store in which everything belongs to the user of the request.

    What belongs to somebody else is not found.
    """

    description: str
    """Where the threads are, for the terminal."""

    def __init__(self, urls: AttachmentUrls, files: Files) -> None:
        self.urls = urls
        self.files = files
        self._forgetting: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Open the store, before the first request."""
        self._forgetting = asyncio.create_task(self._forget_hourly())
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Close the store, after the last request."""
        if self._forgetting:
            self._forgetting.cancel()
            with suppress(asyncio.CancelledError):
                await self._forgetting

    @abstractmethod
    async def forget_unsent(self) -> None:
        """Forget attachments that were never sent: somebody closed the page instead."""

    @abstractmethod
    async def save_feedback(
        self,
        thread_id: str,
        item_ids: Sequence[str],
        kind: FeedbackKind,
        context: RequestContext,
    ) -> None:
        """Keep what a user thinks of items; a later opinion replaces an earlier one."""

    @abstractmethod
    async def attachment_bytes(self, context: RequestContext) -> int:
        """How much a user's attachments take, in bytes, with those whose bytes are on their way."""

    async def _forget_hourly(self) -> None:
        while True:
            try:
                await self.forget_unsent()
            except Exception:
                logger.exception("Attachments that were never sent could not be forgotten")
            await asyncio.sleep(HOUR_SECONDS)

    def generate_thread_id(self, context: RequestContext) -> str:
        """A new id for a thread."""
        return new_id("thread")

    def generate_item_id(
        self, item_type: StoreItemType, thread: ThreadMetadata, context: RequestContext
    ) -> str:
        """A new id for an item of a thread."""
        return new_id(item_type)

    def fresh_item(self, item: ThreadItem, context: RequestContext) -> ThreadItem:
        """An item as it is read: with addresses of attachments that work now."""
        if isinstance(item, UserMessageItem) and item.attachments:
            attachments = [self.fresh_attachment(part, context) for part in item.attachments]
            return item.model_copy(update={"attachments": attachments})
        return item

    def fresh_attachment(
        self, attachment: AttachmentType, context: RequestContext
    ) -> AttachmentType:
        """An attachment as it is read: with an address that works now."""
        if isinstance(attachment, ImageAttachment):
            url = AnyUrl(self.urls.preview(attachment.id, context))
            return attachment.model_copy(update={"preview_url": url})
        return attachment


@dataclass(frozen=True)
class Storage:
    """Where the chat keeps what it must not forget."""

    store: ThreadStore
    files: Files


def page_size(limit: int) -> int:
    """A page's size within reason, whatever a browser asks for."""
    return min(max(limit, 1), MAXIMUM_PAGE_SIZE)
