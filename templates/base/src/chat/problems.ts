/** Something that keeps the chat from working, in words for the person in front of it. */
export interface Problem {
  /** A stable word: the server's, or one of this file's. */
  readonly code: string;
  readonly title: string;
  readonly message?: string | undefined;
  /** What to do about it. */
  readonly hint?: string | undefined;
  readonly link?: { readonly href: string; readonly label: string } | undefined;
  /** OpenAI's `x-request-id`, for their support. */
  readonly requestId?: string | undefined;
}

/** A problem as the server tells it, in the identity answer and in every error body. */
export interface ServerProblem {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly href?: string | undefined;
  readonly request_id?: string | undefined;
}

/** An error that already carries the words for the page. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.message ?? problem.title, options);
    this.name = "ProblemError";
    this.problem = problem;
  }
}

export const ALLOWLIST_URL =
  "https://platform.openai.com/settings/organization/security/domain-allowlist";

/** Turns a problem of the server into one of the page. */
function fromServer(problem: ServerProblem, title: string): Problem {
  return {
    code: problem.code,
    title,
    message: problem.message,
    hint: problem.hint,
    link:
      problem.href === undefined
        ? undefined
        : { href: problem.href, label: "Open the page for this" },
    requestId: problem.request_id,
  };
}

/** Turns a setting that is missing or odd, as the identity answer names it, into a problem. */
export function fromSetup(problem: ServerProblem): Problem {
  return { ...fromServer(problem, problem.message), message: undefined };
}

/** The app's own server did not answer, or a proxy answered in its place. */
export function serverDown(): Problem {
  return {
    code: "server_down",
    title: "The server does not answer",
    message: "This page loaded, but the server behind it could not be reached.",
    hint: "Check your connection. If you run this app yourself, check that its server is still running.",
  };
}

/** The ChatKit script did not arrive from its CDN. */
export function scriptBlocked(): Problem {
  return {
    code: "script_blocked",
    title: "ChatKit could not be loaded",
    message: "The script that draws the chat did not arrive.",
    hint: "You may be offline, or a firewall, a proxy or a content blocker may hold back cdn.platform.openai.com.",
  };
}

/** ChatKit loaded but never said that it is ready; `host` is the page's own host. */
export function notReady(host: string): Problem {
  return {
    code: "chatkit_not_ready",
    title: "ChatKit did not start",
    message:
      "The script loaded, but the chat did not become ready. The network may block OpenAI, or this address may not be on the domain allowlist.",
    ...allowlistAdvice(host),
  };
}

/** ChatKit reported an error of its own; `host` is the page's own host. */
export function chatKitFailed(error: Error, host: string): Problem {
  return {
    code: "chatkit_error",
    title: "ChatKit reported an error",
    message: error.message || "It gave no reason.",
    ...allowlistAdvice(host),
  };
}

function allowlistAdvice(host: string): Pick<Problem, "hint" | "link"> {
  const local = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(host);
  return {
    hint: local
      ? `If your organisation limits domains, ${host} may have to be added. Local addresses normally need no entry.`
      : `If ${host} is not on the domain allowlist of your OpenAI organisation, add it there. A new entry can take a while to work.`,
    link: { href: ALLOWLIST_URL, label: "Open the domain allowlist" },
  };
}

/** Reads the words out of a response that is not ok; `title` says what was being tried. */
export async function fromResponse(response: Response, title: string): Promise<Problem> {
  const told = serverProblemIn(await response.json().catch(() => null));
  if (response.status === 429) {
    return {
      ...fromServer(told ?? { code: "rate_limited", message: "There were too many requests." }, ""),
      title: "Too many requests",
      hint: waitAdvice(response.headers.get("retry-after")),
    };
  }
  if (told) return fromServer(told, title);
  // A gateway whose upstream is gone answers 5xx, and never with our JSON.
  if (response.status >= 500) return serverDown();
  return {
    code: "unexpected_answer",
    title,
    message: `The server answered with status ${response.status}.`,
  };
}

/** Finds the words for anything that was thrown; `title` says what was being tried. */
export function fromError(error: unknown, title: string): Problem {
  if (error instanceof ProblemError) return error.problem;
  // fetch rejects with a TypeError when nothing answers, and with a TimeoutError at our limit.
  if (error instanceof TypeError || (error instanceof Error && error.name === "TimeoutError")) {
    return serverDown();
  }
  return {
    code: "unexpected_error",
    title,
    message: error instanceof Error ? error.message : String(error),
  };
}

function waitAdvice(retryAfter: string | null): string {
  const seconds = Number(retryAfter);
  if (retryAfter === null || !Number.isFinite(seconds) || seconds <= 0) {
    return "Wait a minute, then try again.";
  }
  return `Try again in ${Math.ceil(seconds)} ${Math.ceil(seconds) === 1 ? "second" : "seconds"}.`;
}

function serverProblemIn(body: unknown): ServerProblem | null {
  if (!isRecord(body) || !isRecord(body.error)) return null;
  const { code, message, hint, href, request_id } = body.error;
  if (typeof code !== "string" || typeof message !== "string") return null;
  return {
    code,
    message,
    hint: textOrNothing(hint),
    href: textOrNothing(href),
    request_id: textOrNothing(request_id),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function textOrNothing(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
