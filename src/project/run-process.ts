import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { execa } from "execa";
import { type EndingSignal, endingSignal } from "../errors.ts";
import type { CommandLine } from "./package-manager.ts";

/** How long a process tree may take to end before it is killed. */
const GRACE_MS = 5_000;
/** How often a process tree that was told to end is looked at. */
const POLL_MS = 25;
/** How much of the output is kept for the error message. */
const KEPT_LINES = 40;

/** How a process ended. */
export interface ProcessResult {
  /** The exit code; undefined when it was ended by a signal or could not be started. */
  readonly exitCode: number | undefined;
  /** The signal that ended it, if one did: Ctrl-C reaches a program that shares the keyboard first. */
  readonly endedBy: EndingSignal | undefined;
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

/** Waits until a process group is empty, and kills what is left of it after the grace. */
async function groupEnded(pid: number): Promise<void> {
  const deadline = Date.now() + GRACE_MS;
  while (Date.now() < deadline) {
    try {
      process.kill(-pid, 0);
    } catch {
      return;
    }
    await sleep(POLL_MS);
  }
  await signalTree(pid, "SIGKILL");
}

/**
 * Runs a program to its end, in a process group of its own so that its whole tree can be ended.
 *
 * @param command the program and its arguments
 * @param options `cwd`; `env`: all variables that it sees, else ours; `signal`: ends the tree, first politely; `onLine`: told each line of
 * output; `show`: where the output goes instead of being kept (`terminal` also shares the keyboard)
 */
export async function runProcess(
  command: CommandLine,
  options: {
    cwd: string;
    signal: AbortSignal;
    env?: NodeJS.ProcessEnv;
    onLine?: (line: string) => void;
    show?: "terminal" | "stderr";
  },
): Promise<ProcessResult> {
  options.signal.throwIfAborted();
  const { show } = options;
  // A program that shares the keyboard must stay in the terminal's process group.
  const sharesKeyboard = show === "terminal" && process.stdin.isTTY;
  const ownGroup = process.platform !== "win32" && !sharesKeyboard;
  const shown = show === "stderr" ? process.stderr : "inherit";
  const child = execa(command.program, command.args, {
    cwd: options.cwd,
    ...(options.env && { env: options.env, extendEnv: false }),
    reject: false,
    buffer: false,
    detached: ownGroup,
    stdin: show === "terminal" ? "inherit" : "ignore",
    ...(show ? { stdout: shown, stderr: shown } : { all: true }),
  });
  const lastLines: string[] = [];
  if (child.all) {
    createInterface({ input: child.all }).on("line", (coloured) => {
      // Programs that force their colours would bring them where ours are not wanted.
      const line = stripVTControlCharacters(coloured);
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
    if (sharesKeyboard) {
      child.kill("SIGTERM", undefined);
      return;
    }
    void signalTree(pid, "SIGTERM");
    killer = setTimeout(() => void signalTree(pid, "SIGKILL"), GRACE_MS);
  };
  options.signal.addEventListener("abort", end, { once: true });
  try {
    const result = await child;
    // The first process may end before those that it started.
    if (options.signal.aborted && ownGroup && child.pid !== undefined) await groupEnded(child.pid);
    const started = child.pid !== undefined;
    return {
      exitCode: result.exitCode,
      endedBy: endingSignal(result.signal, result.exitCode),
      startFault: started ? undefined : (result.code ?? result.shortMessage),
      lastLines,
    };
  } finally {
    clearTimeout(killer);
    options.signal.removeEventListener("abort", end);
  }
}
