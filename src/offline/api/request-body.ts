import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { ApiError, badRequest } from "./errors.ts";

/**
 * Bounds the body of a request, whether or not the request says how long it is.
 *
 * Hono's own `bodyLimit` needs the global `Request` to be that of @hono/node-server, which a program
 * that only serves beside its other work does not replace.
 *
 * @param maxSize in bytes; the middleware throws ApiError 413 for more
 */
export function limitBody(maxSize: number) {
  return createMiddleware(async (c, next) => {
    if (Number(c.req.header("Content-Length") ?? 0) > maxSize) throw tooLarge(maxSize);
    const { raw } = c.req;
    if (raw.body && c.req.header("Transfer-Encoding") !== undefined) {
      const { url, method, headers, signal } = raw;
      const body = raw.body.pipeThrough(countBytes(maxSize));
      const init = { method, headers, signal, body, duplex: "half" as const };
      c.req.raw = new Request(url, init);
    }
    await next();
  });
}

/**
 * Reads a body as JSON.
 *
 * @throws ApiError 415, if it says that it is something else; 400, if it is no JSON
 */
export async function readJson(c: Context): Promise<unknown> {
  const type = c.req.header("Content-Type") ?? "";
  if (!/^application\/(?:json|[\w.-]+\+json)\s*(?:;|$)/i.test(type)) {
    throw new ApiError(415, {
      message: "The body must be JSON, with the header Content-Type: application/json.",
      code: "unsupported_content_type",
    });
  }
  try {
    return JSON.parse(await c.req.text());
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw badRequest("The body of this request cannot be read as JSON.", null, "invalid_json");
  }
}

/** Passes bytes on, as long as there are not too many. */
function countBytes(maxSize: number): TransformStream<Uint8Array, Uint8Array> {
  let size = 0;
  return new TransformStream({
    transform(chunk, controller) {
      size += chunk.byteLength;
      if (size > maxSize) throw tooLarge(maxSize);
      controller.enqueue(chunk);
    },
  });
}

function tooLarge(maxSize: number): ApiError {
  return new ApiError(413, {
    message: `A request may hold ${maxSize.toLocaleString("en")} bytes at most.`,
    code: "request_too_large",
    // The rest of the body stays unread, so the connection cannot carry another request.
    headers: { Connection: "close" },
  });
}
