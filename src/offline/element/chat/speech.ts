import type { Backend } from "./backend.ts";
import { fieldsOf } from "./read-item.ts";

/**
 * Has the server turn speech into text.
 *
 * @param audio whose type is one that the server takes, such as `audio/webm;codecs=opus` (facts 3.6)
 */
export async function transcribe(
  audio: Blob,
  backend: Backend,
  signal: AbortSignal,
): Promise<string> {
  const answer = await backend.ask(
    "input.transcribe",
    { audio_base64: await base64Of(audio), mime_type: audio.type },
    signal,
  );
  const text = fieldsOf(answer)?.text;
  if (typeof text !== "string")
    throw new Error("The server's answer to input.transcribe has no text.");
  return text;
}

function base64Of(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    // A data URL, of which the part after the comma is wanted.
    reader.onload = () => resolve(String(reader.result).split(",")[1] ?? "");
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
