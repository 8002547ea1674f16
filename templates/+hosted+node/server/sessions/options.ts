import type OpenAI from "openai";

type CreateParams = OpenAI.Beta.ChatKit.SessionCreateParams;

/** Values that a workflow reads by name. */
export type StateVariables = Readonly<Record<string, string | number | boolean>>;

/** What a session allows; anything left out is as OpenAI has it. */
export interface SessionOptions {
  /** A deployed version of the workflow. Left out: the newest. */
  readonly version?: string;
  /** Earlier threads of the same user; on by default. */
  readonly history?: { readonly enabled: boolean; readonly recentThreads?: number };
  /** Titles made from what was said; on by default. */
  readonly titles?: { readonly enabled: boolean };
  /** Files in messages; off by default. At most 512 MB each. */
  readonly uploads?: {
    readonly enabled: boolean;
    readonly maxFiles?: number;
    readonly maxFileSizeMb?: number;
  };
  /** Requests that a session may make in a minute; 10 by default. */
  readonly maxRequestsPerMinute?: number;
  /** Lifetime of a session in seconds, at most 600, which is the default. */
  readonly expiresAfterSeconds?: number;
  /** Variables of the workflow: at most 64, with names of at most 64 characters. */
  readonly stateVariables?: StateVariables | ((user: string) => StateVariables);
  /** Traces on the OpenAI dashboard; on by default. */
  readonly tracing?: { readonly enabled: boolean };
}

/** What a page may know of its workflow. */
export interface WorkflowInfo {
  readonly id: string;
  readonly version: string | null;
  readonly history: { readonly enabled: boolean; readonly recent_threads: number | null };
  readonly file_upload: {
    readonly enabled: boolean;
    readonly max_files: number;
    readonly max_file_size: number;
  };
  readonly automatic_thread_titling: { readonly enabled: boolean };
}

/** The options ask for something that OpenAI would refuse, or accept and then fail on. */
export class SessionOptionsError extends Error {
  override readonly name = "SessionOptionsError";
}

const MAX_VARIABLES = 64;
const MAX_VARIABLE_NAME = 64;
const MAX_VARIABLE_VALUE = 10_485_760;

/**
 * Checks the options before anybody waits for a session.
 *
 * @throws SessionOptionsError, naming the option and what it may be
 */
export function checkSessionOptions(options: SessionOptions): void {
  if (options.version !== undefined && /^\s*(latest)?\s*$/i.test(options.version)) {
    throw new SessionOptionsError(
      `version must not be "${options.version}": OpenAI opens such a session, and then its first message fails. Leave version out to run the newest one.`,
    );
  }
  checkInteger("history.recentThreads", options.history?.recentThreads);
  checkInteger("uploads.maxFiles", options.uploads?.maxFiles);
  checkInteger("uploads.maxFileSizeMb", options.uploads?.maxFileSizeMb, 512);
  checkInteger("maxRequestsPerMinute", options.maxRequestsPerMinute);
  checkInteger("expiresAfterSeconds", options.expiresAfterSeconds, 600);
  if (typeof options.stateVariables === "object") {
    checkStateVariables(options.stateVariables);
  }
}

/**
 * Words the request for a session.
 *
 * @throws SessionOptionsError, if the state variables made for this user are not allowed
 */
export function toCreateParams(
  options: SessionOptions,
  workflowId: string,
  user: string,
): CreateParams {
  const { version, history, titles, uploads, tracing } = options;
  const stateVariables =
    typeof options.stateVariables === "function"
      ? options.stateVariables(user)
      : options.stateVariables;
  if (stateVariables) {
    checkStateVariables(stateVariables);
  }
  const configuration = defined({
    history:
      history && defined({ enabled: history.enabled, recent_threads: history.recentThreads }),
    automatic_thread_titling: titles && { enabled: titles.enabled },
    file_upload:
      uploads &&
      defined({
        enabled: uploads.enabled,
        max_files: uploads.maxFiles,
        max_file_size: uploads.maxFileSizeMb,
      }),
  });
  return {
    user,
    workflow: {
      id: workflowId,
      ...defined({
        version,
        state_variables: stateVariables && { ...stateVariables },
        tracing: tracing && { enabled: tracing.enabled },
      }),
    },
    ...(Object.keys(configuration).length > 0 && { chatkit_configuration: configuration }),
    ...(options.expiresAfterSeconds !== undefined && {
      expires_after: { anchor: "created_at", seconds: options.expiresAfterSeconds },
    }),
    ...(options.maxRequestsPerMinute !== undefined && {
      rate_limits: { max_requests_per_1_minute: options.maxRequestsPerMinute },
    }),
  };
}

/** Tells what a page may know, with OpenAI's defaults filled in. State variables stay here. */
export function toWorkflowInfo(options: SessionOptions, workflowId: string): WorkflowInfo {
  return {
    id: workflowId,
    version: options.version ?? null,
    history: {
      enabled: options.history?.enabled ?? true,
      recent_threads: options.history?.recentThreads ?? null,
    },
    file_upload: {
      enabled: options.uploads?.enabled ?? false,
      max_files: options.uploads?.maxFiles ?? 10,
      max_file_size: options.uploads?.maxFileSizeMb ?? 512,
    },
    automatic_thread_titling: { enabled: options.titles?.enabled ?? true },
  };
}

function checkInteger(name: string, value: number | undefined, maximum?: number): void {
  if (value === undefined) {
    return;
  }
  if (!Number.isInteger(value) || value < 1 || (maximum !== undefined && value > maximum)) {
    const range = maximum === undefined ? "from 1 on" : `from 1 to ${maximum}`;
    throw new SessionOptionsError(`${name} must be a whole number ${range}, and is ${value}.`);
  }
}

function checkStateVariables(variables: StateVariables): void {
  const entries = Object.entries(variables);
  if (entries.length > MAX_VARIABLES) {
    throw new SessionOptionsError(
      `stateVariables may hold ${MAX_VARIABLES} entries at most, and has ${entries.length}.`,
    );
  }
  for (const [name, value] of entries) {
    if (name.length > MAX_VARIABLE_NAME) {
      throw new SessionOptionsError(
        `stateVariables: the name "${name.slice(0, 20)}…" is longer than ${MAX_VARIABLE_NAME} characters.`,
      );
    }
    const allowed =
      typeof value === "boolean" ||
      (typeof value === "number" && Number.isFinite(value)) ||
      (typeof value === "string" && value.length <= MAX_VARIABLE_VALUE);
    if (!allowed) {
      throw new SessionOptionsError(
        `stateVariables.${name} must be a string of at most ${MAX_VARIABLE_VALUE} characters, a number or a boolean.`,
      );
    }
  }
}

type Defined<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

/** Leaves out what is undefined, so that OpenAI's default holds. */
function defined<Fields extends object>(fields: Fields): Defined<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Defined<Fields>;
}
