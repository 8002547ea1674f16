"""A stand-in for OpenAI: it makes sessions, or answers as a test tells it."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, Response

Reply = Callable[[], Awaitable[Response]]


@dataclass(frozen=True)
class Received:
    """A request as it reached the stand-in."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any

    @property
    def user(self) -> str:
        """The user that the request was for."""
        return str(self.body["user"])


class FakeOpenAI:
    """Keeps what was asked, and answers with sessions unless there is another reply."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.reply: Reply | None = None

    def app(self) -> FastAPI:
        """The stand-in as an app."""
        app = FastAPI()

        @app.post("/v1/{path:path}")
        async def answer(request: Request) -> Response:
            body = await request.json() if await request.body() else None
            url = request.url
            self.received.append(Received(request.method, url.path, dict(request.headers), body))
            if self.reply:
                return await self.reply()
            return self._session(is_cancelled=url.path.endswith("/cancel"))

        return app

    def _session(self, *, is_cancelled: bool) -> Response:
        number = len(self.received)
        session = {
            "id": f"cksess_{number}",
            "object": "chatkit.session",
            "client_secret": f"ek_{number}",
            "expires_at": int(time.time()) + 600,
            "user": "user",
            "status": "cancelled" if is_cancelled else "active",
        }
        return JSONResponse(session)


def replying(response: Response) -> Reply:
    """Answer with one response."""

    async def reply() -> Response:
        return response

    return reply


def refusing(
    status: int, message: str, *, code: str | None = None, headers: dict[str, str] | None = None
) -> Reply:
    """Answer with OpenAI's error envelope, and a request id as OpenAI gives one."""
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": code}
    headers = {"x-request-id": "req_123", **(headers or {})}
    return replying(JSONResponse({"error": error}, status, headers))
