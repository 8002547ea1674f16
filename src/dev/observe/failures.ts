import type { IncomingHttpHeaders } from "node:http";
import type { Exchange } from "../events.ts";
import { asObject, asText, parseJson, parseObject } from "./recognise.ts";

export type Failure = NonNullable<Exchange["failure"]>;

const WORDS: Readonly<Record<number, readonly [string, string | null]>> = {
  400: ["The app did not understand the request.", null],
  401: [
    "The app does not know who is asking.",
    "Reload the page, so that it identifies itself anew.",
  ],
  403: ["The app refused the request.", null],
  404: ["The app has nothing there.", "Check api.url in the page's ChatKit options."],
  405: [
    "The app has something there, but not for this method.",
    "Check api.url in the page's ChatKit options.",
  ],
  413: ["The app takes no request of this size.", null],
  422: ["The app did not understand the request.", null],
  429: ["The app is asked too often.", "Wait a moment and try again."],
  500: ["The app failed.", "Its output in the terminal shows where."],
  502: ["The app could not reach what it needs.", "Its output in the terminal shows what."],
  503: ["The app cannot answer now.", "Its output in the terminal shows why."],
  504: ["The app waited in vain for what it needs.", null],
};

/** The page's own doing: a Stop, a reload, a closed tab. */
export const LEFT: Failure = {
  message: "The page left before the answer was complete: a Stop, a reload or a closed tab.",
  hint: null,
  requestId: null,
};

/** A stream that broke instead of ending (facts 0.9). */
export const BROKEN_OFF: Failure = {
  message: "The app broke off its answer.",
  hint: "An error in a handler does that; the app's output in the terminal shows where.",
  requestId: null,
};

/**
 * Puts a refusal into words: those of the app, where it has some.
 *
 * @param text the body, as far as it was kept
 * @returns null where the status tells of no failure
 */
export function failureOfAnswer(
  status: number,
  headers: IncomingHttpHeaders,
  text: string,
): Failure | null {
  if (status < 400) return null;
  const body = parseObject(text);
  const error = asObject(body?.error);
  const own =
    asText(error?.message) ??
    asText(body?.error) ??
    asText(body?.detail) ??
    asText(body?.message) ??
    (body ? null : cutMessage(text));
  const [usual, hint] = WORDS[status] ?? ["The app refused the request.", null];
  const id = headers["x-request-id"];
  return {
    message: `${own ?? usual} (HTTP ${status})`,
    // Where the app says what it means, a guess of ours may be wrong.
    hint: asText(error?.hint) ?? (asText(error?.message) ? null : hint),
    requestId: asText(error?.request_id) ?? asText(Array.isArray(id) ? id[0] : id),
  };
}

/** The message of an answer that is too long to be kept whole, as far as it is there. */
const CUT_MESSAGE = /^\s*\{[^{}]{0,100}\{?[^{}]{0,100}?"message"\s*:\s*"((?:[^"\\]|\\.){1,400})/;

function cutMessage(text: string): string | null {
  const start = CUT_MESSAGE.exec(text)?.[1];
  return start === undefined ? null : asText(parseJson(`"${start}…"`));
}

/** Puts an `error` event into words (facts 3.6: the status of such an answer stays 200). */
export function failureOfEvent(event: unknown): Failure | null {
  const { type, code, message } = asObject(event) ?? {};
  if (type !== "error") return null;
  const own = asText(message);
  return own
    ? { message: own, hint: null, requestId: null }
    : {
        message: `The app ended its answer with an error (${asText(code) ?? "no code"}).`,
        hint: "Its output in the terminal shows where.",
        requestId: null,
      };
}
