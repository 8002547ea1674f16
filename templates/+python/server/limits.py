"""What one client may ask for."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .errors import AppError

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """How often and how much; each copy of the server counts for itself."""

    identities_per_address: int = 30
    """Identities handed out to one address in a minute."""
    costly_per_user: int = 30
    """Costly requests, those that reach OpenAI or store files, of one user in a minute."""
    costly_per_address: int = 120
    """Costly requests of one address in a minute; an office shares its address."""
    cheap_per_user: int = 300
    """All other requests of one user in a minute."""
    body_bytes: int = MEBIBYTE
    """Size of a request's body, where a route sets no size of its own."""


LIMITS = Limits()


class RateLimiter:
    """Counts requests by name and key in a moving window of one minute."""

    def __init__(self) -> None:
        self._windows = MovingWindowRateLimiter(MemoryStorage())

    def consume(self, name: str, key: str, per_minute: int) -> None:
        """Count one request.

        Raises:
            AppError: 429, if there were too many in the last minute.
        """
        limit = RateLimitItemPerMinute(per_minute)
        if self._windows.hit(limit, name, key):
            return
        reset = self._windows.get_window_stats(limit, name, key).reset_time
        raise AppError(
            429,
            "rate_limited",
            "That was too often. Wait a moment and try again.",
            headers={"Retry-After": str(max(1, round(reset - time.time())))},
        )


class BodyLimit:
    """Middleware that bounds the bytes of a request's body, declared and actual."""

    def __init__(self, app: ASGIApp, *, default: int, by_prefix: Mapping[str, int]) -> None:
        self.app = app
        self.default = default
        self.by_prefix = by_prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > limit:
            await too_large(limit).response()(scope, receive, send)
            return
        received = 0

        async def bounded() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise too_large(limit)
            return message

        await self.app(scope, bounded, send)

    def _limit(self, path: str) -> int:
        for prefix, limit in self.by_prefix.items():
            if path == prefix or path.startswith(f"{prefix}/"):
                return limit
        return self.default


def too_large(limit: int) -> AppError:
    """The refusal of a body of more bytes."""
    message = f"A request may hold {limit:,} bytes at most."
    # The rest of the body is not read, so the connection cannot be used again.
    return AppError(413, "too_large", message, headers={"Connection": "close"})
