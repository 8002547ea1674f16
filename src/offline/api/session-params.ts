import { z } from "zod";
import { parseParameters } from "./validation.ts";

const MOST_VARIABLES = 64;
const VARIABLE_NAME_LENGTH = 64;
const VARIABLE_LENGTH = 10_485_760;
const MOST_SECONDS = 600;
const MOST_MEGABYTES = 512;

const switchable = z.strictObject({ enabled: z.boolean().default(true) });

/** The body of a request for a session, with its limits and defaults (facts 1.1). */
const schema = z.strictObject({
  user: z.string().min(1),
  workflow: z.strictObject({
    id: z.string(),
    version: z.string().optional(),
    state_variables: z
      .record(z.string().max(VARIABLE_NAME_LENGTH), z.union([z.string(), z.number(), z.boolean()]))
      .refine((variables) => Object.keys(variables).length <= MOST_VARIABLES, {
        error: `it may have ${MOST_VARIABLES} entries at most.`,
      })
      .refine(
        (variables) =>
          Object.values(variables).every(
            (value) => typeof value !== "string" || value.length <= VARIABLE_LENGTH,
          ),
        { error: `a text may have ${VARIABLE_LENGTH} characters at most.` },
      )
      .optional(),
    tracing: switchable.prefault({}),
  }),
  chatkit_configuration: z
    .strictObject({
      automatic_thread_titling: switchable.prefault({}),
      file_upload: z
        .strictObject({
          enabled: z.boolean().default(false),
          max_file_size: z.int().min(1).max(MOST_MEGABYTES).optional(),
          max_files: z.int().min(1).optional(),
        })
        .prefault({}),
      history: z
        .strictObject({
          enabled: z.boolean().default(true),
          recent_threads: z.int().min(1).optional(),
        })
        .prefault({}),
    })
    .prefault({}),
  expires_after: z
    .strictObject({
      anchor: z.literal("created_at"),
      seconds: z.int().min(1).max(MOST_SECONDS),
    })
    .prefault({ anchor: "created_at", seconds: MOST_SECONDS }),
  rate_limits: z
    .strictObject({ max_requests_per_1_minute: z.int().min(1).default(10) })
    .prefault({}),
});

/** What a session is asked to be, with OpenAI's defaults filled in. */
export type SessionParams = z.output<typeof schema>;

/**
 * Reads the body of a request for a session.
 *
 * @throws ApiError 400, naming the parameter that is at fault
 */
export function parseSessionParams(body: unknown): SessionParams {
  return parseParameters(schema, body);
}
