import asyncio

import pytest
from starlette.responses import JSONResponse, Response

from server.session_options import SESSION_OPTIONS
from server.sessions.errors import SessionError
from server.sessions.options import (
    History,
    SessionOptions,
    SessionOptionsError,
    Titles,
    Tracing,
    Uploads,
    check_session_options,
)
from server.sessions.service import SessionConfig, SessionService

from .conftest import KEY, SECRET, WORKFLOW
from .fake_openai import FakeOpenAI


def service(
    base_url: str, options: SessionOptions | None = None, timeout_seconds: float = 5
) -> SessionService:
    return SessionService(
        SessionConfig(
            api_key=KEY,
            base_url=base_url,
            workflow_id=WORKFLOW,
            options=options or SessionOptions(),
            secret=SECRET,
            audience="test",
            timeout_seconds=timeout_seconds,
        )
    )


@pytest.mark.anyio
async def test_reach_openai_in_its_own_words(openai: FakeOpenAI, openai_address: str) -> None:
    options = SessionOptions(
        version="3",
        history=History(enabled=True, recent_threads=20),
        titles=Titles(enabled=False),
        uploads=Uploads(enabled=True, max_files=2, max_file_size_mb=8),
        max_requests_per_minute=5,
        expires_after_seconds=300,
        state_variables=lambda user: {"customer": user, "seats": 3, "beta": False},
        tracing=Tracing(enabled=False),
    )
    await service(openai_address, options).create("user_1")
    assert openai.received[0].body == {
        "user": "user_1",
        "workflow": {
            "id": WORKFLOW,
            "version": "3",
            "state_variables": {"customer": "user_1", "seats": 3, "beta": False},
            "tracing": {"enabled": False},
        },
        "chatkit_configuration": {
            "history": {"enabled": True, "recent_threads": 20},
            "automatic_thread_titling": {"enabled": False},
            "file_upload": {"enabled": True, "max_files": 2, "max_file_size": 8},
        },
        "expires_after": {"anchor": "created_at", "seconds": 300},
        "rate_limits": {"max_requests_per_1_minute": 5},
    }


@pytest.mark.anyio
async def test_leave_openais_defaults_alone(openai: FakeOpenAI, openai_address: str) -> None:
    await service(openai_address).create("user_1")
    assert openai.received[0].body == {"user": "user_1", "workflow": {"id": WORKFLOW}}


def test_of_this_app_can_be_used() -> None:
    check_session_options(SESSION_OPTIONS)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (SessionOptions(version="latest"), "first message fails"),
        (SessionOptions(expires_after_seconds=601), "from 1 to 600"),
        (SessionOptions(max_requests_per_minute=0), "max_requests_per_minute"),
        (SessionOptions(uploads=Uploads(enabled=True, max_file_size_mb=513)), "512"),
        (SessionOptions(state_variables={"x" * 65: 1}), "64 characters"),
        (SessionOptions(state_variables={"ratio": float("nan")}), "ratio"),
    ],
)
def test_are_checked_at_the_start(options: SessionOptions, reason: str) -> None:
    with pytest.raises(SessionOptionsError, match=reason):
        service("http://localhost/v1", options)


@pytest.mark.anyio
async def test_do_not_wait_for_ever(openai: FakeOpenAI, openai_address: str) -> None:
    async def late() -> Response:
        await asyncio.sleep(2)
        return JSONResponse({})

    openai.reply = late
    with pytest.raises(SessionError) as caught:
        await service(openai_address, timeout_seconds=0.2).create("user_1")
    assert (caught.value.status, caught.value.code) == (504, "openai_unreachable")
