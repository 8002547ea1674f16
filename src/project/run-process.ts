import { createInterface } from "node:readline";
import { execa } from "execa";
import type { CommandLine } from "./package-manager.ts";

/** How long a process tree may take to end before it is killed. */
const GRACE_MS = 5_000;
/** How much of the output is kept for the error message. */
const KEPT_LINES = 40;

/** How a process ended. */
export interface ProcessResult {
  /** The exit code; undefined when it was ended by a signal or could not be started. */
  readonly exitCode: number | undefined;
  /** Why it could not be started, such as ENOENT. */
  readonly startFault: string | undefined;
  /** The last lines that it wrote, both streams in order. */
  readonly lastLines: readonly string[];
}

async function signalTree(pid: number, signal: NodeJS.Signals): Promise<void> {
  if (process.platform === "win32") {
    await execa("taskkill", ["/pid", String(pid), "/t", "/f"], { reject: false });
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // ESRCH: the tree has ended by itself between the decision and the call.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/**
 * Runs a program to its end, in a process group of its own so that its whole tree can be ended.
 *
 * @param command the program and its arguments
 * @param options `cwd`; `signal`: ends the tree, first politely; `onLine`: told each line of
 * output; `show`: where the output goes instead of being kept (`terminal` also shares the keyboard)
 */
export async function runProcess(
  command: CommandLine,
  options: {
    cwd: string;
    signal: AbortSignal;
    onLine?: (line: string) => void;
    show?: "terminal" | "stderr";
  },
): Promise<ProcessResult> {
  options.signal.throwIfAborted();
  const { show } = options;
  const shown = show === "stderr" ? process.stderr : "inherit";
  const child = execa(command.program, command.args, {
    cwd: options.cwd,
    reject: false,
    buffer: false,
    // A program that shares the keyboard must stay in the terminal's process group.
    detached: process.platform !== "win32" && show !== "terminal",
    stdin: show === "terminal" ? "inherit" : "ignore",
    ...(show ? { stdout: shown, stderr: shown } : { all: true }),
  });
  const lastLines: string[] = [];
  if (child.all) {
    createInterface({ input: child.all }).on("line", (line) => {
      if (line.trim() === "") return;
      lastLines.push(line);
      if (lastLines.length > KEPT_LINES) lastLines.shift();
      options.onLine?.(line);
    });
  }
  let killer: NodeJS.Timeout | undefined;
  const end = () => {
    const { pid } = child;
    if (pid === undefined) return;
    if (show === "terminal") {
      child.kill("SIGTERM", undefined);
      return;
    }
    void signalTree(pid, "SIGTERM");
    killer = setTimeout(() => void signalTree(pid, "SIGKILL"), GRACE_MS);
  };
  options.signal.addEventListener("abort", end, { once: true });
  try {
    const result = await child;
    const started = child.pid !== undefined;
    return {
      exitCode: result.exitCode,
      startFault: started ? undefined : (result.code ?? result.shortMessage),
      lastLines,
    };
  } finally {
    clearTimeout(killer);
    options.signal.removeEventListener("abort", end);
  }
}
