import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { devProject, type ReadyDev, readyDev, SERVER } from "../helpers/dev.ts";
import { isHeld, until } from "../helpers/processes.ts";

// Where chatkit dev has no chance to clear away, its watchdog does.

const STUBBORN = `for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});\n${SERVER}`;
const VITE = join(
  dirname(createRequire(import.meta.url).resolve("vite/package.json")),
  "bin/vite.js",
);

/** What the system tells of a process; undefined when it is gone. */
function statOf(pid: number): { name: string; state: string; parent: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [, name = "", state = "", parent] = /\((.*)\) (\S) (\d+)/.exec(stat) ?? [];
    return { name, state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  const stat = statOf(pid);
  return stat !== undefined && stat.state !== "Z";
}

/** The watchdog of a run, which no environment marks as its own. */
function watchdogOf(dev: { child: { pid?: number | undefined } }): Promise<number> {
  return until("the watchdog", () =>
    readdirSync("/proc")
      .map(Number)
      .find((pid) => {
        const stat = pid ? statOf(pid) : undefined;
        // The system keeps 15 characters of a name.
        const isOurs = stat?.parent === dev.child.pid && stat?.name === "chatkit-watchdo";
        return isOurs && stat?.state !== "Z";
      }),
  );
}

async function portOfApp(dev: ReadyDev): Promise<number> {
  const ready = await dev.line("app", ({ app }) => (app as { state: string }).state === "ready");
  return Number(new URL((ready.app as { url: string }).url).port);
}

async function expectNothingLeft(dev: ReadyDev, appPort: number, watchdog: number): Promise<void> {
  await until(
    "every process to end",
    async () => {
      const living = await dev.living();
      if (living.length > 0) throw new Error(living.join("; "));
      return !isAlive(watchdog);
    },
    15_000,
  );
  expect(await isHeld(dev.port)).toBe(false);
  expect(await isHeld(appPort)).toBe(false);
}

interface Case {
  readonly files?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** What one of its processes is to be called before the kill. */
  readonly running?: string;
}

const CASES: [string, Case][] = [
  ["npm, its shell and a server", {}],
  ["a server that ignores every polite signal", { files: { "server.mjs": STUBBORN } }],
  [
    "a server in the background, whose starter has ended",
    { args: ["--", "(setsid node server.mjs >/dev/null 2>&1 &)"] },
  ],
  ["a Vite server", { files: { "index.html": "here" }, args: ["--", "node", VITE, "--port", "0"] }],
  ["the command of --exec", { args: ["--exec", "sleep 100 & sleep 100"], running: "sleep 100" }],
];

describe.skipIf(process.platform !== "linux")("nothing is left and no port is held", () => {
  test.each(CASES)("after kill -9, of %s", async (_, { files, args, running = "" }) => {
    const dev = await readyDev(await devProject(files), args);
    const port = await portOfApp(dev);
    await until(running, async () => (await dev.living()).some((line) => line.endsWith(running)));
    const watchdog = await watchdogOf(dev);
    process.kill(dev.child.pid ?? 0, "SIGKILL");
    await dev.finished;
    await expectNothingLeft(dev, port, watchdog);
  });

  test("after a crash of chatkit dev", async () => {
    const dev = await readyDev(await devProject());
    const port = await portOfApp(dev);
    const watchdog = await watchdogOf(dev);
    process.kill(dev.child.pid ?? 0, "SIGSEGV");
    expect(await dev.finished).toMatchObject({ signal: "SIGSEGV" });
    await expectNothingLeft(dev, port, watchdog);
  });

  test("after kill -9 of its whole process group", async () => {
    const dev = await readyDev(await devProject());
    const port = await portOfApp(dev);
    const watchdog = await watchdogOf(dev);
    process.kill(-(dev.child.pid ?? 0), "SIGKILL");
    await dev.finished;
    await expectNothingLeft(dev, port, watchdog);
  });

  test("after kill -9 of a run whose first watchdog was killed", async () => {
    const dev = await readyDev(await devProject());
    const port = await portOfApp(dev);
    const first = await watchdogOf(dev);
    process.kill(first, "SIGKILL");
    await until("the first to end", () => !isAlive(first));
    const second = await watchdogOf(dev);
    process.kill(dev.child.pid ?? 0, "SIGKILL");
    await dev.finished;
    await expectNothingLeft(dev, port, second);
  });

  test("after an ordinary end, of the watchdog either", async () => {
    const dev = await readyDev(await devProject());
    const port = await portOfApp(dev);
    const watchdog = await watchdogOf(dev);
    process.kill(dev.child.pid ?? 0, "SIGTERM");
    expect(await dev.finished).toMatchObject({ code: 143 });
    await expectNothingLeft(dev, port, watchdog);
  });
});
