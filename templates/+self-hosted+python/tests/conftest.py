"""The app and its model as real servers, and people who talk to the app."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from server.app import create_app
from server.environment import Environment
from server.settings import read_settings

from .model import ScriptedModel

Event = dict[str, Any]


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve an app on a free port, in a thread."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", proxy_headers=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@dataclass
class Person:
    """Somebody with a browser of their own."""

    http: httpx.Client

    def ask(self, kind: str, /, **params: Any) -> Any:
        """Make a request that is answered at once."""
        response = self.http.post("/chatkit", json={"type": kind, "params": params})
        response.raise_for_status()
        return response.json()

    def stream(self, kind: str, /, **params: Any) -> list[Event]:
        """Make a request that is answered by events."""
        response = self.http.post("/chatkit", json={"type": kind, "params": params})
        response.raise_for_status()
        lines = response.text.split("\n\n")
        return [json.loads(line.removeprefix("data: ")) for line in lines if line]

    def refusal(self, kind: str, /, **params: Any) -> tuple[int, str]:
        """Make a request that is refused; the status and the code of the refusal."""
        response = self.http.post("/chatkit", json={"type": kind, "params": params})
        return response.status_code, response.json()["error"]["code"]

    def say(self, text: str, thread_id: str | None = None, **message: Any) -> list[Event]:
        """Send a message, in a new thread if none is named."""
        content = [{"type": "input_text", "text": text}]
        message = {"content": content, "attachments": [], "inference_options": {}, **message}
        if thread_id is None:
            return self.stream("threads.create", input=message)
        return self.stream("threads.add_user_message", thread_id=thread_id, input=message)

    def items(self, thread_id: str) -> list[Any]:
        """All items of a thread as the page sees them."""
        data = self.ask("items.list", thread_id=thread_id, limit=100, order="asc")["data"]
        return list(data)


def thread_of(events: list[Event]) -> str:
    """The id of the thread that a message began."""
    return str(events[0]["thread"]["id"])


def of_type(events: list[Event], kind: str) -> list[Event]:
    """The events of one type."""
    return [event for event in events if event["type"] == kind]


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel()


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    """The variables of the app; a test may add to them."""
    return {
        "OPENAI_API_KEY": "sk-test-0123456789",
        "CHATKIT_SECRET": "0123456789abcdef0123456789abcdef",
        "CHATKIT_DATA_DIR": str(tmp_path / "data"),
    }


@pytest.fixture
def address(model: ScriptedModel, variables: dict[str, str]) -> Iterator[str]:
    """The address of the app, which runs as in development."""
    with serving(model.app()) as model_address:
        shell = {"OPENAI_BASE_URL": f"{model_address}/v1", **variables}
        app = create_app(read_settings(Environment(shell=shell, file={}), "development"))
        with serving(app) as app_address:
            yield app_address


@pytest.fixture
def stranger(address: str) -> Iterator[httpx.Client]:
    """Somebody who has no identity yet."""
    with httpx.Client(base_url=address) as client:
        yield client


@pytest.fixture
def meet(address: str) -> Iterator[Callable[[], Person]]:
    """Makes people who have an identity."""
    people: list[Person] = []

    def make() -> Person:
        person = Person(httpx.Client(base_url=address))
        people.append(person)
        person.http.post("/api/identity").raise_for_status()
        return person

    yield make
    for person in people:
        person.http.close()


@pytest.fixture
def ada(meet: Callable[[], Person]) -> Person:
    return meet()


@pytest.fixture
def bob(meet: Callable[[], Person]) -> Person:
    return meet()
