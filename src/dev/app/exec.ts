import { constants } from "node:os";
import { CliError, EXIT } from "../../errors.ts";
import { withMark } from "../../project/process-tree.ts";
import { runProcess } from "../../project/run-process.ts";
import type { Guard } from "./guard.ts";
import { shellLine } from "./shell-line.ts";

/** What shells add to the number of the signal that ended a program. */
const SIGNAL_BASE = 128;

/**
 * Runs the command of `--exec` to its end, and ends whatever it leaves behind.
 *
 * @param options `command`: one line for the shell; `url`: of the gateway, handed on as
 * `CHATKIT_DEV_URL` and `BASE_URL`; `env`: all other variables; `output`: where it writes
 * (`terminal` also shares the keyboard); `signal`: ends it
 * @returns its exit code; 128 + the signal's number when a signal ended it, as shells have it
 * @throws {CliError} exit 1, `exec_not_started`; the signal's reason
 */
export async function runExec(options: {
  command: string;
  cwd: string;
  url: URL | string;
  env: NodeJS.ProcessEnv;
  output: "terminal" | "stderr";
  signal: AbortSignal;
  guard: Guard;
}): Promise<number> {
  const { cwd, guard, signal } = options;
  const url = new URL(options.url).origin;
  const env = withMark({ ...options.env, CHATKIT_DEV_URL: url, BASE_URL: url }, guard.mark);
  let pid: number | undefined;
  const result = await runProcess(shellLine(options.command), {
    cwd,
    env,
    signal,
    show: options.output,
    others: "ended",
    onStart: (started) => {
      pid = started;
      guard.add(started);
    },
  });
  if (pid !== undefined) guard.remove(pid);
  signal.throwIfAborted();
  if (result.startFault !== undefined) {
    throw new CliError(`The command of --exec cannot be started (${result.startFault}).`, {
      code: "exec_not_started",
      exitCode: EXIT.failed,
    });
  }
  return result.exitCode ?? SIGNAL_BASE + (result.signal ? constants.signals[result.signal] : 0);
}
