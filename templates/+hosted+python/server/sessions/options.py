"""What a session may be told to allow, and how OpenAI is asked for it."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from openai.types.beta.chatkit import (
    ChatSessionChatKitConfigurationParam,
    ChatSessionWorkflowParam,
    SessionCreateParams,
)

StateVariables = Mapping[str, str | int | float | bool]
"""Values that a workflow reads by name."""

MAX_VARIABLES = 64
MAX_VARIABLE_NAME = 64
MAX_VARIABLE_VALUE = 10_485_760


@dataclass(frozen=True, kw_only=True)
class History:
    """Earlier threads of the same user; on by default."""

    enabled: bool
    recent_threads: int | None = None


@dataclass(frozen=True, kw_only=True)
class Titles:
    """Titles made from what was said; on by default."""

    enabled: bool


@dataclass(frozen=True, kw_only=True)
class Uploads:
    """Files in messages; off by default. At most 512 MB each."""

    enabled: bool
    max_files: int | None = None
    max_file_size_mb: int | None = None


@dataclass(frozen=True, kw_only=True)
class Tracing:
    """Traces on the OpenAI dashboard; on by default."""

    enabled: bool


@dataclass(frozen=True, kw_only=True)
class SessionOptions:
    """What a session allows; anything left out is as OpenAI has it."""

    version: str | None = None
    """A deployed version of the workflow. Left out: the newest."""
    history: History | None = None
    titles: Titles | None = None
    uploads: Uploads | None = None
    max_requests_per_minute: int | None = None
    """Requests that a session may make in a minute; 10 by default."""
    expires_after_seconds: int | None = None
    """Lifetime of a session in seconds, at most 600, which is the default."""
    state_variables: StateVariables | Callable[[str], StateVariables] | None = None
    """Variables of the workflow: at most 64, with names of at most 64 characters."""
    tracing: Tracing | None = None


class SessionOptionsError(Exception):
    """The options ask for something that OpenAI would refuse, or accept and then fail on."""


def check_session_options(options: SessionOptions) -> None:
    """Check the options before anybody waits for a session.

    Raises:
        SessionOptionsError: naming the option and what it may be.
    """
    if options.version is not None and options.version.strip().lower() in {"", "latest"}:
        raise SessionOptionsError(
            f'version must not be "{options.version}": OpenAI opens such a session, and then its '
            "first message fails. Leave version out to run the newest one."
        )
    if options.history:
        _check_integer("history.recent_threads", options.history.recent_threads)
    if options.uploads:
        _check_integer("uploads.max_files", options.uploads.max_files)
        _check_integer("uploads.max_file_size_mb", options.uploads.max_file_size_mb, 512)
    _check_integer("max_requests_per_minute", options.max_requests_per_minute)
    _check_integer("expires_after_seconds", options.expires_after_seconds, 600)
    if options.state_variables is not None and not callable(options.state_variables):
        _check_state_variables(options.state_variables)


def to_create_params(options: SessionOptions, workflow_id: str, user: str) -> SessionCreateParams:
    """Word the request for a session.

    Raises:
        SessionOptionsError: if the state variables made for this user are not allowed.
    """
    params: SessionCreateParams = {
        "user": user,
        "workflow": _to_workflow(options, workflow_id, user),
    }
    if configuration := _to_configuration(options):
        params["chatkit_configuration"] = configuration
    if options.expires_after_seconds is not None:
        params["expires_after"] = {
            "anchor": "created_at",
            "seconds": options.expires_after_seconds,
        }
    if options.max_requests_per_minute is not None:
        params["rate_limits"] = {"max_requests_per_1_minute": options.max_requests_per_minute}
    return params


def _to_workflow(options: SessionOptions, workflow_id: str, user: str) -> ChatSessionWorkflowParam:
    workflow: ChatSessionWorkflowParam = {"id": workflow_id}
    if options.version is not None:
        workflow["version"] = options.version
    variables = options.state_variables
    if callable(variables):
        variables = variables(user)
    if variables is not None:
        _check_state_variables(variables)
        workflow["state_variables"] = dict(variables)
    if options.tracing:
        workflow["tracing"] = {"enabled": options.tracing.enabled}
    return workflow


def _to_configuration(options: SessionOptions) -> ChatSessionChatKitConfigurationParam:
    configuration: ChatSessionChatKitConfigurationParam = {}
    if history := options.history:
        configuration["history"] = {"enabled": history.enabled}
        if history.recent_threads is not None:
            configuration["history"]["recent_threads"] = history.recent_threads
    if titles := options.titles:
        configuration["automatic_thread_titling"] = {"enabled": titles.enabled}
    if uploads := options.uploads:
        configuration["file_upload"] = {"enabled": uploads.enabled}
        if uploads.max_files is not None:
            configuration["file_upload"]["max_files"] = uploads.max_files
        if uploads.max_file_size_mb is not None:
            configuration["file_upload"]["max_file_size"] = uploads.max_file_size_mb
    return configuration


def _check_integer(name: str, value: int | None, maximum: int | None = None) -> None:
    if value is None:
        return
    is_integer = isinstance(value, int) and not isinstance(value, bool)
    if not is_integer or value < 1 or (maximum is not None and value > maximum):
        reach = "from 1 on" if maximum is None else f"from 1 to {maximum}"
        raise SessionOptionsError(f"{name} must be a whole number {reach}, and is {value}.")


def _check_state_variables(variables: StateVariables) -> None:
    if len(variables) > MAX_VARIABLES:
        raise SessionOptionsError(
            f"state_variables may hold {MAX_VARIABLES} entries at most, and has {len(variables)}."
        )
    for name, value in variables.items():
        if len(name) > MAX_VARIABLE_NAME:
            raise SessionOptionsError(
                f'state_variables: the name "{name[:20]}…" is longer than {MAX_VARIABLE_NAME} '
                "characters."
            )
        match value:
            case str():
                is_allowed = len(value) <= MAX_VARIABLE_VALUE
            case bool() | int() | float():
                is_allowed = math.isfinite(value)
            case _:
                is_allowed = False
        if not is_allowed:
            raise SessionOptionsError(
                f'state_variables["{name}"] must be a string of at most {MAX_VARIABLE_VALUE} '
                "characters, a number or a boolean."
            )
