import { APIConnectionError, APIError } from "openai";
import { AnswerTooLong } from "./bounded-answer.ts";
import { explainConnection } from "./connection-errors.ts";
import { OpenAIFailure } from "./failure.ts";
import type { ShellProxy } from "./proxy.ts";
import {
  explainRefusal,
  explainUnexpected,
  noSession,
  notJson,
  UnexpectedAnswer,
} from "./refusals.ts";

/** What a call asks for. */
export type Asked =
  | { readonly operation: "mint"; readonly workflow: string }
  | { readonly operation: "cancel"; readonly sessionId: string };

/** How a call was made. */
export interface Call {
  readonly what: Asked;
  readonly baseURL: string;
  readonly timeoutMs: number;
  /** What it went through. */
  readonly proxy: Pick<ShellProxy, "shown" | "variable"> | undefined;
  /** The key, masked. */
  readonly key: string;
}

/**
 * Says in plain words why a call of OpenAI's API failed, what to do about it, and how the program
 * ends: 3 for a refused key (401, 403), 4 when OpenAI was not reached (DNS, TLS, proxy, connection,
 * time-out), 5 for any other answer.
 *
 * @param error what the SDK threw
 * @param call how it was made
 * @returns the failure, with OpenAI's request id where there is one
 */
export function explainFailure(error: unknown, call: Call): OpenAIFailure {
  if (error instanceof OpenAIFailure) return error;
  if (error instanceof APIError && !(error instanceof APIConnectionError)) {
    // Without a status the connection broke before an answer was there.
    if (typeof error.status === "number") return explainRefusal(error, error.status, call);
  }
  if (error instanceof UnexpectedAnswer) return explainUnexpected(error, call);
  const isEndless = error instanceof AnswerTooLong;
  if (isEndless) return noSession("nothing that ends", call, { status: 200, cause: error });
  if (error instanceof SyntaxError) return notJson(call, { status: 200, cause: error });
  return explainConnection(error, call);
}
