import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** What every failed request is answered with, under the key `error`. */
export interface ErrorBody {
  /** A stable word that code may compare. */
  readonly code: string;
  /** What happened, for the person in front of the page. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** OpenAI's `x-request-id`, if the refusal came from there. */
  readonly request_id?: string;
}

/** A refusal that the page is told about. */
export class AppError extends Error {
  override readonly name = "AppError";

  constructor(
    readonly status: ContentfulStatusCode,
    readonly body: ErrorBody,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(body.message);
  }
}

/** Answers a failed request in JSON; what nobody foresaw goes to the log and stays there. */
export function answerError(error: Error, c: Context): Response {
  c.header("Cache-Control", "no-store");
  if (error instanceof AppError) {
    return c.json({ error: error.body }, error.status, { ...error.headers });
  }
  if (error instanceof HTTPException) {
    return c.json({ error: { code: "bad_request", message: error.message } }, error.status);
  }
  console.error(error);
  return c.json(
    { error: { code: "internal_error", message: "Something went wrong on the server." } },
    500,
  );
}

/** Answers a route that does not exist. */
export function answerNotFound(c: Context): Response {
  c.header("Cache-Control", "no-store");
  return c.json(
    { error: { code: "not_found", message: `There is no ${c.req.method} ${c.req.path}.` } },
    404,
  );
}
