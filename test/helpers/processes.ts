import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A process that has ended. */
export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams as they came. */
  readonly output: string;
}

/** A process of a test together with everything that it starts. */
export interface ProcessTree {
  readonly child: ChildProcess;
  /** Resolves when the first process has ended and its streams are closed. */
  readonly finished: Promise<Finished>;
  /** What both streams have said so far. */
  output(): string;
  /** The processes of the tree that live, as `pid command`. Linux only; elsewhere the first. */
  living(): Promise<string[]>;
  /** Ends whatever lives, at once. */
  kill(): Promise<void>;
}

const MARKER = "CHATKIT_TEST_TREE";

/**
 * Starts a process in a process group of its own, as a terminal does. Every descendant inherits a
 * marker in its environment, so that one that left the group is still found.
 */
export function spawnTree(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): ProcessTree {
  const marker = randomUUID();
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...options.env, [MARKER]: marker },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: "", stderr: "", output: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      said[name] += text;
      said.output += text;
    });
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, ...said }));
  });
  const living = () => marked(marker, child);
  return {
    child,
    finished,
    output: () => said.output,
    living,
    kill: async () => {
      for (const line of await living()) {
        try {
          process.kill(Number.parseInt(line, 10), "SIGKILL");
        } catch {
          // It ended between the look and the signal.
        }
      }
    },
  };
}

/**
 * Runs a process to its end.
 *
 * @param limit in milliseconds; a process that takes longer is ended, and the error has its words
 */
export async function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  limit = 300_000,
): Promise<Finished> {
  const tree = spawnTree(command, args, options);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    void tree.kill();
  }, limit);
  const finished = await tree.finished;
  clearTimeout(timer);
  if (late) throw new Error(`${command} ${args.join(" ")} did not end:\n${finished.output}`);
  return finished;
}

async function marked(marker: string, child: ChildProcess): Promise<string[]> {
  if (process.platform !== "linux")
    return child.exitCode === null && child.signalCode === null ? [`${child.pid}`] : [];
  const found: string[] = [];
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    // A process that ends while we look has no files any more; a zombie's environment is empty.
    const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
    if (!environment.split("\0").includes(`${MARKER}=${marker}`)) continue;
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    found.push(`${pid} ${command.replaceAll("\0", " ").trim()}`);
  }
  return found;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Whether something accepts connections on this port, on either loopback address. */
export async function isHeld(port: number): Promise<boolean> {
  const answers = await Promise.all(
    ["127.0.0.1", "::1"].map(
      (host) =>
        new Promise<boolean>((resolve) => {
          const socket = connect({ host, port });
          socket.on("connect", () => {
            socket.destroy();
            resolve(true);
          });
          socket.on("error", () => resolve(false));
        }),
    ),
  );
  return answers.includes(true);
}

/**
 * Waits for a condition.
 *
 * @param what for the message when it does not come true
 * @param probe returns something other than undefined, null or false when it is true; may throw
 * @param timeout in milliseconds
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T> | T,
  timeout = 30_000,
): Promise<NonNullable<Exclude<T, false>>> {
  const end = Date.now() + timeout;
  let reason: unknown = "not yet";
  while (Date.now() < end) {
    try {
      const value = await probe();
      if (value !== undefined && value !== null && value !== false)
        return value as NonNullable<Exclude<T, false>>;
    } catch (error) {
      reason = error;
    }
    await sleep(50);
  }
  throw new Error(`Waited ${timeout / 1000} s for ${what}: ${reason}`);
}
