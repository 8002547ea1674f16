from typing import Any

from .conftest import Person, of_type, thread_of
from .model import ScriptedModel


def done(events: list[dict[str, Any]], kind: str) -> Any:
    """The first item of a type that came with events."""
    return next(
        event["item"]
        for event in of_type(events, "thread.item.done")
        if event["item"]["type"] == kind
    )


def find(widget: Any, kind: str) -> list[Any]:
    """All components of a type in a widget."""
    found = [widget] if widget["type"] == kind else []
    for child in widget.get("children", []):
        found += find(child, kind)
    return found


def test_shows_the_weather_as_a_widget(ada: Person, model: ScriptedModel) -> None:
    model.call("get_weather", city="Paris")
    model.say("There you are.")
    events = ada.say("How is the weather in Paris?")
    assert of_type(events, "progress_update")[0]["text"] == "Looking up the weather in Paris"
    widget = done(events, "widget")
    refresh, celebrate = (button["onClickAction"] for button in find(widget["widget"], "Button"))
    assert celebrate["handler"] == "client"

    # The button of the widget, which the server answers with a new widget.
    thread_id = thread_of(events)
    params = {"thread_id": thread_id, "item_id": widget["id"]}
    answer = ada.stream("threads.custom_action", action=refresh, **params)
    (replaced,) = of_type(answer, "thread.item.replaced")
    assert replaced["item"]["id"] == widget["id"]

    # The button that the page handles, before it tells the server.
    action = {"type": "weather.celebrated", "payload": celebrate["payload"]}
    answer = ada.stream("threads.custom_action", action=action, **params)
    (replaced,) = of_type(answer, "thread.item.replaced")
    assert find(replaced["item"]["widget"], "Badge")
    assert [item["type"] for item in ada.items(thread_id)] == [
        "user_message",
        "widget",
        "assistant_message",
    ]

    # The model knows what the page does not show.
    model.say("I know.")
    ada.say("What did I do?", thread_id)
    assert "celebrated the weather in Paris" in str(model.requests[-1]["input"])


def test_a_chosen_tool_is_called_first(ada: Person, model: ScriptedModel) -> None:
    model.call("search_notes", query="Japan")
    model.say("Mind the last train.")
    options = {"tool_choice": {"id": "search_notes"}, "model": "careful"}
    events = ada.say("Notes on Japan?", inference_options=options)
    first, second = model.requests
    assert first["tool_choice"] == {"type": "function", "name": "search_notes"}
    assert second.get("tool_choice") != first["tool_choice"]
    assert first["model"] == second["model"] == "gpt-4.1"
    workflow = done(events, "workflow")["workflow"]
    assert workflow["tasks"][0]["title"] == "Read the note on Tokyo"
    assert workflow["summary"]["title"]
    assert "last trains" in str(second["input"])


def test_any_other_choice_means_the_usual_model(ada: Person, model: ScriptedModel) -> None:
    model.say("Hello.")
    options = {"tool_choice": {"id": "rm"}, "model": "gpt-99-expensive"}
    ada.say("Hi", inference_options=options)
    assert model.requests[0]["model"] == "gpt-4.1-mini"


def test_facts_are_recorded_by_the_page(ada: Person, model: ScriptedModel) -> None:
    model.call("save_fact", fact="Ada likes tea.")
    events = ada.say("I like tea")
    thread_id = thread_of(events)
    call = done(events, "client_tool_call")
    assert call["name"] == "record_fact"
    assert call["status"] == "pending"
    fact_id = call["arguments"]["fact_id"]
    assert len(model.requests) == 1

    model.say("I will remember.")
    ada.stream("threads.add_client_tool_output", thread_id=thread_id, result={"success": True})
    output = model.requests[-1]["input"][-1]
    assert output["type"] == "function_call_output"
    assert output["output"] == '{"success": true}'

    model.call("recall_facts")
    model.say("Tea.")
    effect = of_type(ada.say("What do I like?", thread_id), "client_effect")[0]
    assert effect["name"] == "highlight_facts"
    assert effect["data"] == {"fact_id": fact_id}
    assert "Ada likes tea." in str(model.requests[-1]["input"])


def test_switches_the_theme(ada: Person, model: ScriptedModel) -> None:
    model.call("switch_theme", theme="dark")
    call = done(ada.say("Make it dark"), "client_tool_call")
    assert (call["name"], call["arguments"]) == ("switch_theme", {"theme": "dark"})


def test_a_form_is_answered(ada: Person, model: ScriptedModel) -> None:
    model.call("ask_travel_plans")
    events = ada.say("Plan a trip")
    form = done(events, "structured_input")
    assert [question["id"] for question in form["inputs"]] == ["city", "wishes"]
    params = {"thread_id": thread_of(events), "item_id": form["id"]}
    answers = {"city": {"values": ["Lima"]}, "wishes": {"values": ["food"]}}
    given = {"status": "answered", "answers": answers}
    model.say("Off to Lima.")
    ada.stream("threads.add_structured_input", input=given, **params)
    assert "Lima" in str(model.requests[-1]["input"])
    assert ada.refusal("threads.add_structured_input", input=given, **params)[0] == 400


def test_a_mention_is_explained(ada: Person, model: ScriptedModel) -> None:
    (city,) = ada.http.get("/api/entities", params={"query": "keny"}).json()
    model.say("Evenings are cool.")
    mention = {"type": "input_tag", "id": city["id"], "text": city["title"], "data": city["data"]}
    ada.say("", content=[mention])
    assert '{"city": "Nairobi", "country": "Kenya"}' in str(model.requests[-1]["input"])
    assert ada.http.get("/api/entities/nairobi").json()["title"] == "Nairobi"
    assert ada.http.get("/api/entities/atlantis").status_code == 404


def test_takes_dictation(ada: Person, model: ScriptedModel) -> None:
    heard = ada.ask("input.transcribe", audio_base64="AAAA", mime_type="audio/webm;codecs=opus")
    assert heard == {"text": "Heard gpt-4o-mini-transcribe"}
