"""What went wrong at the model, in plain words for the person who chats."""

import logging
import re
from dataclasses import dataclass
from json import JSONDecodeError

import httpx
import openai
from agents.exceptions import AgentsException, MaxTurnsExceeded
from chatkit.errors import CustomStreamError

from .errors import AppError
from .model import ModelConnection
from .settings import mask_key

logger = logging.getLogger(__name__)

MODEL_ERRORS = (
    openai.OpenAIError,
    AgentsException,
    # The key is sent in a header, which holds plain ASCII: any other letter fails before that.
    UnicodeEncodeError,
    # An answer that breaks off, and one that is no JSON.
    httpx.TransportError,
    JSONDecodeError,
)


@dataclass(frozen=True)
class Failure:
    """A failure in words.

    Attributes:
        status: The HTTP status of a route that has to report it.
        code: A stable word that code may compare.
        message: What happened, for the person who chats.
        allow_retry: Whether trying again can help.
        request_id: OpenAI's `x-request-id`.
    """

    status: int
    code: str
    message: str
    allow_retry: bool
    request_id: str | None = None

    def for_stream(self) -> CustomStreamError:
        """The failure as an event of a stream."""
        return CustomStreamError(self.message, allow_retry=self.allow_retry)

    def for_route(self) -> AppError:
        """The failure as the answer of a route."""
        return AppError(self.status, self.code, self.message, request_id=self.request_id)


KEY_MISSING = Failure(
    503,
    "openai_key_missing",
    "This app has no OpenAI API key yet. Put OPENAI_API_KEY into .env and try again.",
    allow_retry=True,
)


def explain(
    error: Exception, model: str, connection: ModelConnection, chosen_by: str | None = None
) -> Failure:
    """Word a failure of the model, and log it with what OpenAI's support asks for.

    Args:
        error: One of `MODEL_ERRORS`.
        model: The model that was asked.
        connection: How it was reached.
        chosen_by: Where the model is chosen, if neither by OPENAI_MODEL nor in `server/agent.py`.
    """
    if chosen_by is None:
        is_default = model == connection.default_model
        chosen_by = "OPENAI_MODEL" if is_default else "the models of server/agent.py"
    failure = _word(error, model, connection, chosen_by)
    # Some providers repeat the key that they refuse.
    key = connection.client.api_key
    detail = str(error).replace(key, mask_key(key))
    detail = re.sub(r"sk-[\w-]{8,}", lambda found: mask_key(found[0]), detail)
    request_id = failure.request_id or "-"
    logger.error("%s (model %s, request %s): %s", failure.code, model, request_id, detail)
    return failure


def _word(error: Exception, model: str, connection: ModelConnection, chosen_by: str) -> Failure:
    provider = "OpenAI" if connection.is_openai else "The model's server"
    match error:
        case openai.APITimeoutError():
            message = f"{provider} took too long to answer."
            return Failure(504, "openai_unreachable", message, True)
        case openai.APIConnectionError():
            reached_by = "the network of the server"
            if not connection.is_openai:
                reached_by = f"OPENAI_BASE_URL, and {reached_by}"
            message = f"{provider} cannot be reached. Check {reached_by}."
            return Failure(502, "openai_unreachable", message, True)
        case openai.APIStatusError():
            if not connection.is_openai:
                # An address that lacks its /v1 answers 404, as a model that is not there does.
                chosen_by = f"{chosen_by}, and OPENAI_BASE_URL"
            return _word_status(error, model, provider, chosen_by)
        case UnicodeEncodeError():
            message = (
                "The OpenAI API key of this app holds characters that no key has. Copy it again."
            )
            return Failure(502, "openai_key_refused", message, False)
        case MaxTurnsExceeded():
            return Failure(
                502, "too_many_steps", "The assistant took too many steps and was stopped.", True
            )
        case _:
            return Failure(502, "model_failed", "The assistant could not finish its answer.", True)


def _word_status(
    error: openai.APIStatusError, model: str, provider: str, chosen_by: str
) -> Failure:
    request_id = error.request_id
    match error.status_code:
        case 401 | 403:
            message = f"{provider} refused the API key of this app. Check OPENAI_API_KEY."
            return Failure(502, "openai_key_refused", message, False, request_id)
        case 404:
            message = f"{provider} has no model {model} for this API key. Check {chosen_by}."
            return Failure(502, "model_not_found", message, False, request_id)
        case 429 if error.code == "insufficient_quota":
            message = "The OpenAI account of this app has no credit left."
            return Failure(503, "openai_quota_exceeded", message, False, request_id)
        case 429:
            message = f"{provider} is getting too many requests. Wait a moment and try again."
            return Failure(503, "openai_rate_limited", message, True, request_id)
        case status if status >= 500:
            message = f"{provider} has a problem at the moment. Try again in a while."
            return Failure(502, "openai_unavailable", message, True, request_id)
        case _:
            message = f"{provider} did not accept the request. The server's log says why."
            return Failure(502, "openai_refused", message, False, request_id)
