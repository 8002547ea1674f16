import { execFileSync } from "node:child_process";
import { mkdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { constants } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cleanEnv } from "../helpers/app.ts";
import { cli, filesBelow, launcher, pathWith, QUICK, record, scratch } from "../helpers/cli.ts";
import { KEY, onTerminal } from "../helpers/pty.ts";

const WHERE = "Where should the app go?";
const FRONTEND = "Which front end?";
const BACKEND = "Which backend?";
const RUNTIME = "Which runtime for the server?";
const THEME = "Which theme?";
const API_KEY = "OpenAI API key";
const WORKFLOW = "Workflow id";
const START = "Start it now?";
const AT_ONCE = ["--no-install", "--no-git"];
const TYPED_KEY = "sk-proj-Typed0123456789abcdefghijkl9x7q";

/** The questions that were shown, in their order. */
function asked(text: string): string[] {
  const questions = [WHERE, FRONTEND, BACKEND, RUNTIME, THEME, API_KEY, WORKFLOW, START];
  return questions
    .filter((question) => text.includes(question))
    .sort((a, b) => text.indexOf(a) - text.indexOf(b));
}

describe("questions", () => {
  test("come in order, and Enter takes the first choice of each", async () => {
    const cwd = await scratch();
    const terminal = onTerminal(AT_ONCE, { cwd });
    for (const question of [WHERE, FRONTEND, BACKEND, RUNTIME, THEME, API_KEY]) {
      await terminal.answer(question, KEY.enter);
    }
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(asked(terminal.text())).toEqual([WHERE, FRONTEND, BACKEND, RUNTIME, THEME, API_KEY]);
    const app = join(cwd, "my-chatkit-app");
    expect(JSON.parse(await readFile(join(app, "chatkit.json"), "utf8"))).toEqual({
      version: 1,
      frontend: "react",
      backend: "self-hosted",
      runtime: "node",
      store: "sqlite",
      sample: "tour",
    });
    expect(await readFile(join(app, "src/theme.json"), "utf8")).toContain("#0066CC");
    expect(await readFile(join(app, ".env"), "utf8")).toMatch(/^OPENAI_API_KEY=$/m);
    expect(terminal.text()).toContain("Next:");
  });

  test("each choice has a line that says what it means", async () => {
    const terminal = onTerminal(["app", ...AT_ONCE], { cwd: await scratch() });
    await terminal.see(FRONTEND);
    await terminal.see("no framework");
    terminal.type(KEY.enter);
    await terminal.see(BACKEND);
    await terminal.see("Agent Builder shuts down on 2026-11-30");
    terminal.type(KEY.ctrlC);
    await terminal.ended;
  });

  test("answers that were given by flag are not asked", async () => {
    const cwd = await scratch();
    const flags = ["--frontend", "vanilla", "--backend", "hosted", "--runtime", "node"];
    const terminal = onTerminal(["app", ...flags, "--workflow", "wf_1", ...AT_ONCE], { cwd });
    await terminal.answer(THEME, KEY.down + KEY.enter);
    await terminal.answer(API_KEY, KEY.enter);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(asked(terminal.text())).toEqual([THEME, API_KEY]);
    expect(await readFile(join(cwd, "app/src/theme.json"), "utf8")).toContain("#4D9FFF");
  });

  test("a workflow given by flag decides the backend", async () => {
    const cwd = await scratch();
    const terminal = onTerminal(["app", "--workflow", "wf_1", "--theme", "minimal", ...AT_ONCE], {
      cwd,
    });
    for (const question of [FRONTEND, RUNTIME, API_KEY]) await terminal.answer(question, KEY.enter);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(asked(terminal.text())).toEqual([FRONTEND, RUNTIME, API_KEY]);
    expect(await readFile(join(cwd, "app/.env"), "utf8")).toMatch(/^CHATKIT_WORKFLOW_ID=wf_1$/m);
  });

  test("a refused name is asked for again, with the reason", async () => {
    const cwd = await scratch();
    await mkdir(join(cwd, "used"));
    await writeFile(join(cwd, "used/mine"), "");
    const terminal = onTerminal([...QUICK], { cwd });
    const wipe = "\u0015";
    await terminal.answer(WHERE, `CON${KEY.enter}`);
    await terminal.see("Windows reserves that name");
    terminal.type(`${wipe}used${KEY.enter}`);
    await terminal.see("it holds mine");
    terminal.type(`${wipe}used/mine/x${KEY.enter}`);
    await terminal.see("a part of the path is a file");
    terminal.type(`${wipe}free${KEY.enter}`);
    await terminal.answer(API_KEY, KEY.enter);
    await terminal.answer(WORKFLOW, KEY.enter);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(await filesBelow(cwd)).toContain("free/package.json");
  });

  test("a leading ~ is the home directory, as in a shell", async () => {
    const home = await scratch();
    const cwd = await scratch();
    const terminal = onTerminal([...QUICK], { cwd, env: { HOME: home } });
    await terminal.answer(WHERE, `~/new/app${KEY.enter}`);
    await terminal.answer(API_KEY, KEY.enter);
    await terminal.answer(WORKFLOW, KEY.enter);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(await filesBelow(home)).toContain("new/app/package.json");
    expect(await record(cwd)).toEqual({});
  });

  test("the theme list shows each theme's colours, unless NO_COLOR forbids it", async () => {
    const flags = ["app", ...QUICK.filter((flag) => !["--theme", "minimal"].includes(flag))];
    for (const env of [{}, { NO_COLOR: "1" }]) {
      const terminal = onTerminal(flags, { cwd: await scratch(), env });
      await terminal.see(THEME);
      await terminal.see("playful");
      const shown = ["0;102;204", "77;159;255", "255;107;107"].map((rgb) => `[48;2;${rgb}m`);
      for (const patch of shown) expect(terminal.raw().includes(patch)).toBe(!("NO_COLOR" in env));
      // 3x is a colour of the text, 48 one of the ground; the list needs neither.
      if ("NO_COLOR" in env) expect(terminal.raw()).not.toMatch(/\[(3\d|48;[\d;]+)m/);
      terminal.type(KEY.ctrlC);
      await terminal.ended;
    }
  });

  test("hosted says what becomes of Agent Builder, and asks for the workflow", async () => {
    const cwd = await scratch();
    const flags = ["--frontend", "react", "--runtime", "node", "--theme", "minimal"];
    const terminal = onTerminal(["app", ...flags, ...AT_ONCE], { cwd });
    await terminal.answer(BACKEND, KEY.down + KEY.enter);
    await terminal.see("for anything new choose self-hosted");
    await terminal.answer(API_KEY, KEY.enter);
    await terminal.answer(WORKFLOW, `asst_1${KEY.enter}`);
    await terminal.see("a workflow id looks like wf_");
    terminal.type(`\u0015wf_abc${KEY.enter}`);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(await readFile(join(cwd, "app/.env"), "utf8")).toMatch(/^CHATKIT_WORKFLOW_ID=wf_abc$/m);
  });

  test("faults of flags are told before the first question", async () => {
    for (const flags of [
      ["--frontend", "angular"],
      ["--accent", "bluish"],
      ["--theme", "./missing.json"],
      ["--start", "--no-install"],
    ]) {
      const terminal = onTerminal(flags, { cwd: await scratch() });
      expect([flags, (await terminal.ended).exitCode]).toEqual([flags, 2]);
      expect(asked(terminal.text())).toEqual([]);
    }
  });

  test("--dry-run asks like a run, but not for the key, and writes nothing", async () => {
    const cwd = await scratch();
    const terminal = onTerminal(["app", "--dry-run"], { cwd });
    for (const question of [FRONTEND, BACKEND, RUNTIME, THEME]) {
      await terminal.answer(question, KEY.enter);
    }
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(asked(terminal.text())).not.toContain(API_KEY);
    expect(terminal.text()).toContain("Would write");
    expect(await record(cwd)).toEqual({});
  });
});

describe("the key", () => {
  test("is masked, checked, and stands in .env alone", async () => {
    const cwd = await scratch();
    const terminal = onTerminal(["app", ...QUICK], { cwd });
    await terminal.answer(API_KEY, `pk-wrong-0123456789${KEY.enter}`);
    await terminal.see("begins with sk-");
    terminal.type(`\u0015sk-short${KEY.enter}`);
    await terminal.see("too short");
    terminal.type("\u0015");
    for (const character of TYPED_KEY) terminal.type(character);
    await terminal.see("•".repeat(TYPED_KEY.length));
    terminal.type(KEY.enter);
    await terminal.answer(WORKFLOW, KEY.enter);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(terminal.text()).not.toContain(TYPED_KEY);
    expect(terminal.text()).not.toMatch(/pk-wrong|sk-short|sk-proj/);
    const app = join(cwd, "app");
    const holders = [];
    for (const path of await filesBelow(app)) {
      if ((await readFile(join(app, path))).includes(TYPED_KEY)) holders.push(path);
    }
    expect(holders).toEqual([".env"]);
    expect(await readFile(join(app, ".env"), "utf8")).toContain(`\nOPENAI_API_KEY=${TYPED_KEY}\n`);
    expect((await stat(join(app, ".env"))).mode & 0o777).toBe(0o600);
  });

  test("never reaches git, nor a command line of what we run", async () => {
    const cwd = await scratch();
    const log = join(cwd, "calls");
    const PATH = await pathWith(["git", "cat", "tr"], {
      npm: `{ echo "$@"; cat /proc/$PPID/cmdline /proc/$PPID/environ | tr '\\0' '\\n'; } > "${log}"`,
    });
    const flags = QUICK.filter((flag) => !flag.startsWith("--no-"));
    const terminal = onTerminal(["app", ...flags], { cwd, env: { PATH } });
    await terminal.answer(API_KEY, `${TYPED_KEY}${KEY.enter}`);
    await terminal.answer(WORKFLOW, KEY.enter);
    await terminal.answer(START, `n${KEY.enter}`);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(await readFile(log, "utf8")).toContain("create-chatkit-app.js");
    expect(await readFile(log, "utf8")).not.toContain(TYPED_KEY);
    const app = join(cwd, "app");
    const history = execFileSync("git", ["log", "-p", "--all"], { cwd: app, encoding: "utf8" });
    expect(history).toContain("package.json");
    expect(history).not.toContain(TYPED_KEY);
  });

  test("of the shell is not asked for, shown masked with its source, and not written", async () => {
    const cwd = await scratch();
    const env = { OPENAI_API_KEY: TYPED_KEY };
    const terminal = onTerminal(["app", ...QUICK], { cwd, env });
    await terminal.answer(WORKFLOW, KEY.enter);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(asked(terminal.text())).toEqual([WORKFLOW]);
    expect(terminal.text()).toContain("sk-…9x7q");
    expect(terminal.text()).toContain("OPENAI_API_KEY of your shell");
    expect(terminal.text()).not.toContain(TYPED_KEY);
    expect(await readFile(join(cwd, "app/.env"), "utf8")).not.toContain(TYPED_KEY);
  });
});

describe("the end at a question", () => {
  const PROMPTS = [WHERE, FRONTEND, BACKEND, RUNTIME, THEME, API_KEY, WORKFLOW];

  test.each(PROMPTS)("Ctrl-C at %s exits 130 and writes nothing", async (last) => {
    const cwd = await scratch();
    const terminal = onTerminal(AT_ONCE, { cwd });
    for (const question of PROMPTS) {
      await terminal.see(question);
      if (question === last) break;
      // The second backend is the one that asks for a workflow.
      terminal.type(question === BACKEND ? KEY.down + KEY.enter : KEY.enter);
    }
    terminal.type(KEY.ctrlC);
    expect(await terminal.ended).toMatchObject({ exitCode: 130 });
    expect(terminal.text()).toContain("Cancelled.");
    expect(terminal.text()).not.toMatch(/\n\s+at |ExitPromptError/);
    expect(await record(cwd)).toEqual({});
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("%s exits %d and gives the terminal back", async (signal, exitCode) => {
    const cwd = await scratch();
    const terminal = onTerminal(["app", ...AT_ONCE], { cwd });
    await terminal.see(FRONTEND);
    await terminal.see("no framework");
    process.kill(terminal.pty.pid, signal);
    expect(await terminal.ended).toMatchObject({ exitCode });
    // The cursor that the list hides is shown again.
    expect(terminal.raw().lastIndexOf("\u001b[?25h")).toBeGreaterThan(
      terminal.raw().lastIndexOf("\u001b[?25l"),
    );
    expect(await record(cwd)).toEqual({});
  });

  test("a closed terminal ends the run by its hangup, not by a crash", async () => {
    const cwd = await scratch();
    const terminal = onTerminal(["app", ...AT_ONCE], { cwd });
    await terminal.see(FRONTEND);
    terminal.close();
    expect(await terminal.ended).toMatchObject({ signal: constants.signals.SIGHUP });
    expect(await record(cwd)).toEqual({});
  });

  test("Ctrl-D, the end of input, is no silent success", async () => {
    const cwd = await scratch();
    const terminal = onTerminal(AT_ONCE, { cwd });
    await terminal.answer(WHERE, KEY.ctrlD);
    expect(await terminal.ended).toMatchObject({ exitCode: 130 });
    expect(await record(cwd)).toEqual({});
  });

  test("Ctrl-C at the offer to start keeps the app and exits 130", async () => {
    const cwd = await scratch();
    const PATH = await pathWith([], { npm: "exit 0" });
    const flags = QUICK.filter((flag) => flag !== "--no-install");
    const env = { PATH, OPENAI_API_KEY: TYPED_KEY };
    const terminal = onTerminal(["app", ...flags, "--workflow", "wf_1"], { cwd, env });
    await terminal.answer(START, KEY.ctrlC);
    expect(await terminal.ended).toMatchObject({ exitCode: 130 });
    expect(await filesBelow(cwd)).toContain("app/package.json");
    expect(terminal.text()).toContain("npm run dev");
  });

  test("yes to the offer starts the app, and Ctrl-C ends it", async () => {
    const cwd = await scratch();
    const PATH = await pathWith(["sleep"], {
      npm: '[ "$1" = install ] || { echo "the app runs: $*"; exec sleep 60; }',
    });
    const flags = QUICK.filter((flag) => flag !== "--no-install");
    const env = { PATH, OPENAI_API_KEY: TYPED_KEY };
    const terminal = onTerminal(["app", ...flags, "--workflow", "wf_1"], { cwd, env });
    await terminal.answer(START, KEY.enter);
    await terminal.see("the app runs: run dev");
    terminal.type(KEY.ctrlC);
    expect(await terminal.ended).toMatchObject({ exitCode: 130 });
  });
});

describe("no question is ever asked", () => {
  test.each([
    ["with CI=1", [], { CI: "1" }],
    ["with --yes", ["--yes"], {}],
    ["with --json", ["--json"], {}],
  ] as [string, string[], Record<string, string>][])("%s on a terminal", async (_, more, env) => {
    const cwd = await scratch();
    const terminal = onTerminal(["app", ...more, ...AT_ONCE], { cwd, env });
    expect(await terminal.ended).toMatchObject({ exitCode: more.includes("--yes") ? 0 : 2 });
    expect(asked(terminal.text())).toEqual([]);
  });

  test("an empty CI is not set", async () => {
    const terminal = onTerminal(["app", ...AT_ONCE], { cwd: await scratch(), env: { CI: "" } });
    await terminal.answer(FRONTEND, KEY.ctrlC);
    expect(await terminal.ended).toMatchObject({ exitCode: 130 });
  });

  test("when stdin is a terminal and stdout is not", async () => {
    const cwd = await scratch();
    const run = await cli(["app", ...AT_ONCE], { cwd });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("--frontend");
  });
});

describe("the command that is printed at the end", () => {
  const HOSTILE = 'it\'s $(touch pwned) `id` "ünï" & ☃ #1 ~ *';

  test.each([
    ["a plain name", "plain", []],
    ["a hostile name", HOSTILE, ["--accent", "rgb(1 2 3)"]],
    ["a leading dash", "-rf", []],
  ])("makes the same app in a real shell: %s", async (_, name, more) => {
    const cwd = await scratch();
    const flags = ["--sample", "bare", "--no-agents", ...more, ...AT_ONCE];
    const terminal = onTerminal([...flags, "--", name], { cwd });
    await terminal.answer(FRONTEND, KEY.down + KEY.enter);
    await terminal.answer(BACKEND, KEY.down + KEY.enter);
    await terminal.answer(RUNTIME, KEY.enter);
    await terminal.answer(THEME, KEY.down + KEY.down + KEY.down + KEY.enter);
    await terminal.answer(API_KEY, `${TYPED_KEY}${KEY.enter}`);
    await terminal.answer(WORKFLOW, `wf_replay${KEY.enter}`);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    // A terminal wraps nothing by itself: the line is whole.
    const replay = /without questions:\s+(npx create-chatkit-app .+?)\r?\n/.exec(terminal.text());
    const command = replay?.[1] ?? "";
    expect(command).not.toContain(TYPED_KEY);
    const again = await scratch();
    const bin = await scratch();
    await writeFile(
      join(bin, "npx"),
      `#!/bin/sh\n[ "$1" = create-chatkit-app ] || exit 9\nshift\nexec node "${launcher("create-chatkit-app")}" "$@"\n`,
      { mode: 0o755 },
    );
    await symlink(process.execPath, join(bin, "node"));
    const env = cleanEnv({ PATH: `${bin}:/usr/bin:/bin`, npm_config_user_agent: "npm" });
    execFileSync("sh", ["-c", command], { cwd: again, env, stdio: "pipe" });
    expect(await contents(join(again, name))).toEqual(await contents(join(cwd, name)));
    expect(Object.keys(await record(again)).filter((path) => !path.includes("/"))).toEqual([name]);
  });

  test("is in the app's README too, and the directory it goes to is quoted", async () => {
    const cwd = await scratch();
    await cli([HOSTILE, ...QUICK], { cwd });
    const readme = await readFile(join(cwd, HOSTILE, "README.md"), "utf8");
    const command = /^npx create-chatkit-app .+$/m.exec(readme)?.[0] ?? "";
    const words = execFileSync("sh", ["-c", `npx() { printf '%s\\n' "$@"; }; ${command}`], {
      cwd,
      encoding: "utf8",
    });
    expect(words.split("\n")).toContain(HOSTILE);
  });
});

/** An app's files and what is in them, with what differs by design taken out. */
async function contents(app: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const path of await filesBelow(app)) {
    const text = await readFile(join(app, path), "utf8");
    found[path] = text
      .replace(/^(CHATKIT_SECRET)=\S+$/m, "$1=fresh")
      .replace(/^(OPENAI_API_KEY)=.*$/m, "$1=");
  }
  return found;
}

test("colour is used on a terminal", async () => {
  const terminal = onTerminal(["app", ...QUICK, "--yes"], { cwd: await scratch() });
  await terminal.ended;
  expect(terminal.raw()).toContain("\u001b[32m");
});
