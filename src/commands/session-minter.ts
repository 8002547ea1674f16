import { CliError, EXIT, usageError } from "../errors.ts";
import { baseUrlOf, OPENAI_BASE_URL, shownUrl } from "../openai/base-url.ts";
import { createOpenAIClient } from "../openai/client.ts";
import { OpenAIFailure } from "../openai/failure.ts";
import { mintSession } from "../openai/sessions.ts";
import type { ChatKitJson } from "../project/chatkit-json.ts";
import { type Environment, projectEnvironment, type Variable } from "../project/environment.ts";
import { describeKey, findKey, KEY_PAGE, shadowedKey } from "../project/openai-key.ts";
import { findWorkflow } from "../project/workflow.ts";
import { readDuration } from "../session/duration.ts";
import { IDENTITY_SECONDS, readSigner, signIdentity } from "../session/identity.ts";
import { flagOf, readSessionOptions } from "../session/options.ts";
import type { Pass } from "../session/pass.ts";
import { err } from "../terminal/colour.ts";
import type { CommandContext } from "./command.ts";
import type { SessionFlags } from "./session.ts";

/** Mints one pass for a user, until the signal says to stop. */
export type Minter = (user: string, signal: AbortSignal) => Promise<Pass>;

/** Flags that ask OpenAI for something, and so mean nothing where the app answers itself. */
const OF_OPENAI = [
  ["workflow", "--workflow"],
  ["workflowVersion", "--workflow-version"],
  ["rateLimit", "--rate-limit"],
  ["state", "--state"],
  ["history", "--history and --no-history"],
  ["recentThreads", "--recent-threads"],
  ["files", "--files"],
  ["maxFiles", "--max-files"],
  ["maxFileSize", "--max-file-size"],
] as const;

/**
 * The key that a project's sessions are minted with; says on stderr which one it is, and warns where
 * one of the shell beats another in `.env`.
 *
 * @throws {CliError} exit 3, `openai_key_missing`
 */
function keyFor(environment: Environment, { reporter }: CommandContext): Variable {
  const key = findKey(environment);
  if (!key) {
    throw new CliError("There is no OpenAI API key.", {
      code: "openai_key_missing",
      exitCode: EXIT.key,
      hint: `Put OPENAI_API_KEY=sk-… into .env, or export it in the shell. Keys are at ${KEY_PAGE}.`,
    });
  }
  reporter.keepSecret(key.value);
  const shadowed = shadowedKey(key, environment);
  if (shadowed !== undefined) reporter.warn(shadowed);
  return key;
}

/**
 * A client for a project's key; says on stderr which key it is and whom it asks.
 *
 * @throws {CliError} as {@link keyFor}, `baseUrlOf` and `createOpenAIClient`
 */
export async function clientFor(environment: Environment, context: CommandContext) {
  const key = keyFor(environment, context);
  const baseURL = baseUrlOf(environment);
  const whom = baseURL === OPENAI_BASE_URL ? "OpenAI" : `${shownUrl(baseURL)} (OPENAI_BASE_URL)`;
  context.reporter.info(err.dim(`Asking ${whom} with the key ${describeKey(key)}.`));
  return createOpenAIClient({ apiKey: key.value, baseURL });
}

/**
 * What `session` mints at OpenAI.
 *
 * @param flags as they were typed
 * @param context of this run
 * @throws {CliError} exit 2 for a flag that cannot be, exit 3 without a key
 */
export async function sessionMinter(flags: SessionFlags, context: CommandContext): Promise<Minter> {
  const options = readSessionOptions(flags);
  const environment = projectEnvironment(process.cwd());
  const client = await clientFor(environment, context);
  const workflow = findWorkflow(flags.workflow, environment);
  if (flags.workflow === undefined) {
    context.reporter.info(err.dim(`The workflow is ${workflow.id}, ${workflow.source}.`));
  }
  return async (user, signal) => {
    try {
      const minted = await mintSession(client, { workflow: workflow.id, user, options, signal });
      return { kind: "session", ...minted };
    } catch (error) {
      throw namingFlag(error);
    }
  };
}

/** OpenAI names its own parameters; a person typed flags. */
function namingFlag(error: unknown): unknown {
  if (!(error instanceof OpenAIFailure) || error.parameter === null) return error;
  const flag = flagOf(error.parameter);
  if (flag === undefined) return error;
  const { message, code, exitCode } = error;
  return new CliError(message, {
    code,
    exitCode,
    hint: `Change or leave out ${flag}, which asks for it.`,
    cause: error,
  });
}

/**
 * What `session` mints in a self-hosted app: identities that the app accepts.
 *
 * @param flags as they were typed
 * @param app what `chatkit.json` says
 * @param context of this run
 * @throws {CliError} exit 2 for a flag that only a session at OpenAI has, or that cannot be; and as
 * `readSigner`
 */
export async function identityMinter(
  flags: SessionFlags,
  app: ChatKitJson,
  { reporter }: CommandContext,
): Promise<Minter> {
  const unset: readonly string[] = [
    ...OF_OPENAI.flatMap(([name, flag]) => (flags[name] === undefined ? [] : [flag])),
    ...(flags.titles === false ? ["--no-titles"] : []),
    ...(flags.tracing === false ? ["--no-tracing"] : []),
  ];
  if (unset.length > 0) {
    throw usageError(
      "answer_does_not_belong",
      `${unset.join(", ")} can only be asked of OpenAI, and this app is self-hosted: no session of OpenAI's is behind its chat.`,
      "Leave it out: a signed identity has --user and --expires-in. What a chat may do is in the app's own code.",
    );
  }
  const seconds =
    flags.expiresIn === undefined
      ? IDENTITY_SECONDS
      : readDuration(flags.expiresIn, {
          flag: "--expires-in",
          maximum: IDENTITY_SECONDS,
          reason: "the app's own identities last an hour",
        });
  const environment = projectEnvironment(process.cwd());
  const signer = await readSigner(process.cwd(), app.runtime, environment);
  const { source } = signer.secret;
  reporter.keepSecret(signer.secret.value);
  reporter.info(
    `This app is self-hosted, so there is no session at OpenAI: an identity is signed instead, with CHATKIT_SECRET ${source === "shell" ? "of the shell" : "in .env"}.`,
  );
  return async (user) => {
    const identity = await signIdentity(signer, { user, seconds });
    return { kind: "identity", identity, lifetimeSeconds: seconds };
  };
}
