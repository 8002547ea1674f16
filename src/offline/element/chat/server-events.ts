import { EventSourceParserStream } from "eventsource-parser/stream";
import { ChatError, isAbort } from "./errors.ts";

/**
 * Reads the events of an answer, each a line of JSON (facts 3.2).
 *
 * @throws ChatError if the stream breaks off, or says what is no JSON
 */
export async function* readServerEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<unknown> {
  const reader = body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        if (isAbort(cause)) throw cause;
        throw new ChatError("The answer broke off", "The connection ended before the answer did.", {
          cause,
        });
      });
      if (done) return;
      yield parse(value.data);
    }
  } finally {
    // Whoever stops listening lets go of the connection.
    reader.cancel().catch(() => {});
  }
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch (cause) {
    throw new ChatError(
      "The answer cannot be read",
      `The server sent an event that is no JSON: ${data.slice(0, 80)}`,
      { cause },
    );
  }
}
