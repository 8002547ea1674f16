import { toFile } from "openai";
import type { AudioInput } from "./chatkit/server.ts";
import type { ModelConnection } from "./model.ts";
import { forRoute } from "./model-errors.ts";

const TRANSCRIPTION_MODEL = "gpt-4o-mini-transcribe";

/**
 * Writes down what was said, for the composer.
 *
 * @throws AppError, if the model fails, in words for the person who speaks
 */
export async function transcribe(
  { data, mediaType }: AudioInput,
  { client, fault, explain }: ModelConnection,
  signal: AbortSignal,
): Promise<string> {
  if (fault) {
    throw forRoute(fault);
  }
  const name = `speech.${mediaType.replace(/^audio\//, "")}`;
  try {
    const file = await toFile(data, name, { type: mediaType });
    const { text } = await client.audio.transcriptions.create(
      { model: TRANSCRIPTION_MODEL, file },
      { signal },
    );
    return text;
  } catch (error) {
    const failure = signal.aborted
      ? undefined
      : explain(error, TRANSCRIPTION_MODEL, "server/dictation.ts");
    throw failure ? forRoute(failure) : error;
  }
}
