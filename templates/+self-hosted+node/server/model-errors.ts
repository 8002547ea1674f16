import { AgentsError, MaxTurnsExceededError } from "@openai/agents";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { APIConnectionError, APIConnectionTimeoutError, APIError, OpenAIError } from "openai";
import { CustomStreamError } from "./chatkit/errors.ts";
import { AppError } from "./errors.ts";
import { maskKey } from "./settings.ts";

/** Which model was asked, and where. */
export interface AskedModel {
  readonly model: string;
  /** Who answers, as a sentence begins: "OpenAI". */
  readonly provider: string;
  /** The key that was sent, which no log may hold. */
  readonly key: string | undefined;
  /** Where the model is chosen, as a sentence ends: "OPENAI_MODEL". */
  readonly chosenBy: string;
  /** What decides whether it can be reached, as a sentence ends. */
  readonly reachedBy: string;
}

/** A failure of the model, in words. */
export interface Failure {
  /** The HTTP status of a route that has to report it. */
  readonly status: ContentfulStatusCode;
  /** A stable word that code may compare. */
  readonly code: string;
  /** What happened, for the person who chats. */
  readonly message: string;
  /** Whether trying again can help. */
  readonly allowRetry: boolean;
  /** OpenAI's `x-request-id`. */
  readonly requestId?: string | undefined;
}

export const KEY_MISSING: Failure = {
  status: 503,
  code: "openai_key_missing",
  message: "This app has no OpenAI API key yet. Put OPENAI_API_KEY into .env and try again.",
  allowRetry: true,
};

export const KEY_BROKEN: Failure = {
  status: 502,
  code: "openai_key_refused",
  message: "The OpenAI API key of this app holds characters that no key has. Copy it again.",
  allowRetry: false,
};

/** The failure as an event of a stream. */
export function forStream({ message, allowRetry }: Failure): CustomStreamError {
  return new CustomStreamError(message, { allowRetry });
}

/** The failure as the answer of a route. */
export function forRoute({ status, code, message, requestId }: Failure): AppError {
  return new AppError(status, { code, message, ...(requestId && { request_id: requestId }) });
}

/**
 * Words a failure of the model, and logs it with what OpenAI's support asks for.
 *
 * @returns undefined, if the error has nothing to do with the model
 */
export function explain(error: unknown, asked: AskedModel): Failure | undefined {
  const failure = word(error, asked);
  if (failure) {
    const { code, requestId = "-" } = failure;
    console.error(
      `${code} (model ${asked.model}, request ${requestId}): ${withoutKeys(String(error), asked.key)}`,
    );
  }
  return failure;
}

/** Some providers repeat the key that they refuse. */
function withoutKeys(text: string, key: string | undefined): string {
  const detail = key ? text.replaceAll(key, maskKey(key)) : text;
  return detail.replace(/sk-[\w-]{8,}/g, maskKey);
}

function word(error: unknown, asked: AskedModel): Failure | undefined {
  const { provider, reachedBy } = asked;
  if (error instanceof APIConnectionTimeoutError) {
    return {
      status: 504,
      code: "openai_unreachable",
      message: `${provider} took too long to answer.`,
      allowRetry: true,
    };
  }
  if (error instanceof APIConnectionError) {
    return {
      status: 502,
      code: "openai_unreachable",
      message: `${provider} cannot be reached. Check ${reachedBy}.`,
      allowRetry: true,
    };
  }
  if (error instanceof APIError && error.status !== undefined) {
    return { ...wordStatus(error, asked), requestId: error.requestID ?? undefined };
  }
  if (error instanceof MaxTurnsExceededError) {
    return {
      status: 502,
      code: "too_many_steps",
      message: "The assistant took too many steps and was stopped.",
      allowRetry: true,
    };
  }
  if (error instanceof OpenAIError || error instanceof AgentsError || isBrokenOff(error)) {
    return {
      status: 502,
      code: "model_failed",
      message: "The assistant could not finish its answer.",
      allowRetry: true,
    };
  }
  return undefined;
}

function wordStatus(error: APIError, { model, provider, chosenBy }: AskedModel): Failure {
  const status = error.status ?? 0;
  if (status === 401 || status === 403) {
    return {
      status: 502,
      code: "openai_key_refused",
      message: `${provider} refused the API key of this app. Check OPENAI_API_KEY.`,
      allowRetry: false,
    };
  }
  if (status === 404) {
    return {
      status: 502,
      code: "model_not_found",
      message: `${provider} has no model ${model} for this API key. Check ${chosenBy}.`,
      allowRetry: false,
    };
  }
  if (status === 429 && error.code === "insufficient_quota") {
    return {
      status: 503,
      code: "openai_quota_exceeded",
      message: "The OpenAI account of this app has no credit left.",
      allowRetry: false,
    };
  }
  if (status === 429) {
    return {
      status: 503,
      code: "openai_rate_limited",
      message: `${provider} is getting too many requests. Wait a moment and try again.`,
      allowRetry: true,
    };
  }
  if (status >= 500) {
    return {
      status: 502,
      code: "openai_unavailable",
      message: `${provider} has a problem at the moment. Try again in a while.`,
      allowRetry: true,
    };
  }
  return {
    status: 502,
    code: "openai_refused",
    message: `${provider} did not accept the request. The server's log says why.`,
    allowRetry: false,
  };
}

/**
 * A connection that breaks off within an answer is told by `fetch` itself ("terminated"), and an
 * answer that is no JSON by the parser.
 */
function isBrokenOff(error: unknown): boolean {
  return (
    error instanceof SyntaxError ||
    (error instanceof TypeError && error.cause instanceof Error && "code" in error.cause)
  );
}
