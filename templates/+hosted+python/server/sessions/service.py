"""Opens and ends ChatKit sessions at OpenAI, each for one user."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeVar

import openai
from openai import AsyncOpenAI
from openai.types.beta.chatkit import ChatSession

from .errors import SessionError, explain_openai_error, not_a_session, words_of
from .options import SessionOptions, check_session_options, to_create_params
from .session_id import SessionClaims, SessionIds
from .workflow_info import WorkflowInfo, to_workflow_info

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 15.0

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Session:
    """A session as the browser gets it."""

    client_secret: str
    """Opens the chat, and nothing else; the one secret that a browser may have."""
    expires_at: int
    """Unix time in seconds."""
    session_id: str
    """This app's own id of the session."""


@dataclass(frozen=True)
class SessionState:
    """Whether a session can still be used."""

    valid: bool
    expires_at: int
    """Unix time in seconds."""
    reason: Literal["expired"] | None = None


@dataclass(frozen=True)
class CancelledSession:
    """A session that was ended."""

    session_id: str
    status: Literal["cancelled"] = "cancelled"


@dataclass(frozen=True, kw_only=True)
class SessionConfig:
    """What sessions are opened with."""

    api_key: str | None
    base_url: str
    """OpenAI's API, with its version: `https://api.openai.com/v1`."""
    workflow_id: str | None
    """`wf_…`"""
    options: SessionOptions
    secret: str
    """Signs the session ids."""
    audience: str
    """The app that the session ids are for."""
    timeout_seconds: float = TIMEOUT_SECONDS
    """How long OpenAI may take."""


class SessionService:
    """Opens and ends sessions. Every method may raise SessionError.

    Raises:
        SessionOptionsError: if the options cannot work.
    """

    def __init__(self, config: SessionConfig) -> None:
        check_session_options(config.options)
        self._config = config
        self._ids = SessionIds(config.secret, config.audience)

    async def create(self, user: str) -> Session:
        """Open a session."""
        workflow_id = self._config.workflow_id
        if not workflow_id:
            raise SessionError(
                503,
                "workflow_missing",
                "This app has no workflow to talk to yet.",
                hint="Put CHATKIT_WORKFLOW_ID=wf_… into .env, or set it where the server runs.",
            )
        params = to_create_params(self._config.options, workflow_id, user)
        session = await self._ask(lambda client: client.beta.chatkit.sessions.create(**params))
        # Whatever stands between us and OpenAI may answer 200 with something else.
        match session:
            case ChatSession(id=str(openai_id), client_secret=str(secret), expires_at=int(end)) if (
                secret
            ):
                session_id = self._ids.seal(SessionClaims(openai_id, user, end))
                return Session(secret, end, session_id)
            case _:
                raise not_a_session()

    async def refresh(self, user: str, session_id: str) -> Session:
        """Open another session for the same user; the old one is left to expire."""
        self._own_session(user, session_id)
        return await self.create(user)

    def validate(self, user: str, session_id: str) -> SessionState:
        """Tell what the id itself says; OpenAI has no way to ask."""
        claims = self._own_session(user, session_id)
        if claims.is_expired:
            return SessionState(False, claims.expires_at, "expired")
        return SessionState(True, claims.expires_at)

    async def cancel(self, user: str, session_id: str) -> CancelledSession:
        """End a session. One that has ended already is fine."""
        claims = self._own_session(user, session_id)
        if not claims.is_expired:
            await self._ask(lambda client: _cancel(client, claims.openai_id))
        return CancelledSession(session_id)

    def workflow(self, workflow_id: str) -> WorkflowInfo | None:
        """What a page may know of the configured workflow; None for any other."""
        if workflow_id != self._config.workflow_id:
            return None
        return to_workflow_info(self._config.options, workflow_id)

    async def close(self) -> None:
        """Close the connections to OpenAI."""
        if "_client" in self.__dict__:
            await self._client.close()

    def _own_session(self, user: str, session_id: str) -> SessionClaims:
        claims = self._ids.open(session_id)
        if claims is None or claims.user != user:
            raise SessionError(404, "session_not_found", "You have no such session.")
        return claims

    async def _ask(self, call: Callable[[AsyncOpenAI], Awaitable[Answer]]) -> Answer:
        client = self._client
        try:
            # The SDK limits the wait for each part of an answer, but not for the whole.
            async with asyncio.timeout(self._config.timeout_seconds):
                return await call(client)
        except (openai.OpenAIError, TimeoutError, ValueError) as error:
            failure = explain_openai_error(error)
            parts = [failure.code, failure.detail, failure.request_id]
            logger.error(" · ".join(part for part in parts if part))
            raise failure from error

    @cached_property
    def _client(self) -> AsyncOpenAI:
        key = self._config.api_key
        if not key:
            raise SessionError(
                503,
                "openai_key_missing",
                "This app has no OpenAI API key yet.",
                hint="Put OPENAI_API_KEY=sk-… into .env, or set it where the server runs.",
            )
        if not re.fullmatch(r"[\x21-\x7e]+", key):
            raise SessionError(
                502,
                "openai_key_refused",
                "The OpenAI API key of this app holds characters that no key has.",
                hint="Copy the key again, without quotes, spaces or line ends.",
            )
        return AsyncOpenAI(
            api_key=key,
            base_url=self._config.base_url,
            timeout=self._config.timeout_seconds,
            # A repeated POST could open a second session, so nothing is tried twice.
            max_retries=0,
        )


async def _cancel(client: AsyncOpenAI, openai_id: str) -> None:
    try:
        await client.beta.chatkit.sessions.cancel(openai_id)
    except openai.APIStatusError as error:
        if not _has_ended(error):
            raise


def _has_ended(error: openai.APIStatusError) -> bool:
    words = words_of(error).lower()
    match error.status_code:
        case 404:
            return "session" in words
        case 409:
            return True
        case 400:
            return any(word in words for word in ("already", "expired", "cancel", "ended"))
        case _:
            return False
