"""Attachments: what is allowed, how they come in, and how they are shown again."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated, TypeVar
from urllib.parse import quote

from chatkit.store import AttachmentStore, NotFoundError
from chatkit.types import (
    Attachment,
    AttachmentCreateParams,
    AttachmentUploadDescriptor,
    FileAttachment,
    ImageAttachment,
)
from fastapi import APIRouter, Depends, Request
from pydantic import AnyUrl
from starlette.datastructures import MutableHeaders, UploadFile
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .attachment_urls import PATH, AttachmentUrls
from .context import RequestContext
from .errors import AppError
from .headers import CHATKIT_ORIGIN, origin_of
from .limits import LIMITS, MEBIBYTE
from .network import subnet
from .storage import Files, Storage, ThreadStore, new_id
from .web import Web


@dataclass(frozen=True)
class AttachmentLimits:
    """What may be attached; the page's composer says the same."""

    bytes: int = 10 * MEBIBYTE
    per_message: int = 5
    bytes_per_user: int = 250 * MEBIBYTE


ATTACHMENT_LIMITS = AttachmentLimits()
TYPES: Mapping[str, tuple[str, ...]] = {
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "application/pdf": (".pdf",),
    "text/plain": (".txt",),
    "text/markdown": (".md",),
    "text/csv": (".csv",),
}
NAME_LENGTH = 255

Result = TypeVar("Result")


class Attachments(AttachmentStore[RequestContext]):
    """Takes attachments in and gives them back, each to its owner alone."""

    def __init__(self, store: ThreadStore, files: Files, urls: AttachmentUrls) -> None:
        self.store = store
        self.files = files
        self.urls = urls

    async def create_attachment(
        self, input: AttachmentCreateParams, context: RequestContext
    ) -> Attachment:
        """Announce an attachment whose bytes come later, to a signed address (two-phase).

        Raises:
            AppError: 413 or 415, if the announced size or type is not allowed, or the user has no
                room left.
        """
        _check_size(input.size)
        await self._check_room(input.size, context)
        attachment = self._describe(input.name, input.mime_type, context)
        return attachment.model_copy(
            update={
                "upload_descriptor": AttachmentUploadDescriptor(
                    url=AnyUrl(self.urls.upload(attachment.id, context)), method="POST", headers={}
                ),
                "metadata": {"size": input.size},
            }
        )

    async def receive(self, attachment_id: str, data: bytes, context: RequestContext) -> Attachment:
        """Take the bytes of an announced attachment.

        Raises:
            NotFoundError: if this user has announced no such attachment.
            AppError: if the bytes are there already, or are not what was announced.
        """
        attachment = await self.store.load_attachment(attachment_id, context)
        if attachment.upload_descriptor is None:
            raise AppError(409, "already_uploaded", "This file has been uploaded already.")
        announced = (attachment.metadata or {}).get("size")
        if len(data) != announced:
            message = f"The file was announced with {announced:,} bytes and has {len(data):,}."
            raise AppError(400, "size_differs", message)
        return await self._keep(attachment, data, context)

    async def add(
        self, name: str, mime_type: str, data: bytes, context: RequestContext
    ) -> Attachment:
        """Take an attachment at once (direct upload).

        Raises:
            AppError: 413 or 415, if its size or type is not allowed, or the user has no room left.
        """
        await self._check_room(len(data), context)
        return await self._keep(self._describe(name, mime_type, context), data, context)

    async def read(self, attachment: Attachment) -> bytes:
        """Give the bytes of an attachment back.

        Raises:
            NotFoundError: if they never came, or are gone.
        """
        return await self.files.read(attachment.id)

    async def delete_attachment(self, attachment_id: str, context: RequestContext) -> None:
        """Forget the bytes of an attachment; the SDK forgets the rest.

        Raises:
            NotFoundError: if this user has no such attachment.
        """
        attachment = await self.store.load_attachment(attachment_id, context)
        await self.files.delete(attachment.id)

    async def _check_room(self, size: int, context: RequestContext) -> None:
        """Keep one user from filling the disk; what is announced counts already."""
        kept = await self.store.attachment_bytes(context)
        if kept + size > ATTACHMENT_LIMITS.bytes_per_user:
            raise AppError(
                413,
                "no_room",
                "You have attached as much as one person may.",
                hint="Delete a chat with files that you no longer need.",
            )

    async def _keep(
        self, attachment: Attachment, data: bytes, context: RequestContext
    ) -> Attachment:
        _check_size(len(data))
        if not _looks_like(attachment.mime_type, data):
            raise _wrong_type(f"{attachment.name} is not what its type says.")
        await self.files.write(attachment.id, data)
        kept = attachment.model_copy(
            update={"upload_descriptor": None, "metadata": {"size": len(data)}}
        )
        await self.store.save_attachment(kept, context)
        return kept

    def _describe(self, name: str, mime_type: str, context: RequestContext) -> Attachment:
        # A path in the name is the other machine's business.
        name = PurePath(name.replace("\\", "/")).name.strip()[:NAME_LENGTH] or "file"
        mime_type = _allowed_type(name, mime_type)
        attachment_id = new_id("attachment")
        if mime_type.startswith("image/"):
            return ImageAttachment(
                id=attachment_id,
                name=name,
                mime_type=mime_type,
                preview_url=AnyUrl(self.urls.preview(attachment_id, context)),
            )
        return FileAttachment(id=attachment_id, name=name, mime_type=mime_type)


def attachment_router(web: Web, storage: Storage, attachments: Attachments) -> APIRouter:
    """The routes that take and show attachments."""
    router = APIRouter(prefix=PATH)

    @router.post("")
    async def upload_directly(
        request: Request, user: Annotated[str, Depends(web.identity.required)]
    ) -> Response:
        web.limiter.consume("costly", user, LIMITS.costly_per_user)
        address = subnet(web.network.address(request))
        web.limiter.consume("costly", address, LIMITS.costly_per_address)
        async with request.form(max_files=1, max_fields=10) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise _no_file()
            data = await file.read()
            context = RequestContext(user, web.network.origin(request))
            attachment = await attachments.add(
                file.filename or "file", file.content_type or "", data, context
            )
        return _as_json(attachment)

    @router.post("/{attachment_id}")
    @router.put("/{attachment_id}")
    async def upload(request: Request, attachment_id: str, token: str = "") -> Response:
        user = attachments.urls.owner(token, attachment_id, "upload")
        if user is None:
            raise _bad_address()
        web.limiter.consume("upload", user, LIMITS.costly_per_user)
        data = await _read_upload(request)
        context = RequestContext(user, web.network.origin(request))
        return _as_json(await _found(attachments.receive(attachment_id, data, context)))

    @router.get("/{attachment_id}")
    async def show(request: Request, attachment_id: str, token: str = "") -> Response:
        user = attachments.urls.owner(token, attachment_id, "preview")
        if user is None:
            raise _bad_address()
        context = RequestContext(user, web.network.origin(request))
        attachment = await _found(storage.store.load_attachment(attachment_id, context))
        data = await _found(attachments.read(attachment))
        disposition = "inline" if isinstance(attachment, ImageAttachment) else "attachment"
        return Response(
            data,
            media_type=attachment.mime_type,
            headers={
                "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(attachment.name)}",
                # A file of a stranger is looked at, never run.
                "Content-Security-Policy": "sandbox; default-src 'none'",
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "private, max-age=3600",
            },
        )

    return router


class AttachmentOrigins:
    """Middleware that lets ChatKit's frame use the signed routes, and no other route."""

    def __init__(self, app: ASGIApp, *, script_url: str | None) -> None:
        self.app = app
        other = origin_of(script_url) if script_url else None
        self.origins = {CHATKIT_ORIGIN, *([other] if other else [])}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(f"{PATH}/"):
            await self.app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        origin = request.headers.get("origin")
        allowed = {"Cross-Origin-Resource-Policy": "cross-origin", "Vary": "Origin"}
        if origin in self.origins:
            allowed["Access-Control-Allow-Origin"] = origin
        if scope["method"] == "OPTIONS":
            asked = request.headers.get("access-control-request-headers", "content-type")
            allowed["Access-Control-Allow-Methods"] = "GET, POST, PUT"
            allowed["Access-Control-Allow-Headers"] = asked
            allowed["Access-Control-Max-Age"] = "600"
            # A public page that talks to a server on localhost has to be let in by name.
            if request.headers.get("access-control-request-private-network"):
                allowed["Access-Control-Allow-Private-Network"] = "true"
            await Response(status_code=204, headers=allowed)(scope, receive, send)
            return

        async def send_allowed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(allowed)
            await send(message)

        await self.app(scope, receive, send_allowed)


async def _read_upload(request: Request) -> bytes:
    """The bytes of an upload, which clients send raw or as the form field `file`."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.body()
    async with request.form(max_files=1, max_fields=10) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise _no_file()
        return await file.read()


def _as_json(attachment: Attachment) -> Response:
    body = attachment.model_dump_json(
        by_alias=True, exclude_none=True, context={"exclude_metadata": True}
    )
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})


async def _found(loading: Awaitable[Result]) -> Result:
    try:
        return await loading
    except NotFoundError as error:
        raise AppError(404, "attachment_not_found", "There is no such attachment.") from error


def _check_size(size: int) -> None:
    if size > ATTACHMENT_LIMITS.bytes:
        megabytes = ATTACHMENT_LIMITS.bytes // MEBIBYTE
        raise AppError(413, "too_large", f"A file may have {megabytes} MB at most.")
    if size <= 0:
        raise AppError(400, "empty_file", "The file is empty.")


def _allowed_type(name: str, mime_type: str) -> str:
    mime_type = mime_type.split(";")[0].strip().lower()
    if mime_type in TYPES:
        return mime_type
    # Browsers do not know every type, and Windows calls a CSV file an Excel sheet.
    extension = PurePath(name).suffix.lower()
    for known, extensions in TYPES.items():
        if extension in extensions and not known.startswith("image/"):
            return known
    raise _wrong_type(f"{name} is of a type that cannot be attached.")


def _looks_like(mime_type: str, data: bytes) -> bool:
    """Whether bytes begin as their type does."""
    match mime_type:
        case "image/png":
            return data.startswith(b"\x89PNG\r\n\x1a\n")
        case "image/jpeg":
            return data.startswith(b"\xff\xd8\xff")
        case "image/gif":
            return data.startswith((b"GIF87a", b"GIF89a"))
        case "image/webp":
            return data[:4] == b"RIFF" and data[8:12] == b"WEBP"
        case "application/pdf":
            return b"%PDF-" in data[:1024]
        case _:
            try:
                return "\0" not in data.decode("utf-8")
            except UnicodeDecodeError:
                return False


def _wrong_type(message: str) -> AppError:
    extensions = ", ".join(extension for group in TYPES.values() for extension in group)
    return AppError(415, "unsupported_type", message, hint=f"Allowed are {extensions} (UTF-8).")


def _no_file() -> AppError:
    return AppError(400, "bad_request", "The form has no field named file.")


def _bad_address() -> AppError:
    # An address that was never signed and one that has run out are the same to a stranger.
    return AppError(404, "attachment_not_found", "This address is not valid, or no longer.")
