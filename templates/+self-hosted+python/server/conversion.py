"""Turns what stands in a thread into what the model reads."""

import base64
import json

from agents import TResponseInputItem
from chatkit.agents import ThreadItemConverter
from chatkit.store import NotFoundError
from chatkit.types import (
    AssistantMessageItem,
    Attachment,
    HiddenContextItem,
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


class Converter(ThreadItemConverter):
    """The SDK's conversion, with attachments and mentions."""

    def __init__(self, attachments: Attachments) -> None:
        self.attachments = attachments

    async def attachment_to_message_content(
        self, attachment: Attachment
    ) -> ResponseInputContentParam:
        """Show the model a picture, a document or a text; OpenAI need not reach this server."""
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
