import pMap from "p-map";
import { CliError, Interrupted, toCliError, usageError } from "../errors.ts";
import { cancelSession } from "../openai/sessions.ts";
import { readChatKitJson } from "../project/chatkit-json.ts";
import { projectEnvironment } from "../project/environment.ts";
import type { CommandContext } from "./command.ts";
import { clientFor } from "./session-minter.ts";

/** Requests that are under way at once. */
const CONCURRENCY = 8;

function checkIds(ids: readonly string[]): void {
  const secret = ids.find((id) => /^(ek_|eyJ)/.test(id));
  if (secret !== undefined) {
    throw usageError(
      "bad_session_id",
      "cancel takes the id of a session, not its secret.",
      "The id begins with cksess_; session prints it, and --env calls it CHATKIT_SESSION_ID.",
    );
  }
  const odd = ids.find((id) => !/^cksess_\w+$/.test(id));
  if (odd !== undefined) {
    throw usageError(
      "bad_session_id",
      `${JSON.stringify(odd)} is no id of a session; one looks like cksess_68df4b13b358….`,
      "session prints it, and --env calls it CHATKIT_SESSION_ID.",
    );
  }
}

/**
 * Runs `session cancel`: asks OpenAI to end each session, also when one of them cannot be ended.
 *
 * @param typed ids of sessions
 * @param context of this run
 * @throws {CliError} with the exit codes of design 1.2; of several failures, the first
 */
export async function runSessionCancel(
  typed: readonly string[],
  context: CommandContext,
): Promise<void> {
  const ids = [...new Set(typed)];
  checkIds(ids);
  if ((await readChatKitJson(process.cwd()))?.backend === "self-hosted") {
    throw usageError(
      "answer_does_not_belong",
      "This app is self-hosted: it has no sessions at OpenAI, and a signed identity cannot be called back.",
      "It ends by itself within an hour. To end all of them, change CHATKIT_SECRET.",
    );
  }
  const { reporter, signal } = context;
  const client = await clientFor(projectEnvironment(process.cwd()), context);
  const results = await pMap(
    ids,
    async (id) => {
      try {
        await cancelSession(client, { id, signal });
        return { id };
      } catch (error) {
        return { id, failure: toCliError(error) };
      }
    },
    { concurrency: CONCURRENCY },
  );
  const cancelled = results.flatMap(({ id, failure }) => (failure ? [] : [id]));
  const failed = results.flatMap(({ id, failure }) =>
    failure ? [{ id, code: failure.code, message: naming(id, failure.message), failure }] : [],
  );
  const [first, ...others] = failed;
  if (!first || (cancelled.length > 0 && !context.json)) {
    reporter.result(cancelled.map((id) => `Cancelled ${id}`).join("\n"), { ok: true, cancelled });
  }
  if (!first) return;
  const details = {
    cancelled,
    failed: failed.map(({ id, code, message }) => ({ id, code, message })),
  };
  const { failure, message } = first;
  if (failure instanceof Interrupted) throw new Interrupted(failure.signal, undefined, details);
  for (const other of others) reporter.warn(other.message);
  const { code, exitCode, hint } = failure;
  throw new CliError(message, { code, exitCode, hint, details, cause: failure });
}

/** A failure that does not say which session goes on does so. */
function naming(id: string, message: string): string {
  return message.includes(id) ? message : `${id} is not cancelled: ${message}`;
}
