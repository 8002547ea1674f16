import {
  checkSessionOptions,
  type SessionOptions,
  SessionOptionsError,
} from "../../templates/+hosted+node/server/sessions/options.ts";
import { usageError } from "../errors.ts";
import { readDuration } from "./duration.ts";
import { readStateVariables } from "./state-variables.ts";

/** What a session shall allow, as it was typed. */
export interface GivenOptions {
  readonly workflowVersion?: string;
  readonly expiresIn?: string;
  readonly rateLimit?: string;
  readonly state?: readonly string[];
  readonly history?: boolean;
  readonly recentThreads?: string;
  readonly files?: boolean;
  readonly maxFiles?: string;
  readonly maxFileSize?: string;
  readonly titles?: boolean;
  readonly tracing?: boolean;
}

/** Longest life of a session, and its default, in seconds (facts 1.1). */
const SESSION_SECONDS = 600;

/** The options of the hosted template and the flags that set them. */
const FLAGS: readonly (readonly [option: RegExp, flag: string])[] = [
  [/\bversion\b/g, "--workflow-version"],
  [/\bhistory\.recentThreads\b/g, "--recent-threads"],
  [/\buploads\.maxFiles\b/g, "--max-files"],
  [/\buploads\.maxFileSizeMb\b/g, "--max-file-size"],
  [/\bmaxRequestsPerMinute\b/g, "--rate-limit"],
  [/\bstateVariables\./g, "--state "],
  [/\bstateVariables\b/g, "--state"],
];

/**
 * Turns flags into the options of a session, and checks every limit that OpenAI sets (facts 1.1).
 *
 * @param given flags as they were typed
 * @returns only what was given, so that OpenAI's defaults hold for the rest
 * @throws {CliError} exit 2: `bad_option`, `bad_duration`, `bad_state`, `latest_refused`,
 * `answer_does_not_belong`
 */
export function readSessionOptions(given: GivenOptions): SessionOptions {
  checkTogether(given);
  const recentThreads = wholeNumber("--recent-threads", given.recentThreads);
  const maxFiles = wholeNumber("--max-files", given.maxFiles);
  const maxFileSizeMb = wholeNumber("--max-file-size", given.maxFileSize);
  const maxRequestsPerMinute = wholeNumber("--rate-limit", given.rateLimit);
  const history = given.history ?? (recentThreads === undefined ? undefined : true);
  const options: SessionOptions = {
    ...(given.workflowVersion !== undefined && { version: given.workflowVersion }),
    ...(history !== undefined && {
      history: { enabled: history, ...(recentThreads !== undefined && { recentThreads }) },
    }),
    ...(given.files && {
      uploads: {
        enabled: true,
        ...(maxFiles !== undefined && { maxFiles }),
        ...(maxFileSizeMb !== undefined && { maxFileSizeMb }),
      },
    }),
    ...(given.titles === false && { titles: { enabled: false } }),
    ...(given.tracing === false && { tracing: { enabled: false } }),
    ...(maxRequestsPerMinute !== undefined && { maxRequestsPerMinute }),
    ...(given.expiresIn !== undefined && {
      expiresAfterSeconds: readDuration(given.expiresIn, {
        flag: "--expires-in",
        maximum: SESSION_SECONDS,
        reason: "OpenAI lets no session live longer",
      }),
    }),
    ...(given.state?.length && { stateVariables: readStateVariables(given.state) }),
  };
  try {
    checkSessionOptions(options);
  } catch (error) {
    if (error instanceof SessionOptionsError) throw inFlags(error, given);
    throw error;
  }
  return options;
}

function inFlags(error: SessionOptionsError, { workflowVersion }: GivenOptions): Error {
  const message = FLAGS.reduce((text, [option, flag]) => text.replace(option, flag), error.message);
  const isLatest = workflowVersion !== undefined && /^\s*latest\s*$/i.test(workflowVersion);
  return usageError(isLatest ? "latest_refused" : "bad_option", message);
}

function checkTogether(given: GivenOptions): void {
  if (given.workflowVersion?.trim() === "") {
    throw usageError(
      "bad_option",
      "--workflow-version may not be empty; it names a deployed version.",
      "Such as --workflow-version 3; leave it out to run the newest one.",
    );
  }
  if (given.history === false && given.recentThreads !== undefined) {
    throw usageError(
      "answer_does_not_belong",
      "--recent-threads belongs to a session with history.",
      "Leave out --no-history or --recent-threads.",
    );
  }
  const limit =
    given.maxFiles === undefined ? given.maxFileSize && "--max-file-size" : "--max-files";
  if (limit && !given.files) {
    throw usageError(
      "answer_does_not_belong",
      `${limit} belongs to a session that takes files.`,
      `Add --files, or leave out ${limit}.`,
    );
  }
}

/**
 * Reads a whole number as it is typed.
 *
 * @param flag which one it was given to
 * @param typed the text, if there was one
 * @throws {CliError} exit 2, `bad_option`, when it is none; its range is checked by the caller
 */
export function wholeNumber(flag: string, typed: string | undefined): number | undefined {
  if (typed === undefined) return undefined;
  const number = /^\d+$/.test(typed.trim()) ? Number(typed) : Number.NaN;
  if (Number.isSafeInteger(number)) return number;
  throw usageError(
    "bad_option",
    `${flag} cannot be ${JSON.stringify(typed)}; it is a whole number.`,
    `Such as ${flag} 10`,
  );
}

/** The parameters of OpenAI's request (facts 1.1) and the flags that set them. */
const PARAMETERS: readonly (readonly [parameter: string, flag: string])[] = [
  ["workflow.version", "--workflow-version"],
  ["workflow.state_variables", "--state"],
  ["workflow.tracing", "--no-tracing"],
  ["workflow", "--workflow"],
  ["chatkit_configuration.automatic_thread_titling", "--no-titles"],
  ["chatkit_configuration.file_upload.max_file_size", "--max-file-size"],
  ["chatkit_configuration.file_upload.max_files", "--max-files"],
  ["chatkit_configuration.file_upload", "--files"],
  ["chatkit_configuration.history.recent_threads", "--recent-threads"],
  ["chatkit_configuration.history", "--history and --no-history"],
  ["expires_after", "--expires-in"],
  ["rate_limits", "--rate-limit"],
  ["user", "--user"],
];

/**
 * The flag that asked for a parameter which OpenAI refused.
 *
 * @param parameter as OpenAI names it, such as `chatkit_configuration.file_upload.max_files`
 * @returns undefined for a parameter that no flag sets
 */
export function flagOf(parameter: string): string | undefined {
  return PARAMETERS.find(([name]) => parameter === name || parameter.startsWith(`${name}.`))?.[1];
}
