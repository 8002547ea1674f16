import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Place } from "./places.ts";

const WORKER = join(dirname(fileURLToPath(import.meta.url)), "worker.mjs");

/** A process that works on a store, and says one line for each thing that it has done. */
export interface Worker {
  readonly child: ChildProcess;
  /** The lines that are complete. */
  lines(): string[];
  /** Resolves when it has ended well; otherwise throws what it said. */
  readonly done: Promise<void>;
}

/**
 * Starts a process that works on the data of a place.
 *
 * @param task see `worker.mjs` for what each job does
 */
export function startWorker(
  place: Place,
  task: {
    readonly job: "open" | "add" | "write";
    readonly name: string;
    readonly users?: readonly string[];
    readonly count?: number;
  },
): Worker {
  const { module, variables, dataDirectory } = place;
  const argument = JSON.stringify({ module, variables, dataDirectory, ...task });
  const child = spawn(process.execPath, [WORKER, argument]);
  let said = "";
  let complaints = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints += text;
  });
  const done = once(child, "close").then(([code]) => {
    if (code !== 0) throw new Error(`Worker ${task.name} ended with ${code}: ${complaints}`);
  });
  // Whoever kills a worker does not wait for its good end.
  done.catch(() => {});
  return { child, done, lines: () => said.split("\n").slice(0, -1) };
}
