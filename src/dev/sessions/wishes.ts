import { z } from "zod";
import type { SessionOptions } from "../../../templates/+hosted+node/server/sessions/options.ts";
import { asObject, parseJson } from "../observe/recognise.ts";

/** What a page asks for in the body of a request for a session. */
export interface Wishes {
  readonly workflowId: string | undefined;
  readonly user: string | undefined;
  readonly options: SessionOptions;
}

/** What a page asks for cannot be read. */
export class WishesError extends Error {
  override readonly name = "WishesError";
}

const enabled = z.object({ enabled: z.boolean() });
const text = z.string().min(1);

/** The body of OpenAI's own request (facts 1.1), and the short names that pages use for parts of it. */
const schema = z.object({
  user: text.optional(),
  user_id: text.optional(),
  userId: text.optional(),
  workflow: z
    .object({
      id: text.optional(),
      version: text.optional(),
      state_variables: z
        .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
        .optional(),
      tracing: enabled.optional(),
    })
    .optional(),
  workflow_id: text.optional(),
  workflowId: text.optional(),
  chatkit_configuration: z
    .object({
      automatic_thread_titling: enabled.optional(),
      file_upload: z
        .object({
          enabled: z.boolean(),
          max_file_size: z.int().optional(),
          max_files: z.int().optional(),
        })
        .optional(),
      history: z.object({ enabled: z.boolean(), recent_threads: z.int().optional() }).optional(),
    })
    .optional(),
  expires_after: z.object({ seconds: z.int() }).optional(),
  rate_limits: z.object({ max_requests_per_1_minute: z.int().optional() }).optional(),
});

/**
 * Names what a page asks for, for a warning that it does not get it.
 *
 * @param body of the request
 * @returns the keys, empty where it asks for nothing
 */
export function wishedKeys(body: string): string[] {
  const asked = asObject(parseJson(body)) ?? {};
  return Object.keys(schema.shape).filter((key) => asked[key] !== undefined && asked[key] !== null);
}

/**
 * Reads what a page asks for.
 *
 * @param body of the request; an empty one asks for nothing
 * @throws WishesError, naming what is wrong with it
 */
export function readWishes(body: string): Wishes {
  const parsed = schema.safeParse(body.trim() === "" ? {} : withoutNulls(parseJson(body)));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new WishesError(`${issue?.path.join(".") || "The body"}: ${issue?.message}`);
  }
  const { data } = parsed;
  const {
    automatic_thread_titling: titles,
    file_upload: files,
    history,
  } = data.chatkit_configuration ?? {};
  return {
    workflowId: data.workflow?.id ?? data.workflow_id ?? data.workflowId,
    user: data.user ?? data.user_id ?? data.userId,
    options: withoutUndefined({
      version: data.workflow?.version,
      stateVariables: data.workflow?.state_variables,
      tracing: data.workflow?.tracing,
      titles,
      uploads:
        files &&
        withoutUndefined({
          enabled: files.enabled,
          maxFiles: files.max_files,
          maxFileSizeMb: files.max_file_size,
        }),
      history:
        history &&
        withoutUndefined({ enabled: history.enabled, recentThreads: history.recent_threads }),
      expiresAfterSeconds: data.expires_after?.seconds,
      maxRequestsPerMinute: data.rate_limits?.max_requests_per_1_minute,
    }) as SessionOptions,
  };
}

/** A page that has no value for a key may say null. */
function withoutNulls(value: unknown): unknown {
  const object = asObject(value);
  return object
    ? Object.fromEntries(
        Object.entries(object).flatMap(([key, inner]) =>
          inner === null ? [] : [[key, withoutNulls(inner)]],
        ),
      )
    : value;
}

function withoutUndefined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
