import type { Guard } from "./guard.ts";

/**
 * Runs the command of `--exec` to its end, and ends whatever it leaves behind.
 *
 * @param options `command`: one line for the shell; `url`: of the gateway, handed on as `CHATKIT_DEV_URL` and `BASE_URL`; `env`: all other variables;
 * `output`: where it writes (`terminal` also shares the keyboard); `signal`: ends it
 * @returns its exit code; 128 + number when a signal ended it, as shells do
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
  throw new Error(`not yet ${options.cwd}`);
}
