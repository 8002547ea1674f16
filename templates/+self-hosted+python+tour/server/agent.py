"""The assistant: who it is, what it can do, and what its widgets do. This is the file to edit.

A tool is a Python function: its docstring tells the model what it is for, and what it returns is
what the model reads. Through `ctx.context` it can also show things in the chat.
"""

import secrets
from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Any

from agents import Agent, RunContextWrapper, StopAtTools, function_tool
from chatkit.actions import Action
from chatkit.agents import ClientToolCall
from chatkit.types import (
    AudioInput,
    ClientEffectEvent,
    CustomSummary,
    CustomTask,
    HiddenContextItem,
    ProgressUpdateEvent,
    StructuredInputFreeform,
    StructuredInputItem,
    StructuredInputMultipleChoice,
    StructuredInputMultipleChoiceOption,
    ThreadItemDoneEvent,
    ThreadItemReplacedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    TranscriptionResult,
    WidgetItem,
    Workflow,
)
from chatkit.widgets import WidgetTemplate

from .chat import ChatContext, ChatServer
from .cities import CITIES, City, find_city, search_city_notes, usual_weather
from .context import RequestContext
from .dictation import transcribe
from .gallery import gallery_action, show_gallery

ToolContext = RunContextWrapper[ChatContext]

weather_widget = WidgetTemplate.from_file("widgets/weather.widget")


@function_tool
async def get_weather(ctx: ToolContext, city: str) -> str:
    """Show what the weather of a city usually is at this time of the year, as a card.

    Args:
        city: One of London, Paris, Tokyo, Nairobi, Lima.
    """
    # Progress is shown while the tool works, and is not kept.
    await ctx.context.stream(
        ProgressUpdateEvent(icon="search", text=f"Looking up the weather in {city}")
    )
    found = find_city(city)
    if found is None:
        return _unknown_city(city)
    weather = usual_weather(found, date.today())
    await ctx.context.stream_widget(build_weather(found), copy_text=_in_words(weather))
    return f"A card shows this to the user, so do not repeat it: {_in_words(weather)}"


@function_tool
async def search_notes(ctx: ToolContext, query: str) -> str:
    """Search the travel notes on cities.

    Args:
        query: The name of a city, a country, or a word of a note; empty for all notes.
    """
    # A workflow shows the steps of longer work, and stays in the thread.
    await ctx.context.start_workflow(Workflow(type="custom", tasks=[]))
    found = search_city_notes(query)
    for city in found:
        await ctx.context.add_workflow_task(
            CustomTask(
                title=f"Read the note on {city.title}",
                icon="notebook",
                status_indicator="complete",
            )
        )
    await ctx.context.end_workflow(CustomSummary(title=f"Searched {len(CITIES)} notes"))
    return "\n".join(f"{city.title}: {city.note}" for city in found) or "No note matches."


@function_tool
async def save_fact(ctx: ToolContext, fact: str) -> str:
    """Remember something that the user says about themselves.

    Args:
        fact: One short sentence in the third person.
    """
    fact_id = f"fact_{secrets.token_hex(8)}"
    # What is in a thread's metadata is kept with it, and never sent to the browser.
    ctx.context.thread.metadata.setdefault("facts", {})[fact_id] = fact
    # A client tool runs in the page, which answers; the model goes on afterwards.
    ctx.context.client_tool_call = ClientToolCall(
        name="record_fact", arguments={"fact_id": fact_id, "fact_text": fact}
    )
    return "Saved."


@function_tool
async def recall_facts(ctx: ToolContext) -> str:
    """Recall what was remembered about the user in this conversation."""
    facts: dict[str, str] = ctx.context.thread.metadata.get("facts", {})
    for fact_id in facts:
        # An effect tells the page something and expects no answer.
        await ctx.context.stream(
            ClientEffectEvent(name="highlight_facts", data={"fact_id": fact_id})
        )
    return "\n".join(facts.values()) or "Nothing yet."


@function_tool
async def switch_theme(ctx: ToolContext, theme: str) -> str:
    """Make the page light or dark.

    Args:
        theme: light or dark.
    """
    if theme not in {"light", "dark"}:
        return "There are two themes: light and dark."
    ctx.context.client_tool_call = ClientToolCall(name="switch_theme", arguments={"theme": theme})
    return "Switched."


@function_tool
async def ask_travel_plans(ctx: ToolContext) -> str:
    """Ask the user, with a small form, where and how they want to travel."""
    context = ctx.context
    # The answers come back as an item of the thread; the model goes on when it reads them.
    await context.stream(
        ThreadItemDoneEvent(
            item=StructuredInputItem(
                id=context.generate_id("message"),
                thread_id=context.thread.id,
                created_at=datetime.now(),
                inputs=[
                    StructuredInputMultipleChoice(
                        id="city",
                        question="Which city shall it be?",
                        options=[
                            StructuredInputMultipleChoiceOption(value=city.title)
                            for city in CITIES.values()
                        ],
                    ),
                    StructuredInputFreeform(
                        id="wishes", question="What matters most to you on a trip?"
                    ),
                ],
            )
        )
    )
    return "The form is shown."


assistant = Agent[ChatContext](
    name="Assistant",
    instructions=(
        "You help people to get to know cities. Answer briefly, in the user's language. "
        "Use your tools wherever they fit: the weather as a card, the travel notes, a form for "
        "travel plans. Remember what users say about themselves. Asked for the gallery of widgets, "
        "show one after the other."
    ),
    tools=[
        get_weather,
        search_notes,
        save_fact,
        recall_facts,
        switch_theme,
        ask_travel_plans,
        show_gallery,
    ],
    # After these it is the browser's turn, so the model must not go on talking.
    tool_use_behavior=StopAtTools(
        stop_at_tool_names=["save_fact", "switch_theme", "ask_travel_plans"]
    ),
)


class Assistant(ChatServer):
    """Answers every message with the agent above; OPENAI_MODEL names its model."""

    agent = assistant
    # The ids stand in the page's composer; any other id means OPENAI_MODEL.
    models = {"careful": "gpt-4.1"}
    tools = {"weather": "get_weather", "search_notes": "search_notes"}

    async def action(
        self,
        thread: ThreadMetadata,
        action: Action[str, Any],
        sender: WidgetItem | None,
        context: RequestContext,
    ) -> AsyncIterator[ThreadStreamEvent]:
        """Do what a widget's button asks for."""
        if action.type.startswith("gallery."):
            async for event in gallery_action(thread, action, sender):
                yield event
            return
        payload = action.payload if isinstance(action.payload, dict) else {}
        city = find_city(str(payload.get("city", "")))
        if city is None or sender is None:
            return
        match action.type:
            case "weather.refresh":
                widget = build_weather(city)
                yield ThreadItemReplacedEvent(item=sender.model_copy(update={"widget": widget}))
            case "weather.celebrated":
                widget = build_weather(city, is_celebrated=True)
                yield ThreadItemReplacedEvent(item=sender.model_copy(update={"widget": widget}))
                # Hidden context is for the model alone: it knows what happened from now on.
                yield ThreadItemDoneEvent(
                    item=HiddenContextItem(
                        id=self.store.generate_item_id("message", thread, context),
                        thread_id=thread.id,
                        created_at=datetime.now(),
                        content=f"The user celebrated the weather in {city.title}.",
                    )
                )

    async def transcribe(
        self, audio_input: AudioInput, context: RequestContext
    ) -> TranscriptionResult:
        """Write down what the user dictates."""
        return await transcribe(self.connection, audio_input)


def build_weather(city: City, *, is_celebrated: bool = False) -> Any:
    """Build the weather card of a city from its template."""
    return weather_widget.build(
        {
            "id": city.id,
            "updated": f"{datetime.now():%H:%M:%S}",
            "celebrated": is_celebrated,
            **usual_weather(city, date.today()),
        }
    )


def _in_words(weather: dict[str, str]) -> str:
    return (
        f"{weather['city']} in {weather['month']}: usually {weather['high']} by day, "
        f"{weather['low']} at night. {weather['sky']}."
    )


def _unknown_city(name: str) -> str:
    known = ", ".join(city.title for city in CITIES.values())
    return f"There is no weather for {name}. Known are: {known}."
