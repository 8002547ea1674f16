import type { Attachment } from "@openai/chatkit";
import type { z } from "zod";
import type {
  ChatKitRequest,
  requestSchema,
  StreamingRequest,
} from "../../../../templates/+self-hosted+node/server/chatkit/requests.ts";
import { ChatError, isAbort, refusalOf } from "./errors.ts";
import { readServerEvents } from "./server-events.ts";

/** What a request of a type carries. */
export type ParamsOf<Type extends ChatKitRequest["type"]> = Extract<
  z.input<typeof requestSchema>,
  { type: Type }
>["params"];

/** The way to one backend: it sends a request, and says how a file gets there. */
export interface Transport {
  /**
   * Sends one request of the protocol.
   *
   * @throws ChatError if the backend cannot be reached or there is no right to ask it
   */
  post(body: string, signal: AbortSignal | null): Promise<Response>;
  /** Uploads a file; `onProgress` gets a part from 0 to 1. */
  upload(file: File, onProgress: (part: number) => void, signal: AbortSignal): Promise<Attachment>;
}

/** ChatKit's protocol (facts 3) over a transport. */
export interface Backend {
  /** Asks what is answered at once. @throws ChatError */
  ask<Type extends Exclude<ChatKitRequest["type"], StreamingRequest["type"]>>(
    type: Type,
    params: ParamsOf<Type>,
    signal?: AbortSignal,
  ): Promise<unknown>;
  /** Asks for a stream of events. @throws ChatError */
  stream<Type extends StreamingRequest["type"]>(
    type: Type,
    params: ParamsOf<Type>,
    signal: AbortSignal,
  ): AsyncGenerator<unknown>;
}

/** Puts the requests of the protocol (facts 3.1) into words, and reads their answers. */
export function createBackend(transport: Pick<Transport, "post">): Backend {
  const post = async (type: string, params: object, signal: AbortSignal | null) => {
    const response = await transport.post(JSON.stringify({ type, params }), signal).catch(explain);
    if (!response.ok) throw await refusalOf(response);
    return response;
  };
  return {
    async ask(type, params, signal) {
      const response = await post(type, params, signal ?? null);
      const text = await response.text();
      try {
        return JSON.parse(text);
      } catch (cause) {
        throw new ChatError(
          "The answer cannot be read",
          `The server answered ${type} with something that is no JSON.`,
          { cause },
        );
      }
    },
    async *stream(type, params, signal) {
      const response = await post(type, params, signal);
      const contentType = response.headers.get("content-type") ?? "nothing";
      if (!contentType.startsWith("text/event-stream") || !response.body) {
        throw new ChatError(
          "The answer cannot be read",
          `The server answered ${type} with ${contentType} instead of text/event-stream.`,
        );
      }
      yield* readServerEvents(response.body);
    },
  };
}

function explain(cause: unknown): never {
  if (cause instanceof ChatError || isAbort(cause)) throw cause;
  throw new ChatError(
    "The server cannot be reached",
    cause instanceof Error ? cause.message : String(cause),
    { cause },
  );
}
