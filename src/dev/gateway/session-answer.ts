import type { IncomingMessage, ServerResponse } from "node:http";
import type { Observation } from "../observe/observation.ts";
import { MAX_BODY_BYTES, type SessionEndpoint } from "../sessions/endpoint.ts";
import type { SessionRoute } from "../sessions/routes.ts";
import { answerPlainly } from "./plain-answer.ts";

/** How long a browser may remember what it was told of CORS, in seconds. */
const CORS_SECONDS = 600;

/**
 * Reads a body that must be small.
 *
 * @returns null where it is larger than the endpoint takes, and was answered with 413; or where the
 * client left
 */
export async function readSmallBody(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) {
        const most = MAX_BODY_BYTES.toLocaleString("en");
        answerPlainly(request, response, {
          status: 413,
          code: "too_large",
          message: `A request for a session may hold ${most} bytes at most.`,
          hint: null,
        });
        return null;
      }
      chunks.push(chunk);
    }
  } catch {
    // The client left in the middle of its request: nobody waits for an answer.
    return null;
  }
  return Buffer.concat(chunks);
}

/**
 * Answers one of the endpoint's routes.
 *
 * @param origin of a page elsewhere that may read the answer, or null
 */
export async function answerSession(
  request: IncomingMessage,
  response: ServerResponse,
  options: {
    readonly endpoint: SessionEndpoint;
    readonly route: SessionRoute;
    readonly body: Buffer;
    readonly origin: string | null;
    readonly observation: Observation | null;
  },
): Promise<void> {
  const { endpoint, route, body, origin, observation } = options;
  response.once("close", () => {
    if (!response.writableFinished) observation?.left();
  });
  const answer = await endpoint.answer({
    route,
    method: request.method ?? "",
    body,
    address: request.socket.remoteAddress ?? "",
  });
  if (response.destroyed) return;
  const text = Buffer.from(await answer.arrayBuffer());
  const headers = {
    ...Object.fromEntries(answer.headers),
    "content-length": String(text.length),
    "x-content-type-options": "nosniff",
    ...(origin && corsHeaders(origin)),
  };
  observation?.answer(answer.status, headers);
  observation?.answerChunk(text);
  observation?.end();
  response.writeHead(answer.status, headers);
  response.end(text);
}

/** Answers what a browser asks before it lets a page elsewhere ask for a session. */
export function answerPreflight(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
): void {
  const wished = request.headers["access-control-request-headers"];
  response.writeHead(204, {
    ...corsHeaders(origin),
    "access-control-allow-methods": "GET, POST, DELETE",
    ...(wished && { "access-control-allow-headers": wished }),
    // A page of the public web may ask an address of this machine only where that says so.
    ...(request.headers["access-control-request-private-network"] && {
      "access-control-allow-private-network": "true",
    }),
    "access-control-max-age": String(CORS_SECONDS),
  });
  response.end();
}

function corsHeaders(origin: string): Record<string, string> {
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    vary: "Origin",
  };
}
