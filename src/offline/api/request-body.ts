import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { ApiError, badRequest } from "./errors.ts";

/** Bounds the body of a request. */
export function limitBody(maxSize: number) {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new ApiError(413, {
        message: `A request may hold ${maxSize.toLocaleString("en")} bytes at most.`,
        code: "request_too_large",
        // The rest of the body stays unread, so the connection cannot carry another request.
        headers: { Connection: "close" },
      });
    },
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
