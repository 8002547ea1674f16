import type OpenAI from "openai";
import {
  type SessionOptions,
  toCreateParams,
} from "../../templates/+hosted+node/server/sessions/options.ts";
import type { OpenAIClient } from "./client.ts";
import { UnexpectedAnswer } from "./refusals.ts";

export type { SessionOptions };

/** How long a session lives that asked for nothing else (facts 1.1). */
const DEFAULT_SECONDS = 600;

/** A session as OpenAI answers it (facts 1.2). */
export type ChatSession = OpenAI.Beta.ChatKit.ChatSession;

/** A session that was just minted. */
export interface MintedSession {
  /** OpenAI's answer as it came. */
  readonly session: ChatSession;
  /** As it was asked for. */
  readonly user: string;
  /**
   * Seconds from the answer until the session ends, by the clock that made `expires_at` where the
   * answer tells it: with a wrong clock here, a secret that has ended does not look fresh.
   */
  readonly lifetimeSeconds: number;
}

/**
 * Mints one session (facts 1.1). It is asked for once.
 *
 * @param client see `createOpenAIClient`
 * @param request `workflow`: `wf_…`; `user`: whose threads it shows; `options`: what it allows, as the
 * hosted template words them; `signal`: ends the wait
 * @throws {OpenAIFailure} see `explainFailure`, and `openai_no_session` (exit 5) when the answer is
 * none
 */
export async function mintSession(
  client: OpenAIClient,
  {
    workflow,
    user,
    options = {},
    signal,
  }: {
    readonly workflow: string;
    readonly user: string;
    readonly options?: SessionOptions;
    readonly signal?: AbortSignal;
  },
): Promise<MintedSession> {
  const params = toCreateParams(options, workflow, user);
  return client.ask(
    { operation: "mint", workflow },
    async (sdk, each) => {
      const answer = await sdk.beta.chatkit.sessions.create(params, each).withResponse();
      const { data: session, response } = answer;
      if (!isSession(session)) throw new UnexpectedAnswer(response);
      const lifetimeSeconds = lifetimeOf(session, response, options);
      if (lifetimeSeconds === undefined) throw new UnexpectedAnswer(response, "over already");
      return { session, user, lifetimeSeconds };
    },
    signal,
  );
}

/**
 * Cancels a session: its secret opens no chat from then on.
 *
 * @param client see `createOpenAIClient`
 * @param request `id`: `cksess_…`; `signal`: ends the wait
 * @throws {OpenAIFailure} see `explainFailure`; `session_not_found` (exit 5) when OpenAI knows no such
 * session, or none that goes on
 */
export async function cancelSession(
  client: OpenAIClient,
  { id, signal }: { readonly id: string; readonly signal?: AbortSignal },
): Promise<ChatSession> {
  return client.ask(
    { operation: "cancel", sessionId: id },
    async (sdk, each) => {
      const answer = await sdk.beta.chatkit.sessions.cancel(id, each).withResponse();
      if (!isWord(answer.data?.id)) throw new UnexpectedAnswer(answer.response);
      return answer.data;
    },
    signal,
  );
}

/**
 * How long a session lasts by the clock that answered, else by ours, and never longer than was asked
 * for: one of the two clocks may be wrong.
 *
 * @returns undefined when it is over by both
 */
function lifetimeOf(
  { expires_at: expiresAt, status }: ChatSession,
  response: Response,
  { expiresAfterSeconds = DEFAULT_SECONDS }: SessionOptions,
): number | undefined {
  const answeredAt = Date.parse(response.headers.get("date") ?? "");
  const left = [answeredAt, Date.now()]
    .map((now) => expiresAt - Math.floor(now / 1000))
    .find((seconds) => seconds > 0);
  if (left === undefined || status === "expired" || status === "cancelled") return undefined;
  return Math.min(left, expiresAfterSeconds);
}

/** Whatever stands between us and OpenAI may answer 200 with something else. */
function isSession(answer: ChatSession | undefined): boolean {
  return (
    typeof answer === "object" &&
    answer !== null &&
    isWord(answer.id) &&
    isWord(answer.client_secret) &&
    Number.isInteger(answer.expires_at)
  );
}

function isWord(value: unknown): boolean {
  return typeof value === "string" && /^[\x21-\x7e]+$/.test(value);
}
