"""Asks the stand-in with OpenAI's own package for Python, and prints what it understood."""

import asyncio
import json
import sys

import openai

USER, THREADS = sys.argv[1], json.loads(sys.argv[2])
client = openai.OpenAI(max_retries=0)
chatkit = client.beta.chatkit


def refused(ask):
    try:
        ask()
    except openai.APIStatusError as error:
        return {
            "class": type(error).__name__,
            "status": error.status_code,
            "type": error.type,
            "param": error.param,
            "code": error.code,
            "request_id": bool(error.request_id and error.request_id.startswith("req_")),
        }
    return None


def create(**more):
    return chatkit.sessions.create(user=USER, workflow={"id": "wf_offline"}, **more)


async def ids_of_async_client():
    asynchronous = openai.AsyncOpenAI(max_retries=0)
    pages = asynchronous.beta.chatkit.threads.list(user=USER, limit=2, order="asc")
    return [thread.id async for thread in pages]


session = create(
    expires_after={"anchor": "created_at", "seconds": 60},
    rate_limits={"max_requests_per_1_minute": 3},
    chatkit_configuration={"file_upload": {"enabled": True}},
)
cancelled = chatkit.sessions.cancel(session.id)
listed = [thread.id for thread in chatkit.threads.list(user=USER, limit=2, order="asc")]
thread = chatkit.threads.retrieve(THREADS[0])
items = list(chatkit.threads.list_items(THREADS[0], limit=1, order="asc"))
deleted = chatkit.threads.delete(THREADS[-1])

print(
    json.dumps(
        {
            "session": session.to_dict(),
            "cancelled": cancelled.status,
            "listed": listed,
            "listed_async": asyncio.run(ids_of_async_client()),
            "thread": thread.to_dict(),
            "items": [[type(item).__name__, item.type] for item in items],
            "deleted": deleted.to_dict(),
            "refused": {
                "unknown": refused(lambda: create(extra_body={"metadata": {}})),
                "seconds": refused(
                    lambda: create(expires_after={"anchor": "created_at", "seconds": 601})
                ),
                "workflow": refused(
                    lambda: chatkit.sessions.create(user=USER, workflow={"id": "nonsense"})
                ),
                "session": refused(lambda: chatkit.sessions.cancel("cksess_none")),
                "thread": refused(lambda: chatkit.threads.retrieve(THREADS[-1])),
                "limit": refused(lambda: chatkit.threads.list(limit=101)),
                "key": refused(
                    lambda: openai.OpenAI(
                        api_key="nonsense", max_retries=0
                    ).beta.chatkit.threads.list()
                ),
            },
        }
    )
)
