from .conftest import Person


def test_messages_are_limited_per_person(ada: Person, bob: Person) -> None:
    params = {"name": "a.txt", "size": 1, "mime_type": "text/plain"}
    body = {"type": "attachments.create", "params": params}
    statuses = [ada.http.post("/chatkit", json=body).status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]
    assert bob.http.post("/chatkit", json=body).status_code == 200
    assert ada.ask("threads.list")["data"] == []


def test_chat_bodies_are_limited(ada: Person) -> None:
    response = ada.http.post("/chatkit", content=b" " * (25 * 1024**2 + 1))
    assert response.status_code == 413
    assert response.json()["error"]["code"] == "too_large"

    # What is sent in pieces declares no size.
    pieces = (b" " * 1024**2 for _ in range(26))
    assert ada.http.post("/chatkit", content=pieces).status_code == 413
