"""The settings of the chat: its model, and where its data lives."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .environment import Environment
from .settings import SettingsError

DEFAULT_MODEL = "gpt-4.1-mini"

ModelApi = Literal["responses", "chat_completions"]


@dataclass(frozen=True)
class ChatSettings:
    """What the chat was told by its environment."""

    model: str
    model_api: ModelApi
    """Which of OpenAI's two APIs the model is asked through."""
    data_directory: Path


def read_chat_settings(environment: Environment) -> ChatSettings:
    """Read the settings of the chat.

    Raises:
        SettingsError: if a value cannot be used.
    """
    return ChatSettings(
        model=environment.value("OPENAI_MODEL") or DEFAULT_MODEL,
        model_api=_read_model_api(environment),
        data_directory=Path(environment.value("CHATKIT_DATA_DIR") or "data"),
    )


def _read_model_api(environment: Environment) -> ModelApi:
    value = environment.value("OPENAI_MODEL_API") or "responses"
    match value:
        case "responses" | "chat_completions":
            return value
        case _:
            raise SettingsError(
                f'OPENAI_MODEL_API must be one of responses, chat_completions, and is "{value}".'
            )
