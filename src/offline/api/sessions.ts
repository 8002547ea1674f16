import { randomBytes } from "node:crypto";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { ApiError, notFound } from "./errors.ts";
import type { SessionParams } from "./session-params.ts";

/** What a session allows about files; sizes in megabytes. */
export interface FileUpload {
  readonly enabled: boolean;
  readonly max_file_size: number | null;
  readonly max_files: number | null;
}

/** A session as OpenAI tells of it (facts 1.2). */
export interface ChatSession {
  readonly id: string;
  readonly object: "chatkit.session";
  readonly client_secret: string;
  /** Unix time in seconds. */
  readonly expires_at: number;
  readonly user: string;
  readonly status: "active" | "expired" | "cancelled";
  readonly max_requests_per_1_minute: number;
  readonly rate_limits: { readonly max_requests_per_1_minute: number };
  readonly workflow: {
    readonly id: string;
    readonly version: string | null;
    readonly state_variables: Readonly<Record<string, string | number | boolean>> | null;
    readonly tracing: { readonly enabled: boolean };
  };
  readonly chatkit_configuration: {
    readonly automatic_thread_titling: { readonly enabled: boolean };
    readonly file_upload: FileUpload;
    readonly history: { readonly enabled: boolean; readonly recent_threads: number | null };
  };
}

export interface Sessions {
  /** @throws ApiError 404, if the workflow cannot be one */
  create(params: SessionParams): ChatSession;
  /**
   * Ends a session; one that has ended already stays as it is.
   *
   * @throws ApiError 404
   */
  cancel(id: string): ChatSession;
  /** @returns the session that a client secret opens or opened; undefined for no secret of ours */
  find(clientSecret: string): ChatSession | undefined;
  /**
   * Counts a request of a session.
   *
   * @throws ApiError 429, if there were as many in a minute as the session allows
   */
  count(id: string): Promise<void>;
}

interface Kept {
  readonly session: Omit<ChatSession, "status">;
  readonly requests: RateLimiterMemory;
  /** About how much memory its variables take. */
  readonly size: number;
  isCancelled: boolean;
}

/** Sessions that are remembered, even if none of them has ended. */
const MOST_SESSIONS = 10_000;
/** Characters of all variables of workflows that are remembered. */
const MOST_VARIABLES = 64 * 1024 * 1024;
const MOST_MEGABYTES = 512;
const MOST_FILES = 10;
const WINDOW_SECONDS = 60;
const WORKFLOW_ID = /^wf_[\w-]+$/;

/**
 * Keeps the sessions of one run, in memory that is bounded: those that have ended are forgotten
 * first, and then the oldest.
 */
export function createSessions(): Sessions {
  const kept = new Map<string, Kept>();
  const idOfSecret = new Map<string, string>();
  let size = 0;

  const present = ({ session, isCancelled }: Kept): ChatSession => {
    const isOver = session.expires_at * 1000 <= Date.now();
    return { ...session, status: isCancelled ? "cancelled" : isOver ? "expired" : "active" };
  };
  const forget = (id: string) => {
    const found = kept.get(id);
    if (!found) return;
    kept.delete(id);
    idOfSecret.delete(found.session.client_secret);
    size -= found.size;
  };
  const makeRoom = () => {
    const isFull = () => kept.size >= MOST_SESSIONS || size > MOST_VARIABLES;
    if (!isFull()) return;
    for (const [id, one] of kept) if (present(one).status !== "active") forget(id);
    for (const id of kept.keys()) if (isFull()) forget(id);
  };

  return {
    create(params) {
      const { workflow } = params;
      if (!WORKFLOW_ID.test(workflow.id)) {
        throw notFound(`Workflow with id '${workflow.id.slice(0, 100)}' not found.`);
      }
      makeRoom();
      const session = newSession(params);
      const one: Kept = {
        session,
        requests: new RateLimiterMemory({
          points: session.max_requests_per_1_minute,
          duration: WINDOW_SECONDS,
        }),
        size: JSON.stringify(session.workflow).length,
        isCancelled: false,
      };
      kept.set(session.id, one);
      idOfSecret.set(session.client_secret, session.id);
      size += one.size;
      return present(one);
    },

    cancel(id) {
      const found = kept.get(id);
      if (!found) throw notFound(`Chatkit Session with id '${id.slice(0, 100)}' not found.`);
      if (present(found).status === "active") found.isCancelled = true;
      return present(found);
    },

    find(clientSecret) {
      const found = kept.get(idOfSecret.get(clientSecret) ?? "");
      return found && present(found);
    },

    async count(id) {
      const found = kept.get(id);
      if (!found) return;
      try {
        await found.requests.consume(id);
      } catch (refusal) {
        throw refusal instanceof RateLimiterRes ? tooMany(found.session, refusal) : refusal;
      }
    },
  };
}

function newSession({
  user,
  workflow,
  chatkit_configuration: configuration,
  expires_after,
  rate_limits,
}: SessionParams): Omit<ChatSession, "status"> {
  const { automatic_thread_titling, file_upload, history } = configuration;
  return {
    id: `cksess_${randomBytes(24).toString("hex")}`,
    object: "chatkit.session",
    client_secret: `ek_${randomBytes(32).toString("hex")}`,
    expires_at: Math.floor(Date.now() / 1000) + expires_after.seconds,
    user,
    max_requests_per_1_minute: rate_limits.max_requests_per_1_minute,
    rate_limits,
    workflow: {
      id: workflow.id,
      version: workflow.version ?? null,
      state_variables: workflow.state_variables ?? null,
      tracing: workflow.tracing,
    },
    chatkit_configuration: {
      automatic_thread_titling,
      file_upload: {
        enabled: file_upload.enabled,
        max_file_size: file_upload.max_file_size ?? (file_upload.enabled ? MOST_MEGABYTES : null),
        max_files: file_upload.max_files ?? (file_upload.enabled ? MOST_FILES : null),
      },
      history: { enabled: history.enabled, recent_threads: history.recent_threads ?? null },
    },
  };
}

function tooMany(
  { max_requests_per_1_minute: most }: Omit<ChatSession, "status">,
  { msBeforeNext }: RateLimiterRes,
): ApiError {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  return new ApiError(429, {
    message: `This session allows ${most} requests in a minute. Try again in ${seconds} s.`,
    type: "rate_limit_error",
    code: "rate_limit_exceeded",
    headers: { "Retry-After": String(seconds) },
  });
}
