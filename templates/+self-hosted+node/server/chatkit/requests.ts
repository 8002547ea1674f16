import { z } from "zod";
import { RequestError } from "./errors.ts";

const MAXIMUM_DEPTH = 100;
const HINT_LENGTH = 200;
/** More than anyone reads of a title; a list holds a hundred of them. */
const TITLE_LENGTH = 1_000;

// A key that the client may leave out may also be null, as in OpenAI's own server.

const id = z.string().refine((text) => !text.includes("\0"), "A null character");
const json = z
  .unknown()
  .refine((value) => value !== undefined, "Required")
  .refine((value) => isShallow(value), "Nested too deeply");
const limit = z.int().nullish();
const order = z.enum(["asc", "desc"]).default("desc");

const message = z.object({
  content: z.array(
    z.discriminatedUnion("type", [
      z.object({ type: z.literal("input_text"), text: z.string() }),
      z.object({
        type: z.literal("input_tag"),
        id: z.string(),
        text: z.string(),
        data: z.record(z.string(), json),
        group: z.string().nullish(),
        interactive: z.boolean().default(false),
      }),
    ]),
  ),
  attachments: z.array(id),
  quoted_text: z.string().nullish(),
  inference_options: z.object({
    tool_choice: z.object({ id: z.string() }).nullish(),
    model: z.string().nullish(),
  }),
});

const submission = z.object({
  status: z.enum(["answered", "skipped"]).default("answered"),
  answers: z
    .record(
      z.string(),
      z.object({
        values: z.array(z.string()).default([]),
        skipped: z.boolean().default(false),
      }),
    )
    .default({}),
});

const customAction = z.object({
  thread_id: id,
  item_id: id.nullish(),
  action: z.object({ type: z.string(), payload: json.optional() }),
});

/** Every request there is; a key that it does not know is left out. */
export const requestSchema = z.discriminatedUnion("type", [
  // Answered with a stream of events
  request("threads.create", z.object({ input: message })),
  request("threads.add_user_message", z.object({ thread_id: id, input: message })),
  request("threads.add_client_tool_output", z.object({ thread_id: id, result: json })),
  request(
    "threads.add_structured_input",
    z.object({ thread_id: id, item_id: id, input: submission }),
  ),
  request("threads.retry_after_item", z.object({ thread_id: id, item_id: id })),
  request("threads.custom_action", customAction),
  // Answered at once
  request("threads.get_by_id", z.object({ thread_id: id })),
  request("threads.list", z.object({ limit, order, after: id.nullish() })),
  request("threads.update", z.object({ thread_id: id, title: z.string().max(TITLE_LENGTH) })),
  request("threads.delete", z.object({ thread_id: id })),
  request("threads.sync_custom_action", customAction),
  request("items.list", z.object({ thread_id: id, limit, order, after: id.nullish() })),
  request(
    "items.feedback",
    z.object({ thread_id: id, item_ids: z.array(id), kind: z.enum(["positive", "negative"]) }),
  ),
  request(
    "attachments.create",
    z.object({ name: z.string(), size: z.int(), mime_type: z.string() }),
  ),
  request("attachments.delete", z.object({ attachment_id: id })),
  request("input.transcribe", z.object({ audio_base64: z.string(), mime_type: z.string() })),
]);

function request<Type extends string, Params extends z.ZodObject>(type: Type, params: Params) {
  return z.object({
    type: z.literal(type),
    params,
    metadata: z.record(z.string(), json).default({}),
  });
}

/** A request of ChatKit's client; keys that are not known here are left out. */
export type ChatKitRequest = z.infer<typeof requestSchema>;

/** The request of one type. */
export type RequestOf<Type extends ChatKitRequest["type"]> = Extract<
  ChatKitRequest,
  { type: Type }
>;

/** What the user sent with a message. */
export type UserMessageInput = z.infer<typeof message>;

/** The answers to a form. */
export type StructuredInputSubmission = z.infer<typeof submission>;

/** The types of the requests that are answered with a stream of events. */
export const STREAMING = [
  "threads.create",
  "threads.add_user_message",
  "threads.add_client_tool_output",
  "threads.add_structured_input",
  "threads.retry_after_item",
  "threads.custom_action",
] as const;

/** A request that is answered with a stream of events. */
export type StreamingRequest = RequestOf<(typeof STREAMING)[number]>;

/** Whether a request is answered with a stream of events. */
export function isStreaming(request: ChatKitRequest): request is StreamingRequest {
  return (STREAMING as readonly string[]).includes(request.type);
}

/**
 * How much of a request is not the recording in it, if there is one, in bytes.
 *
 * It is told without reading the request, which would be work that anyone could give.
 */
export function bytesBesideRecording(body: Uint8Array): number {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("latin1");
  const [, recording = ""] = /"audio_base64"\s*:\s*"([A-Za-z0-9+/=]*)"/.exec(text) ?? [];
  return body.length - recording.length;
}

/**
 * Reads a request.
 *
 * @param body JSON, as text or in UTF-8
 * @throws RequestError 400, whose hint names the fault and where it is
 */
export function parseRequest(body: string | Uint8Array): ChatKitRequest {
  const result = requestSchema.safeParse(parseJson(body));
  if (result.success) {
    return result.data;
  }
  const [fault] = result.error.issues;
  throw badRequest(`${fault?.path.join(".") || "body"}: ${fault?.message}`);
}

function parseJson(body: string | Uint8Array): unknown {
  try {
    const text =
      typeof body === "string" ? body : new TextDecoder("utf-8", { fatal: true }).decode(body);
    if (hasHalfCharacter(text)) {
      throw new SyntaxError("Half of a surrogate pair");
    }
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(`body: ${error instanceof Error ? error.message : error}`);
  }
}

function badRequest(hint: string): RequestError {
  return new RequestError(
    400,
    "bad_request",
    "This is not a ChatKit request.",
    hint.slice(0, HINT_LENGTH),
  );
}

/** Whether an escape stands for half of a character, which no database keeps. */
function hasHalfCharacter(text: string): boolean {
  const half = /\\u[dD][89a-fA-F]/;
  const whole = /\\\\|\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}/g;
  return half.test(text) && half.test(text.replace(whole, ""));
}

/** Whether a value can be written as JSON again without running out of stack. */
export function isShallow(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAXIMUM_DEPTH) {
      return false;
    }
    const next: unknown[] = [];
    for (const entry of level) {
      if (typeof entry === "object" && entry !== null) {
        for (const child of Object.values(entry)) {
          next.push(child);
        }
      }
    }
    level = next;
  }
  return true;
}
