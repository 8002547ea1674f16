"""The connection to OpenAI, or to another provider at OPENAI_BASE_URL."""

from dataclasses import dataclass

from agents import (
    ModelSettings,
    OpenAIProvider,
    RunConfig,
    set_tracing_disabled,
    set_tracing_export_api_key,
)
from openai import AsyncOpenAI

from .chat_settings import ChatSettings
from .settings import DEFAULT_BASE_URL, Settings

TIMEOUT_SECONDS = 60.0


@dataclass(frozen=True)
class ModelConnection:
    """How the assistant reaches its model."""

    client: AsyncOpenAI
    provider: OpenAIProvider
    default_model: str
    is_ready: bool
    """False if every request would be refused, since there is no key."""
    is_openai: bool
    """False if another server answers."""

    def run_config(self, model: str | None = None, tool: str | None = None) -> RunConfig:
        """Configure one run of an agent.

        Args:
            model: The model's name, if not the default one.
            tool: The name of a tool that the model has to call first.
        """
        return RunConfig(
            model=model or self.default_model,
            model_provider=self.provider,
            model_settings=ModelSettings(tool_choice=tool) if tool else None,
        )


def connect_model(settings: Settings, chat: ChatSettings) -> ModelConnection:
    """Connect with the key that `settings` chose, whatever else the shell holds."""
    key = settings.openai_key
    is_openai = settings.openai_base_url == DEFAULT_BASE_URL
    client = AsyncOpenAI(
        api_key=key.value if key else "none",
        base_url=settings.openai_base_url,
        timeout=TIMEOUT_SECONDS,
        # The SDK would sleep through a Retry-After of any length; the person has a retry button.
        max_retries=0,
    )
    # Traces go to OpenAI under the same key, so they are off where another server answers.
    if is_openai and key and not settings.offline:
        set_tracing_export_api_key(key.value)
    else:
        set_tracing_disabled(True)
    return ModelConnection(
        client=client,
        provider=OpenAIProvider(openai_client=client, use_responses=chat.model_api == "responses"),
        default_model=chat.model,
        is_ready=bool(key) or settings.offline,
        is_openai=is_openai,
    )
