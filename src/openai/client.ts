import OpenAI from "openai";
import { EXIT } from "../errors.ts";
import { maskKey } from "../project/openai-key.ts";
import { OPENAI_BASE_URL } from "./base-url.ts";
import { boundedFetch } from "./bounded-answer.ts";
import { type Asked, explainFailure } from "./errors.ts";
import { OpenAIFailure } from "./failure.ts";
import { proxyFor } from "./proxy.ts";

/** How long a call may take, from its start to the last byte of its answer. */
const DEFAULT_TIMEOUT_MS = 15_000;

/** The one way to OpenAI's API. */
export interface OpenAIClient {
  /**
   * Asks once, within the time limit.
   *
   * @param what is asked for, for the message of a failure
   * @param call uses the SDK; hand it the options of the second argument on
   * @param signal ends the call early
   * @throws {OpenAIFailure} see `explainFailure`; the signal's reason when that ended the call
   */
  ask<Answer>(
    what: Asked,
    call: (sdk: OpenAI, options: { readonly signal: AbortSignal }) => Promise<Answer>,
    signal?: AbortSignal,
  ): Promise<Answer>;
}

/**
 * Makes a client that asks each question once: a POST that is repeated could mint a second session,
 * and OpenAI's API knows no idempotency key (dependencies.md).
 *
 * @param options `apiKey`: the whole key; `baseURL`: with its version, OpenAI's own by default;
 * `timeoutMs`: for a whole call, 15 seconds by default
 * @throws {OpenAIFailure} `openai_key_refused` (exit 3) when the key cannot be sent at all;
 * `openai_proxy_failed` (exit 4) when the shell names a proxy that is none
 */
export async function createOpenAIClient({
  apiKey,
  baseURL = OPENAI_BASE_URL,
  timeoutMs = DEFAULT_TIMEOUT_MS,
}: {
  readonly apiKey: string;
  readonly baseURL?: string;
  readonly timeoutMs?: number;
}): Promise<OpenAIClient> {
  if (!/^[\x21-\x7e]+$/.test(apiKey)) throw unsendableKey();
  const proxy = await proxyFor(baseURL);
  const sdk = new OpenAI({
    apiKey,
    baseURL,
    maxRetries: 0,
    timeout: timeoutMs,
    // OPENAI_LOG=debug would write secrets to stdout.
    logLevel: "off",
    // A redirect would take what is asked for to somebody else, or ask twice.
    fetchOptions: { redirect: "manual" },
    fetch: boundedFetch(proxy?.fetch ?? fetch),
  });
  const connection = { baseURL, timeoutMs, proxy, key: maskKey(apiKey) };
  return {
    ask: async (what, call, signal) => {
      signal?.throwIfAborted();
      // The SDK's own limit ends with the headers of an answer.
      const limit = AbortSignal.timeout(timeoutMs);
      try {
        return await call(sdk, { signal: signal ? AbortSignal.any([signal, limit]) : limit });
      } catch (error) {
        signal?.throwIfAborted();
        throw explainFailure(error, { ...connection, what });
      }
    },
  };
}

function unsendableKey(): OpenAIFailure {
  return new OpenAIFailure("The OpenAI API key holds characters that no key has.", {
    code: "openai_key_refused",
    exitCode: EXIT.key,
    hint: "Copy the key again, without quotes, spaces or line ends.",
  });
}
