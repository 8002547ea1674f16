"""Uses OpenAI's SDKs for Python against the API that OPENAI_BASE_URL names, and tells what came."""

import asyncio
import io
import json
import sys

from agents import (
    Agent,
    ModelSettings,
    Runner,
    function_tool,
    set_default_openai_api,
    set_tracing_disabled,
)
from openai import AuthenticationError, OpenAI, RateLimitError
from pydantic import BaseModel


class Trip(BaseModel):
    """What an agent with structured output answers."""

    city: str
    days: int
    stops: list[str]


@function_tool
def get_weather(city: str) -> str:
    """Tell the weather of a city."""
    return (
        f"A card shows this to the user, so do not repeat it: {city} in May: usually 20° by day, "
        "11° at night. Some rain, about 9 wet days."
    )


def use_client() -> dict[str, object]:
    """Use the plain SDK."""
    client = OpenAI(max_retries=0)
    told: dict[str, object] = {}
    told["whole"] = client.responses.create(model="m", input="Show me a list").output_text
    with client.responses.stream(model="m", input="Show me reasoning") as stream:
        told["events"] = sorted({event.type for event in stream})
        told["streamed"] = stream.get_final_response().output_text
    parsed = client.responses.parse(model="m", input="A trip?", text_format=Trip)
    told["parsed"] = parsed.output_parsed is not None
    first = client.responses.create(model="m", input="hello")
    second = client.responses.create(
        model="m", input="Which model?", previous_response_id=first.id
    )
    told["chained"] = second.output_text
    messages = [{"role": "user", "content": "Show me a list"}]
    chunks = client.chat.completions.create(
        model="m", messages=messages, stream=True, stream_options={"include_usage": True}
    )
    text, tokens = "", 0
    for chunk in chunks:
        text += "".join(choice.delta.content or "" for choice in chunk.choices)
        tokens = chunk.usage.total_tokens if chunk.usage else tokens
    told["chat"], told["tokens"] = text, tokens
    sound = ("speech.webm", io.BytesIO(b"sound"), "audio/webm")
    told["transcript"] = client.audio.transcriptions.create(model="whisper-1", file=sound).text
    told["models"] = len(list(client.models.list()))
    try:
        client.responses.create(model="m", input="rate limit")
    except RateLimitError as error:
        told["limited"] = error.code
    try:
        client.models.list(extra_headers={"Authorization": "none"})
    except AuthenticationError as error:
        told["without_key"] = error.status_code
    return told


async def use_agents(api: str) -> dict[str, object]:
    """Run agents, by one of the SDK's APIs."""
    set_default_openai_api(api)
    told: dict[str, object] = {}
    agent = Agent(name="Assistant", model="m", tools=[get_weather])
    result = Runner.run_streamed(agent, "What is the weather like in Paris?")
    items, deltas = [], 0
    async for event in result.stream_events():
        if event.type == "run_item_stream_event":
            items.append(event.name)
        elif event.type == "raw_response_event":
            deltas += event.data.type == "response.output_text.delta"
    told["items"], told["deltas"], told["said"] = items, deltas, result.final_output
    forced = Agent(
        name="Assistant",
        model="m",
        tools=[get_weather],
        model_settings=ModelSettings(tool_choice="get_weather"),
    )
    told["forced"] = (await Runner.run(forced, "Lima")).final_output
    planner = Agent(name="Planner", model="m", output_type=Trip)
    told["planned"] = isinstance((await Runner.run(planner, "Where to?")).final_output, Trip)
    return told


if __name__ == "__main__":
    set_tracing_disabled(disabled=True)
    answers = {
        "client": use_client(),
        "responses": asyncio.run(use_agents("responses")),
        "chat_completions": asyncio.run(use_agents("chat_completions")),
    }
    json.dump(answers, sys.stdout)
