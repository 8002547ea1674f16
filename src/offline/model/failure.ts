import { ApiError } from "../api/errors.ts";
import type { AnsweredError } from "./model.ts";

/** The failure that a fixture asks for, as OpenAI's API answers it. */
export function failureOf({ status, message, code, retry }: AnsweredError): ApiError {
  return new ApiError(status, {
    message,
    code,
    type:
      status === 401
        ? "authentication_error"
        : status === 429
          ? "rate_limit_error"
          : status >= 500
            ? "server_error"
            : "invalid_request_error",
    // The SDKs read it: without it they try some failures again on their own.
    headers: { "x-should-retry": String(retry) },
  });
}
