"""What every part of the chat knows about the request it works for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RequestContext:
    """Whose request it is, and where it came to."""

    user_id: str
    origin: str
    """The public origin of this server, such as `https://example.com`."""
