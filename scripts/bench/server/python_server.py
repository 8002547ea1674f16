"""The official server with the SQLite store of the apps.

Arguments: the directory of its data, and how many words an answer has.
"""

import asyncio
import json
import socket
import sys
import types
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import uvicorn
from chatkit.server import ChatKitServer, StreamingResult
from chatkit.types import (
    AssistantMessageContent,
    AssistantMessageContentPartAdded,
    AssistantMessageContentPartDone,
    AssistantMessageContentPartTextDelta,
    AssistantMessageItem,
    ThreadItemAddedEvent,
    ThreadItemDoneEvent,
    ThreadItemUpdatedEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    UserMessageItem,
)
from fastapi import FastAPI, Request
from starlette.responses import Response, StreamingResponse

# The layers of an app, as one package.
TEMPLATES = Path(__file__).parents[3] / "templates"
LAYERS = ["+python", "+self-hosted+python", "+python+sqlite"]
package = types.ModuleType("server")
package.__path__ = [str(TEMPLATES / layer / "server") for layer in LAYERS]
sys.modules["server"] = package
app_id = types.ModuleType("server.app_id")
app_id.APP_ID = "bench"  # type: ignore[attr-defined]
sys.modules["server.app_id"] = app_id

from server.attachment_urls import AttachmentUrls  # noqa: E402
from server.context import RequestContext  # noqa: E402
from server.environment import Environment  # noqa: E402
from server.store import open_storage  # noqa: E402

DIRECTORY, WORDS = Path(sys.argv[1]), int(sys.argv[2])
CONTEXT = RequestContext("user", "http://127.0.0.1")
STORE = open_storage(Environment({}, {}), DIRECTORY, AttachmentUrls("secret")).store


class Server(ChatKitServer[RequestContext]):
    """Says the same words in every answer."""

    async def respond(
        self,
        thread: ThreadMetadata,
        input_user_message: UserMessageItem | None,
        context: RequestContext,
    ) -> AsyncIterator[ThreadStreamEvent]:
        item_id = f"msg_{uuid.uuid4()}"
        created_at = datetime.now()

        def item(content: list[AssistantMessageContent]) -> AssistantMessageItem:
            return AssistantMessageItem(
                id=item_id, thread_id=thread.id, created_at=created_at, content=content
            )

        yield ThreadItemAddedEvent(item=item([]))
        yield ThreadItemUpdatedEvent(
            item_id=item_id,
            update=AssistantMessageContentPartAdded(
                content_index=0, content=AssistantMessageContent(text="")
            ),
        )
        if input_user_message and input_user_message.content[0].text == "wait":
            await asyncio.Event().wait()
        text = ""
        for word in range(WORDS):
            delta = f"word{word} "
            text += delta
            yield ThreadItemUpdatedEvent(
                item_id=item_id,
                update=AssistantMessageContentPartTextDelta(content_index=0, delta=delta),
            )
        content = AssistantMessageContent(text=text)
        yield ThreadItemUpdatedEvent(
            item_id=item_id,
            update=AssistantMessageContentPartDone(content_index=0, content=content),
        )
        yield ThreadItemDoneEvent(item=item([content]))


SERVER = Server(STORE)


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    """Keep the store open."""
    async with STORE:
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/chatkit")
async def chatkit(request: Request) -> Response:
    """Answer ChatKit's client."""
    result = await SERVER.process(await request.body(), CONTEXT)
    if isinstance(result, StreamingResult):
        return StreamingResponse(result, media_type="text/event-stream")
    return Response(result.json, media_type="application/json")


if __name__ == "__main__":
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
    config = uvicorn.Config(app, log_level="critical", access_log=False)
    uvicorn.Server(config).run(sockets=[listener])
