"""What is wrong with a ChatKit request is said before its stream begins.

The SDK answers 200 and starts streaming before it looks at a request's ids, so that an unknown one
would break the stream off without a word.
"""

from base64 import b64decode

from chatkit.types import (
    AttachmentsCreateReq,
    ChatKitReq,
    ClientToolCallItem,
    InputTranscribeReq,
    ItemsFeedbackReq,
    ItemsListReq,
    StructuredInputItem,
    ThreadItem,
    ThreadsAddClientToolOutputReq,
    ThreadsAddStructuredInputReq,
    ThreadsAddUserMessageReq,
    ThreadsCreateReq,
    ThreadsCustomActionReq,
    ThreadsDeleteReq,
    ThreadsRetryAfterItemReq,
    ThreadsSyncCustomActionReq,
    ThreadsUpdateReq,
    UserMessageItem,
    WidgetItem,
    is_streaming_req,
)
from pydantic import TypeAdapter, ValidationError

from .attachments import ATTACHMENT_LIMITS
from .context import RequestContext
from .errors import AppError
from .limits import LIMITS, too_large
from .storage import ThreadStore

AUDIO_TYPES = {"audio/webm", "audio/mp4", "audio/ogg"}

_REQUEST: TypeAdapter[ChatKitReq] = TypeAdapter(ChatKitReq)


def parse_request(body: bytes) -> ChatKitReq:
    """Read a request.

    Raises:
        AppError: 400, if it is none of the protocol's; 413, if it is too large.
    """
    try:
        request = _REQUEST.validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        message = "This is not a ChatKit request."
        raise AppError(400, "bad_request", message, hint=f"{where}: {first['msg']}") from error
    # The route takes more than any other for the sake of dictations alone.
    if len(body) > LIMITS.body_bytes and not isinstance(request, InputTranscribeReq):
        raise too_large(LIMITS.body_bytes)
    return request


def is_costly(request: ChatKitReq) -> bool:
    """Whether a request makes the model work or stores a file."""
    return is_streaming_req(request) or isinstance(
        request, AttachmentsCreateReq | InputTranscribeReq | ThreadsSyncCustomActionReq
    )


async def check_request(request: ChatKitReq, store: ThreadStore, context: RequestContext) -> None:
    """Check that a request is about things that are there, and that belong to its user.

    Raises:
        NotFoundError: if something is not there, or belongs to another user.
        AppError: if something is there and cannot be used so.
    """
    match request:
        case ThreadsCreateReq(params=params):
            await _check_attachments(params.input.attachments, store, context)
        case ThreadsAddUserMessageReq(params=params):
            await _check_open(params.thread_id, store, context)
            await _check_attachments(params.input.attachments, store, context)
        case ThreadsAddClientToolOutputReq(params=params):
            await _check_open(params.thread_id, store, context)
            newest = await store.load_thread_items(params.thread_id, None, 1, "desc", context)
            if not any(
                isinstance(item, ClientToolCallItem) and item.status == "pending"
                for item in newest.data
            ):
                raise _unusable("No client tool of this thread waits for an answer.")
        case ThreadsAddStructuredInputReq(params=params):
            await _check_open(params.thread_id, store, context)
            item = await store.load_item(params.thread_id, params.item_id, context)
            if not isinstance(item, StructuredInputItem) or item.status != "pending":
                raise _unusable("This item does not wait for an answer.")
        case ThreadsRetryAfterItemReq(params=params):
            await _check_open(params.thread_id, store, context)
            item = await store.load_item(params.thread_id, params.item_id, context)
            if not isinstance(item, UserMessageItem):
                raise _unusable("Only a message of the user can be tried again.")
        case ThreadsCustomActionReq(params=params) | ThreadsSyncCustomActionReq(params=params):
            await _check_open(params.thread_id, store, context)
            if params.item_id:
                _check_widget(await store.load_item(params.thread_id, params.item_id, context))
        case ItemsFeedbackReq(params=params):
            for item_id in params.item_ids:
                await store.load_item(params.thread_id, item_id, context)
        case (
            ItemsListReq(params=params)
            | ThreadsUpdateReq(params=params)
            | ThreadsDeleteReq(params=params)
        ):
            await store.load_thread(params.thread_id, context)
        case InputTranscribeReq(params=params):
            _check_audio(params.mime_type, params.audio_base64)
        case _:
            pass


async def _check_open(thread_id: str, store: ThreadStore, context: RequestContext) -> None:
    status = (await store.load_thread(thread_id, context)).status
    if status.type != "active":
        message = status.reason or f"This conversation is {status.type}."
        raise AppError(409, f"thread_{status.type}", message)


async def _check_attachments(
    attachment_ids: list[str], store: ThreadStore, context: RequestContext
) -> None:
    if len(attachment_ids) > ATTACHMENT_LIMITS.per_message:
        raise _unusable(f"A message may carry {ATTACHMENT_LIMITS.per_message} files at most.")
    for attachment_id in attachment_ids:
        attachment = await store.load_attachment(attachment_id, context)
        if attachment.upload_descriptor is not None:
            raise _unusable(f"{attachment.name} has not been uploaded yet.")


def _check_audio(mime_type: str, audio: str) -> None:
    if mime_type.split(";")[0].strip().lower() not in AUDIO_TYPES:
        raise _unusable("Speech is taken as WebM, MP4 or Ogg.")
    try:
        b64decode(audio, validate=True)
    except ValueError as error:
        raise _unusable("The recording is not in Base64.") from error


def _check_widget(item: ThreadItem) -> None:
    if not isinstance(item, WidgetItem):
        raise _unusable("Only a widget has actions.")


def _unusable(message: str) -> AppError:
    return AppError(400, "bad_request", message)


def not_found() -> AppError:
    """The answer where something is not there, or belongs to another user: both look the same."""
    return AppError(404, "not_found", "There is no such thread, item or attachment.")
