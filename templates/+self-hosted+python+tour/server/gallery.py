"""Examples of widgets, each a `.widget` file, and what their buttons do.

Take one out into a tool of your own, and leave out the rest: `agent.py` uses `show_gallery` and
`gallery_action`, and one prompt in `src/chatkit.config.ts` asks for it.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeVar

from agents import RunContextWrapper, function_tool
from chatkit.actions import Action
from chatkit.server import stream_widget
from chatkit.types import (
    HiddenContextItem,
    ThreadItemDoneEvent,
    ThreadItemReplacedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    WidgetItem,
)
from chatkit.widgets import DynamicWidgetRoot, WidgetTemplate
from pydantic import BaseModel, StringConstraints, ValidationError

from .chat import ChatContext
from .cities import CITIES, City, find_city, usual_weather
from .storage import new_id

confirmation_widget = WidgetTemplate.from_file("widgets/confirmation.widget")
form_widget = WidgetTemplate.from_file("widgets/form.widget")
profile_widget = WidgetTemplate.from_file("widgets/profile.widget")
story_widget = WidgetTemplate.from_file("widgets/story.widget")
table_widget = WidgetTemplate.from_file("widgets/table.widget")

# Between two words of a story that is told.
WORD_SECONDS = 0.03
WALK = "A walk through Paris"
COLUMNS = {"city": "City", "high": "By day", "low": "At night", "wet": "Wet days"}
SEASONS = ["Spring", "Summer", "Autumn", "Winter"]

Answer = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class Traveller(BaseModel):
    """What the first step of the form asks for."""

    name: Answer
    city: Answer


class Plan(BaseModel):
    """What the second step of the form asks for."""

    season: Answer
    wishes: Answer


class Trip(BaseModel):
    """What the whole form asks for."""

    traveller: Traveller
    plan: Plan


class FirstStep(BaseModel):
    """What the first step of the form sends."""

    traveller: Traveller


Form = TypeVar("Form", bound=BaseModel)


@function_tool
async def show_gallery(
    ctx: RunContextWrapper[ChatContext],
    widget: Literal["confirmation", "table", "profile", "form", "story"],
) -> str:
    """Show an example of a widget, when the user asks for one or for the gallery.

    Args:
        widget: Which one: a dialog that asks for confirmation, a data table, a profile card, a form
            of two steps, or a story that streams.
    """
    match widget:
        case "confirmation":
            await ctx.context.stream_widget(build_confirmation("open"))
        case "table":
            await ctx.context.stream_widget(build_table("city"))
        case "profile":
            await ctx.context.stream_widget(build_profile(is_followed=False))
        case "form":
            await ctx.context.stream_widget(build_form())
        case "story":
            await ctx.context.stream_widget(tell_story(CITIES["lima"]))
    return "The widget is shown, so do not repeat what it says."


async def gallery_action(
    thread: ThreadMetadata, action: Action[str, Any], sender: WidgetItem | None
) -> AsyncIterator[ThreadStreamEvent]:
    """Do what a button or a form of these widgets asks for."""
    # A second click, or one in another tab, comes from a widget that is further on by now.
    if sender is None or not _offers(sender.widget.model_dump(), action.type):
        return
    payload = action.payload if isinstance(action.payload, dict) else {}

    def replaced(widget: DynamicWidgetRoot) -> ThreadStreamEvent:
        return ThreadItemReplacedEvent(item=sender.model_copy(update={"widget": widget}))

    def hidden(content: str) -> ThreadStreamEvent:
        """Tell the model alone, which reads it with the next message."""
        return ThreadItemDoneEvent(
            item=HiddenContextItem(
                id=new_id("message"),
                thread_id=thread.id,
                created_at=datetime.now(),
                content=content,
            )
        )

    match action.type:
        case "gallery.book":
            yield replaced(build_confirmation("booked"))
            yield hidden(f"The user booked: {WALK}.")
        case "gallery.decline":
            yield replaced(build_confirmation("declined"))
            yield hidden(f"The user did not want to book: {WALK}.")
        case "gallery.sort":
            yield replaced(build_table(str(payload.get("by"))))
        case "gallery.follow":
            yield replaced(build_profile(is_followed=payload.get("following") is True))
        case "gallery.traveller" | "gallery.plan":
            first, trip = _read(FirstStep, payload), _read(Trip, payload)
            traveller = first.traveller if first else None
            if trip is not None and action.type == "gallery.plan":
                yield replaced(build_form(trip.traveller, trip.plan))
                yield hidden(f"The user sent the form: {trip.model_dump_json()}")
            elif traveller is not None and action.type == "gallery.traveller":
                yield replaced(build_form(traveller))
            else:
                yield replaced(build_form(traveller, problem="Please fill in both fields."))
        case "gallery.story":
            city = find_city(str(payload.get("city")))
            if city is not None:
                async for event in stream_widget(thread, tell_story(city)):
                    yield event


def build_confirmation(state: Literal["open", "booked", "declined"]) -> DynamicWidgetRoot:
    """Build the dialog that asks whether to book, or says what became of it."""
    details = "Saturday at 10:00, two hours, in small groups."
    return confirmation_widget.build({"state": state, "title": WALK, "details": details})


def build_table(sorted_by: str) -> DynamicWidgetRoot:
    """Build the table of all cities, in the order of one of its columns."""
    month = date.today().month - 1
    cells: list[dict[str, str | int]] = [
        {
            "city": city.title,
            "high": city.highs[month],
            "low": city.lows[month],
            "wet": city.wet_days[month],
        }
        for city in CITIES.values()
    ]
    column = sorted_by if sorted_by in COLUMNS else "city"
    cells.sort(key=lambda row: row[column], reverse=column != "city")
    return table_widget.build(
        {
            "month": f"{date.today():%B}",
            "sorted_by": column,
            "columns": [{"id": key, "title": title} for key, title in COLUMNS.items()],
            "rows": [
                [f"{row[key]}°" if key in {"high", "low"} else str(row[key]) for key in COLUMNS]
                for row in cells
            ],
        }
    )


def build_profile(*, is_followed: bool) -> DynamicWidgetRoot:
    """Build the card of a city guide."""
    return profile_widget.build(
        {
            "name": "Amina Otieno",
            "role": "City guide in Nairobi",
            "languages": ["English", "Swahili", "French"],
            "about": "Walks, markets and the national park at the edge of the city.",
            "following": is_followed,
        }
    )


def build_form(
    traveller: Traveller | None = None, plan: Plan | None = None, *, problem: str = ""
) -> DynamicWidgetRoot:
    """Build the step of the form that comes next; with everything given, what was given."""
    return form_widget.build(
        {
            "step": 1 if traveller is None else 2 if plan is None else 3,
            "problem": problem,
            "traveller": traveller.model_dump() if traveller else {"name": "", "city": ""},
            "plan": plan.model_dump() if plan else {"season": "", "wishes": ""},
            "cities": [city.title for city in CITIES.values()],
            "seasons": SEASONS,
        }
    )


async def tell_story(city: City) -> AsyncGenerator[DynamicWidgetRoot, None]:
    """Build a story of a city, word by word: what grows is a text with an id."""
    weather = usual_weather(city, date.today())
    words = (
        f"**{city.title}** in {weather['month']}: usually {weather['high']} by day and "
        f"{weather['low']} at night. {city.note}"
    ).split(" ")
    ids = list(CITIES)
    data = {
        "title": f"A word on {city.title}",
        "next": ids[(ids.index(city.id) + 1) % len(ids)],
    }
    for count in range(len(words)):
        yield story_widget.build({**data, "text": " ".join(words[:count]), "streaming": True})
        await asyncio.sleep(WORD_SECONDS)
    yield story_widget.build({**data, "text": " ".join(words), "streaming": False})


def _read(model: type[Form], payload: object) -> Form | None:
    try:
        return model.model_validate(payload)
    except ValidationError:
        return None


def _offers(component: Any, action: str) -> bool:
    """Whether a widget, as it is now, has something that does this."""
    match component:
        case dict():
            return component.get("type") == action or any(
                _offers(inner, action) for inner in component.values()
            )
        case list():
            return any(_offers(inner, action) for inner in component)
        case _:
            return False
