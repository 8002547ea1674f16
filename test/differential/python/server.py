"""The official ChatKit server, whose handlers do what the requests tell them.

Prints the port that it listens on as one line of JSON.
"""

import json
import logging
import socket
import sys
from collections.abc import AsyncIterator
from typing import Any

import uvicorn
from chatkit.server import ChatKitServer, StreamingResult
from chatkit.store import NotFoundError
from chatkit.types import (
    Action,
    AudioInput,
    ClientEffectEvent,
    FeedbackKind,
    StreamOptions,
    SyncCustomActionResponse,
    ThreadMetadata,
    ThreadStreamEvent,
    TranscriptionResult,
    UserMessageItem,
    WidgetItem,
)
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from agents_under_test import answer_with_agent
from programme import Context, fail, make_item, read_context, run_step, told, told_all
from store import MemoryStore, Uploads

LIMIT = 100


class BareServer(ChatKitServer[Context]):
    """Answers messages, and has no other handler."""

    async def respond(
        self,
        thread: ThreadMetadata,
        input_user_message: UserMessageItem | None,
        context: Context,
    ) -> AsyncIterator[ThreadStreamEvent]:
        given = {"thread": thread, "message": input_user_message}
        async for event in self.run(thread, context, given):
            yield event

    async def run(
        self, thread: ThreadMetadata, context: Context, given: dict[str, Any]
    ) -> AsyncIterator[ThreadStreamEvent]:
        for step in context.steps:
            if step.get("tell") == "feedback":
                yield ClientEffectEvent(name="feedback", data={"heard": HEARD.get(thread.id, [])})
            elif "agent" in step:
                async for event in answer_with_agent(step, thread, self.store, context):
                    yield event
            else:
                async for event in run_step(step, thread, given):
                    yield event


HEARD: dict[str, list[Any]] = {}


class FullServer(BareServer):
    """Has every handler."""

    async def action(
        self,
        thread: ThreadMetadata,
        action: Action[str, Any],
        sender: WidgetItem | None,
        context: Context,
    ) -> AsyncIterator[ThreadStreamEvent]:
        given = {"thread": thread, "action": action, "sender": sender}
        async for event in self.run(thread, context, given):
            yield event

    async def sync_action(
        self,
        thread: ThreadMetadata,
        action: Action[str, Any],
        sender: WidgetItem | None,
        context: Context,
    ) -> SyncCustomActionResponse:
        for step in context.steps:
            if "throw" in step:
                fail(step)
            if "item" in step:
                return SyncCustomActionResponse(updated_item=make_item(step["item"], thread))
            if "given" in step:
                data = told_all({"thread": thread, "action": action, "sender": sender})
                call = {"type": "client_tool_call", "id": "given", "call_id": "given", "name": "given"}
                item = make_item({**call, "arguments": data}, thread)
                return SyncCustomActionResponse(updated_item=item)
        return SyncCustomActionResponse()

    async def add_feedback(
        self, thread_id: str, item_ids: list[str], feedback: FeedbackKind, context: Context
    ) -> None:
        for step in context.steps:
            fail(step)
        await self.store.load_thread(thread_id, context)
        HEARD.setdefault(thread_id, []).append({"items": item_ids, "kind": feedback})

    async def transcribe(self, audio_input: AudioInput, context: Context) -> TranscriptionResult:
        for step in context.steps:
            fail(step)
        words = [audio_input.mime_type, audio_input.media_type, audio_input.data.hex()]
        return TranscriptionResult(text=" ".join(words))

    def get_stream_options(self, thread: ThreadMetadata, context: Context) -> StreamOptions:
        return StreamOptions(allow_cancel=context.allow_cancel)


STORE = MemoryStore()
SERVERS = {"full": FullServer(STORE, Uploads()), "bare": BareServer(STORE)}


async def chatkit(request: Request) -> Response:
    """Answer as the SDK does; what it throws is told by its name."""
    body = await request.body()
    context = read_context(request.headers["x-user"], body)
    try:
        result = await SERVERS[request.path_params["server"]].process(body, context)
    except ValidationError:
        return JSONResponse({}, 400)
    except NotFoundError:
        return JSONResponse({}, 404)
    except Exception as error:
        return JSONResponse({"raised": type(error).__name__}, 500)
    if isinstance(result, StreamingResult):
        return StreamingResponse(result, media_type="text/event-stream")
    return Response(result.json, media_type="application/json")


async def stored(request: Request) -> Response:
    """Everything that the store holds of a thread, hidden items as well."""
    context = Context(request.headers["x-user"])
    thread_id = request.path_params["thread"]
    try:
        thread = await STORE.load_thread(thread_id, context)
        items = await STORE.load_thread_items(thread_id, None, LIMIT, "asc", context)
    except NotFoundError:
        return JSONResponse({}, 404)
    return JSONResponse({"thread": told(thread), "items": told(items.data)})


async def uploaded(request: Request) -> Response:
    """Take note that the bytes of an attachment have come."""
    context = Context(request.headers["x-user"])
    attachment = await STORE.load_attachment(request.path_params["attachment"], context)
    attachment.upload_descriptor = None
    await STORE.save_attachment(attachment, context)
    return JSONResponse({})


def main() -> None:
    """Serve on a free port until the process is ended."""
    logging.disable()
    app = Starlette(
        routes=[
            Route("/{server}/chatkit", chatkit, methods=["POST"]),
            Route("/stored/{thread}", stored),
            Route("/uploaded/{attachment}", uploaded, methods=["POST"]),
        ]
    )
    listener = socket.create_server(("127.0.0.1", 0))
    print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
    config = uvicorn.Config(app, log_level="critical", access_log=False)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    sys.exit(main())
