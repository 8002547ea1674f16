import { existsSync, readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type App, type AppOptions, startApp } from "../../../src/dev/app/app.ts";
import { startGuard } from "../../../src/dev/app/guard.ts";
import type { AppState, DevEvent } from "../../../src/dev/events.ts";
import { cleanEnv } from "../../helpers/app.ts";
import { scratch } from "../../helpers/cli.ts";

/** An app of a test, with everything that was told about it. */
export interface Running {
  readonly app: App;
  readonly cwd: string;
  readonly events: readonly DevEvent[];
  states(): AppState["state"][];
  output(): string[];
  warnings(): string[];
  /** The processes that fixtures have named in `pids`, as far as they live. */
  living(): Promise<number[]>;
  readonly abort: AbortController;
}

/** Lines of Node that a fixture begins with: it tells its process, and answers HTTP with `listen`. */
const PRELUDE = `
const { appendFileSync } = require("node:fs");
const { createServer } = require("node:http");
appendFileSync("pids", process.pid + "\\n");
const listen = (port, host = "127.0.0.1", then) =>
  createServer((_, response) => response.end("here")).listen(port, host, then);
`;

/** A program of a test, run by `node server.cjs`. */
export function server(body: string): string {
  return `${PRELUDE}\n${body}\n`;
}

/** Listens at its PORT, and no more. */
export const AT_PORT = server("listen(process.env.PORT);");

/**
 * Starts an app in a directory of its own; it ends with the test.
 *
 * @param files path to text
 * @param command what starts it
 */
export async function start(
  files: Readonly<Record<string, string>>,
  command: readonly [string, ...string[]],
  options: { env?: () => NodeJS.ProcessEnv; ourPorts?: readonly number[]; target?: URL } = {},
): Promise<Running> {
  const cwd = await scratch();
  for (const [path, text] of Object.entries(files)) await writeFile(join(cwd, path), text);
  const [program, ...args] = command;
  const label = command.join(" ");
  const plan: AppOptions["plan"] = options.target
    ? { kind: "target", url: options.target }
    : { kind: "command", program, args, label, readsEnvAnew: false };
  const events: DevEvent[] = [];
  const guard = startGuard();
  const abort = new AbortController();
  const app = startApp({
    plan,
    cwd,
    env: () => cleanEnv({ ...(options.env?.() as Record<string, string>) }),
    signal: abort.signal,
    guard,
    tell: (event) => events.push(event),
    hide: (text) => text.replaceAll("secret-word", "…"),
    ourPorts: () => options.ourPorts ?? [],
  });
  onTestFinished(async () => {
    await app.stop();
    guard.close();
  });
  const told = <T extends DevEvent["type"]>(type: T) =>
    events.filter((event): event is Extract<DevEvent, { type: T }> => event.type === type);
  return {
    app,
    cwd,
    events,
    abort,
    states: () => told("app").map((event) => event.app.state),
    output: () => told("app.output").map(({ line }) => line),
    warnings: () => told("warning").map(({ message }) => message),
    living: async () => {
      const text = existsSync(join(cwd, "pids")) ? await readFile(join(cwd, "pids"), "utf8") : "";
      return text.trim().split("\n").map(Number).filter(isAlive);
    },
  };
}

/** Whether a process lives; one that waits to be asked how it ended does not. */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return !/\) [ZX] /.test(stat);
  } catch {
    return false;
  }
}
