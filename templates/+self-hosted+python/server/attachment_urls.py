"""Addresses of attachments, signed because OpenAI's frame carries no cookie of this app."""

import time
from dataclasses import dataclass, field
from typing import Literal

import jwt

from .app_id import APP_ID
from .context import RequestContext
from .identity import read_token

PATH = "/api/attachments"
UPLOAD_SECONDS = 10 * 60
PREVIEW_SECONDS = 60 * 60

Use = Literal["upload", "preview"]


@dataclass(frozen=True)
class AttachmentUrls:
    """Makes and checks signed, short-lived addresses."""

    secret: str = field(repr=False)

    def upload(self, attachment_id: str, context: RequestContext) -> str:
        """An address that takes the bytes of one attachment for ten minutes."""
        return self._sign(attachment_id, context, "upload", UPLOAD_SECONDS)

    def preview(self, attachment_id: str, context: RequestContext) -> str:
        """An address that shows one attachment for an hour."""
        return self._sign(attachment_id, context, "preview", PREVIEW_SECONDS)

    def owner(self, token: str, attachment_id: str, use: Use) -> str | None:
        """The user who was given an address, or None if the token does not open it."""
        claims = read_token(token, self.secret)
        if claims is None or claims.get("use") != use or claims.get("att") != attachment_id:
            return None
        return str(claims["sub"])

    def _sign(self, attachment_id: str, context: RequestContext, use: Use, seconds: int) -> str:
        claims = {
            "sub": context.user_id,
            "aud": APP_ID,
            "use": use,
            "att": attachment_id,
            "exp": int(time.time()) + seconds,
        }
        token = jwt.encode(claims, self.secret, algorithm="HS256")
        return f"{context.origin}{PATH}/{attachment_id}?token={token}"
