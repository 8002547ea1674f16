import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { type ProcessOptions, runProcess } from "../../src/project/run-process.ts";
import { scratch } from "../helpers/cli.ts";
import { until } from "../helpers/processes.ts";

// Real processes, on a machine that may have much else to do.
vi.setConfig({ testTimeout: 30_000 });

async function sh(script: string, options: Partial<ProcessOptions> = {}) {
  const cwd = await scratch();
  const result = await runProcess(
    { program: "sh", args: ["-c", script] },
    { cwd, signal: new AbortController().signal, graceMs: 2_000, ...options },
  );
  return { cwd, result };
}

/** Writes its id, and lives on with no output of ours in its hands. */
const OTHER = "sleep 100 >/dev/null 2>&1 & echo $! > pid";

async function otherLives(cwd: string): Promise<boolean> {
  const pid = (await readFile(join(cwd, "pid"), "utf8")).trim();
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat !== "" && !/\) Z /.test(stat);
}

describe("the end of a program is told", () => {
  test.each([
    ["exit 0", { exitCode: 0, signal: undefined, endedBy: undefined }],
    ["exit 7", { exitCode: 7, signal: undefined, endedBy: undefined }],
    ["kill -9 $$", { exitCode: undefined, signal: "SIGKILL", endedBy: undefined }],
    ["kill -TERM $$", { exitCode: undefined, signal: "SIGTERM", endedBy: "SIGTERM" }],
    ["exit 130", { exitCode: 130, signal: undefined, endedBy: "SIGINT" }],
  ])("%s", async (script, end) => {
    expect((await sh(script)).result).toMatchObject(end);
  });

  test("one that is not there", async () => {
    const command = { program: "no-such-program", args: [] };
    const { signal } = new AbortController();
    const result = await runProcess(command, { cwd: ".", signal });
    expect(result).toMatchObject({ startFault: "ENOENT", exitCode: undefined });
  });

  test("one whose directory is not there", async () => {
    const cwd = join(await scratch(), "gone");
    const { signal } = new AbortController();
    const result = await runProcess({ program: "sh", args: ["-c", "true"] }, { cwd, signal });
    expect(result.startFault).toBe(`the directory ${cwd} is gone`);
  });
});

describe("what it says", () => {
  test("is told line by line with its stream; the last forty lines are kept", async () => {
    const told: string[] = [];
    const { result } = await sh(
      "for i in $(seq 50); do echo $i; done; echo fault >&2; printf open",
      { onLine: (line, stream) => told.push(`${stream} ${line}`) },
    );
    expect(told).toHaveLength(52);
    expect(told).toContain("stderr fault");
    expect(told).toContain("stdout open");
    expect(result.lastLines).toHaveLength(40);
  });
});

describe.skipIf(process.platform !== "linux")("those that outlive the first process", () => {
  test("are left alone, as npm's are after an installation", async () => {
    const { cwd } = await sh(OTHER);
    expect(await otherLives(cwd)).toBe(true);
    process.kill(Number(await readFile(join(cwd, "pid"), "utf8")), "SIGKILL");
  });

  test("are ended where that is wished", async () => {
    const { cwd, result } = await sh(`${OTHER}; exit 3`, { others: "ended" });
    expect(result).toMatchObject({ exitCode: 3, left: [] });
    expect(await otherLives(cwd)).toBe(false);
  });

  test("are waited for after a success, and ended after a failure", async () => {
    const success = await sh("sleep 1.2 >/dev/null 2>&1 & echo $! > pid", { others: "awaited" });
    expect(await otherLives(success.cwd)).toBe(false);
    const failure = await sh(`${OTHER}; exit 3`, { others: "awaited" });
    expect(await otherLives(failure.cwd)).toBe(false);
  });

  test("end with the run while they are waited for", async () => {
    const abort = new AbortController();
    const cwd = await scratch();
    const running = runProcess(
      { program: "sh", args: ["-c", OTHER] },
      { cwd, signal: abort.signal, others: "awaited", graceMs: 2_000 },
    );
    await until("the other", () => otherLives(cwd).catch(() => false));
    abort.abort();
    await running;
    expect(await otherLives(cwd)).toBe(false);
  });
});
