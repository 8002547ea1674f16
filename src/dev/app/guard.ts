import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../../package-root.ts";
import { newMark } from "../../project/process-tree.ts";

/** {@link ./watchdog.ts}, as the build writes it. */
const WATCHDOG = join(packageRoot, "dist", "watchdog.js");
/** What Node itself needs; nothing of the run's settings is of use there, and no key. */
const NEEDED_VARIABLES = ["PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH"];

/**
 * Ends what this run has started when this process can no longer do it: a process of its own that
 * notices when we are gone, even by `kill -9`.
 */
export interface Guard {
  /** Word that every process of this run is to carry in its environment. */
  readonly mark: string;
  /** Tells of the first process of a tree. */
  add(pid: number): void;
  /** Tells that a tree has ended. */
  remove(pid: number): void;
  /** Ends the guard, and what is left of the run. */
  close(): void;
}

function startWatchdog(): ChildProcess {
  const entries = Object.entries(process.env);
  const watchdog = spawn(process.execPath, [WATCHDOG], {
    // Neither in the way of whoever removes a directory, nor of who reads our output to its end.
    cwd: packageRoot,
    stdio: ["pipe", "ignore", "ignore"],
    env: Object.fromEntries(entries.filter(([name]) => NEEDED_VARIABLES.includes(name))),
    // A signal for our whole group, such as Ctrl-C, is not for it.
    detached: true,
    windowsHide: true,
  });
  watchdog.on("error", () => {
    // Where no process can be started, the app cannot either, and that is told.
  });
  watchdog.stdin?.on("error", () => {
    // It was ended by somebody; another one is started.
  });
  watchdog.unref();
  return watchdog;
}

/** Starts the guard of this run; to be called before anything that it is to guard. */
export function startGuard(): Guard {
  const mark = newMark();
  const leaders = new Set<number>();
  let closed = false;
  let watchdog: ChildProcess;
  const start = () => {
    watchdog = startWatchdog();
    watchdog.stdin?.write([mark, ...[...leaders].map((pid) => `+${pid}`), ""].join("\n"));
    watchdog.once("exit", (_code, signal) => {
      // One that was killed is replaced; one that fails would fail again.
      if (!closed && signal) start();
    });
  };
  start();
  return {
    mark,
    add: (pid) => {
      leaders.add(pid);
      watchdog.stdin?.write(`+${pid}\n`);
    },
    remove: (pid) => {
      leaders.delete(pid);
      watchdog.stdin?.write(`-${pid}\n`);
    },
    close: () => {
      closed = true;
      watchdog.stdin?.end();
    },
  };
}
