"""The gallery of widgets: each one is shown, and does what its buttons say."""

from typing import Any

import pytest

from .conftest import Person, of_type, thread_of
from .model import ScriptedModel
from .test_agent import done, find


class Shown:
    """A widget of the gallery in the chat of a person."""

    def __init__(self, person: Person, model: ScriptedModel, name: str) -> None:
        model.call("show_gallery", widget=name)
        model.say("There you are.")
        self.person, self.model = person, model
        self.events = person.say(f"Show me the {name}")
        self.thread_id = thread_of(self.events)
        self.item = done(self.events, "widget")

    @property
    def widget(self) -> Any:
        return self.item["widget"]

    def act(self, action: dict[str, Any], **values: Any) -> list[dict[str, Any]]:
        """Do what ChatKit does on a click: send the action, with the values of the form."""
        sent = {"type": action["type"], "payload": {**action.get("payload", {}), **values}}
        params = {"thread_id": self.thread_id, "item_id": self.item["id"]}
        events = self.person.stream("threads.custom_action", action=sent, **params)
        for event in of_type(events, "thread.item.replaced"):
            assert event["item"]["id"] == self.item["id"]
            self.item = event["item"]
        return events

    def is_over(self, action: dict[str, Any], **values: Any) -> bool:
        """Whether the same click once more changes nothing."""
        return [event["type"] for event in self.act(action, **values)] == ["stream_options"]

    def known(self) -> str:
        """What the model reads with the next message."""
        self.model.say("I know.")
        self.person.say("What happened?", self.thread_id)
        return str(self.model.requests[-1]["input"])


def texts(widget: Any) -> list[str]:
    """What a widget says."""
    return [one["value"] for kind in ("Title", "Text", "Caption") for one in find(widget, kind)]


@pytest.mark.parametrize(
    ("button", "outcome", "known"),
    [
        ("confirm", "Booked", "The user booked: A walk through Paris."),
        ("cancel", "Not booked", "The user did not want to book"),
    ],
)
def test_a_dialog_is_answered_once(
    ada: Person, model: ScriptedModel, button: str, outcome: str, known: str
) -> None:
    shown = Shown(ada, model, "confirmation")
    dialog = shown.widget
    shown.act(dialog[button]["action"])
    assert shown.widget["status"]["text"] == outcome
    assert "confirm" not in shown.widget
    assert shown.is_over(dialog["confirm"]["action"])
    assert shown.is_over(dialog["cancel"]["action"])
    assert shown.known().count(known) == 1


def test_a_table_is_sorted(ada: Person, model: ScriptedModel) -> None:
    shown = Shown(ada, model, "table")

    def column(index: int) -> list[str]:
        rows = find(shown.widget, "Table.Row")[1:]
        return [find(row, "Text")[index]["value"] for row in rows]

    assert column(0) == ["Lima", "London", "Nairobi", "Paris", "Tokyo"]
    city, high, low, wet = (one["onClickAction"] for one in find(shown.widget, "Button"))
    for index, action in ((1, high), (2, low), (3, wet)):
        shown.act(action)
        numbers = [int(value.removesuffix("°")) for value in column(index)]
        assert numbers == sorted(numbers, reverse=True)
    shown.act({**city, "payload": {"by": "nonsense"}})
    assert column(0)[0] == "Lima"


def test_a_profile_is_followed_and_not(ada: Person, model: ScriptedModel) -> None:
    shown = Shown(ada, model, "profile")
    (follow,) = find(shown.widget, "Button")
    assert follow["label"] == "Follow"
    for _ in range(2):
        shown.act(follow["onClickAction"])
        (button,) = find(shown.widget, "Button")
        assert button["label"] == "Following"
    shown.act(button["onClickAction"])
    assert find(shown.widget, "Button") == [follow]


def test_a_form_carries_its_values_to_the_end(ada: Person, model: ScriptedModel) -> None:
    shown = Shown(ada, model, "form")
    (first,) = find(shown.widget, "Form")
    traveller = {"name": 'Ada "the first" {{ 7 * 7 }}', "city": "Lima"}

    shown.act(first["onSubmitAction"], traveller={"name": " ", "city": "Lima"})
    assert "Please fill in both fields." in texts(shown.widget)
    shown.act(first["onSubmitAction"], traveller=traveller)
    (second,) = find(shown.widget, "Form")
    assert second["onSubmitAction"]["payload"] == {"traveller": traveller}
    assert shown.is_over(first["onSubmitAction"], traveller=traveller)

    shown.act(second["onSubmitAction"], plan={"wishes": "Food"})
    assert "Please fill in both fields." in texts(shown.widget)
    shown.act({"type": "gallery.plan"}, plan={"season": "Winter", "wishes": "Food"})
    assert shown.widget["status"]["text"] == "Step 1 of 2"
    shown.act(first["onSubmitAction"], traveller=traveller)
    plan = {"season": "Winter", "wishes": "Food,\nabove all"}
    shown.act(second["onSubmitAction"], plan=plan)
    assert {*traveller.values(), *plan.values()} <= {*texts(shown.widget)}
    assert not find(shown.widget, "Form")
    assert shown.is_over(second["onSubmitAction"], plan=plan)
    known = shown.known()
    assert known.count("The user sent the form") == 1
    assert "Winter" in known


def test_a_story_streams(ada: Person, model: ScriptedModel) -> None:
    shown = Shown(ada, model, "story")

    def told(events: list[dict[str, Any]]) -> Any:
        updates = [event["update"] for event in of_type(events, "thread.item.updated")]
        deltas = [u["delta"] for u in updates if u["type"] == "widget.streaming_text.value_delta"]
        widget = done(events, "widget")["widget"]
        (story,) = find(widget, "Markdown")
        assert len(deltas) > 10
        assert story["value"].startswith("".join(deltas))
        assert story["streaming"] is False
        return widget

    widget = told(shown.events)
    assert find(widget, "Title")[0]["value"] == "A word on Lima"
    (another,) = find(widget, "Button")
    events = shown.act(another["onClickAction"])
    assert find(told(events), "Title")[0]["value"] == "A word on London"


def test_what_no_widget_offers_is_not_done(ada: Person, model: ScriptedModel) -> None:
    shown = Shown(ada, model, "profile")
    assert shown.is_over({"type": "gallery.book"})
    params = {"thread_id": shown.thread_id, "action": {"type": "gallery.book"}}
    events = ada.stream("threads.custom_action", **params)
    assert [event["type"] for event in events] == ["stream_options"]
