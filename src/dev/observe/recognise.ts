import { requestSchema } from "../../../templates/+self-hosted+node/server/chatkit/requests.ts";
import type { Fault } from "../events.ts";
import { requestFaults } from "../schema/faults.ts";

/** A request of the protocol, whatever its path. */
export interface RecognisedRequest {
  /** `threads.create` … */
  readonly operation: string;
  readonly threadId: string | null;
  readonly itemIds: readonly string[];
  readonly faults: readonly Fault[];
}

/** The operations of the protocol (facts 3.1). */
const OPERATIONS = new Set(requestSchema.options.map(({ shape }) => shape.type.value as string));

/** One that is not known may be a misspelt one, or one that is newer than this program. */
const LIKE_AN_OPERATION = /^(?:threads|items|attachments|input)\.[a-z_]+$/;
const OPERATION_IN_TEXT = /"type"\s*:\s*"((?:threads|items|attachments|input)\.[a-z_]+)"/;

/**
 * Tells whether a body is a request of ChatKit's client.
 *
 * @param start of the body
 * @param end the body's last characters, where the start is not all of it
 * @returns null where it is something else
 */
export function recogniseRequest(start: string, end: string | null): RecognisedRequest | null {
  const found =
    OPERATION_IN_TEXT.exec(start) ?? (end === null ? null : OPERATION_IN_TEXT.exec(end));
  if (!found) return null;
  if (end !== null) {
    // A long recording, mostly: the whole of it is not here to be checked.
    const operation = found[1] ?? "";
    return OPERATIONS.has(operation)
      ? { operation, threadId: null, itemIds: [], faults: [] }
      : null;
  }
  const body = parseObject(start);
  const operation = body?.type;
  const params = asObject(body?.params);
  if (!body || typeof operation !== "string") return null;
  if (!OPERATIONS.has(operation) && !(LIKE_AN_OPERATION.test(operation) && params)) return null;
  return {
    operation,
    threadId: asText(params?.thread_id),
    itemIds: [params?.item_id, ...(Array.isArray(params?.item_ids) ? params.item_ids : [])].filter(
      (id) => typeof id === "string",
    ),
    faults: requestFaults(body),
  };
}

/** The thread that an event or an answer is about, where it names one. */
export function threadOf(told: unknown): string | null {
  const { thread, item, thread_id: id } = asObject(told) ?? {};
  return asText(asObject(thread)?.id) ?? asText(asObject(item)?.thread_id) ?? asText(id);
}

/** The item that an event is about, where it names one. */
export function itemOf(event: unknown): string | null {
  const { item, item_id: id } = asObject(event) ?? {};
  return asText(asObject(item)?.id) ?? asText(id);
}

/** The addresses of an attachment's bytes in an answer that is one (facts 3.4); else nothing. */
export function attachmentAddresses(answer: unknown): string[] | null {
  const attachment = asObject(answer);
  const isAttachment =
    (attachment?.type === "file" || attachment?.type === "image") &&
    typeof attachment.id === "string" &&
    typeof attachment.mime_type === "string";
  if (!isAttachment) return null;
  return [asObject(attachment.upload_descriptor)?.url, attachment.preview_url].filter(
    (url) => typeof url === "string",
  );
}

/** @returns undefined where the text is no JSON object */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  return asObject(parseJson(text));
}

/** @returns undefined where the text is no JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is an answer too.
    return undefined;
  }
}

/** @returns undefined where it is no object, or a list */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** @returns null where it is no text, or an empty one */
export function asText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
