import { type ChildProcess, spawn } from "node:child_process";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { readPs, treeLook } from "../../src/project/living-processes.ts";
import { endTree, newMark, withMark } from "../../src/project/process-tree.ts";
import { until } from "../helpers/processes.ts";

// Real processes, on a machine that may have much else to do.
vi.setConfig({ testTimeout: 30_000 });

const GRACE_MS = 2_000;

/** A process in a session of its own, which ends with the test. */
function run(command: string, env: NodeJS.ProcessEnv): ChildProcess & { readonly pid: number } {
  const child = spawn("sh", ["-c", command], { env, detached: true, stdio: "ignore" });
  const { pid } = child;
  if (pid === undefined) throw new Error("no process");
  onTestFinished(() => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-pid, "SIGKILL");
  });
  return Object.assign(child, { pid });
}

describe.skipIf(process.platform !== "linux")("a tree", () => {
  test("is known by its mark, and nobody else belongs to it", async () => {
    const mark = newMark();
    const ours = run("sleep 100", withMark(process.env, mark));
    const stranger = run("sleep 100", process.env);
    const look = treeLook({ mark, leaders: [] });
    await until("it to run", () => look().includes(ours.pid));
    expect(look()).not.toContain(stranger.pid);
    expect(look()).not.toContain(process.pid);
    expect(await endTree({ mark, leaders: [] }, GRACE_MS)).toEqual([]);
    expect(look()).toEqual([]);
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  });

  test("within a tree belongs to both, and ends with either", async () => {
    const [outer, inner] = [newMark(), newMark()];
    const env = withMark(withMark(process.env, outer), inner);
    for (const mark of [inner, outer]) {
      const child = run("sleep 100", env);
      const look = treeLook({ mark, leaders: [] });
      await until("it to run", () => look().includes(child.pid));
      await endTree({ mark, leaders: [] }, GRACE_MS);
      expect(look()).toEqual([]);
    }
  });

  test("has members that come only while it is being ended", async () => {
    const mark = newMark();
    run("trap 'sleep 100 & wait' TERM; sleep 100 & wait", withMark(process.env, mark));
    const look = treeLook({ mark, leaders: [] });
    await until("both to run", () => look().length === 2);
    expect(await endTree({ mark, leaders: [] }, GRACE_MS)).toEqual([]);
    expect(look()).toEqual([]);
  });

  test("that has ended already is no failure", async () => {
    expect(await endTree({ mark: newMark(), leaders: [2 ** 22 + 1] }, GRACE_MS)).toEqual([]);
  });
});

test("the list of ps on macOS is read: names with blanks, without zombies", () => {
  const list = [
    "    1     0     1 Sat Nov 21 09:00:00 2026     Ss   /sbin/launchd",
    "  501     1   501 Sat Nov 21 15:51:14 2026     S+   /Applications/My App/node server.js HOME=/Users/me CHATKIT_PROCESS_TREE=a1,b2 LANG=C",
    "  502   501   501 Sun Nov  1 15:51:15 2026     Z    (sh)",
    "",
  ].join("\n");
  const found = readPs(list);
  expect(found.map(({ pid, parent, group }) => [pid, parent, group])).toEqual([
    [1, 0, 1],
    [501, 1, 501],
  ]);
  expect(found[1]?.environment()).toContain(" CHATKIT_PROCESS_TREE=a1,b2 ");
});
