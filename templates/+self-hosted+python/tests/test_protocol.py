import json
from datetime import datetime
from typing import Any

import pytest
from chatkit.types import ThreadMetadata

from server.context import RequestContext
from server.errors import AppError
from server.limits import LIMITS
from server.protocol import check_request, is_costly, parse_request
from server.storage import Storage

ADA = RequestContext("ada", "http://localhost:3000")


@pytest.mark.anyio
@pytest.mark.parametrize("status", ["locked", "closed"])
async def test_a_thread_that_is_not_open_takes_nothing(storage: Storage, status: str) -> None:
    fields: dict[str, Any] = {"id": "t", "created_at": datetime(2026, 1, 1)}
    fields["status"] = {"type": status, "reason": "Enough for today."}
    message = parse_request(
        b"""{"type": "threads.add_user_message", "params": {"thread_id": "t", "input":
        {"content": [], "attachments": [], "inference_options": {}}}}"""
    )
    async with storage.store:
        await storage.store.save_thread(ThreadMetadata.model_validate(fields), ADA)
        with pytest.raises(AppError, match="Enough for today") as refusal:
            await check_request(message, storage.store, ADA)
    assert (refusal.value.status, refusal.value.code) == (409, f"thread_{status}")
    assert is_costly(message)


def test_names_what_is_wrong_with_a_request() -> None:
    with pytest.raises(AppError) as refusal:
        parse_request(b'{"type": "threads.get_by_id", "params": {}}')
    assert refusal.value.hint == "threads.get_by_id.params.thread_id: Field required"


def test_only_a_dictation_may_be_long() -> None:
    audio = "A" * LIMITS.body_bytes
    title = {"type": "threads.update", "params": {"thread_id": "t", "title": audio}}
    with pytest.raises(AppError) as refusal:
        parse_request(json.dumps(title).encode())
    assert (refusal.value.status, refusal.value.code) == (413, "too_large")
    params = {"audio_base64": audio, "mime_type": "audio/mp4"}
    parse_request(json.dumps({"type": "input.transcribe", "params": params}).encode())


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("audio", "mime_type"),
    [("AAA", "audio/webm"), ("ü", "audio/ogg"), ("AAAA", "audio/\u0000"), ("AAAA", "text/html")],
)
async def test_refuses_what_is_no_recording(storage: Storage, audio: str, mime_type: str) -> None:
    params = {"audio_base64": audio, "mime_type": mime_type}
    request = parse_request(json.dumps({"type": "input.transcribe", "params": params}).encode())
    with pytest.raises(AppError) as refusal:
        await check_request(request, storage.store, ADA)
    assert refusal.value.status == 400
