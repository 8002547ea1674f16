import time
from typing import Any

import httpx
import pytest

from .conftest import Person, of_type, thread_of
from .model import ScriptedModel


def test_answers_and_remembers(ada: Person, model: ScriptedModel) -> None:
    model.say("Hello Ada.")
    events = ada.say("Hi")
    thread_id = thread_of(events)
    assert [event["type"] for event in events][:3] == [
        "thread.created",
        "thread.item.done",
        "stream_options",
    ]
    assert ada.items(thread_id)[-1]["content"][0]["text"] == "Hello Ada."
    assert model.keys[0] == "Bearer sk-test-0123456789"

    model.say("As I said.")
    ada.say("Again", thread_id)
    first, answer, second = (part["content"] for part in model.requests[-1]["input"])
    assert [first[0]["text"], answer, second[0]["text"]] == ["Hi", "Hello Ada.", "Again"]


def test_gives_a_thread_a_title(ada: Person, model: ScriptedModel) -> None:
    model.title = '"Greeting"'
    model.say("Hello.")
    thread_id = thread_of(ada.say("Hi"))
    assert ada.ask("threads.get_by_id", thread_id=thread_id)["title"] == "Greeting"
    ada.ask("threads.update", thread_id=thread_id, title="Mine")
    model.say("Again.")
    ada.say("Hi again", thread_id)
    assert ada.ask("threads.list")["data"][0]["title"] == "Mine"


def test_keeps_the_answers_of_providers_that_repeat_ids(ada: Person, model: ScriptedModel) -> None:
    model.same_ids = True
    model.say("One.")
    model.say("Two.")
    thread_id = thread_of(ada.say("First"))
    events = ada.say("Second", thread_id)
    texts = [item["content"][0]["text"] for item in ada.items(thread_id)]
    assert texts == ["First", "One.", "Second", "Two."]
    (added,) = of_type(events, "thread.item.added")
    updated = of_type(events, "thread.item.updated")
    assert {event["item_id"] for event in updated} == {added["item"]["id"]}


def test_the_model_reads_the_newest_items(ada: Person, model: ScriptedModel) -> None:
    model.say("0")
    thread_id = thread_of(ada.say("0"))
    for number in range(1, 13):
        model.say(str(number))
        ada.say(str(number), thread_id)
    last = model.requests[-1]["input"]
    assert len(last) == 20
    assert last[-1]["content"][0]["text"] == "12"


def test_tries_again(ada: Person, model: ScriptedModel) -> None:
    model.say("Wrong.")
    thread_id = thread_of(ada.say("Hi"))
    message = ada.items(thread_id)[0]
    model.say("Right.")
    ada.stream("threads.retry_after_item", thread_id=thread_id, item_id=message["id"])
    texts = [item["content"][0]["text"] for item in ada.items(thread_id)]
    assert texts == ["Hi", "Right."]


def test_keeps_what_was_said_when_somebody_stops_it(ada: Person, model: ScriptedModel) -> None:
    model.say("Once upon a time")
    model.is_slow = True
    content = [{"type": "input_text", "text": "Tell me a story"}]
    message = {"content": content, "attachments": [], "inference_options": {}}
    body = {"type": "threads.create", "params": {"input": message}}
    with ada.http.stream("POST", "/chatkit", json=body) as response:
        for line in response.iter_lines():
            if "text_delta" in line:
                break
    (thread,) = ada.ask("threads.list")["data"]
    deadline = time.monotonic() + 5
    while len(ada.items(thread["id"])) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [item["content"][0]["text"] for item in ada.items(thread["id"])] == [
        "Tell me a story",
        "Once ",
    ]

    model.is_slow = False
    model.say("As you wish.")
    ada.say("Stop", thread["id"])
    assert "cancelled the stream" in str(model.requests[-1]["input"])


@pytest.mark.parametrize(
    ("status", "code", "words", "allow_retry"),
    [
        (401, None, "refused the API key", False),
        (404, None, "has no model", False),
        (429, "insufficient_quota", "no credit", False),
        (429, None, "too many requests", True),
        (500, None, "has a problem", True),
    ],
)
def test_words_what_the_model_refuses(
    ada: Person,
    model: ScriptedModel,
    status: int,
    code: str | None,
    words: str,
    allow_retry: bool,
) -> None:
    model.fail(status, code)
    (error,) = of_type(ada.say("Hi"), "error")
    assert words in error["message"]
    assert error["allow_retry"] is allow_retry


@pytest.mark.parametrize("body", [b"", b"{", b'{"type":"threads.fly","params":{}}', b"[]"])
def test_refuses_what_is_no_request(ada: Person, body: bytes) -> None:
    response = ada.http.post("/chatkit", content=body)
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "bad_request"


def test_says_before_the_stream_what_cannot_work(ada: Person, model: ScriptedModel) -> None:
    model.say("Hello.")
    thread_id = thread_of(ada.say("Hi"))
    answer = ada.items(thread_id)[1]["id"]
    message = {"content": [], "attachments": ["atc_nowhere"], "inference_options": {}}
    assert ada.refusal("threads.create", input=message) == (404, "not_found")
    assert ada.ask("threads.list")["data"][1:] == []
    assert ada.refusal("threads.add_client_tool_output", thread_id=thread_id, result={}) == (
        400,
        "bad_request",
    )
    for kind in ("threads.retry_after_item", "threads.custom_action"):
        extra: dict[str, Any] = {"action": {"type": "x"}} if kind == "threads.custom_action" else {}
        params = {"thread_id": thread_id, **extra}
        assert ada.refusal(kind, item_id=answer, **params) == (400, "bad_request")
        assert ada.refusal(kind, item_id="msg_nowhere", **params) == (404, "not_found")


def test_nobody_sees_another_persons_threads(
    ada: Person, bob: Person, model: ScriptedModel
) -> None:
    model.say("Hello.")
    thread_id = thread_of(ada.say("A secret"))
    item_id = ada.items(thread_id)[0]["id"]
    message: dict[str, Any] = {"content": [], "attachments": [], "inference_options": {}}
    in_thread = {"thread_id": thread_id}
    attempts: dict[str, dict[str, Any]] = {
        "threads.get_by_id": in_thread,
        "items.list": in_thread,
        "threads.update": {**in_thread, "title": "Mine"},
        "threads.delete": in_thread,
        "items.feedback": {**in_thread, "item_ids": [item_id], "kind": "positive"},
        "threads.add_user_message": {**in_thread, "input": message},
        "threads.retry_after_item": {**in_thread, "item_id": item_id},
        "threads.add_client_tool_output": {**in_thread, "result": {}},
        "threads.custom_action": {**in_thread, "action": {"type": "x"}},
        "threads.sync_custom_action": {**in_thread, "action": {"type": "x"}},
    }
    for kind, params in attempts.items():
        assert bob.refusal(kind, **params) == (404, "not_found"), kind
    assert bob.ask("threads.list")["data"] == []
    assert len(ada.items(thread_id)) == 2


def test_takes_feedback(ada: Person, model: ScriptedModel) -> None:
    model.say("Hello.")
    thread_id = thread_of(ada.say("Hi"))
    answer = ada.items(thread_id)[1]["id"]
    params = {"thread_id": thread_id, "item_ids": [answer]}
    assert ada.ask("items.feedback", kind="positive", **params) == {}
    assert ada.ask("items.feedback", kind="negative", **params) == {}
    assert ada.refusal(
        "items.feedback", thread_id=thread_id, item_ids=["msg_nowhere"], kind="positive"
    ) == (404, "not_found")


def test_refuses_without_identity(stranger: httpx.Client) -> None:
    for method, path in [("POST", "/chatkit"), ("POST", "/api/attachments"), ("GET", "/api/x")]:
        response = stranger.request(method, path, json={})
        assert response.status_code == 401, path
        assert response.json()["error"]["code"] == "not_identified"


class TestWithKeyOfAnotherProvider:
    @pytest.fixture
    def variables(self, variables: dict[str, str]) -> dict[str, str]:
        return {**variables, "OPENAI_API_KEY": "gw_supersecretgateway0123456789"}

    def test_logs_no_key_that_is_refused(
        self, ada: Person, model: ScriptedModel, caplog: pytest.LogCaptureFixture
    ) -> None:
        model.fail(401, message="Incorrect key gw_supersecretgateway0123456789")
        (error,) = of_type(ada.say("Hi"), "error")
        assert "refused the API key" in error["message"]
        assert "Incorrect key …6789" in caplog.text
        assert "supersecret" not in caplog.text


class TestWithoutKey:
    @pytest.fixture
    def variables(self, variables: dict[str, str]) -> dict[str, str]:
        return {**variables, "OPENAI_API_KEY": "", "OPENAI_BASE_URL": ""}

    def test_says_that_the_key_is_missing(self, ada: Person) -> None:
        problems = ada.http.post("/api/identity").json()["problems"]
        assert [problem["code"] for problem in problems] == ["key_missing"]
        (error,) = of_type(ada.say("Hi"), "error")
        assert "no OpenAI API key" in error["message"]


class TestWithBrokenKey:
    @pytest.fixture
    def variables(self, variables: dict[str, str]) -> dict[str, str]:
        return {**variables, "OPENAI_API_KEY": "sk-tüst-0123456789"}

    def test_says_that_the_key_is_broken(self, ada: Person) -> None:
        (error,) = of_type(ada.say("Hi"), "error")
        assert "characters that no key has" in error["message"]
        assert error["allow_retry"] is False
