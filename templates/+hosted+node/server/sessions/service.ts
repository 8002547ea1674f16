import OpenAI, { APIError } from "openai";
import { explainOpenAIError, notASession, SessionError } from "./errors.ts";
import {
  checkSessionOptions,
  type SessionOptions,
  toCreateParams,
  toWorkflowInfo,
  type WorkflowInfo,
} from "./options.ts";
import { createSessionIds } from "./session-id.ts";

export interface SessionServiceConfig {
  readonly apiKey: string | null;
  /** OpenAI's API, with its version: `https://api.openai.com/v1`. */
  readonly baseURL: string;
  /** `wf_…` */
  readonly workflowId: string | null;
  readonly options: SessionOptions;
  /** Signs the session ids. */
  readonly secret: string;
  /** The app that the session ids are for. */
  readonly audience: string;
  /** How long OpenAI may take, in milliseconds; 15 seconds by default. */
  readonly timeoutMs?: number;
  /** Another way to OpenAI than the global `fetch`, such as one through a proxy. */
  readonly fetch?: typeof globalThis.fetch;
}

/** A session as the browser gets it. */
export interface Session {
  /** Opens the chat, and nothing else; the one secret that a browser may have. */
  readonly client_secret: string;
  /** Unix time in seconds. */
  readonly expires_at: number;
  /** This app's own id of the session. */
  readonly session_id: string;
}

export interface SessionState {
  readonly valid: boolean;
  /** Unix time in seconds. */
  readonly expires_at: number;
  readonly reason?: "expired";
}

/** Opens and ends ChatKit sessions at OpenAI, each for one user. Every method may throw SessionError. */
export interface SessionService {
  create(user: string): Promise<Session>;
  /** Opens another session for the same user; the old one is left to expire. */
  refresh(user: string, sessionId: string): Promise<Session>;
  /** Tells what the id itself says; OpenAI has no way to ask. */
  validate(user: string, sessionId: string): Promise<SessionState>;
  /** Ends a session. One that has ended already is fine. */
  cancel(
    user: string,
    sessionId: string,
  ): Promise<{ readonly session_id: string; readonly status: "cancelled" }>;
  /** What a page may know of the configured workflow; null for any other. */
  workflow(workflowId: string): WorkflowInfo | null;
}

const DEFAULT_TIMEOUT_MS = 15_000;

/**
 * @throws SessionOptionsError, if the options cannot work
 */
export function createSessionService(config: SessionServiceConfig): SessionService {
  checkSessionOptions(config.options);
  const ids = createSessionIds(config.secret, config.audience);

  const ownSession = async (user: string, sessionId: string) => {
    const claims = await ids.open(sessionId);
    if (claims?.user !== user) {
      throw new SessionError({
        code: "session_not_found",
        status: 404,
        message: "You have no such session.",
      });
    }
    return { ...claims, isExpired: claims.expiresAt * 1000 <= Date.now() };
  };

  const create = async (user: string): Promise<Session> => {
    if (!config.workflowId) {
      throw new SessionError({
        code: "workflow_missing",
        status: 503,
        message: "This app has no workflow to talk to yet.",
        hint: "Put CHATKIT_WORKFLOW_ID=wf_… into .env, or set it where the server runs.",
      });
    }
    const params = toCreateParams(config.options, config.workflowId, user);
    const session = await askOpenAI(config, (client, options) =>
      client.beta.chatkit.sessions.create(params, options),
    );
    if (!isSession(session)) {
      throw notASession();
    }
    return {
      client_secret: session.client_secret,
      expires_at: session.expires_at,
      session_id: await ids.seal({ openaiId: session.id, user, expiresAt: session.expires_at }),
    };
  };

  return {
    create,
    refresh: async (user, sessionId) => {
      await ownSession(user, sessionId);
      return create(user);
    },
    validate: async (user, sessionId) => {
      const { expiresAt, isExpired } = await ownSession(user, sessionId);
      return isExpired
        ? { valid: false, expires_at: expiresAt, reason: "expired" }
        : { valid: true, expires_at: expiresAt };
    },
    cancel: async (user, sessionId) => {
      const { openaiId, isExpired } = await ownSession(user, sessionId);
      if (!isExpired) {
        await askOpenAI(config, (client, options) =>
          client.beta.chatkit.sessions.cancel(openaiId, options).catch(ignoreEnded),
        );
      }
      return { session_id: sessionId, status: "cancelled" };
    },
    workflow: (workflowId) =>
      workflowId === config.workflowId ? toWorkflowInfo(config.options, workflowId) : null,
  };
}

async function askOpenAI<Answer>(
  {
    apiKey,
    baseURL,
    timeoutMs = DEFAULT_TIMEOUT_MS,
    fetch = globalThis.fetch,
  }: SessionServiceConfig,
  call: (client: OpenAI, options: { readonly signal: AbortSignal }) => Promise<Answer>,
): Promise<Answer> {
  if (!apiKey) {
    throw new SessionError({
      code: "openai_key_missing",
      status: 503,
      message: "This app has no OpenAI API key yet.",
      hint: "Put OPENAI_API_KEY=sk-… into .env, or set it where the server runs.",
    });
  }
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new SessionError({
      code: "openai_key_refused",
      status: 502,
      message: "The OpenAI API key of this app holds characters that no key has.",
      hint: "Copy the key again, without quotes, spaces or line ends.",
    });
  }
  // A retried POST could open a second session, so nothing is retried.
  const client = new OpenAI({
    apiKey,
    baseURL,
    maxRetries: 0,
    timeout: timeoutMs,
    fetch,
    // OPENAI_LOG=debug would write client secrets to the log.
    logLevel: "off",
  });
  try {
    return await call(client, { signal: AbortSignal.timeout(timeoutMs) });
  } catch (error) {
    throw explainOpenAIError(error);
  }
}

/** Whatever stands between us and OpenAI may answer 200 with something else. */
function isSession(
  answer: unknown,
): answer is { id: string; client_secret: string; expires_at: number } {
  return (
    typeof answer === "object" &&
    answer !== null &&
    "id" in answer &&
    typeof answer.id === "string" &&
    "client_secret" in answer &&
    typeof answer.client_secret === "string" &&
    answer.client_secret !== "" &&
    "expires_at" in answer &&
    typeof answer.expires_at === "number"
  );
}

function ignoreEnded(error: unknown): void {
  const hasEnded =
    error instanceof APIError &&
    ((error.status === 404 && /session/i.test(error.message)) ||
      error.status === 409 ||
      (error.status === 400 && /already|expired|cancel|ended/i.test(error.message)));
  if (!hasEnded) {
    throw error;
  }
}
