import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from "openai";

/** Every way in which a request about a session can fail. */
export type SessionErrorCode =
  | "session_not_found"
  | "workflow_missing"
  | "openai_key_missing"
  | "openai_key_refused"
  | "workflow_not_found"
  | "openai_rate_limited"
  | "openai_unreachable"
  | "openai_refused";

interface SessionErrorDetails {
  readonly code: SessionErrorCode;
  readonly status: 404 | 502 | 503 | 504;
  /** What happened, in words for the person in front of the page. */
  readonly message: string;
  /** What the one who runs the app can do. */
  readonly hint?: string;
  /** OpenAI's `x-request-id`, which their support asks for. */
  readonly requestId?: string | undefined;
  /** Seconds until another try makes sense. */
  readonly retryAfter?: number;
  /** OpenAI's own words: for the server's log, never for a browser. */
  readonly detail?: string;
}

/** A request about a session failed, for a reason that can be told. */
export class SessionError extends Error {
  override readonly name = "SessionError";

  constructor(readonly details: SessionErrorDetails) {
    super(details.message);
  }
}

const LONGEST_WAIT_SECONDS = 600;
const USUAL_WAIT_SECONDS = 20;

/**
 * Says in plain words why OpenAI gave no session.
 *
 * @param error what the SDK threw
 */
export function explainOpenAIError(error: unknown): SessionError {
  if (isTimeout(error)) {
    return new SessionError({
      code: "openai_unreachable",
      status: 504,
      message: "OpenAI did not answer in time. Try again in a moment.",
    });
  }
  if (error instanceof APIError && !(error instanceof APIConnectionError)) {
    return explainResponse(error);
  }
  if (error instanceof SyntaxError) {
    return notASession();
  }
  return new SessionError({
    code: "openai_unreachable",
    status: 502,
    message: "This app's server cannot reach OpenAI.",
    hint: "Check the server's network: DNS, proxy, firewall, and OPENAI_BASE_URL if it is set.",
    detail: withoutKeys(firstLine(causesOf(error))),
  });
}

/** Says that OpenAI's address answered, but with something that is no session. */
export function notASession(): SessionError {
  return new SessionError({
    code: "openai_refused",
    status: 502,
    message: "The answer that came from OpenAI's address is no ChatKit session.",
    hint: "A proxy may have answered in OpenAI's place; check OPENAI_BASE_URL if it is set.",
  });
}

function explainResponse(error: APIError): SessionError {
  // The SDK puts the status before OpenAI's words.
  const words = error.message.replace(/^\d{3} /, "");
  const common = {
    requestId: error.requestID ?? undefined,
    detail: `HTTP ${error.status}: ${withoutKeys(firstLine(words))}`,
  };
  const { status } = error;
  if (status === 401 || status === 403) {
    return new SessionError({
      ...common,
      code: "openai_key_refused",
      status: 502,
      message: "OpenAI refused this app's API key.",
      hint: "Check that the key is valid and may use ChatKit. A key of the shell wins over the one in .env.",
    });
  }
  if (status === 404 && /workflow/i.test(error.message)) {
    return new SessionError({
      ...common,
      code: "workflow_not_found",
      status: 502,
      message: "OpenAI does not find this app's workflow.",
      hint: "Check CHATKIT_WORKFLOW_ID, and that the API key belongs to the workflow's own organisation and project. Agent Builder's shutdown was announced for 2026-11-30.",
    });
  }
  if (status === 404) {
    return new SessionError({
      ...common,
      code: "openai_refused",
      status: 502,
      message: "OpenAI's address knows nothing of ChatKit sessions (HTTP 404).",
      hint: "Check OPENAI_BASE_URL if it is set: the version belongs at its end, as in https://api.openai.com/v1.",
    });
  }
  if (status === 429 && error.code !== "insufficient_quota") {
    return new SessionError({
      ...common,
      code: "openai_rate_limited",
      status: 503,
      message: "OpenAI is getting too many requests from this app. Try again in a moment.",
      retryAfter: secondsToWait(error.headers?.get("retry-after") ?? null),
    });
  }
  if (status === 429) {
    return new SessionError({
      ...common,
      code: "openai_refused",
      status: 502,
      message: "The OpenAI account of this app has no credit left.",
      hint: "Check the plan and the limits at https://platform.openai.com/settings/organization/billing.",
    });
  }
  if (typeof status === "number" && status >= 500) {
    return new SessionError({
      ...common,
      code: "openai_refused",
      status: 502,
      message: "OpenAI failed to answer. Try again in a moment.",
      hint: "https://status.openai.com tells of outages.",
    });
  }
  return new SessionError({
    ...common,
    code: "openai_refused",
    status: 502,
    message: `OpenAI refused to open a session (HTTP ${status}).`,
    hint: "The server's log has OpenAI's own words; server/session.options.ts has what was asked for.",
  });
}

/** The SDK limits the wait for the headers only; the rest is cut off by our own signal. */
function isTimeout(error: unknown): boolean {
  return (
    error instanceof APIConnectionTimeoutError ||
    error instanceof APIUserAbortError ||
    (error instanceof Error && (error.name === "AbortError" || error.name === "TimeoutError"))
  );
}

/** Reads `Retry-After`, which holds seconds or a date. */
function secondsToWait(header: string | null): number {
  const seconds = Number(header ?? Number.NaN);
  const wait = Number.isNaN(seconds) ? (Date.parse(header ?? "") - Date.now()) / 1000 : seconds;
  return Number.isFinite(wait) && wait > 0
    ? Math.min(Math.ceil(wait), LONGEST_WAIT_SECONDS)
    : USUAL_WAIT_SECONDS;
}

/** The reason for a broken connection is wrapped: "Connection error.", "fetch failed", ECONNRESET. */
function causesOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return error.cause === undefined ? error.message : `${error.message} ${causesOf(error.cause)}`;
}

/** OpenAI repeats part of a refused key in its message. */
function withoutKeys(text: string): string {
  return text.replace(/\b(sk|ek)[-_][\w*.-]+/g, "$1-…");
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0]?.slice(0, 300) ?? "";
}
