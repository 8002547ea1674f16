import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Headers that are about one connection, or that the next one makes anew. */
const OF_A_CONNECTION = new Set([
  "accept-encoding",
  "connection",
  "content-encoding",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

export interface PassedOn {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Where it goes. */
  readonly url: string;
  readonly fetch: typeof fetch;
  /** The body, where it was read before. */
  readonly body: Buffer | undefined;
  /** Told every part of the answer's body as it passes. */
  readonly onPart: (part: Uint8Array) => void;
}

/**
 * Passes a request on, and its answer back as it comes.
 *
 * @returns the answer's status, once all of it has passed
 * @throws whatever the network says; nothing was answered then, or the answer breaks off
 */
export async function passOn(passed: PassedOn): Promise<number> {
  const { request, response, url, body, onPart } = passed;
  const left = new AbortController();
  response.once("close", () => left.abort());
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  const answer = await passed.fetch(url, {
    method: request.method ?? "GET",
    headers: headersOf(request.headers),
    redirect: "manual",
    signal: left.signal,
    ...(hasBody && { body: body ?? (Readable.toWeb(request) as ReadableStream), duplex: "half" }),
  });
  response.writeHead(answer.status, answer.statusText, answerHeaders(answer.headers));
  response.flushHeaders();
  if (!answer.body) {
    response.end();
    return answer.status;
  }
  await pipeline(
    answer.body,
    async function* (parts: AsyncIterable<Uint8Array>) {
      for await (const part of parts) {
        onPart(part);
        yield part;
      }
    },
    response,
  );
  return answer.status;
}

function headersOf(headers: IncomingHttpHeaders): Headers {
  const passed = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (OF_A_CONNECTION.has(name)) continue;
    for (const one of [value ?? []].flat()) passed.append(name, one);
  }
  return passed;
}

function answerHeaders(headers: Headers): Record<string, string | string[]> {
  const passed = [...headers].filter(
    ([name]) => !OF_A_CONNECTION.has(name) && name !== "set-cookie",
  );
  return { ...Object.fromEntries(passed), "set-cookie": headers.getSetCookie() };
}
