import { CliError, Interrupted, toCliError, usageError } from "../errors.ts";
import { readChatKitJson } from "../project/chatkit-json.ts";
import { type MintedMany, mintMany } from "../session/mint-many.ts";
import { wholeNumber } from "../session/options.ts";
import { envLines, envValue, type Pass, secretOf } from "../session/pass.ts";
import { openSecretFile } from "../session/secret-file.ts";
import { usersFor } from "../session/test-user.ts";
import { err } from "../terminal/colour.ts";
import { progressBar } from "../terminal/progress.ts";
import type { CommandContext } from "./command.ts";
import type { SessionFlags } from "./session.ts";
import { identityMinter, type Minter, sessionMinter } from "./session-minter.ts";
import { asJson, summary } from "./session-report.ts";

const MOST_AT_ONCE = 1_000;
/** A bar is shown for more than this. */
const WITHOUT_BAR = 10;

function readCount(typed: string | undefined): number {
  const count = wholeNumber("--count", typed) ?? 1;
  if (count >= 1 && count <= MOST_AT_ONCE) return count;
  throw usageError(
    "bad_option",
    `--count is from 1 to ${MOST_AT_ONCE}, and not ${count}.`,
    "Each is a request to OpenAI, which limits how many a minute it answers.",
  );
}

/** Refuses flags that contradict each other. */
function checkFlags(flags: SessionFlags, count: number, { json }: CommandContext): void {
  const forms = [
    json && "--json",
    flags.secretOnly && "--secret-only",
    flags.env && "--env",
  ].filter(Boolean);
  if (forms.length > 1) {
    throw usageError(
      "answer_does_not_belong",
      `${forms.join(" and ")} ask for different outputs.`,
      "Leave all but one out.",
    );
  }
  if (flags.watch !== undefined && flags.count !== undefined && count > 1) {
    throw usageError(
      "answer_does_not_belong",
      "--watch keeps one secret in a file, and --count mints several.",
      "Leave one of the two out.",
    );
  }
}

function refuseSameIdentities(flags: SessionFlags, count: number): void {
  if (flags.user === undefined || count === 1) return;
  throw usageError(
    "answer_does_not_belong",
    `--count with --user would sign the same identity ${count} times.`,
    "Leave --user out, and each is for a user of its own.",
  );
}

/** Finds a user that no line can hold before a session is minted for it. */
function checkEnvValue(user: string): void {
  if (envValue(user) !== undefined) return;
  throw usageError(
    "bad_user",
    `--env has no line for the user ${user} that a shell and an env file read alike.`,
    "Leave out its ' or its $, \", ` and \\, or take --json.",
  );
}

function resultText(flags: SessionFlags, count: number, passes: readonly Pass[]): string {
  if (flags.secretOnly) return passes.map(secretOf).join("\n");
  return flags.env ? envLines(passes, { numbered: count > 1 }) : summary(passes);
}

/** What was minted as fields of the one JSON value; `--count` makes a list of it, even of one. */
function resultFields(
  flags: SessionFlags,
  kind: Pass["kind"],
  passes: readonly Pass[],
): Record<string, unknown> {
  const [first] = passes;
  if (flags.count === undefined && first) return { [kind]: asJson(first) };
  return { [kind === "session" ? "sessions" : "identities"]: passes.map(asJson) };
}

function tellUsers(users: readonly string[], flags: SessionFlags, context: CommandContext): void {
  const [first, last] = [users[0], users.at(-1)];
  if (flags.user !== undefined) return;
  const made =
    users.length === 1
      ? `The user is ${first}, made up; --user names another.`
      : `The users are ${first} to ${last}, made up.`;
  context.reporter.info(err.dim(made));
}

/** Mints them all; shows a bar where they are many. */
async function mintAll(
  mint: Minter,
  users: readonly string[],
  { reporter, signal }: CommandContext,
): Promise<MintedMany<Pass>> {
  const count = users.length;
  const step = count > WITHOUT_BAR ? reporter.step(`Minting ${count}`) : undefined;
  const advance = step && progressBar(step, count);
  const result = await mintMany({
    count,
    signal,
    mint: (index) => mint(users[index] ?? "", signal),
    onMinted: (pass) => {
      reporter.keepSecret(secretOf(pass));
      advance?.();
    },
  });
  if (result.failure === undefined) step?.done(`Minted ${count}`);
  else step?.failed(`Minted ${result.minted.length} of ${count}`);
  return result;
}

/** The failure that ended it, with what was minted before. */
function incomplete(
  error: CliError,
  { made, count, fields }: { made: number; count: number; fields: Record<string, unknown> },
): CliError {
  if (count === 1) return error;
  const so =
    made === 0
      ? `None of ${count} was minted.`
      : `${made} of ${count} ${made === 1 ? "was" : "were"} minted.`;
  const details = made === 0 ? {} : fields;
  if (error instanceof Interrupted) return new Interrupted(error.signal, so, details);
  const { message, code, exitCode, hint } = error;
  return new CliError(`${so} ${message}`, { code, exitCode, hint, details, cause: error });
}

/**
 * Runs `session`: mints sessions at OpenAI, or identities where the app here is self-hosted.
 *
 * @param flags what was given
 * @param context of this run
 * @throws {CliError} with the exit codes of design 1.2
 */
export async function runSession(flags: SessionFlags, context: CommandContext): Promise<void> {
  const count = readCount(flags.count);
  checkFlags(flags, count, context);
  const users = usersFor(flags.user, count);
  const [user = ""] = users;
  if (flags.env) users.forEach(checkEnvValue);
  const app = await readChatKitJson(process.cwd());
  const selfHosted = app?.backend === "self-hosted" ? app : undefined;
  const kind = selfHosted ? "identity" : "session";
  if (selfHosted) refuseSameIdentities(flags, count);
  const file =
    flags.watch === undefined ? undefined : await openSecretFile(flags.watch, process.cwd());
  const mint = selfHosted
    ? await identityMinter(flags, selfHosted, context)
    : await sessionMinter(flags, context);
  tellUsers(users, flags, context);
  if (file) {
    const { watchSession } = await import("./session-watch.ts");
    return watchSession(
      { file, asEnv: flags.env ?? false, kind, mint: (until) => mint(user, until) },
      context,
    );
  }
  const { minted, failure } = await mintAll(mint, users, context);
  const fields = resultFields(flags, kind, minted);
  // What was minted before a failure lives at OpenAI, and is printed all the same.
  if (failure === undefined || (minted.length > 0 && !context.json)) {
    context.reporter.result(resultText(flags, count, minted), { ok: true, ...fields });
  }
  if (failure === undefined) return;
  throw incomplete(toCliError(failure), { made: minted.length, count, fields });
}
