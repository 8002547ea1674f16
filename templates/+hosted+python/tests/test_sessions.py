import logging

import httpx
import jwt
import pytest
from starlette.responses import HTMLResponse, JSONResponse, Response

from server.app_id import APP_ID
from server.sessions.session_id import SessionClaims, SessionIds

from .conftest import KEY, SECRET, WORKFLOW, Person
from .fake_openai import FakeOpenAI, Reply, refusing, replying

SESSION = "/api/chatkit/session"
IDS = SessionIds(SECRET, APP_ID)


def error_of(response: httpx.Response) -> dict[str, str]:
    error: dict[str, str] = response.json()["error"]
    return error


def test_opens_a_session_by_the_one_request_that_openai_knows(
    ada: Person, openai: FakeOpenAI
) -> None:
    response = ada.http.post(SESSION)
    assert response.headers["cache-control"] == "no-store"
    assert set(response.json()) == {"client_secret", "expires_at", "session_id"}
    assert response.json()["client_secret"] == "ek_1"
    (request,) = openai.received
    assert (request.method, request.path) == ("POST", "/v1/chatkit/sessions")
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["openai-beta"] == "chatkit_beta=v1"
    assert request.user.startswith("visitor_")
    assert request.body["workflow"]["id"] == WORKFLOW


def test_lets_the_browser_choose_nothing(ada: Person, openai: FakeOpenAI) -> None:
    body = {"user": "somebody else", "workflow": {"id": "wf_other"}}
    ada.http.post(f"{SESSION}?user=x&workflow=wf_other", json=body).raise_for_status()
    (request,) = openai.received
    assert request.user.startswith("visitor_")
    assert request.body["workflow"]["id"] == WORKFLOW


@pytest.mark.parametrize(
    ("reply", "status", "code"),
    [
        (refusing(401, f"Incorrect API key provided: {KEY}"), 502, "openai_key_refused"),
        (refusing(403, "Not allowed"), 502, "openai_key_refused"),
        (refusing(404, "Workflow with id 'wf_123' not found."), 502, "workflow_not_found"),
        (refusing(404, "Invalid URL"), 502, "openai_refused"),
        (refusing(400, "Unknown parameter: 'x'"), 502, "openai_refused"),
        (refusing(429, "Slow", headers={"Retry-After": "7"}), 503, "openai_rate_limited"),
        (refusing(429, "Quota", code="insufficient_quota"), 502, "openai_refused"),
        (refusing(500, "Oops"), 502, "openai_refused"),
    ],
)
def test_says_in_plain_words_what_openai_means(
    ada: Person,
    openai: FakeOpenAI,
    caplog: pytest.LogCaptureFixture,
    reply: Reply,
    status: int,
    code: str,
) -> None:
    openai.reply = reply
    with caplog.at_level(logging.ERROR):
        response = ada.http.post(SESSION)
    assert response.status_code == status
    assert error_of(response)["code"] == code
    assert error_of(response)["request_id"] == "req_123"
    is_passing = code == "openai_rate_limited"
    assert ("hint" in error_of(response)) is not is_passing
    assert response.headers.get("retry-after") == ("7" if is_passing else None)
    assert len(openai.received) == 1
    assert "req_123" in caplog.text
    assert KEY not in response.text + caplog.text


@pytest.mark.parametrize(
    "response",
    [
        HTMLResponse("<h1>Log in</h1>"),
        JSONResponse({"object": "list", "data": []}),
        JSONResponse({"id": "cksess_1", "client_secret": "", "expires_at": 1}),
        Response("{", media_type="application/json"),
    ],
)
def test_takes_nothing_else_for_a_session(
    ada: Person, openai: FakeOpenAI, response: Response
) -> None:
    openai.reply = replying(response)
    refused = ada.http.post(SESSION)
    assert refused.status_code == 502
    assert error_of(refused)["code"] == "openai_refused"
    assert "no ChatKit session" in error_of(refused)["message"]


def test_sessions_are_limited_per_person(ada: Person, bob: Person) -> None:
    statuses = [ada.http.post(SESSION).status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]
    refused = ada.http.post(SESSION)
    assert error_of(refused)["code"] == "rate_limited"
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    bob.open()


def test_a_session_is_refreshed_with_another_of_the_same_user(
    ada: Person, openai: FakeOpenAI
) -> None:
    first = ada.open()
    refreshed = ada.http.post(f"{SESSION}/{first.session_id}/refresh").json()
    assert refreshed["client_secret"] == "ek_2"
    assert refreshed["session_id"] != first.session_id
    assert len({request.user for request in openai.received}) == 1


def test_a_session_is_valid_until_it_expires_and_can_still_be_refreshed_then(
    ada: Person, openai: FakeOpenAI
) -> None:
    opened = ada.open()
    valid = ada.http.get(f"{SESSION}/{opened.session_id}/validate")
    assert valid.json() == {"valid": True, "expires_at": opened.expires_at}
    assert valid.headers["cache-control"] == "no-store"

    old = IDS.seal(SessionClaims("cksess_0", openai.received[0].user, 1_000))
    expired = ada.http.get(f"{SESSION}/{old}/validate").json()
    assert expired == {"valid": False, "expires_at": 1_000, "reason": "expired"}
    assert ada.http.post(f"{SESSION}/{old}/refresh").status_code == 200


def test_a_session_is_cancelled_at_openai(ada: Person, openai: FakeOpenAI) -> None:
    session_id = ada.open().session_id
    response = ada.http.delete(f"{SESSION}/{session_id}")
    assert response.json() == {"session_id": session_id, "status": "cancelled"}
    assert openai.received[1].path == "/v1/chatkit/sessions/cksess_1/cancel"


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        (refusing(404, "Chatkit Session with id 'cksess_1' not found."), 200),
        (refusing(409, "Session is already cancelled."), 200),
        (refusing(400, "Session has expired."), 200),
        (refusing(500, "Oops"), 502),
    ],
)
def test_a_session_that_ended_already_counts_as_cancelled(
    ada: Person, openai: FakeOpenAI, reply: Reply, status: int
) -> None:
    session_id = ada.open().session_id
    openai.reply = reply
    assert ada.http.delete(f"{SESSION}/{session_id}").status_code == status


@pytest.mark.parametrize(
    ("method", "action"), [("POST", "/refresh"), ("GET", "/validate"), ("DELETE", "")]
)
def test_nobody_elses_session_exists_nor_a_forged_one(
    ada: Person, bob: Person, openai: FakeOpenAI, method: str, action: str
) -> None:
    own, foreign = ada.open().session_id, bob.open().session_id
    user = openai.received[0].user
    claims = {"sub": user, "aud": APP_ID, "use": "session", "sid": "cksess_1", "exp": 2**40}
    forged = [
        jwt.encode(claims, SECRET[::-1]),
        jwt.encode({**claims, "use": "access"}, SECRET),
        jwt.encode({**claims, "aud": "another-app"}, SECRET),
        own.rsplit(".", 1)[0] + ".",
        "nonsense",
    ]
    for session_id in [foreign, *forged]:
        response = ada.http.request(method, f"{SESSION}/{session_id}{action}")
        assert response.status_code == 404
        assert error_of(response)["code"] == "session_not_found"
    assert len(openai.received) == 2


def test_tells_of_the_configured_workflow_only(ada: Person) -> None:
    info = ada.http.get(f"/api/chatkit/workflows/{WORKFLOW}").json()
    assert info["id"] == WORKFLOW
    assert info["version"] is None
    assert set(info) == {"id", "version", "history", "file_upload", "automatic_thread_titling"}
    assert ada.http.get("/api/chatkit/workflows/wf_other").status_code == 404


class TestWithoutAKey:
    @pytest.fixture
    def variables(self) -> dict[str, str]:
        return {"CHATKIT_SECRET": SECRET, "CHATKIT_WORKFLOW_ID": WORKFLOW}

    def test_says_so(self, ada: Person) -> None:
        response = ada.http.post(SESSION)
        assert response.status_code == 503
        assert error_of(response)["code"] == "openai_key_missing"


class TestWithoutAWorkflow:
    @pytest.fixture
    def variables(self) -> dict[str, str]:
        return {"CHATKIT_SECRET": SECRET, "OPENAI_API_KEY": KEY}

    def test_says_so(self, ada: Person) -> None:
        response = ada.http.post(SESSION)
        assert response.status_code == 503
        assert error_of(response)["code"] == "workflow_missing"
        problems = ada.http.post("/api/identity").json()["problems"]
        assert [problem["code"] for problem in problems] == ["workflow_missing"]


class TestWithAKeyThatIsNone:
    @pytest.fixture
    def variables(self) -> dict[str, str]:
        key = "sk-“quoted”"
        return {"CHATKIT_SECRET": SECRET, "CHATKIT_WORKFLOW_ID": WORKFLOW, "OPENAI_API_KEY": key}

    def test_does_not_send_it(self, ada: Person, openai: FakeOpenAI) -> None:
        response = ada.http.post(SESSION)
        assert response.status_code == 502
        assert error_of(response)["code"] == "openai_key_refused"
        assert openai.received == []
