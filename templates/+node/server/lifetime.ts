import { readFileSync } from "node:fs";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const LOOK_AFTER_PARENTS_MS = 500;

/**
 * Calls `stop` once: at Ctrl-C, at SIGTERM or SIGHUP, or when the npm that ran this script is gone.
 * A second signal ends the process at once.
 */
export function onEnd(stop: () => void | Promise<void>): void {
  let isEnding = false;
  const end = () => {
    // The listeners stay: a library that also listens, such as one that traces, ends the process
    // at once where it finds itself alone.
    if (isEnding) {
      process.exit(1);
    }
    isEnding = true;
    clearInterval(timer);
    void stop();
  };
  for (const signal of SIGNALS) {
    process.on(signal, end);
  }
  // npm runs a script in a shell; a signal for npm ends one of the two and never reaches us.
  const parents = livingParents();
  const timer = setInterval(() => {
    if (process.env.npm_lifecycle_event && livingParents() !== parents) {
      end();
    }
  }, LOOK_AFTER_PARENTS_MS).unref();
}

/** Names parent and, where /proc tells, grandparent; an orphan is handed to another one. */
function livingParents(): string {
  let grandparent = "";
  try {
    grandparent =
      /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${process.ppid}/status`, "utf8"))?.[1] ?? "";
  } catch {
    // There is no /proc on this system, or the parent has just gone.
  }
  return `${process.ppid} ${grandparent}`;
}
