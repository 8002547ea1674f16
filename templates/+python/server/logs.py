"""What the server writes to its log."""

import asyncio
import logging


def configure_logs() -> None:
    """Log warnings of libraries and everything that this app has to say."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    # A line for each request to OpenAI, and for each of the page, would hide the rest.
    for library in ("httpx", "httpx2", "chatkit"):
        logging.getLogger(library).setLevel(logging.WARNING)
    # A stream that somebody stops is no fault, and needs no stack trace.
    for library in ("uvicorn.error", "asyncio"):
        logging.getLogger(library).addFilter(is_no_stopped_stream)


def is_no_stopped_stream(record: logging.LogRecord) -> bool:
    """Whether a message is about anything but a task that ended because its stream was stopped."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, asyncio.CancelledError | StopAsyncIteration)
