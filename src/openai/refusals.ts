import type { APIError } from "openai";
import { EXIT } from "../errors.ts";
import { hideKeys, KEY_PAGE } from "../project/openai-key.ts";
import { oneLine } from "../terminal/one-line.ts";
import { shownUrl } from "./base-url.ts";
import type { Asked, Call } from "./errors.ts";
import { OpenAIFailure } from "./failure.ts";

/** What an answer says besides its words. */
interface Facts {
  readonly status: number;
  readonly requestId?: string | null;
  readonly retryAfterSeconds?: number | null;
  readonly parameter?: string | null;
  readonly cause: unknown;
}

/** OpenAI's address answered 200, but not with what was asked for. */
export class UnexpectedAnswer extends Error {
  override readonly name = "UnexpectedAnswer";

  constructor(
    readonly response: Response,
    /** What is wrong with a session that it holds. */
    readonly fault?: string,
  ) {
    super(fault ?? `HTTP ${response.status}`);
  }
}

const BILLING_PAGE = "https://platform.openai.com/settings/organization/billing";

/**
 * Says why OpenAI's API refused a call.
 *
 * @param error what the SDK made of the answer (facts 1.5)
 * @param status the HTTP status
 * @param call how it was made
 */
export function explainRefusal(error: APIError, status: number, call: Call): OpenAIFailure {
  const facts: Facts = {
    status,
    requestId: requestIdOf(error.requestID),
    retryAfterSeconds: secondsToWait(error.headers?.get("retry-after") ?? null),
    parameter: error.param ?? null,
    cause: error,
  };
  if (status >= 300 && status < 400) return redirected(error, call, facts);
  // OpenAI's errors are JSON objects; anything else was said by something in between.
  const isEnvelope = typeof error.error === "object" && error.error !== null;
  if (!isEnvelope && isPage(error)) return notJson(call, facts);
  if (status === 401) return keyRefused(error, call, facts);
  if (status === 403) return forbidden(error, call, facts);
  if (status === 404) return notFound(error, call, facts);
  if (status === 429) return limited(error, facts);
  if (status >= 500) return failed(error, facts);
  if (status === 400) return badRequest(error, call, facts);
  return new OpenAIFailure(
    `OpenAI refused to ${doing(call.what)}${words(error)} ${about(facts)}.`,
    {
      ...facts,
      code: "openai_refused",
      exitCode: EXIT.refused,
      hint: "Check OPENAI_BASE_URL if it is set, and https://status.openai.com.",
    },
  );
}

/**
 * Says that something answered which is not OpenAI's API.
 *
 * @param call how it was asked
 * @param facts what the answer says besides its words
 */
export function notJson(call: Call, facts: Facts): OpenAIFailure {
  const { host } = new URL(call.baseURL);
  return new OpenAIFailure(
    `What came from ${host} is no JSON ${about(facts)}: something answered in OpenAI's place, perhaps with a web page.`,
    {
      ...facts,
      code: "openai_not_json",
      exitCode: EXIT.refused,
      isTemporary: facts.status >= 500,
      hint:
        facts.status >= 500
          ? `So looks an outage, of OpenAI (https://status.openai.com) or of a proxy in between. ${tryAgain(facts, "in a moment")}`
          : "A proxy, a firewall or a sign-in page of the network may stand in between. Check OPENAI_BASE_URL if it is set; it ends in /v1.",
    },
  );
}

/**
 * Says that what answered 200 is no session.
 *
 * @param error with the answer
 * @param call how it was asked
 */
export function explainUnexpected(error: UnexpectedAnswer, call: Call): OpenAIFailure {
  const { status, headers } = error.response;
  const facts = { status, requestId: requestIdOf(headers.get("x-request-id")), cause: error };
  if (!headers.get("content-type")?.includes("json")) return notJson(call, facts);
  const is = error.fault === undefined ? "no ChatKit session" : `a session, but ${error.fault}`;
  return noSession(is, call, facts);
}

/**
 * Says what came in place of a session.
 *
 * @param is what it is
 * @param call how it was asked
 * @param facts what the answer says besides its words
 */
export function noSession(is: string, call: Call, facts: Facts): OpenAIFailure {
  const { host } = new URL(call.baseURL);
  return new OpenAIFailure(`The answer that came from ${host} is ${is} ${about(facts)}.`, {
    ...facts,
    code: "openai_no_session",
    exitCode: EXIT.refused,
    hint: "Something else than OpenAI may have answered; check OPENAI_BASE_URL if it is set.",
  });
}

function keyRefused(error: APIError, call: Call, facts: Facts): OpenAIFailure {
  const [organisation, project] = [process.env.OPENAI_ORG_ID, process.env.OPENAI_PROJECT_ID];
  const scope = [organisation && "OPENAI_ORG_ID", project && "OPENAI_PROJECT_ID"].filter(Boolean);
  const hint =
    scope.length > 0
      ? `The shell's ${scope.join(" and ")} must fit the key; unset it to use the key's own. Keys are at ${KEY_PAGE}.`
      : `Check that it is whole and not revoked: ${KEY_PAGE}. A key of the shell wins over the one in .env.`;
  return new OpenAIFailure(
    `OpenAI refused the API key ${call.key}${words(error)} ${about(facts)}.`,
    { ...facts, code: "openai_key_refused", exitCode: EXIT.key, hint },
  );
}

function forbidden(error: APIError, call: Call, facts: Facts): OpenAIFailure {
  const isPlace = error.code === "unsupported_country_region_territory";
  return new OpenAIFailure(
    isPlace
      ? `OpenAI's API is not offered where this request came from ${about(facts)}.`
      : `OpenAI does not let the API key ${call.key} ${doing(call.what)}${words(error)} ${about(facts)}.`,
    {
      ...facts,
      code: "openai_forbidden",
      exitCode: EXIT.key,
      hint: isPlace
        ? "A proxy or VPN may have sent it there; https://platform.openai.com/docs/supported-countries has the list."
        : `A restricted key needs write access to ChatKit; change it, or make another, at ${KEY_PAGE}.`,
    },
  );
}

function notFound(error: APIError, call: Call, facts: Facts): OpenAIFailure {
  const { what } = call;
  if (what.operation === "mint" && /workflow/i.test(error.message)) {
    return new OpenAIFailure(
      `OpenAI does not find the workflow ${what.workflow} with the API key ${call.key} ${about(facts)}.`,
      {
        ...facts,
        code: "workflow_not_found",
        exitCode: EXIT.refused,
        hint: "Check its id, and that the key is of the workflow's own organisation and project: a key of the shell wins over the one in .env. Agent Builder's shutdown was announced for 2026-11-30.",
      },
    );
  }
  if (what.operation === "cancel" && /session/i.test(error.message)) {
    return new OpenAIFailure(
      `OpenAI knows no session ${what.sessionId} that could be cancelled ${about(facts)}.`,
      {
        ...facts,
        code: "session_not_found",
        exitCode: EXIT.refused,
        hint: "It may have ended already: a session lasts ten minutes at most. Another project's key finds nothing either.",
      },
    );
  }
  return new OpenAIFailure(
    `There is no ChatKit API at ${shownUrl(call.baseURL)}${words(error)} ${about(facts)}.`,
    {
      ...facts,
      code: "openai_not_found",
      exitCode: EXIT.refused,
      hint: "Unset OPENAI_BASE_URL to ask OpenAI itself: other providers have no ChatKit sessions. It ends in /v1.",
    },
  );
}

function limited(error: APIError, facts: Facts): OpenAIFailure {
  if (error.code === "insufficient_quota") {
    return new OpenAIFailure(`The OpenAI account of this key has no credit left ${about(facts)}.`, {
      ...facts,
      code: "openai_quota_used_up",
      exitCode: EXIT.refused,
      hint: `Check the plan and the limits at ${BILLING_PAGE}.`,
    });
  }
  return new OpenAIFailure(`OpenAI gets too many requests with this key ${about(facts)}.`, {
    ...facts,
    code: "openai_rate_limited",
    exitCode: EXIT.refused,
    isTemporary: true,
    hint: tryAgain(facts, "in a minute"),
  });
}

function failed(error: APIError, facts: Facts): OpenAIFailure {
  return new OpenAIFailure(`OpenAI failed to answer${words(error)} ${about(facts)}.`, {
    ...facts,
    code: "openai_failed",
    exitCode: EXIT.refused,
    isTemporary: true,
    hint: `${tryAgain(facts, "in a moment")} https://status.openai.com tells of outages.`,
  });
}

/** OpenAI's API sends nobody elsewhere, and where it would lead to may not have key or variables. */
function redirected(error: APIError, call: Call, facts: Facts): OpenAIFailure {
  const location = error.headers?.get("location") ?? "";
  const to = URL.canParse(location, call.baseURL)
    ? shownUrl(new URL(location, call.baseURL).href)
    : "nowhere";
  return new OpenAIFailure(
    `${new URL(call.baseURL).host} would send the request on to ${oneLine(to)} ${about(facts)}, which OpenAI's API does not.`,
    {
      ...facts,
      code: "openai_redirected",
      exitCode: EXIT.refused,
      hint: "Check OPENAI_BASE_URL if it is set (https instead of http, a whole host), or sign in to the network that answers.",
    },
  );
}

function badRequest(error: APIError, call: Call, facts: Facts): OpenAIFailure {
  const unknown = /Unknown parameter: '([^']+)'/.exec(error.message)?.[1];
  if (unknown !== undefined) {
    return new OpenAIFailure(
      `OpenAI does not know the parameter ${oneLine(unknown)} ${about(facts)}.`,
      {
        ...facts,
        parameter: unknown,
        code: "openai_unknown_parameter",
        exitCode: EXIT.refused,
        hint: "Leave out what asks for it. The API may have moved on: look for a newer create-chatkit-app.",
      },
    );
  }
  return new OpenAIFailure(
    `OpenAI refused to ${doing(call.what)}${words(error)} ${about(facts)}.`,
    {
      ...facts,
      code: "openai_bad_request",
      exitCode: EXIT.refused,
      hint: "Change or leave out what it names.",
    },
  );
}

/** A web page, or another text that is no JSON. */
function isPage(error: APIError): boolean {
  const type = error.headers?.get("content-type") ?? "";
  return type !== "" && !type.includes("json") ? true : /<\w/.test(error.message);
}

function tryAgain({ retryAfterSeconds }: Facts, otherwise: string): string {
  return `Try again ${retryAfterSeconds ? `in ${retryAfterSeconds} s` : otherwise}.`;
}

function doing(what: Asked): string {
  return what.operation === "mint" ? "open a session" : `cancel the session ${what.sessionId}`;
}

/** The status and the request id, in brackets. */
function about({ status, requestId }: Facts): string {
  return requestId ? `(HTTP ${status}, request id ${requestId})` : `(HTTP ${status})`;
}

/** OpenAI's own words, behind a colon. They repeat part of a refused key. */
function words(error: APIError): string {
  const body: unknown = error.error;
  const said =
    typeof body === "object" && body !== null && "message" in body ? body.message : undefined;
  if (typeof said !== "string" || said === "") return "";
  const shown = hideKeys(oneLine(said), process.env).replace(/\b(sk|ek)[-_][\w*.-]+/g, "$1-…");
  return `: ${shown.replace(/\.+$/, "")}`;
}

function requestIdOf(id: string | null | undefined): string | null {
  return id && /^[\w.-]{1,128}$/.test(id) ? id : null;
}

/** Reads `Retry-After`, which holds seconds or a date. */
function secondsToWait(header: string | null): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  const wait = Number.isNaN(seconds) ? (Date.parse(header) - Date.now()) / 1000 : seconds;
  return Number.isFinite(wait) && wait > 0 ? Math.ceil(wait) : null;
}
