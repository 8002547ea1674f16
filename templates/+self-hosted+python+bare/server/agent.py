"""The assistant: who it is and what it can do. This is the file to edit."""

from agents import Agent

from .chat import ChatContext, ChatServer

assistant = Agent[ChatContext](
    name="Assistant",
    instructions="You are a helpful assistant. Answer briefly, in the user's language.",
    # Python functions that the model may call go here: https://openai.github.io/openai-agents-python/tools/
    tools=[],
)


class Assistant(ChatServer):
    """Answers every message with the agent above; OPENAI_MODEL names its model."""

    agent = assistant
