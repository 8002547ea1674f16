import { appendFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { watchEnv } from "../../../src/dev/app/env-watch.ts";
import { scratch } from "../../helpers/cli.ts";
import { until } from "../../helpers/processes.ts";

// Real processes, on a machine that may have much else to do.
vi.setConfig({ testTimeout: 30_000 });

/** Several looks at the file: time in which a change would have been noticed. */
const QUIET_MS = 900;

async function watched(text?: string) {
  const cwd = await scratch();
  const path = join(cwd, ".env");
  if (text !== undefined) await writeFile(path, text);
  const told: (readonly string[])[] = [];
  const watch = watchEnv({ cwd, onChange: (names) => told.push(names) });
  onTestFinished(() => watch.close());
  return { cwd, path, told, watch };
}

type Watched = Awaited<ReturnType<typeof watched>>;

describe("a change of .env is told once, with the names whose values changed", () => {
  test.each<[string, string | undefined, (at: Watched) => Promise<unknown>, string[]]>([
    ["it is made", undefined, ({ path }) => writeFile(path, "A=1\n"), ["A"]],
    ["a value changes", "A=1\nB=2\n", ({ path }) => writeFile(path, "A=1\nB=3\n"), ["B"]],
    ["a line is added", "A=1\n", ({ path }) => appendFile(path, "B=2\n"), ["B"]],
    [
      "another file takes its place",
      "A=1\n",
      async ({ cwd, path }) => {
        await writeFile(join(cwd, ".env.new"), "A=2\n");
        await rename(join(cwd, ".env.new"), path);
      },
      ["A"],
    ],
    ["it is deleted", "A=1\nB=2\n", ({ path }) => rm(path), ["A", "B"]],
    [
      "it is a link to a file that changes",
      undefined,
      async ({ cwd, path }) => {
        await writeFile(join(cwd, "shared"), "A=1\n");
        await symlink("shared", path);
      },
      ["A"],
    ],
  ])("%s", async (_, text, change, names) => {
    const at = await watched(text);
    await change(at);
    await until("the change to be told", () => at.told.length > 0, 5_000);
    expect(at.told).toEqual([names]);
  });

  test("not once for each step of an editor", async () => {
    const at = await watched("A=1\nB=2\n");
    for (const text of ["", "A=1\n", "A=1\nB=3\n"]) await writeFile(at.path, text);
    await sleep(QUIET_MS);
    expect(at.told).toEqual([["B"]]);
  });
});

describe("nothing is told", () => {
  test("of comments, order, quotes and other files", async () => {
    const at = await watched("A=1\nB=2\n");
    await writeFile(at.path, "# new\nB=2\nA='1'\n");
    await writeFile(join(at.cwd, ".env.local"), "C=1\n");
    await sleep(QUIET_MS);
    expect(at.told).toEqual([]);
  });

  test("after the end", async () => {
    const at = await watched("A=1\n");
    at.watch.close();
    await writeFile(at.path, "A=2\n");
    await sleep(QUIET_MS);
    expect(at.told).toEqual([]);
  });
});
