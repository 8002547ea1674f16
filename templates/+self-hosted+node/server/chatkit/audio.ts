import { unusable } from "./errors.ts";
import type { AudioInput } from "./handlers.ts";

const AUDIO_TYPES = ["audio/webm", "audio/mp4", "audio/ogg"];

/**
 * Reads a recording.
 *
 * @throws RequestError 400, if it is none
 */
export function readAudio(audioBase64: string, mimeType: string): AudioInput {
  const mediaType = mimeType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (!AUDIO_TYPES.includes(mediaType)) {
    throw unusable("Speech is taken as WebM, MP4 or Ogg.");
  }
  if (audioBase64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(audioBase64)) {
    throw unusable("The recording is not in Base64.");
  }
  if (audioBase64 === "") {
    throw unusable("The recording is empty.");
  }
  return { data: new Uint8Array(Buffer.from(audioBase64, "base64")), mimeType, mediaType };
}
