"""Why there is no session, in plain words."""

import math
import re
import time
from email.utils import parsedate_to_datetime

import openai

from ..errors import AppError

LONGEST_WAIT_SECONDS = 600
USUAL_WAIT_SECONDS = 20


class SessionError(AppError):
    """A request about a session failed, for a reason that can be told.

    Attributes:
        detail: OpenAI's own words: for the server's log, never for a browser.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        hint: str | None = None,
        request_id: str | None = None,
        retry_after: int | None = None,
        detail: str | None = None,
    ) -> None:
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        super().__init__(status, code, message, hint=hint, request_id=request_id, headers=headers)
        self.detail = detail


def explain_openai_error(error: Exception) -> SessionError:
    """Say in plain words why OpenAI gave no session.

    Args:
        error: What the SDK raised, or the end of our own patience.
    """
    match error:
        case TimeoutError() | openai.APITimeoutError():
            return SessionError(
                504,
                "openai_unreachable",
                "OpenAI did not answer in time. Try again in a moment.",
            )
        case openai.APIStatusError():
            return _explain_response(error)
        # A text that is no JSON.
        case ValueError():
            return not_a_session()
        case _:
            return SessionError(
                502,
                "openai_unreachable",
                "This app's server cannot reach OpenAI.",
                hint="Check the server's network: DNS, proxy, firewall, and OPENAI_BASE_URL if it "
                "is set.",
                detail=_for_log(_causes_of(error)),
            )


def not_a_session() -> SessionError:
    """Say that OpenAI's address answered, but with something that is no session."""
    return SessionError(
        502,
        "openai_refused",
        "The answer that came from OpenAI's address is no ChatKit session.",
        hint="A proxy may have answered in OpenAI's place; check OPENAI_BASE_URL if it is set.",
    )


def words_of(error: openai.APIStatusError) -> str:
    """What OpenAI itself says about a refusal."""
    match error.body:
        case {"message": str(message)}:
            return message
        case _:
            return error.message


def _explain_response(error: openai.APIStatusError) -> SessionError:
    words = words_of(error)
    status, code, message, hint = _word_status(error, words)
    is_passing = code == "openai_rate_limited"
    wait = _seconds_to_wait(error.response.headers.get("retry-after")) if is_passing else None
    return SessionError(
        status,
        code,
        message,
        hint=hint,
        request_id=error.request_id,
        retry_after=wait,
        detail=f"HTTP {error.status_code}: {_for_log(words)}",
    )


def _word_status(error: openai.APIStatusError, words: str) -> tuple[int, str, str, str | None]:
    match error.status_code:
        case 401 | 403:
            return (
                502,
                "openai_key_refused",
                "OpenAI refused this app's API key.",
                "Check that the key is valid and may use ChatKit. A key of the shell wins over the "
                "one in .env.",
            )
        case 404 if re.search("workflow", words, re.IGNORECASE):
            return (
                502,
                "workflow_not_found",
                "OpenAI does not find this app's workflow.",
                "Check CHATKIT_WORKFLOW_ID, and that the API key belongs to the workflow's own "
                "organisation and project. Agent Builder's shutdown was announced for 2026-11-30.",
            )
        case 404:
            return (
                502,
                "openai_refused",
                "OpenAI's address knows nothing of ChatKit sessions (HTTP 404).",
                "Check OPENAI_BASE_URL if it is set: the version belongs at its end, as in "
                "https://api.openai.com/v1.",
            )
        case 429 if error.code == "insufficient_quota":
            return (
                502,
                "openai_refused",
                "The OpenAI account of this app has no credit left.",
                "Check the plan and the limits at "
                "https://platform.openai.com/settings/organization/billing.",
            )
        case 429:
            return (
                503,
                "openai_rate_limited",
                "OpenAI is getting too many requests from this app. Try again in a moment.",
                None,
            )
        case status if status >= 500:
            return (
                502,
                "openai_refused",
                "OpenAI failed to answer. Try again in a moment.",
                "https://status.openai.com tells of outages.",
            )
        case status:
            return (
                502,
                "openai_refused",
                f"OpenAI refused to open a session (HTTP {status}).",
                "The server's log has OpenAI's own words; server/session_options.py has what was "
                "asked for.",
            )


def _seconds_to_wait(header: str | None) -> int:
    """Read `Retry-After`, which holds seconds or a date."""
    try:
        wait = float(header or "")
    except ValueError:
        try:
            wait = parsedate_to_datetime(header or "").timestamp() - time.time()
        except ValueError:
            wait = math.nan
    if not math.isfinite(wait) or wait <= 0:
        return USUAL_WAIT_SECONDS
    return min(math.ceil(wait), LONGEST_WAIT_SECONDS)


def _causes_of(error: BaseException) -> str:
    """The reason for a broken connection is wrapped, each time in the same words or in others."""
    words: list[str] = []
    cause: BaseException | None = error
    while cause is not None:
        words.append(str(cause))
        cause = cause.__cause__
    return " ".join(dict.fromkeys(words))


def _for_log(text: str) -> str:
    """The first line, without keys: OpenAI repeats part of a refused one in its message."""
    line = text.split("\n", 1)[0][:300]
    return re.sub(r"\b(sk|ek)[-_][\w*.-]+", r"\1-…", line)
