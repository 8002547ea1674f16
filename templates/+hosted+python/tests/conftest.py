"""The app and OpenAI's stand-in as real servers, and people who talk to the app."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import pytest

from server.app import create_app
from server.environment import Environment
from server.settings import read_settings

from .fake_openai import FakeOpenAI
from .serving import serving

SECRET = "0123456789abcdef0123456789abcdef"
KEY = "sk-test-0123456789"
WORKFLOW = "wf_123"


@dataclass(frozen=True)
class Opened:
    """A session that the app opened."""

    client_secret: str
    expires_at: int
    session_id: str


@dataclass(frozen=True)
class Person:
    """Somebody with a browser of their own."""

    http: httpx.Client

    def open(self) -> Opened:
        """Open a session."""
        response = self.http.post("/api/chatkit/session")
        response.raise_for_status()
        return Opened(**response.json())


@pytest.fixture
def openai() -> FakeOpenAI:
    return FakeOpenAI()


@pytest.fixture
def openai_address(openai: FakeOpenAI) -> Iterator[str]:
    """Where the stand-in is."""
    with serving(openai.app()) as address:
        yield f"{address}/v1"


@pytest.fixture
def variables() -> dict[str, str]:
    """The variables of the app; a test may choose others."""
    return {
        "OPENAI_API_KEY": KEY,
        "CHATKIT_SECRET": SECRET,
        "CHATKIT_WORKFLOW_ID": WORKFLOW,
    }


@pytest.fixture
def address(openai_address: str, variables: dict[str, str]) -> Iterator[str]:
    """The address of the app, which runs as in development."""
    shell = {"OPENAI_BASE_URL": openai_address, **variables}
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
