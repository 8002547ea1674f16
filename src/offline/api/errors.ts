import type { Context } from "hono";
import { OFFLINE_PATH } from "../offline.ts";

/** What OpenAI calls the kind of a failure. */
type ErrorType =
  | "invalid_request_error"
  | "rate_limit_error"
  | "authentication_error"
  | "server_error";

export interface ApiErrorDetails {
  readonly message: string;
  readonly type?: ErrorType;
  /** The parameter that is at fault, such as `workflow.id`. */
  readonly param?: string | null;
  readonly code?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that is answered with OpenAI's error envelope (facts 1.5). */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly details: ApiErrorDetails;

  constructor(status: number, details: ApiErrorDetails) {
    super(details.message);
    this.status = status;
    this.details = details;
  }
}

/** @returns 400, naming the parameter that is at fault */
export function badRequest(message: string, param: string | null, code?: string): ApiError {
  return new ApiError(400, { message, param, code: code ?? null });
}

/** @returns 404 */
export function notFound(message: string): ApiError {
  return new ApiError(404, { message });
}

/** Writes a failure as OpenAI does: all four keys are always there. */
export function errorResponse({ status, details }: ApiError): Response {
  const { message, type = "invalid_request_error", param = null, code = null } = details;
  return Response.json(
    { error: { message, type, param, code } },
    { status, headers: { ...details.headers } },
  );
}

/** Answers a path that nobody serves. */
export function answerUnknown(c: Context): Response {
  const path = c.req.path.slice(OFFLINE_PATH.length - 1);
  const message = `Invalid URL (${c.req.method} ${path})`;
  return errorResponse(notFound(message));
}
