import { createParser } from "eventsource-parser";
import { ChatError, isAbort } from "./errors.ts";

/**
 * Reads the events of an answer, each a line of JSON (facts 3.2).
 *
 * @throws ChatError if the stream breaks off, or says what is no JSON
 */
export async function* readServerEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<unknown> {
  const waiting: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => waiting.push(data) });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      // Read here rather than through a chain of streams, which loses what is under way in it when
      // the connection breaks.
      const { done, value } = await reader.read().catch(brokenOff);
      parser.feed(done ? decoder.decode() : decoder.decode(value, { stream: true }));
      for (const data of waiting.splice(0)) yield parse(data);
      if (done) return;
    }
  } finally {
    // Whoever stops listening lets go of the connection; one that broke has nothing to let go.
    reader.cancel().catch(() => {});
  }
}

function brokenOff(cause: unknown): never {
  if (isAbort(cause)) throw cause;
  const message = "The connection ended before the answer did.";
  throw new ChatError("The answer broke off", message, { cause });
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
