import { fromResponse, ProblemError, type ServerProblem } from "./problems";

/** What the server tells a page about itself. Who the visitor is stays in HttpOnly cookies. */
export interface Identity {
  /** The public key of this domain, which ChatKit sends to OpenAI. */
  readonly domainKey: string;
  /** True when the app runs without OpenAI (`CHATKIT_OFFLINE=1`). */
  readonly offline: boolean;
  /** What is not set up yet. */
  readonly problems: readonly ServerProblem[];
}

interface IdentityAnswer {
  readonly expires_at: number;
  readonly domain_key: string;
  readonly offline: boolean;
  readonly problems: readonly ServerProblem[];
}

const TIME_LIMIT_MS = 15_000;
const RENEW_BEFORE_MS = 60_000;

let pending: Promise<Identity> | null = null;
let renewAt = 0;

/**
 * Asks the server who this visitor is, which sets the cookies that every other call needs.
 * Calls made at the same time share one request.
 *
 * @throws {ProblemError} when the server refuses.
 */
export function identify(): Promise<Identity> {
  pending ??= requestIdentity().finally(() => {
    pending = null;
  });
  return pending;
}

/**
 * Does what `fetch` does, as an identified visitor: renews a token that is about to run out, and
 * after a 401 identifies again and tries once more.
 */
export async function fetchAsVisitor(
  input: RequestInfo | URL,
  init?: RequestInit,
): Promise<Response> {
  if (Date.now() >= renewAt) await identify();
  // A Request can be sent only once, so the second try needs a copy made before the first.
  const again = input instanceof Request ? input.clone() : input;
  const response = await fetch(input, init);
  if (response.status !== 401 || init?.body instanceof ReadableStream) return response;
  await identify();
  return fetch(again, init);
}

async function requestIdentity(): Promise<Identity> {
  const response = await fetch("/api/identity", {
    method: "POST",
    signal: AbortSignal.timeout(TIME_LIMIT_MS),
  });
  if (!response.ok) {
    throw new ProblemError(await fromResponse(response, "You could not be identified"));
  }
  const answer = (await response.json()) as IdentityAnswer;
  // A clock that is wrong by hours must not make every call ask for a new token.
  const now = Date.now();
  renewAt = Math.max(answer.expires_at * 1000 - RENEW_BEFORE_MS, now + RENEW_BEFORE_MS);
  return { domainKey: answer.domain_key, offline: answer.offline, problems: answer.problems };
}
