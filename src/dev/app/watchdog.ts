/**
 * The program of {@link startGuard}: waits until the process that started it is gone, told by the
 * end of its input, and then ends what that process has left behind.
 *
 * Its input: the mark of the run, then `+pid` and `-pid` for each tree that begins and ends.
 */
import { createInterface } from "node:readline";
import { endTree } from "../../project/process-tree.ts";

/** Shorter than where somebody looks on: a port that is still held is in the way of the next run. */
const GRACE_MS = 1_500;

process.title = "chatkit-watchdog";
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  // What ends the run ends its watchdog through the input, when all is cleared away.
  process.on(signal, () => undefined);
}

let mark: string | undefined;
const leaders = new Set<number>();

for await (const line of createInterface({ input: process.stdin })) {
  const pid = Number(line.slice(1));
  if (line.startsWith("+")) leaders.add(pid);
  else if (line.startsWith("-")) leaders.delete(pid);
  else mark = line;
}
if (mark !== undefined) await endTree({ mark, leaders: [...leaders] }, GRACE_MS);
