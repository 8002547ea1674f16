import { Hono } from "hono";
import { badRequest } from "../api/errors.ts";
import type { ScriptedModel } from "./model.ts";
import { eventStream } from "./server-sent-events.ts";
import { countTokens } from "./usage.ts";

/** Said instead of what was said: nothing listens here. */
const TRANSCRIPT = "Dictation is offline, so this stands in for what you said.";

const FORMATS = ["json", "text", "srt", "vtt", "verbose_json", "diarized_json"] as const;
type Format = (typeof FORMATS)[number];
/** As long as it takes to say the text. */
const SECONDS = 3;

/** Transcriptions: https://platform.openai.com/docs/api-reference/audio/createTranscription */
export function transcriptionRoutes(model: ScriptedModel): Hono {
  const routes = new Hono();
  routes.post("/transcriptions", async (c) => {
    const form = await c.req.formData().catch(() => {
      throw badRequest("The body must be multipart/form-data.", null, "invalid_body");
    });
    if (!(form.get("file") instanceof File)) throw missing("file");
    const name = form.get("model");
    if (typeof name !== "string" || name === "") throw missing("model");
    const wanted = form.get("response_format") ?? "json";
    const format = FORMATS.find((known) => known === wanted);
    if (!format) {
      const known = FORMATS.join(", ");
      throw badRequest(`Invalid 'response_format': it must be one of ${known}.`, "response_format");
    }
    if (form.get("stream") === "true" && name !== "whisper-1") {
      return eventStream((signal) => spoken(model, signal), c.req.raw.signal);
    }
    const body = bodyOf(format);
    return typeof body === "string" ? c.text(body) : c.json(body);
  });
  return routes;
}

function missing(param: string) {
  const message = `Missing required parameter: '${param}'.`;
  return badRequest(message, param, "missing_required_parameter");
}

function bodyOf(format: Format): string | object {
  const [start, end] = ["00:00:00", "00:00:03"];
  switch (format) {
    case "text":
      return `${TRANSCRIPT}\n`;
    case "srt":
      return `1\n${start},000 --> ${end},000\n${TRANSCRIPT}\n\n`;
    case "vtt":
      return `WEBVTT\n\n${start}.000 --> ${end}.000\n${TRANSCRIPT}\n\n`;
    case "json":
      return { text: TRANSCRIPT, usage: usage() };
    case "diarized_json": {
      const segment = { id: "seg_0", type: "transcript.text.segment", speaker: "A" };
      const segments = [{ ...segment, start: 0, end: SECONDS, text: TRANSCRIPT }];
      return { task: "transcribe", duration: SECONDS, text: TRANSCRIPT, segments, usage: usage() };
    }
    case "verbose_json":
      return {
        task: "transcribe",
        language: "english",
        duration: SECONDS,
        text: TRANSCRIPT,
        segments: [
          {
            id: 0,
            seek: 0,
            start: 0,
            end: SECONDS,
            text: TRANSCRIPT,
            tokens: [],
            temperature: 0,
            avg_logprob: 0,
            compression_ratio: 1,
            no_speech_prob: 0,
          },
        ],
        usage: { type: "duration", seconds: SECONDS },
      };
  }
}

async function* spoken(model: ScriptedModel, signal: AbortSignal): AsyncGenerator<string> {
  for await (const delta of model.stream(TRANSCRIPT, signal)) {
    yield written({ type: "transcript.text.delta", delta });
  }
  if (!signal.aborted) {
    yield written({ type: "transcript.text.done", text: TRANSCRIPT, usage: usage() });
  }
}

const written = (event: object) => `data: ${JSON.stringify(event)}\n\n`;

function usage() {
  const output_tokens = countTokens(TRANSCRIPT);
  const input_token_details = { audio_tokens: 0, text_tokens: 0 };
  return {
    type: "tokens",
    input_tokens: 0,
    input_token_details,
    output_tokens,
    total_tokens: output_tokens,
  };
}
