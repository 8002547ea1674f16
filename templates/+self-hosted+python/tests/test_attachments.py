import base64
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from chatkit.types import FileAttachment, InferenceOptions, UserMessageItem

from server import attachments
from server.conversion import choose_attachments

from .conftest import Person, thread_of
from .model import ScriptedModel

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
CDN = "https://cdn.platform.openai.com"


def announce(person: Person, name: str, mime_type: str, data: bytes) -> Any:
    return person.ask("attachments.create", name=name, mime_type=mime_type, size=len(data))


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize("multipart", [True, False])
def test_two_phases(
    ada: Person, stranger: httpx.Client, model: ScriptedModel, method: str, multipart: bool
) -> None:
    announced = announce(ada, "a picture.png", "image/png", PNG)
    url = announced["upload_descriptor"]["url"]
    with pytest.raises(httpx.HTTPStatusError, match="400"):
        ada.say("Not there yet", attachments=[announced["id"]])

    # OpenAI's frame sends the file, and carries no cookie.
    body: Any = {"files": {"file": ("x", PNG)}} if multipart else {"content": PNG}
    uploaded = stranger.request(method, url, headers={"Origin": CDN}, **body)
    assert uploaded.status_code == 200
    assert uploaded.headers["access-control-allow-origin"] == CDN
    assert "upload_descriptor" not in uploaded.json()
    assert stranger.request(method, url, **body).status_code == 409

    model.say("A picture.")
    thread_id = thread_of(ada.say("What is it?", attachments=[announced["id"]]))
    picture = model.requests[-1]["input"][0]["content"][1]
    encoded = base64.b64encode(PNG).decode()
    assert picture["image_url"] == f"data:image/png;base64,{encoded}"

    shown = ada.items(thread_id)[0]["attachments"][0]
    assert "upload_descriptor" not in shown
    preview = stranger.get(shown["preview_url"], headers={"Origin": CDN})
    assert preview.content == PNG
    assert preview.headers["content-type"] == "image/png"
    assert preview.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "sandbox" in preview.headers["content-security-policy"]


def test_direct_upload(ada: Person, bob: Person, model: ScriptedModel) -> None:
    response = ada.http.post(
        "/api/attachments", files={"file": ("../notes.md", b"# Hello", "application/octet-stream")}
    )
    attachment = response.json()
    assert attachment["name"] == "notes.md"
    assert attachment["mime_type"] == "text/markdown"
    assert "metadata" not in attachment
    model.say("Notes.")
    ada.say("Read this", attachments=[attachment["id"]])
    assert "# Hello" in model.requests[-1]["input"][0]["content"][1]["text"]

    message = {"content": [], "attachments": [attachment["id"]], "inference_options": {}}
    assert bob.refusal("threads.create", input=message) == (404, "not_found")
    assert bob.refusal("attachments.delete", attachment_id=attachment["id"]) == (404, "not_found")


def test_a_document_goes_to_the_model(ada: Person, model: ScriptedModel) -> None:
    pdf = b"%PDF-1.7 ..."
    file = ("a.pdf", pdf, "application/pdf")
    attachment = ada.http.post("/api/attachments", files={"file": file}).json()
    model.say("A document.")
    ada.say("Read this", attachments=[attachment["id"]])
    part = model.requests[-1]["input"][0]["content"][1]
    assert part["type"] == "input_file"
    assert part["filename"] == "a.pdf"


@pytest.mark.parametrize(
    ("name", "mime_type", "data", "status"),
    [
        ("a.exe", "application/x-msdownload", b"MZ", 415),
        ("a.svg", "image/svg+xml", b"<svg/>", 415),
        ("a.png", "image/png", b"<script>", 415),
        ("a.txt", "text/plain", b"\xff\xfe\0", 415),
        ("a.txt", "text/plain", b"", 400),
        ("a.txt", "text/plain", b"x" * (10 * 1024**2 + 1), 413),
    ],
)
def test_checks_what_comes(
    ada: Person, name: str, mime_type: str, data: bytes, status: int
) -> None:
    response = ada.http.post("/api/attachments", files={"file": (name, data, mime_type)})
    assert response.status_code == status


def test_checks_what_is_announced(ada: Person, stranger: httpx.Client) -> None:
    params: dict[str, Any] = {"name": "a.txt", "mime_type": "text/plain"}
    assert ada.refusal("attachments.create", size=11 * 1024**2, **params) == (413, "too_large")
    url = announce(ada, "a.txt", "text/plain", b"four")["upload_descriptor"]["url"]
    assert stranger.put(url, content=b"fifth").json()["error"]["code"] == "size_differs"
    assert stranger.put(url, content=b"four").status_code == 200


def test_one_person_has_so_much_room(
    ada: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = attachments.AttachmentLimits(bytes_per_user=10)
    monkeypatch.setattr(attachments, "ATTACHMENT_LIMITS", limits)
    kept = announce(ada, "a.txt", "text/plain", b"123456")
    params: dict[str, Any] = {"name": "b.txt", "mime_type": "text/plain", "size": 5}
    assert ada.refusal("attachments.create", **params) == (413, "no_room")
    direct = {"file": ("b.txt", b"12345", "text/plain")}
    assert ada.http.post("/api/attachments", files=direct).json()["error"]["code"] == "no_room"
    assert bob.http.post("/api/attachments", files=direct).status_code == 200
    ada.ask("attachments.delete", attachment_id=kept["id"])
    assert ada.http.post("/api/attachments", files=direct).status_code == 200


def test_addresses_open_one_thing_only(ada: Person, stranger: httpx.Client) -> None:
    one = announce(ada, "one.png", "image/png", PNG)
    two = announce(ada, "two.png", "image/png", PNG)
    token = urlsplit(one["upload_descriptor"]["url"]).query
    for path in (f"/api/attachments/{two['id']}?{token}", f"/api/attachments/{one['id']}"):
        assert stranger.put(path, content=PNG).status_code == 404
    assert stranger.get(one["upload_descriptor"]["url"]).status_code == 404
    assert stranger.put(one["preview_url"], content=PNG).status_code == 404


def test_only_the_frame_may_use_them(ada: Person, stranger: httpx.Client) -> None:
    url = announce(ada, "one.png", "image/png", PNG)["upload_descriptor"]["url"]
    ask = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "x-a"}
    allowed = stranger.options(url, headers={"Origin": CDN, **ask})
    assert allowed.headers["access-control-allow-origin"] == CDN
    assert "PUT" in allowed.headers["access-control-allow-methods"]
    assert allowed.headers["access-control-allow-headers"] == "x-a"
    other = stranger.options(url, headers={"Origin": "https://evil.example", **ask})
    assert "access-control-allow-origin" not in other.headers
    chat = ada.http.options("/chatkit", headers={"Origin": CDN, **ask})
    assert "access-control-allow-origin" not in chat.headers


def test_what_is_deleted_is_gone(ada: Person, stranger: httpx.Client, model: ScriptedModel) -> None:
    def upload() -> Any:
        file = ("a.png", PNG, "image/png")
        return ada.http.post("/api/attachments", files={"file": file}).json()

    removed = upload()
    assert ada.ask("attachments.delete", attachment_id=removed["id"]) == {}
    assert stranger.get(removed["preview_url"]).status_code == 404

    sent = upload()
    model.say("A picture.")
    thread_id = thread_of(ada.say("Look", attachments=[sent["id"]]))
    assert ada.ask("threads.delete", thread_id=thread_id) == {}
    assert stranger.get(sent["preview_url"]).status_code == 404
    assert ada.refusal("threads.get_by_id", thread_id=thread_id) == (404, "not_found")


def test_reads_the_newest_files_as_far_as_they_fit() -> None:
    def message(item_id: str, *sizes: int) -> UserMessageItem:
        """A message with files of so many MiB."""
        return UserMessageItem(
            id=item_id,
            thread_id="thr_1",
            created_at=datetime.now(),
            content=[],
            attachments=[
                FileAttachment(
                    id=f"{item_id}-{size}",
                    name="a.pdf",
                    mime_type="application/pdf",
                    metadata={"size": size * 1024 * 1024},
                )
                for size in sizes
            ],
            inference_options=InferenceOptions(),
        )

    history = [message("first", 9), message("second", 8, 3), message("third", 10)]
    assert choose_attachments(history) == {"third-10", "second-8"}
