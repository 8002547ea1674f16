import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { TREE_VARIABLE, type Tree, treeLook } from "./living-processes.ts";

/** How long after the first look at a tree that was told to end the next one is; then ever longer. */
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 200;
/** How long a leader is left to end by itself once its children were told to. */
const LEADER_MS = 400;
/** How long the system may take to clear away what was killed. */
const KILLED_MS = 2_000;

/** A word that no other tree has. */
export function newMark(): string {
  return randomBytes(8).toString("hex");
}

/**
 * The variables of a process with another mark behind those that it has: a tree within a tree
 * belongs to both.
 *
 * @param env the variables
 * @param mark the mark to add
 */
export function withMark(env: NodeJS.ProcessEnv, mark: string): NodeJS.ProcessEnv {
  const outer = env[TREE_VARIABLE];
  return { ...env, [TREE_VARIABLE]: outer ? `${outer},${mark}` : mark };
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // ESRCH: it has ended by itself. EPERM: it belongs to another user, and will be counted as left.
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "ESRCH" && code !== "EPERM") throw error;
  }
}

/**
 * Ends all processes of a tree: first politely, each once, also those that it still starts; after
 * the grace with SIGKILL. A leader hears of it after its children, since npm and its like hand a
 * signal on, and many programs take the second one for impatience.
 *
 * @param tree which processes
 * @param graceMs how long they may take, in milliseconds
 * @returns the processes that could not be ended: none, unless they belong to somebody else
 */
export async function endTree(tree: Tree, graceMs: number): Promise<readonly number[]> {
  if (process.platform === "win32") {
    for (const leader of tree.leaders) {
      spawnSync("taskkill", ["/pid", String(leader), "/t", "/f"], { stdio: "ignore" });
    }
    return [];
  }
  const told = new Set<number>();
  const started = Date.now();
  const look = treeLook(tree);
  let pause = FIRST_PAUSE_MS;
  for (;;) {
    const living = look();
    if (living.length === 0) return [];
    const passed = Date.now() - started;
    if (passed >= graceMs + KILLED_MS) return living;
    for (const pid of living) {
      if (passed >= graceMs) {
        signalProcess(pid, "SIGKILL");
        continue;
      }
      const waits = tree.leaders.includes(pid) && living.length > 1 && passed < LEADER_MS;
      if (told.has(pid) || waits) continue;
      told.add(pid);
      signalProcess(pid, "SIGTERM");
    }
    await sleep(pause);
    // Processes that start each other again are to be outrun.
    pause = passed >= graceMs ? FIRST_PAUSE_MS : Math.min(2 * pause, LONGEST_PAUSE_MS);
  }
}
