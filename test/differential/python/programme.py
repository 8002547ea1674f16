"""What a handler does in one request: the steps that the request brings along in its metadata."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from chatkit.errors import CustomStreamError, ErrorCode, StreamError
from chatkit.server import stream_widget
from chatkit.types import (
    ClientEffectEvent,
    Thread,
    ThreadItem,
    ThreadMetadata,
    ThreadStreamEvent,
    WidgetItem,
)
from chatkit.widgets import DynamicWidgetRoot
from pydantic import BaseModel, TypeAdapter

EVENT: TypeAdapter[ThreadStreamEvent] = TypeAdapter(ThreadStreamEvent)
ITEM: TypeAdapter[ThreadItem] = TypeAdapter(ThreadItem)

Step = dict[str, Any]


@dataclass
class Context:
    """The user of a request, and what its handler is to do."""

    user: str
    steps: list[Step] = field(default_factory=list)
    allow_cancel: bool = True


def read_context(user: str, body: bytes) -> Context:
    """The context of a request, which need not be valid."""
    try:
        metadata = json.loads(body)["metadata"]
        return Context(user, metadata.get("steps", []), metadata.get("allow_cancel", True))
    except (ValueError, LookupError, TypeError, AttributeError):
        return Context(user)


def told(value: Any) -> Any:
    """What a handler was given, as plain JSON.

    The thread of a first turn comes with its items, which are always none.
    """
    if isinstance(value, BaseModel):
        without = {"items"} if isinstance(value, Thread) else None
        return value.model_dump(mode="json", by_alias=True, exclude_none=True, exclude=without)
    if isinstance(value, list):
        return [told(entry) for entry in value]
    return value


def make_item(data: dict[str, Any], thread: ThreadMetadata) -> ThreadItem:
    """An item as a scenario writes it: without its thread and its time."""
    data = {"thread_id": thread.id, "created_at": datetime.now(UTC), **data}
    if data["type"] == "widget":
        # As a widget of a template: the typed classes would add what they think is missing.
        return WidgetItem(**{**data, "widget": DynamicWidgetRoot.model_validate(data["widget"])})
    return ITEM.validate_python(data)


def make_event(data: dict[str, Any], thread: ThreadMetadata) -> ThreadStreamEvent:
    """An event as a scenario writes it."""
    if "item" in data:
        data = {**data, "item": make_item(data["item"], thread)}
    update = data.get("update", {})
    if update.get("type") == "widget.root.updated":
        widget = DynamicWidgetRoot.model_validate(update["widget"])
        data = {**data, "update": {**update, "widget": widget}}
    return EVENT.validate_python(data)


def fail(step: Step) -> None:
    """Throw what a step says."""
    retry = {"allow_retry": step["allow_retry"]} if "allow_retry" in step else {}
    match step["throw"]:
        case "custom":
            raise CustomStreamError(step["message"], **retry)
        case "stream":
            raise StreamError(ErrorCode.STREAM_ERROR, **retry)
        case _:
            raise RuntimeError("A handler failed.")


async def states_of(states: list[dict[str, Any]]) -> AsyncIterator[DynamicWidgetRoot]:
    """The states of a widget, one after another."""
    for state in states:
        yield DynamicWidgetRoot.model_validate(state)


async def run_step(
    step: Step, thread: ThreadMetadata, given: dict[str, Any]
) -> AsyncIterator[ThreadStreamEvent]:
    """Do one step, other than those that need the server."""
    if "yield" in step:
        yield make_event(step["yield"], thread)
    elif "throw" in step:
        fail(step)
    elif "thread" in step:
        changes = ThreadMetadata.model_validate(
            {"id": thread.id, "created_at": thread.created_at, **step["thread"]}
        )
        for name in step["thread"]:
            setattr(thread, name, getattr(changes, name))
    elif "widget" in step:
        widget = DynamicWidgetRoot.model_validate(step["widget"])
        async for event in stream_widget(thread, widget, step.get("copy_text")):
            yield event
    elif "states" in step:
        states = states_of(step["states"])
        async for event in stream_widget(thread, states, step.get("copy_text")):
            yield event
    elif "hang" in step:
        await asyncio.Event().wait()
    elif "pause" in step:
        await asyncio.sleep(0.02)
    elif step.get("tell") == "given":
        yield ClientEffectEvent(name="given", data=told_all(given))
    else:
        raise ValueError(f"unknown step: {step}")


def told_all(given: dict[str, Any]) -> dict[str, Any]:
    """What a handler was given, without what it was not."""
    return {name: told(value) for name, value in given.items() if value is not None}
