"""A local server that answers as OpenAI's Responses API does, with what a test tells it to say."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

Item = dict[str, Any]


@dataclass
class ScriptedModel:
    """What the model will say, and what it was asked."""

    answers: deque[Item | Response] = field(default_factory=deque)
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    """The Authorization headers that came."""
    title: str = "A title"
    is_slow: bool = False
    """Whether the model stops after its first word for longer than anybody waits."""
    same_ids: bool = False
    """Whether every message has the same id, as with some providers."""

    def say(self, text: str) -> None:
        """Answer the next request with a text."""
        self.answers.append(
            {
                "id": "__fake_id__" if self.same_ids else f"msg_{uuid4().hex}",
                "type": "message",
                "role": "assistant",
                "status": "completed",
                "content": [{"type": "output_text", "text": text, "annotations": []}],
            }
        )

    def call(self, name: str, **arguments: Any) -> None:
        """Answer the next request with a call of a tool."""
        self.answers.append(
            {
                "id": f"fc_{uuid4().hex}",
                "type": "function_call",
                "call_id": f"call_{uuid4().hex}",
                "name": name,
                "arguments": json.dumps(arguments),
                "status": "completed",
            }
        )

    def fail(self, status: int, code: str | None = None, message: str = "No.") -> None:
        """Refuse the next request."""
        error = {"message": message, "type": "error", "param": None, "code": code}
        headers = {"x-request-id": "req_1", "Retry-After": "60"}
        self.answers.append(JSONResponse({"error": error}, status, headers=headers))

    def app(self) -> FastAPI:
        """The server."""
        app = FastAPI()

        @app.post("/v1/responses")
        async def responses(request: Request) -> Response:
            body = await request.json()
            self.keys.append(request.headers["authorization"])
            if not body.get("stream"):
                return JSONResponse(_response(body, [_message(self.title)]))
            self.requests.append(body)
            answer = self.answers.popleft()
            if isinstance(answer, Response):
                return answer
            events = _events(body, answer, is_slow=self.is_slow)
            return StreamingResponse(events, media_type="text/event-stream")

        @app.post("/v1/audio/transcriptions")
        async def transcriptions(request: Request) -> dict[str, str]:
            async with request.form() as form:
                return {"text": f"Heard {form['model']}"}

        return app


async def _events(body: dict[str, Any], item: Item, *, is_slow: bool) -> AsyncIterator[bytes]:
    number = 0

    def event(kind: str, **fields: Any) -> bytes:
        nonlocal number
        number += 1
        data = json.dumps({"type": kind, "sequence_number": number, **fields})
        return f"event: {kind}\ndata: {data}\n\n".encode()

    yield event("response.created", response=_response(body, []))
    at = {"output_index": 0, "item_id": item["id"]}
    if item["type"] == "message":
        part = item["content"][0]
        empty = {**part, "text": ""}
        started = {**item, "status": "in_progress", "content": []}
        yield event("response.output_item.added", output_index=0, item=started)
        yield event("response.content_part.added", **at, content_index=0, part=empty)
        for word in part["text"].split(" "):
            yield event(
                "response.output_text.delta", **at, content_index=0, delta=f"{word} ", logprobs=[]
            )
            if is_slow:
                await asyncio.sleep(60)
        yield event(
            "response.output_text.done", **at, content_index=0, text=part["text"], logprobs=[]
        )
        yield event("response.content_part.done", **at, content_index=0, part=part)
    else:
        started = {**item, "status": "in_progress", "arguments": ""}
        yield event("response.output_item.added", output_index=0, item=started)
        yield event("response.function_call_arguments.done", **at, arguments=item["arguments"])
    yield event("response.output_item.done", output_index=0, item=item)
    yield event("response.completed", response=_response(body, [item]))


def _message(text: str) -> Item:
    return {
        "id": "msg_title",
        "type": "message",
        "role": "assistant",
        "status": "completed",
        "content": [{"type": "output_text", "text": text, "annotations": []}],
    }


def _response(body: dict[str, Any], output: list[Item]) -> dict[str, Any]:
    return {
        "id": f"resp_{uuid4().hex}",
        "object": "response",
        "created_at": 1,
        "status": "completed" if output else "in_progress",
        "model": body["model"],
        "output": output,
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": {
            "input_tokens": 1,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": 1,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": 2,
        },
    }
