"""What every assistant of this app does: history, titles, models, tools, errors, feedback."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import ClassVar

import anyio
from agents import Agent, Runner
from chatkit.agents import AgentContext, stream_agent_response
from chatkit.server import ChatKitServer
from chatkit.types import (
    AssistantMessageItem,
    ClientToolCallItem,
    FeedbackKind,
    InferenceOptions,
    ThreadItem,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemRemovedEvent,
    ThreadItemUpdatedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
)

from .attachments import Attachments
from .context import RequestContext
from .conversion import Converter, choose_attachments
from .model import ModelConnection
from .model_errors import KEY_MISSING, MODEL_ERRORS, explain
from .storage import ThreadStore, new_id

logger = logging.getLogger(__name__)

# The newest items of a thread, which the model reads.
HISTORY_LENGTH = 20
TITLE_SECONDS = 15
# How long a finished answer waits for its thread's title.
TITLE_PATIENCE_SECONDS = 2
TITLE_LENGTH = 80

ChatContext = AgentContext[RequestContext]

title_writer = Agent[None](
    name="Title writer",
    instructions=(
        "Write a title of at most five words for a conversation that begins with the user's "
        "message, in the message's language. Answer with the title alone, without quotation marks."
    ),
)


class ChatServer(ChatKitServer[RequestContext]):
    """Answers with the agent that `server/agent.py` defines."""

    agent: ClassVar[Agent[ChatContext]]
    """The agent that answers."""
    models: ClassVar[Mapping[str, str]] = {}
    """Names of models by the id of the composer's choice; any other id means OPENAI_MODEL."""
    tools: ClassVar[Mapping[str, str]] = {}
    """Names of tools by the id of the composer's tool, which the model then has to call first."""

    def __init__(
        self, store: ThreadStore, attachments: Attachments, connection: ModelConnection
    ) -> None:
        super().__init__(store, attachments)
        self.threads = store
        self.connection = connection
        self.attachments = attachments

    async def respond(
        self,
        thread: ThreadMetadata,
        input_user_message: UserMessageItem | None,
        context: RequestContext,
    ) -> AsyncIterator[ThreadStreamEvent]:
        """Answer a message, or go on after a client tool or a form has been answered.

        Raises:
            CustomStreamError: if the model fails, in words for the person who chats.
        """
        if not self.connection.is_ready:
            raise KEY_MISSING.for_stream()
        page = await self.store.load_thread_items(thread.id, None, HISTORY_LENGTH, "desc", context)
        history = page.data[::-1]
        options = _inference_options(history)
        # A tool was chosen for one message, not for what follows from it.
        tool = options.tool_choice if options and input_user_message else None
        config = self.connection.run_config(
            model=self.models.get(options.model) if options and options.model else None,
            tool=self.tools.get(tool.id) if tool else None,
        )
        agent_context: ChatContext = AgentContext(
            thread=thread, store=self.store, request_context=context
        )
        converter = Converter(self.attachments, choose_attachments(history))
        agent_input = await converter.to_agent_input(history)
        title = asyncio.create_task(self._add_title(thread, input_user_message))
        result = Runner.run_streamed(
            self.agent, agent_input, context=agent_context, run_config=config
        )
        try:
            async for event in with_own_ids(stream_agent_response(agent_context, result)):
                yield event
            # A title that comes late is left to the next message.
            await asyncio.wait({title}, timeout=TITLE_PATIENCE_SECONDS)
        except MODEL_ERRORS as error:
            raise explain(error, str(config.model), self.connection).for_stream() from error
        finally:
            title.cancel()
            # The run is a task of its own: without this the model would go on after Stop.
            result.cancel()

    async def add_feedback(
        self,
        thread_id: str,
        item_ids: list[str],
        feedback: FeedbackKind,
        context: RequestContext,
    ) -> None:
        """Keep what the user thinks of an answer."""
        await self.threads.save_feedback(thread_id, item_ids, feedback, context)

    async def handle_stream_cancelled(
        self, thread: ThreadMetadata, pending_items: list[ThreadItem], context: RequestContext
    ) -> None:
        """Keep what had been said when the user pressed Stop."""
        # The request is being cancelled, and with it everything that is not shielded.
        with anyio.CancelScope(shield=True):
            await super().handle_stream_cancelled(thread, pending_items, context)

    async def _add_title(self, thread: ThreadMetadata, message: UserMessageItem | None) -> None:
        """Give a new thread a title while the answer is being written.

        A failure is no reason to fail the answer: the next message tries again.
        """
        if thread.title is not None or message is None:
            return
        text = "".join(part.text for part in message.content).strip()
        names = ", ".join(attachment.name for attachment in message.attachments)
        try:
            async with asyncio.timeout(TITLE_SECONDS):
                result = await Runner.run(
                    title_writer, text or names, run_config=self.connection.run_config()
                )
        except (*MODEL_ERRORS, TimeoutError) as error:
            logger.info("No title for %s: %s", thread.id, type(error).__name__)
            return
        title = str(result.final_output).strip().strip("\"'").splitlines()
        if title and thread.title is None:
            thread.title = title[0][:TITLE_LENGTH]


async def with_own_ids(
    events: AsyncIterator[ThreadStreamEvent],
) -> AsyncIterator[ThreadStreamEvent]:
    """Give what the model said ids of this app.

    Some providers use one id for every answer, so that the second would overwrite the first.
    """
    current: dict[str, str] = {}
    given: dict[str, list[str]] = {}

    def rename(item: AssistantMessageItem | ClientToolCallItem, *, is_new: bool) -> dict[str, str]:
        if is_new or item.id not in current:
            is_message = isinstance(item, AssistantMessageItem)
            current[item.id] = new_id("message" if is_message else "tool_call")
            given.setdefault(item.id, []).append(current[item.id])
        return {"id": current[item.id]}

    async for event in events:
        match event:
            case ThreadItemAddedEvent(item=AssistantMessageItem() as item):
                yield ThreadItemAddedEvent(item=item.model_copy(update=rename(item, is_new=True)))
            case ThreadItemDoneEvent(item=AssistantMessageItem() | ClientToolCallItem() as item):
                yield ThreadItemDoneEvent(item=item.model_copy(update=rename(item, is_new=False)))
            case ThreadItemUpdatedEvent(item_id=item_id) if item_id in current:
                yield event.model_copy(update={"item_id": current[item_id]})
            case ThreadItemRemovedEvent(item_id=item_id) if item_id in given:
                for own_id in given.pop(item_id):
                    yield ThreadItemRemovedEvent(item_id=own_id)
            case _:
                yield event


def _inference_options(history: Sequence[ThreadItem]) -> InferenceOptions | None:
    """The choices that the user made in the composer with the newest message."""
    for item in reversed(history):
        if isinstance(item, UserMessageItem):
            return item.inference_options
    return None
