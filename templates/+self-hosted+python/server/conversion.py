"""Turns what stands in a thread into what the model reads."""

import base64
import json
from collections.abc import Container, Sequence

from agents import TResponseInputItem
from chatkit.agents import ThreadItemConverter
from chatkit.store import NotFoundError
from chatkit.types import (
    AssistantMessageItem,
    Attachment,
    HiddenContextItem,
    ThreadItem,
    UserMessageItem,
    UserMessageTagContent,
)
from openai.types.responses import (
    EasyInputMessageParam,
    ResponseInputContentParam,
    ResponseInputFileParam,
    ResponseInputImageParam,
    ResponseInputTextParam,
)

from .attachments import Attachments
from .limits import MEBIBYTE

# Bytes of attachments that the model reads at a time; OpenAI takes 50 MB in all, as Base64.
BYTES_READ = 20 * MEBIBYTE


def choose_attachments(history: Sequence[ThreadItem]) -> set[str]:
    """Choose the newest attachments that the model can read at a time, by their ids."""
    chosen: dict[str, int] = {}
    for item in reversed(history):
        for attachment in item.attachments if isinstance(item, UserMessageItem) else []:
            size = int((attachment.metadata or {}).get("size", 0))
            if sum(chosen.values()) + size <= BYTES_READ:
                chosen[attachment.id] = size
    return set(chosen)


class Converter(ThreadItemConverter):
    """The SDK's conversion, with attachments and mentions."""

    def __init__(self, attachments: Attachments, read: Container[str]) -> None:
        """Make a converter.

        Args:
            attachments: Where their bytes are.
            read: The ids of those that the model reads.
        """
        self.attachments = attachments
        self.read = read

    async def attachment_to_message_content(
        self, attachment: Attachment
    ) -> ResponseInputContentParam:
        """Show the model a picture, a document or a text; OpenAI need not reach this server."""
        if attachment.id not in self.read:
            reason = "is left out, since there are too many to read"
            return _text(f"[The attachment {attachment.name} {reason}.]")
        try:
            data = await self.attachments.read(attachment)
        except NotFoundError:
            return _text(f"[The attachment {attachment.name} is no longer there.]")
        if attachment.mime_type.startswith("text/"):
            name = json.dumps(attachment.name)
            return _text(f"<attachment name={name}>\n{data.decode('utf-8')}\n</attachment>")
        url = f"data:{attachment.mime_type};base64,{base64.b64encode(data).decode()}"
        if attachment.mime_type.startswith("image/"):
            return ResponseInputImageParam(type="input_image", detail="auto", image_url=url)
        return ResponseInputFileParam(type="input_file", filename=attachment.name, file_data=url)

    async def assistant_message_to_input(
        self, item: AssistantMessageItem
    ) -> TResponseInputItem | list[TResponseInputItem] | None:
        """Tell the model what it said, as plain text: Chat Completions takes no parts of it."""
        text = "".join(part.text for part in item.content)
        return EasyInputMessageParam(type="message", role="assistant", content=text)

    async def tag_to_message_content(self, tag: UserMessageTagContent) -> ResponseInputContentParam:
        """Tell the model what an @-mention stands for."""
        return _text(f"@{tag.text} is {json.dumps(tag.data, ensure_ascii=False)}")

    async def hidden_context_to_input(
        self, item: HiddenContextItem
    ) -> TResponseInputItem | list[TResponseInputItem] | None:
        """Tell the model what the user does not see; any JSON will do."""
        if not isinstance(item.content, str):
            item = item.model_copy(update={"content": json.dumps(item.content)})
        return await super().hidden_context_to_input(item)


def _text(text: str) -> ResponseInputTextParam:
    return ResponseInputTextParam(type="input_text", text=text)
