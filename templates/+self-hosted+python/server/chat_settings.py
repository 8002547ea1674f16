"""The settings of the chat: its model, and where its data lives."""

from dataclasses import dataclass
from pathlib import Path

from .environment import Environment

DEFAULT_MODEL = "gpt-4.1-mini"


@dataclass(frozen=True)
class ChatSettings:
    """What the chat was told by its environment."""

    model: str
    data_directory: Path


def read_chat_settings(environment: Environment) -> ChatSettings:
    """Read the settings of the chat."""
    return ChatSettings(
        model=environment.value("OPENAI_MODEL") or DEFAULT_MODEL,
        data_directory=Path(environment.value("CHATKIT_DATA_DIR") or "data"),
    )
