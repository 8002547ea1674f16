import { execFileSync, spawn } from "node:child_process";
import { mkdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { cleanEnv } from "../helpers/app.ts";
import {
  cli,
  filesBelow,
  INSTALLING,
  launcher,
  oneJsonValue,
  pathWith,
  QUICK,
  record,
  scratch,
  startCli,
} from "../helpers/cli.ts";
import { disk, disks } from "../helpers/disk.ts";
import { until } from "../helpers/processes.ts";

// The failure table of design 1.2: the right exit code, and no debris.

const SIGNALS = [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const;
const WITH_GIT = QUICK.filter((flag) => flag !== "--no-git");
const DISTURB = `--import=${pathToFileURL(fileURLToPath(new URL("../helpers/disturb.mjs", import.meta.url)))}`;

/** The files that a whole app of {@link QUICK} has. */
async function wholeApp(): Promise<string[]> {
  const cwd = await scratch();
  await cli(["app", ...QUICK], { cwd });
  return filesBelow(join(cwd, "app"));
}

describe("refused destinations exit 2 and stay as they were", () => {
  const places: [string, string, string, (cwd: string) => Promise<unknown>, RegExp][] = [
    [
      "a directory in use",
      "app",
      "destination_in_use",
      async (cwd) => {
        await mkdir(join(cwd, "app/src"), { recursive: true });
        await writeFile(join(cwd, "app/mine.txt"), "mine");
      },
      /not empty: it holds mine\.txt, src/,
    ],
    [
      "a directory with one hidden file",
      "app",
      "destination_in_use",
      async (cwd) => {
        await mkdir(join(cwd, "app"));
        await writeFile(join(cwd, "app/.env"), "A=1\n");
      },
      /holds \.env/,
    ],
    ["a file", "app", "destination_is_file", (cwd) => writeFile(join(cwd, "app"), ""), /is a file/],
    [
      "a link to a file",
      "app",
      "destination_is_file",
      async (cwd) => {
        await writeFile(join(cwd, "file"), "mine");
        await symlink("file", join(cwd, "app"));
      },
      /is a file/,
    ],
    [
      "a link that leads nowhere",
      "app",
      "destination_is_file",
      (cwd) => symlink("nowhere", join(cwd, "app")),
      /leads nowhere/,
    ],
    [
      "a link that leads to itself",
      "app",
      "destination_is_file",
      (cwd) => symlink("app", join(cwd, "app")),
      /leads nowhere/,
    ],
    [
      "a link to a directory in use",
      "app",
      "destination_in_use",
      async (cwd) => {
        await mkdir(join(cwd, "used"));
        await writeFile(join(cwd, "used/mine.txt"), "mine");
        await symlink("used", join(cwd, "app"));
      },
      /not empty/,
    ],
    [
      "a place below a file",
      "file/app",
      "bad_path",
      (cwd) => writeFile(join(cwd, "file"), "mine"),
      /a part of the path is a file/,
    ],
    [
      "a place below a circle of links",
      "loop/app",
      "bad_path",
      (cwd) => symlink("loop", join(cwd, "loop")),
      /circle/,
    ],
    [
      "a directory where another run is writing",
      "app",
      "destination_in_use",
      (cwd) => mkdir(join(cwd, "app/.create-chatkit-app"), { recursive: true }),
      /Another run is writing/,
    ],
  ];
  test.each(places)("%s", async (_, typed, code, prepare, says) => {
    const cwd = await scratch();
    await prepare(cwd);
    const before = await record(cwd);
    const run = await cli([typed, ...QUICK], { cwd });
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(says);
    const asJson = await cli([typed, ...QUICK, "--json"], { cwd });
    expect(oneJsonValue(asJson)).toMatchObject({ ok: false, error: { code } });
    expect(await record(cwd)).toEqual(before);
  });

  test("--force does not turn a file into a directory", async () => {
    const cwd = await scratch();
    await writeFile(join(cwd, "app"), "mine");
    expect(await cli(["app", ...QUICK, "--force"], { cwd })).toMatchObject({ code: 2 });
    expect(await readFile(join(cwd, "app"), "utf8")).toBe("mine");
  });
});

describe("free destinations", () => {
  test("a link to an empty directory is followed", async () => {
    const cwd = await scratch();
    await mkdir(join(cwd, "empty"));
    await symlink("empty", join(cwd, "app"));
    const run = await cli(["app", ...QUICK, "--json"], { cwd });
    expect(oneJsonValue(run)).toMatchObject({ directory: join(cwd, "empty") });
    expect(await filesBelow(join(cwd, "empty"))).toEqual(await wholeApp());
    expect((await record(cwd)).app).toBe("link to empty");
  });

  test("an empty directory keeps its permissions", async () => {
    const cwd = await scratch();
    await mkdir(join(cwd, "app"), { mode: 0o700 });
    expect(await cli(["app", ...QUICK], { cwd })).toMatchObject({ code: 0 });
    expect((await stat(join(cwd, "app"))).mode & 0o777).toBe(0o700);
    expect(await filesBelow(join(cwd, "app"))).toEqual(await wholeApp());
  });

  test(". is where we are, and there is nowhere to go to", async () => {
    const cwd = join(await scratch(), "here");
    await mkdir(cwd);
    const run = await cli([".", ...QUICK], { cwd });
    expect(run.code).toBe(0);
    expect(run.stdout).toContain("Made here");
    expect(run.stdout).toContain("Next:\n  npm install\n");
    expect(await filesBelow(cwd)).toEqual(await wholeApp());
  });

  test("../x is beside where we are", async () => {
    const root = await scratch();
    const cwd = join(root, "here");
    await mkdir(cwd);
    const run = await cli(["../x", ...QUICK], { cwd });
    expect(run.stdout).toContain("cd ../x\n");
    expect(await filesBelow(join(root, "x"))).toEqual(await wholeApp());
  });

  test("parents are made", async () => {
    const cwd = await scratch();
    expect(await cli(["a/b c/d", ...QUICK], { cwd })).toMatchObject({ code: 0 });
    expect(await filesBelow(join(cwd, "a/b c/d"))).toEqual(await wholeApp());
  });
});

/** Runs with something that happens just before the n-th change to the disk. */
async function disturbed(
  args: readonly string[],
  options: { cwd: string; at: number; by: string; path?: string; env?: Record<string, string> },
) {
  const { cwd, at, by, path = "", env } = options;
  return cli(args, {
    cwd,
    env: { ...env, NODE_OPTIONS: DISTURB, DISTURB_AT: `${at}`, DISTURB_BY: by, DISTURB_PATH: path },
  });
}

/** How many changes to the disk a run makes. */
async function countChanges(args: readonly string[], cwd: string): Promise<number> {
  const count = join(await scratch(), "count");
  const run = await cli(args, { cwd, env: { NODE_OPTIONS: DISTURB, DISTURB_COUNT: count } });
  expect(run.code).toBe(0);
  return Number(await readFile(count, "utf8"));
}

/** The first and last moments of a run, and some between. */
function moments(changes: number): number[] {
  const between = [0.1, 0.3, 0.5, 0.7, 0.9].map((part) => Math.round(part * changes));
  return [...new Set([1, 2, 3, ...between, changes - 1, changes])];
}

describe("a run that is ended while it writes leaves the place as it was", () => {
  test.each(SIGNALS)("%s, a fresh directory", async (signal, exit) => {
    const changes = await countChanges(["deep/er/app", ...QUICK], await scratch());
    expect(changes).toBeGreaterThan(30);
    for (const at of moments(changes)) {
      const cwd = await scratch();
      await writeFile(join(cwd, "mine.txt"), "mine");
      const before = await record(cwd);
      const run = await disturbed(["deep/er/app", ...QUICK], { cwd, at, by: signal });
      expect([at, run.code]).toEqual([at, exit]);
      if (at < changes) expect([at, await record(cwd)]).toEqual([at, before]);
      // The last change makes the app appear: it is whole then, and the person is told.
      else expect(run.stderr).toContain("The app is complete");
    }
  });

  test.each(SIGNALS)("%s, into an existing directory with --force", async (signal, exit) => {
    const changes = await countChanges(["app", ...QUICK, "--force"], await projectInUse());
    for (const at of moments(changes)) {
      const cwd = await projectInUse();
      const before = await record(cwd);
      const run = await disturbed(["app", ...QUICK, "--force"], { cwd, at, by: signal });
      expect([at, run.code]).toEqual([at, exit]);
      expect([at, await record(cwd)]).toEqual([at, before]);
    }
  });

  test("--json tells an interruption as one value", async () => {
    const cwd = await scratch();
    const run = await disturbed(["app", ...QUICK, "--json"], { cwd, at: 9, by: "SIGTERM" });
    expect(run.code).toBe(143);
    expect(oneJsonValue(run)).toMatchObject({
      ok: false,
      error: { code: "interrupted", exitCode: 143 },
    });
  });

  test("SIGKILL leaves no part of an app where the app belongs", async () => {
    for (const at of [2, 20, 40]) {
      const cwd = await scratch();
      const run = await disturbed(["app", ...QUICK], { cwd, at, by: "SIGKILL" });
      expect(run.signal).toBe("SIGKILL");
      expect(Object.keys(await record(cwd)).filter((path) => path.startsWith("app"))).toEqual([]);
      expect(await cli(["app", ...QUICK], { cwd })).toMatchObject({ code: 0 });
    }
  });

  test("at moments of chance there is the whole app or nothing", async () => {
    const whole = await wholeApp();
    const started = Date.now();
    await cli(["app", ...QUICK], { cwd: await scratch() });
    const length = Date.now() - started;
    for (let round = 0; round < 12; round += 1) {
      const cwd = await scratch();
      const tree = startCli(["app", ...QUICK], { cwd });
      await sleep(length * (0.3 + 0.05 * round));
      tree.child.kill("SIGINT");
      const { code, signal } = await tree.finished;
      const names = Object.keys(await record(cwd)).filter((path) => !path.includes("/"));
      // Before our own listener is there, the system ends the process: nothing is written by then.
      if (names.length === 0)
        expect([code, signal]).toEqual(signal ? [null, "SIGINT"] : [130, null]);
      else {
        expect(names).toEqual(["app"]);
        expect(await filesBelow(join(cwd, "app"))).toEqual(whole);
      }
    }
  });
});

/** A directory `app` with a project of somebody in it. */
async function projectInUse(): Promise<string> {
  const cwd = await scratch();
  const app = join(cwd, "app");
  await mkdir(join(app, "src/mine"), { recursive: true });
  await mkdir(join(app, ".git"));
  const files = {
    "package.json": '{"name":"theirs"}\n',
    "src/theme.json": "{}\n",
    "src/mine/page.ts": "export {};\n",
    "notes.md": "mine\n",
    ".env": "# mine\nMINE=1\nOPENAI_API_KEY=sk-theirs-0123456789\n",
    ".git/HEAD": "ref: refs/heads/main\n",
  };
  for (const [path, text] of Object.entries(files)) await writeFile(join(app, path), text);
  return cwd;
}

describe("--force", () => {
  test("replaces what the app brings, keeps the rest, and adds missing keys to .env", async () => {
    const cwd = await projectInUse();
    const app = join(cwd, "app");
    const before = await record(app);
    const run = await cli(["app", ...QUICK, "--force", "--workflow", "wf_new"], { cwd });
    expect(run.code).toBe(0);
    const after = await record(app);
    for (const path of ["notes.md", "src/mine/page.ts", ".git/HEAD"]) {
      expect(after[path]).toBe(before[path]);
    }
    for (const path of ["package.json", "src/theme.json"]) {
      expect(after[path]).not.toBe(before[path]);
    }
    const env = await readFile(join(app, ".env"), "utf8");
    expect(env).toMatch(/^# mine\nMINE=1\nOPENAI_API_KEY=sk-theirs-0123456789\n/);
    expect(env.match(/^OPENAI_API_KEY=/gm)).toHaveLength(1);
    expect(env).toMatch(/^CHATKIT_WORKFLOW_ID=wf_new$/m);
    expect(env).toMatch(/^CHATKIT_SECRET=\S{32,}$/m);
    expect((await stat(join(app, ".env"))).mode & 0o777).toBe(0o600);
    const whole = await wholeApp();
    const theirs = ["notes.md", "src/mine/page.ts"];
    expect(await filesBelow(app)).toEqual([...whole, ...theirs].sort());
    expect(Object.keys(after).filter((path) => path.includes("create-chatkit-app"))).toEqual([]);
  });

  test("a second time changes nothing of .env", async () => {
    const cwd = await scratch();
    await cli(["app", ...QUICK], { cwd });
    const before = await record(cwd);
    expect(await cli(["app", ...QUICK, "--force"], { cwd })).toMatchObject({ code: 0 });
    expect(await record(cwd)).toEqual(before);
  });

  test.each([
    ["a directory", (path: string) => mkdir(path, { recursive: true })],
    ["a link", (path: string) => symlink("/etc/hostname", path)],
  ])("%s in the place of a file is in the way, and all stays", async (_, make) => {
    const cwd = await projectInUse();
    await make(join(cwd, "app/index.html"));
    const before = await record(cwd);
    const run = await cli(["app", ...QUICK, "--force"], { cwd });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("index.html is in the way");
    expect(await record(cwd)).toEqual(before);
  });

  test("a link in the place of a directory is not written through", async () => {
    const cwd = await scratch();
    await mkdir(join(cwd, "app"));
    await mkdir(join(cwd, "elsewhere"));
    await symlink("../elsewhere", join(cwd, "app/src"));
    const before = await record(cwd);
    const run = await cli(["app", ...QUICK, "--force"], { cwd });
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/src is in the way/);
    expect(await record(cwd)).toEqual(before);
  });

  test("a failure of the disk at any moment puts everything back", async () => {
    const changes = await countChanges(["app", ...QUICK, "--force"], await projectInUse());
    for (const at of moments(changes)) {
      const cwd = await projectInUse();
      const before = await record(cwd);
      const run = await disturbed(["app", ...QUICK, "--force"], { cwd, at, by: "EIO" });
      expect([at, run.code]).toEqual([at, 1]);
      expect([at, await record(cwd)]).toEqual([at, before]);
    }
  });
});

describe("a destination that appears while we work is not touched", () => {
  test.each([
    ["appear", "app/package.json"],
    ["appear-file", "app"],
  ])("%s", async (by, theirs) => {
    const changes = await countChanges(["app", ...QUICK], await scratch());
    for (const at of [1, 2, Math.round(changes / 2), changes]) {
      const cwd = await scratch();
      const run = await disturbed(["app", ...QUICK], { cwd, at, by, path: join(cwd, "app") });
      expect([at, run.code]).toEqual([at, 2]);
      expect(run.stderr).toContain("appeared while the app was being made");
      expect(await filesBelow(cwd)).toEqual([theirs]);
      expect(await readFile(join(cwd, theirs), "utf8")).toBe("theirs");
    }
  });

  test("nor is a file that appears in an empty destination", async () => {
    const prepared = async () => {
      const cwd = await scratch();
      await mkdir(join(cwd, "app"));
      return cwd;
    };
    const changes = await countChanges(["app", ...QUICK], await prepared());
    for (const at of [2, Math.round(changes / 2)]) {
      const cwd = await prepared();
      const run = await disturbed(["app", ...QUICK], {
        cwd,
        at,
        by: "appear",
        path: join(cwd, "app"),
      });
      expect([at, run.code]).toEqual([at, 2]);
      expect(await filesBelow(cwd)).toEqual(["app/package.json"]);
      expect(await readFile(join(cwd, "app/package.json"), "utf8")).toBe("theirs");
    }
  });
});

describe("twelve runs at once into one directory: one wins, the others exit 2", () => {
  const starts: [string, (app: string) => Promise<unknown>][] = [
    ["that is not there", async () => undefined],
    ["that is empty", (app) => mkdir(app)],
    [
      "that holds .git alone",
      async (app) => {
        await mkdir(app);
        execFileSync("git", ["init", "--quiet"], { cwd: app });
      },
    ],
  ];
  test.each(starts)("%s", async (_, prepare) => {
    const whole = await wholeApp();
    const cwd = await scratch();
    await prepare(join(cwd, "app"));
    const runs = await Promise.all(
      Array.from({ length: 12 }, () => cli(["app", ...QUICK], { cwd })),
    );
    expect(runs.map(({ code }) => code).sort()).toEqual([0, ...Array(11).fill(2)]);
    expect(await filesBelow(join(cwd, "app"))).toEqual(whole);
    expect(Object.keys(await record(cwd)).filter((path) => !path.startsWith("app"))).toEqual([]);
    expect(Object.keys(await record(join(cwd, "app")))).not.toContain(".create-chatkit-app");
  });
});

describe.runIf(disks)("disks", () => {
  test("a read-only parent exits 1 and says so", async () => {
    const { path, makeReadOnly } = await disk("size=10m");
    makeReadOnly();
    const run = await cli(["app", ...QUICK], { cwd: path });
    expect(run.code).toBe(1);
    expect(run.stderr).toContain("read-only");
    const parents = await cli(["a/b/app", ...QUICK, "--json"], { cwd: path });
    expect(oneJsonValue(parents)).toMatchObject({ error: { code: "read_only", exitCode: 1 } });
    expect(await record(path)).toEqual({});
  });

  test.each(["size=16k", "size=64k", "nr_inodes=20"])(
    "a full disk (%s) leaves nothing",
    async (size) => {
      const { path } = await disk(size);
      const run = await cli(["a/b/app", ...QUICK], { cwd: path });
      expect(run.code).toBe(1);
      expect(run.stderr).toContain("the disk is full");
      expect(await record(path)).toEqual({});
    },
  );

  test("a full disk puts back what --force replaced", async () => {
    const { path } = await disk("size=96k");
    await mkdir(join(path, "app"));
    await writeFile(join(path, "app/package.json"), "theirs");
    const before = await record(path);
    const run = await cli(["app", ...QUICK, "--force"], { cwd: path });
    expect(run.code).toBe(1);
    expect(await record(path)).toEqual(before);
  });

  test("an empty disk is a free destination", async () => {
    const { path } = await disk("size=10m");
    expect(await cli([path, ...QUICK], { cwd: "/" })).toMatchObject({ code: 0 });
    expect(await filesBelow(path)).toEqual(await wholeApp());
  });
});

describe("an install that does not succeed keeps the finished app", () => {
  const failures: [string, Record<string, string>, RegExp[]][] = [
    [
      "it fails",
      { npm: 'echo "npm error code E404" >&2; echo out; exit 7' },
      [/exit code 7/, /npm error code E404/, /out/],
    ],
    ["npm is not installed", {}, [/npm is not installed/]],
    ["it dies of a signal", { npm: "kill -9 $$" }, [/Installing packages with npm failed/]],
  ];
  test.each(failures)("%s", async (_, scripts, says) => {
    const cwd = await scratch();
    const env = { PATH: await pathWith(["git"], scripts) };
    const run = await cli(["my app", ...INSTALLING], { cwd, env });
    expect(run.code).toBe(1);
    expect(run.stdout).toBe("");
    for (const said of says) expect(run.stderr).toMatch(said);
    expect(run.stderr).toContain("cd 'my app'\n    npm install\n");
    expect(run.stderr).not.toMatch(/\n\s+at .+:\d+:\d+/);
    expect(await filesBelow(join(cwd, "my app"))).toEqual(await wholeApp());
    const asJson = await cli(["other", ...INSTALLING, "--json"], { cwd, env });
    expect(oneJsonValue(asJson)).toMatchObject({ ok: false, error: { code: "install_failed" } });
    expect(asJson.code).toBe(1);
  });

  test("the app is still committed to git", async () => {
    const cwd = await scratch();
    const env = { PATH: await pathWith(["git"], { npm: "exit 1" }) };
    const flags = INSTALLING.filter((flag) => flag !== "--no-git");
    expect(await cli(["app", ...flags], { cwd, env })).toMatchObject({ code: 1 });
    expect(git(join(cwd, "app"), "rev-list", "--count", "HEAD")).toBe("1");
  });

  test("one that works is told, with its arguments, in the app", async () => {
    const cwd = await scratch();
    const env = { PATH: await pathWith([], { npm: 'echo "$PWD $*" > "$PWD/../called"' }) };
    const run = await cli(["app", ...INSTALLING, "--json"], { cwd, env });
    expect(oneJsonValue(run)).toMatchObject({
      ok: true,
      install: "done",
      next: ["cd app", "npm run dev"],
    });
    expect(await readFile(join(cwd, "called"), "utf8")).toBe(`${join(cwd, "app")} install\n`);
  });
});

// What an install that never ends looks like: a shell, its child, and a grandchild that closed
// its output and will not end when it is asked to.
const CHILD = 'node -e "setInterval(() => {}, 1000)" &';
const STUBBORN = `node -e "process.on('SIGTERM', () => {}); require('fs').writeFileSync('stubborn', ''); setInterval(() => {}, 1000)" >/dev/null 2>&1 </dev/null &`;

describe("a signal during an install ends its whole tree and keeps the app", () => {
  test.each(SIGNALS)("%s", async (signal, exit) => {
    const whole = await wholeApp();
    const cwd = await scratch();
    const env = { PATH: await pathWith([], { npm: `${CHILD} : > started; wait` }) };
    const tree = startCli(["it's", ...INSTALLING], { cwd, env });
    await until("the install to start", () => stat(join(cwd, "it's/started")));
    tree.child.kill(signal);
    const run = await tree.finished;
    expect(run.code).toBe(exit);
    expect(await tree.living()).toEqual([]);
    expect(run.stderr).toContain("The app is complete");
    expect(run.stderr).toContain("cd 'it'\\''s'\n    npm install\n");
    expect(run.stdout).toBe("");
    await rm(join(cwd, "it's/started"));
    expect(await filesBelow(join(cwd, "it's"))).toEqual(whole);
  });

  test("Ctrl-C, which reaches the whole group of the terminal", async () => {
    const cwd = await scratch();
    const env = { PATH: await pathWith([], { npm: `${CHILD} : > started; wait` }) };
    const tree = startCli(["app", ...INSTALLING, "--json"], { cwd, env });
    await until("the install to start", () => stat(join(cwd, "app/started")));
    process.kill(-(tree.child.pid ?? 0), "SIGINT");
    const run = await tree.finished;
    expect(run.code).toBe(130);
    expect(oneJsonValue(run)).toMatchObject({ error: { code: "interrupted", exitCode: 130 } });
    expect(await tree.living()).toEqual([]);
  });

  test("a grandchild that does not end when asked is killed", async () => {
    const cwd = await scratch();
    const env = { PATH: await pathWith([], { npm: `${STUBBORN} wait` }) };
    const tree = startCli(["app", ...INSTALLING], { cwd, env });
    await until("the grandchild to start", () => stat(join(cwd, "app/stubborn")));
    tree.child.kill("SIGTERM");
    expect(await tree.finished).toMatchObject({ code: 143 });
    await until("the grandchild to end", async () => (await tree.living()).length === 0, 2_000);
  });
});

describe("--start", () => {
  const KEY = "sk-proj-Start0123456789abcdefghijkl9x7q";
  const NPM = `case "$1" in install) exit 0;; run) ${CHILD} echo "app says hello"; : > started; wait;; esac`;

  test.each(SIGNALS)("%s ends the app with its whole tree", async (signal, exit) => {
    const cwd = await scratch();
    const env = { PATH: await pathWith([], { npm: NPM }), OPENAI_API_KEY: KEY };
    const tree = startCli(["app", ...INSTALLING, "--start", "--json"], { cwd, env });
    await until("the app to start", () => stat(join(cwd, "app/started")));
    tree.child.kill(signal);
    const run = await tree.finished;
    expect(run.code).toBe(exit);
    expect(oneJsonValue(run)).toMatchObject({ ok: true });
    expect(run.stderr).toContain("app says hello");
    expect(await tree.living()).toEqual([]);
  });

  test("an app that ends badly exits 1, and --json stays one value", async () => {
    const cwd = await scratch();
    const PATH = await pathWith([], { npm: '[ "$1" = install ] || exit 9' });
    const env = { PATH, OPENAI_API_KEY: KEY };
    const run = await cli(["app", ...INSTALLING, "--start", "--json"], { cwd, env });
    expect(run.code).toBe(1);
    expect(oneJsonValue(run)).toMatchObject({ ok: true });
    expect(run.stderr).toContain("exit code 9");
    expect(run.stderr).toContain("npm run dev");
  });
});

describe("--start without a key", () => {
  const NPM = `case "$1" in install) mkdir node_modules;; run) ${CHILD} echo "offline $CHATKIT_OFFLINE"; : > started; wait;; esac`;

  test.each(SIGNALS)("runs the app offline, until %s", async (signal, exit) => {
    const cwd = await scratch();
    const env = { PATH: await pathWith(["mkdir"], { npm: NPM }) };
    const tree = startCli(["app", ...INSTALLING, "--start", "--json"], { cwd, env });
    await until("the app to start", () => stat(join(cwd, "app/started")));
    await until("its words", () => {
      if (tree.output().includes("offline 1")) return true;
      throw new Error(tree.output());
    });
    tree.child.kill(signal);
    const run = await tree.finished;
    expect(run.code).toBe(exit);
    expect(oneJsonValue(run)).toMatchObject({
      ok: true,
      offline: "npx create-chatkit-app dev --offline",
    });
    expect(run.stderr).toContain("an offline stand-in answers");
    expect(await tree.living()).toEqual([]);
  });
});

describe("output that nobody takes", () => {
  /** Runs a shell line in which "$@" is the command; exit code of the command, not of the pipe. */
  async function shell(line: string, cwd: string) {
    const child = spawn(
      "bash",
      ["-c", line, "bash", process.execPath, launcher("create-chatkit-app"), "app", ...QUICK],
      {
        cwd,
        env: cleanEnv({ npm_config_user_agent: "npm" }),
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    const code = await new Promise((resolve) => child.on("close", resolve));
    return { code, output };
  }

  test.each([
    ["a reader that goes away at once", '"$@" 2>/dev/null | true; exit $PIPESTATUS'],
    ["head", '"$@" 2>/dev/null | head -1; exit $PIPESTATUS'],
    ["talk that nobody reads", '"$@" 2>&1 >/dev/null | true; exit $PIPESTATUS'],
    ["a closed stdout", '"$@" >&-'],
    ["a closed stderr", '"$@" 2>&-'],
    ["a closed stdin", '"$@" <&-'],
    ["everything closed", '"$@" >&- 2>&- <&-'],
  ])("%s is no failure: the app is made", async (_, line) => {
    const cwd = await scratch();
    const { code, output } = await shell(line, cwd);
    expect(code).toBe(0);
    expect(output).not.toMatch(/EPIPE|\n\s+at /);
    expect(await filesBelow(join(cwd, "app"))).toEqual(await wholeApp());
  });

  test.runIf(process.platform === "linux")("a full disk behind > exits 1", async () => {
    for (const what of ['"$@"', '"$1" "$2" --help', '"$1" "$2" --version']) {
      const { code, output } = await shell(`${what} > /dev/full`, await scratch());
      expect([what, code]).toEqual([what, 1]);
      expect(output).toContain("Cannot write to the standard output (ENOSPC)");
      expect(output).not.toMatch(/\n\s+at /);
    }
  });
});

function git(cwd: string, ...args: string[]): string {
  return execFileSync("git", args, { cwd, encoding: "utf8" }).trim();
}

describe("git", () => {
  /** A machine on which nobody has told git anything but this. */
  async function gitEnv(config = ""): Promise<Record<string, string>> {
    const home = await scratch();
    await writeFile(join(home, ".gitconfig"), config);
    return { HOME: home, GIT_CONFIG_NOSYSTEM: "1", XDG_CONFIG_HOME: home };
  }

  test.each([
    ["no identity", "", "create-chatkit-app <noreply@localhost>"],
    ["a name alone", "[user]\nname = Ada", "Ada <noreply@localhost>"],
    ["an address alone", "[user]\nemail = ada@example.org", "create-chatkit-app <ada@example.org>"],
    ["an identity", "[user]\nname = Ada\nemail = ada@example.org", "Ada <ada@example.org>"],
    [
      "an identity only by configuration",
      "[user]\nuseConfigOnly = true",
      "create-chatkit-app <noreply@localhost>",
    ],
  ])("one commit with %s", async (_, config, author) => {
    const cwd = await scratch();
    const env = await gitEnv(config);
    const run = await cli(["app", ...WITH_GIT, "--json"], { cwd, env });
    expect(oneJsonValue(run)).toMatchObject({ ok: true, git: "committed" });
    const app = join(cwd, "app");
    expect(git(app, "log", "--format=%an <%ae>")).toBe(author);
    expect(git(app, "status", "--porcelain")).toBe("");
    expect(git(app, "symbolic-ref", "--short", "HEAD")).toBe("main");
  });

  test("never inside another work tree, of which it changes nothing", async () => {
    const cwd = await scratch();
    git(cwd, "init", "--quiet");
    const before = await record(join(cwd, ".git"));
    const run = await cli(["deep/app", ...WITH_GIT, "--json"], { cwd });
    expect(oneJsonValue(run)).toMatchObject({ git: "skipped" });
    expect(run.stderr).toContain("inside a git repository");
    expect(Object.keys(await record(join(cwd, "deep/app")))).not.toContain(".git");
    expect(await record(join(cwd, ".git"))).toEqual(before);
  });

  test("a directory that holds .git alone keeps its history", async () => {
    const cwd = await scratch();
    const app = join(cwd, "app");
    await mkdir(app);
    git(app, "init", "--quiet");
    const before = await record(join(app, ".git"));
    expect(await cli(["app", ...WITH_GIT], { cwd })).toMatchObject({ code: 0 });
    expect(await record(join(app, ".git"))).toEqual(before);
    expect(git(app, "check-ignore", ".env")).toBe(".env");
  });

  test("silent where git is absent", async () => {
    const cwd = await scratch();
    const run = await cli(["app", ...WITH_GIT], { cwd, env: { PATH: await pathWith([]) } });
    expect(run.code).toBe(0);
    expect(run.stderr).not.toContain("git");
    expect(Object.keys(await record(join(cwd, "app")))).not.toContain(".git");
  });

  test("a repository of an outer git process is left alone", async () => {
    const outer = await scratch();
    git(outer, "init", "--quiet");
    const before = await record(outer);
    const cwd = await scratch();
    const env = {
      GIT_DIR: join(outer, ".git"),
      GIT_WORK_TREE: outer,
      GIT_INDEX_FILE: join(outer, ".git/index"),
      GIT_OBJECT_DIRECTORY: join(outer, ".git/objects"),
    };
    const run = await cli(["app", ...WITH_GIT, "--json"], { cwd, env });
    expect(oneJsonValue(run)).toMatchObject({ git: "committed" });
    expect(await record(outer)).toEqual(before);
    expect(git(join(cwd, "app"), "rev-list", "--count", "HEAD")).toBe("1");
  });

  test("hooks, signing and editors of the person are for their own commits", async () => {
    const cwd = await scratch();
    const hooks = await scratch();
    for (const hook of ["pre-commit", "commit-msg", "post-commit"]) {
      await writeFile(join(hooks, hook), `#!/bin/sh\ntouch "${cwd}/ran-${hook}"\nexit 1\n`, {
        mode: 0o755,
      });
    }
    const env = await gitEnv(
      `[core]\nhooksPath = ${hooks}\neditor = false\n[commit]\ngpgsign = true\n[gpg]\nprogram = false\n[init]\ndefaultBranch = trunk\n`,
    );
    const run = await cli(["app", ...WITH_GIT, "--json"], { cwd, env });
    expect(oneJsonValue(run)).toMatchObject({ git: "committed" });
    expect((await filesBelow(cwd)).filter((path) => path.startsWith("ran-"))).toEqual([]);
  });

  test("a git that fails is told, and the app is made", async () => {
    const cwd = await scratch();
    const PATH = await pathWith([], {
      git: 'case "$*" in *rev-parse*) exit 128;; *init*) echo "no room for objects" >&2; exit 1;; esac',
    });
    const run = await cli(["app", ...WITH_GIT, "--json"], { cwd, env: { PATH } });
    expect(oneJsonValue(run)).toMatchObject({ ok: true, git: "failed" });
    expect(run.stderr).toContain("no room for objects");
  });
});
