import { once } from "node:events";
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { type EndingSignal, endingSignal } from "../errors.ts";
import { type Tree, treeLook } from "./living-processes.ts";
import { tellLines } from "./output-lines.ts";
import type { CommandLine } from "./package-manager.ts";
import { endTree, newMark, withMark } from "./process-tree.ts";

/** How long a process tree may take to end before it is killed. */
const GRACE_MS = 5_000;
/** How often processes are looked at that go on without the one that started them. */
const LOOK_MS = 1_000;
/** How much of the output is kept for the error message. */
const KEPT_LINES = 40;

/** How a process ended. */
export interface ProcessResult {
  /** The exit code; undefined when it was ended by a signal or could not be started. */
  readonly exitCode: number | undefined;
  /** The signal that ended it, if one did, such as SIGKILL. */
  readonly signal: NodeJS.Signals | undefined;
  /** The signal to end with as well: Ctrl-C reaches a program that shares the keyboard first. */
  readonly endedBy: EndingSignal | undefined;
  /** Why it could not be started: a code such as ENOENT, or words. */
  readonly startFault: string | undefined;
  /** The last lines that it wrote, both streams in order. */
  readonly lastLines: readonly string[];
  /** Processes of its tree that were to end and could not be ended, such as another user's. */
  readonly left: readonly number[];
}

/** How a process is run. */
export interface ProcessOptions {
  readonly cwd: string;
  /** Ends the whole tree, first politely. */
  readonly signal: AbortSignal;
  /** All variables that it sees, else ours. */
  readonly env?: NodeJS.ProcessEnv;
  /** Told each line of output. */
  readonly onLine?: (line: string, stream: "stdout" | "stderr") => void;
  /** Told the id of the process, which leads a group of its own. */
  readonly onStart?: (pid: number) => void;
  /** Where the output goes instead of being kept; `terminal` also shares the keyboard. */
  readonly show?: "terminal" | "stderr";
  /** `never-ends`: an input in which nothing is ever typed; many watchers end with their input. */
  readonly stdin?: "none" | "never-ends";
  /**
   * What becomes of processes that outlive the first one: they are left alone, ended, or, after a
   * success, waited for.
   */
  readonly others?: "left" | "ended" | "awaited";
  /** How long the tree may take to end before it is killed, in milliseconds. */
  readonly graceMs?: number;
}

const NOT_STARTED = {
  exitCode: undefined,
  signal: undefined,
  endedBy: undefined,
  left: [],
} as const;

function start(command: CommandLine, options: ProcessOptions, mark: string, ownGroup: boolean) {
  const { show } = options;
  const shown = show === "stderr" ? process.stderr : "inherit";
  const stdin = options.stdin === "never-ends" ? "pipe" : "ignore";
  return execa(command.program, command.args, {
    cwd: options.cwd,
    env: withMark(options.env ?? process.env, mark),
    extendEnv: false,
    reject: false,
    buffer: false,
    detached: ownGroup,
    stdin: show === "terminal" ? "inherit" : stdin,
    ...(show ? { stdout: shown, stderr: shown } : {}),
  });
}

/**
 * Runs a program to its end, in a process group of its own so that its whole tree can be ended.
 *
 * @param command the program and its arguments
 * @param options how
 */
export async function runProcess(
  command: CommandLine,
  options: ProcessOptions,
): Promise<ProcessResult> {
  const { signal, others = "left", graceMs = GRACE_MS } = options;
  signal.throwIfAborted();
  const mark = newMark();
  // A program that shares the keyboard must stay in the terminal's process group.
  const sharesKeyboard = options.show === "terminal" && process.stdin.isTTY;
  const ownGroup = process.platform !== "win32" && !sharesKeyboard;
  const child = start(command, options, mark, ownGroup);
  const lastLines: string[] = [];
  for (const name of ["stdout", "stderr"] as const) {
    const stream = child[name];
    if (!stream) continue;
    tellLines(stream, (line) => {
      lastLines.push(line);
      if (lastLines.length > KEPT_LINES) lastLines.shift();
      options.onLine?.(line, name);
    });
  }
  const { pid } = child;
  if (pid === undefined) {
    const { code, shortMessage } = await child;
    // The system says the same of a program and of a directory that is not there.
    const isGone = code === "ENOENT" && !existsSync(options.cwd);
    const startFault = isGone ? `the directory ${options.cwd} is gone` : (code ?? shortMessage);
    return { ...NOT_STARTED, startFault, lastLines };
  }
  const exited = once(child, "exit");
  options.onStart?.(pid);
  const tree: Tree = { mark, leaders: sharesKeyboard ? [] : [pid] };
  let ending: Promise<readonly number[]> | undefined;
  const end = () => {
    ending ??= (async () => {
      if (sharesKeyboard) {
        // Ctrl-C has reached the others already.
        child.kill("SIGTERM", undefined);
        await Promise.race([exited, sleep(graceMs)]);
      }
      return endTree(tree, graceMs);
    })();
  };
  signal.addEventListener("abort", end, { once: true });
  try {
    const [exitCode] = await exited;
    const look = treeLook(tree);
    while (others === "awaited" && exitCode === 0 && look().length > 0) {
      // Ends early when the run is aborted.
      await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) break;
    }
    if (others !== "left") end();
    const left = (await ending) ?? [];
    if (left.length > 0) {
      // They hold the output open.
      child.stdout?.destroy();
      child.stderr?.destroy();
    }
    const result = await child;
    return {
      exitCode: result.exitCode,
      signal: result.signal,
      endedBy: endingSignal(result.signal, result.exitCode),
      startFault: undefined,
      lastLines,
      left,
    };
  } finally {
    signal.removeEventListener("abort", end);
  }
}
