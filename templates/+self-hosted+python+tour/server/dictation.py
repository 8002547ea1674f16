"""Turns speech into text for the composer."""

from chatkit.types import AudioInput, TranscriptionResult

from .model import ModelConnection
from .model_errors import KEY_MISSING, MODEL_ERRORS, explain

TRANSCRIPTION_MODEL = "gpt-4o-mini-transcribe"


async def transcribe(connection: ModelConnection, audio: AudioInput) -> TranscriptionResult:
    """Write down what was said.

    Raises:
        AppError: if the model fails, in words for the person who speaks.
    """
    if not connection.is_ready:
        raise KEY_MISSING.for_route()
    extension = audio.media_type.removeprefix("audio/")
    try:
        result = await connection.client.audio.transcriptions.create(
            model=TRANSCRIPTION_MODEL,
            file=(f"speech.{extension}", audio.data, audio.media_type),
        )
    except MODEL_ERRORS as error:
        failure = explain(error, TRANSCRIPTION_MODEL, connection, "server/dictation.py")
        raise failure.for_route() from error
    return TranscriptionResult(text=result.text)
