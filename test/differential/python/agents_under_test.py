"""The agents that scenarios name; `agents-under-test.ts` has the same for Node."""

import asyncio
import base64
import json
import os
from collections.abc import AsyncIterator
from typing import Any

from agents import (
    Agent,
    GuardrailFunctionOutput,
    InputGuardrail,
    OpenAIChatCompletionsModel,
    OpenAIResponsesModel,
    OutputGuardrail,
    RunConfig,
    RunContextWrapper,
    Runner,
    StopAtTools,
    function_tool,
)
from chatkit.agents import (
    AgentContext,
    ClientToolCall,
    ResponseStreamConverter,
    ThreadItemConverter,
    stream_agent_response,
)
from chatkit.store import Store
from chatkit.types import (
    Attachment,
    ClientEffectEvent,
    CustomSummary,
    CustomTask,
    NoticeEvent,
    ProgressUpdateEvent,
    SearchTask,
    ThreadItemDoneEvent,
    ThreadMetadata,
    ThreadStreamEvent,
    URLSource,
    UserMessageTagContent,
    Workflow,
)
from openai import AsyncOpenAI
from openai.types.responses import ResponseInputTextParam

from programme import Context, Step, make_item, states_of

CLIENT = AsyncOpenAI(
    base_url=os.environ.get("MODEL_URL", "http://127.0.0.1:9"), api_key="sk-test", max_retries=0
)
BYTES = b"hello"

Tools = RunContextWrapper[AgentContext[Context]]


@function_tool
def add(a: int, b: int) -> str:
    """Add two numbers."""
    return str(a + b)


@function_tool
async def show_card(wrapper: Tools, title: str) -> str:
    """Show a card."""
    card = {"type": "Card", "children": [{"type": "Title", "value": title}]}
    item = make_item(
        {"type": "widget", "id": "msg_card", "widget": card, "copy_text": title},
        wrapper.context.thread,
    )
    await wrapper.context.stream(ThreadItemDoneEvent(item=item))
    return "shown"


@function_tool
async def stream_card(wrapper: Tools) -> str:
    """Stream a card."""
    states = [card_saying("", True), card_saying("Hel", True), card_saying("Hello", False)]
    await wrapper.context.stream_widget(states_of(states), copy_text="Hello")
    return "streamed"


def card_saying(value: str, streaming: bool) -> dict[str, Any]:
    """A card with one text that can grow."""
    text = {"type": "Text", "id": "said", "value": value, "streaming": streaming}
    return {"type": "Card", "children": [text]}


@function_tool
async def work(wrapper: Tools) -> str:
    """Show a workflow."""
    context = wrapper.context
    await context.start_workflow(Workflow(type="custom", tasks=[]))
    await context.add_workflow_task(CustomTask(title="One", status_indicator="loading"))
    await context.update_workflow_task(CustomTask(title="One", status_indicator="complete"), 0)
    source = URLSource(url="https://example.com/", title="Example")
    await context.add_workflow_task(SearchTask(title="Two", queries=["two"], sources=[source]))
    await context.end_workflow(CustomSummary(title="Worked", icon="check"), expanded=True)
    return "worked"


@function_tool
async def leave_workflow_open(wrapper: Tools) -> str:
    """Show a workflow that goes on."""
    await wrapper.context.add_workflow_task(CustomTask(title="Going on"))
    return "working"


@function_tool
async def announce(wrapper: Tools) -> str:
    """Tell the page something."""
    context = wrapper.context
    await context.stream(ProgressUpdateEvent(icon="search", text="Looking"))
    await context.stream(ClientEffectEvent(name="flash", data={"colour": "red"}))
    await context.stream(NoticeEvent(level="warning", message="**Careful**", title="Mind"))
    return "announced"


@function_tool
def get_selection(wrapper: Tools, kind: str) -> str:
    """Ask the browser what is selected."""
    wrapper.context.client_tool_call = ClientToolCall(
        name="get_selection", arguments={"kind": kind}
    )
    return "asked"


@function_tool(failure_error_function=None)
def break_down() -> str:
    """Fail."""
    raise RuntimeError("The tool broke.")


async def trip_later(_wrapper: Any, _agent: Any, _input: Any) -> GuardrailFunctionOutput:
    """Trip once the model has said something."""
    await asyncio.sleep(0.25)
    return GuardrailFunctionOutput(output_info=None, tripwire_triggered=True)


async def trip(_wrapper: Any, _agent: Any, _output: Any) -> GuardrailFunctionOutput:
    """Trip at once."""
    return GuardrailFunctionOutput(output_info=None, tripwire_triggered=True)


TOOLS = [
    add,
    show_card,
    stream_card,
    work,
    leave_workflow_open,
    announce,
    get_selection,
    break_down,
]


def make_agent(name: str, model: Any) -> Agent[AgentContext[Context]]:
    """An agent of a scenario."""
    common: dict[str, Any] = {"name": name, "instructions": "Be brief.", "model": model}
    match name:
        case "tools":
            stop = StopAtTools(stop_at_tool_names=["get_selection"])
            return Agent(**common, tools=TOOLS, tool_use_behavior=stop)
        case "guarded input":
            guardrail = InputGuardrail(guardrail_function=trip_later, name="later")
            return Agent(**common, input_guardrails=[guardrail])
        case "guarded output":
            return Agent(**common, output_guardrails=[OutputGuardrail(guardrail_function=trip)])
        case _:
            return Agent(**common)


class Converter(ThreadItemConverter):
    """Words attachments and mentions, which the SDK leaves to the app, as the Node one does."""

    async def attachment_to_message_content(self, attachment: Attachment) -> Any:
        name, mime_type = attachment.name, attachment.mime_type
        if mime_type.startswith("text/"):
            text = f"<attachment name={json.dumps(name)}>\n{BYTES.decode()}\n</attachment>"
            return ResponseInputTextParam(type="input_text", text=text)
        url = f"data:{mime_type};base64,{base64.b64encode(BYTES).decode()}"
        if mime_type.startswith("image/"):
            return {"type": "input_image", "detail": "auto", "image_url": url}
        return {"type": "input_file", "filename": name, "file_data": url}

    async def tag_to_message_content(self, tag: UserMessageTagContent) -> Any:
        data = json.dumps(tag.data, separators=(",", ":"))
        return ResponseInputTextParam(type="input_text", text=f"@{tag.text} is {data}")


async def answer_with_agent(
    step: Step, thread: ThreadMetadata, store: Store[Context], context: Context
) -> AsyncIterator[ThreadStreamEvent]:
    """Let an agent answer what the thread holds."""
    kind = OpenAIChatCompletionsModel if step.get("api") == "chat" else OpenAIResponsesModel
    model = kind(model=step["model"], openai_client=CLIENT)
    page = await store.load_thread_items(thread.id, None, 20, "desc", context)
    agent_context = AgentContext(thread=thread, store=store, request_context=context)
    result = Runner.run_streamed(
        make_agent(step["agent"], model),
        await Converter().to_agent_input(page.data[::-1]),
        context=agent_context,
        run_config=RunConfig(tracing_disabled=True),
    )
    converter = ResponseStreamConverter(partial_images=2)
    async for event in stream_agent_response(agent_context, result, converter=converter):
        yield event
