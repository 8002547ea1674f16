import { execFile, execFileSync } from "node:child_process";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { commands, reservedNames } from "../../src/commands/table.ts";
import {
  cli,
  type Door,
  filesBelow,
  INSTALLING,
  launcher,
  oneJsonValue,
  pathWith,
  QUICK,
  record,
  scratch,
} from "../helpers/cli.ts";
import type { Finished } from "../helpers/processes.ts";

// The contract of design 1.2: each row is a run of the real program.

const BOTH: readonly Door[] = ["create-chatkit-app", "chatkit"];
const SELF_HOSTED = [
  ...["--frontend", "react", "--backend", "self-hosted", "--runtime", "node"],
  ...["--theme", "playful"],
];
const KEY = "sk-proj-Contract0123456789abcdefghij3f9a";
const STACK = /\n\s+at .+:\d+:\d+/;

interface Row {
  readonly what: string;
  readonly args: readonly string[];
  readonly door?: Door;
  readonly env?: Record<string, string>;
  readonly exit: number;
  /** The code that `--json` shows. */
  readonly code: string;
  /** What the message or the hint must say. */
  readonly says: readonly (string | RegExp)[];
}

const REFUSED: readonly Row[] = [
  {
    what: "an unknown flag, with the nearest one",
    args: ["app", "--fronted", "react"],
    exit: 2,
    code: "unknown_option",
    says: ["--fronted", "--frontend"],
  },
  {
    what: "an unknown flag that is near to none",
    args: ["app", "--quux"],
    exit: 2,
    code: "unknown_option",
    says: ["--quux", "--help"],
  },
  {
    what: "a flag for a key: keys are never arguments",
    args: ["app", ...QUICK, "--api-key", "x"],
    exit: 2,
    code: "unknown_option",
    says: ["--api-key"],
  },
  {
    what: "a value for a flag that takes none",
    args: ["app", ...QUICK, "--force=yes"],
    exit: 2,
    code: "unknown_option",
    says: ["--force=yes"],
  },
  {
    what: "a flag without its value",
    args: ["app", "--frontend"],
    exit: 2,
    code: "option_missing_argument",
    says: ["--frontend"],
  },
  {
    what: "two directories",
    args: ["one", "two", ...QUICK],
    exit: 2,
    code: "excess_arguments",
    says: [/too many arguments/i],
  },
  ...(
    [
      ["--frontend", "raect", "react", ["react", "vanilla"]],
      ["--backend", "hostd", "hosted", ["self-hosted", "hosted"]],
      ["--runtime", "nod", "node", ["node", "python"]],
      ["--theme", "minmal", "minimal", ["corporate-light", "corporate-dark", "playful"]],
      ["--store", "sqlit", "sqlite", ["sqlite", "postgres", "memory"]],
      ["--sample", "tuor", "tour", ["tour", "bare"]],
      ["--package-manager", "pnp", "pnpm", ["npm", "pnpm", "yarn", "bun"]],
    ] as const
  ).map(
    ([flag, typed, meant, allowed]): Row => ({
      what: `${flag} ${typed}, with the nearest choice`,
      args: ["app", flag, typed],
      exit: 2,
      code: "unknown_choice",
      says: [flag, typed, `Did you mean ${flag} ${meant}?`, ...allowed],
    }),
  ),
  {
    what: "a choice that differs only in case",
    args: ["app", "--frontend", "React"],
    exit: 2,
    code: "unknown_choice",
    says: ["--frontend react"],
  },
  {
    what: "an empty choice",
    args: ["app", "--theme", ""],
    exit: 2,
    code: "unknown_choice",
    says: ["--theme", '""'],
  },
  {
    what: "no answers, naming every missing flag and its choices",
    args: ["app"],
    exit: 2,
    code: "missing_answer",
    says: [
      "--frontend react|vanilla",
      "--backend self-hosted|hosted",
      "--runtime node|python",
      "--theme corporate-light|corporate-dark|minimal|playful",
      "--yes",
    ],
  },
  {
    what: "one missing answer, naming no other",
    args: ["app", "--frontend", "react", "--backend", "hosted", "--runtime", "node"],
    exit: 2,
    code: "missing_answer",
    says: [/an answer is missing: --theme\./],
  },
  {
    what: "a missing answer on --json",
    args: ["--json", "--frontend", "react"],
    exit: 2,
    code: "missing_answer",
    says: ["--backend", "--runtime", "--theme"],
  },
  {
    what: "--store with a hosted backend",
    args: ["app", ...QUICK, "--store", "sqlite"],
    exit: 2,
    code: "answer_does_not_belong",
    says: ["--store", "self-hosted"],
  },
  {
    what: "--workflow with a self-hosted backend",
    args: ["app", ...SELF_HOSTED, "--workflow", "wf_1"],
    exit: 2,
    code: "answer_does_not_belong",
    says: ["--workflow", "hosted"],
  },
  {
    what: "--start without an install",
    args: ["app", ...QUICK, "--start"],
    exit: 2,
    code: "answer_does_not_belong",
    says: ["--start", "--no-install"],
  },
  {
    what: "a malformed workflow",
    args: ["app", ...QUICK, "--workflow", "workflow-1"],
    exit: 2,
    code: "bad_workflow",
    says: ["--workflow", "workflow-1", "wf_"],
  },
  {
    what: "an accent that is no colour",
    args: ["app", ...QUICK, "--accent", "bluish"],
    exit: 2,
    code: "bad_colour",
    says: ["--accent", "bluish", "CSS colour"],
  },
  {
    what: "a theme file that is not there",
    args: ["app", ...QUICK, "--theme", "./no-theme.json"],
    exit: 2,
    code: "theme_unreadable",
    says: ["./no-theme.json"],
  },
  ...[
    ["an empty name", ""],
    ["a blank name", "  "],
    ["the root directory", "/"],
    ["a name with a line break", "a\nb"],
    ["a name with an escape sequence", "a\u001b[31mb"],
    ["a name with a line separator", "a\u2028b"],
    ["a Windows device", "CON"],
    ["a Windows device with an extension", "nul.txt"],
    ["a Windows device in a path", "some/where/Lpt1"],
    ["npm's directory", "node_modules"],
    ["npm's directory in capitals", "x/Node_Modules"],
  ].map(
    ([what, name]): Row => ({
      what: `${what} as the directory`,
      args: [name ?? "", ...QUICK],
      exit: 2,
      code: "bad_name",
      says: [/cannot be named [\s\S]*: (the name is empty|it holds|Windows|npm)/],
    }),
  ),
  {
    what: "a name that no file system takes",
    args: ["x".repeat(300), ...QUICK],
    exit: 2,
    code: "bad_path",
    says: ["longer"],
  },
  {
    what: "an unknown command, with the nearest one",
    door: "chatkit",
    args: ["craete"],
    exit: 2,
    code: "unknown_command",
    says: ["craete", "create"],
  },
  {
    what: "help for an unknown command",
    args: ["help", "creat"],
    exit: 2,
    code: "unknown_command",
    says: ["creat", "Did you mean create?"],
  },
  {
    what: "help for two commands",
    args: ["help", "create", "create"],
    exit: 2,
    code: "excess_arguments",
    says: ["one command"],
  },
  {
    what: "help with an unknown flag",
    args: ["help", "--bogus"],
    exit: 2,
    code: "unknown_option",
    says: ["--bogus"],
  },
  {
    what: "an empty command",
    door: "chatkit",
    args: [""],
    exit: 2,
    code: "unknown_command",
    says: ["--help"],
  },
  ...reservedNames.map(
    (name): Row => ({
      what: `the command ${name}, which comes later`,
      args: [name],
      exit: 2,
      code: "not_available_yet",
      says: [`command ${name}`, `./${name}`],
    }),
  ),
  {
    what: "a command that comes later, of the other program",
    door: "chatkit",
    args: ["doctor"],
    exit: 2,
    code: "not_available_yet",
    says: ["command doctor"],
  },
  {
    what: "help for a command that comes later",
    door: "chatkit",
    args: ["help", "doctor"],
    exit: 2,
    code: "not_available_yet",
    says: ["doctor"],
  },
  {
    what: "a Node that is too old",
    args: ["app", ...QUICK],
    env: {
      NODE_OPTIONS:
        "--import=data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.18.3'}})",
    },
    exit: 2,
    code: "node_too_old",
    says: ["20.18.3", "20.19"],
  },
];

describe("a refusal exits 2, says why on stderr alone, and writes nothing", () => {
  test.each(REFUSED)("$what", async (row) => {
    const cwd = await scratch();
    const options = { cwd, ...(row.door && { door: row.door }), ...(row.env && { env: row.env }) };
    const plain = await cli(
      row.args.filter((arg) => arg !== "--json"),
      options,
    );
    expect(plain.code).toBe(row.exit);
    expect(plain.stdout).toBe("");
    for (const said of row.says) expect(plain.stderr).toMatch(asPattern(said));
    expect(plain.stderr).not.toMatch(STACK);
    expect(plain.stderr).not.toContain("\u001b[");
    const asJson = await cli(["--json", ...row.args.filter((arg) => arg !== "--json")], options);
    expect(asJson.code).toBe(row.exit);
    const { ok, error } = oneJsonValue(asJson) as { ok: boolean; error: Record<string, unknown> };
    expect(ok).toBe(false);
    expect(error).toMatchObject({ code: row.code, exitCode: row.exit });
    expect(plain.stderr).toContain(error.message);
    const fields = ["code", "exitCode", "hint", "message"];
    expect(fields).toEqual(expect.arrayContaining(Object.keys(error)));
    // The error is told once: as JSON.
    expect(asJson.stderr).not.toContain(error.message);
    expect(await record(cwd)).toEqual({});
  });
});

function asPattern(said: string | RegExp): RegExp {
  return said instanceof RegExp ? said : new RegExp(said.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
}

describe("--help and --version print and do nothing else", () => {
  const shown: [string, Door, string[]][] = [
    ["--help", "create-chatkit-app", ["--help"]],
    ["-h", "create-chatkit-app", ["-h"]],
    ["help", "create-chatkit-app", ["help"]],
    ["help create", "create-chatkit-app", ["help", "create"]],
    ["create --help", "create-chatkit-app", ["create", "--help"]],
    ["--help behind a directory", "create-chatkit-app", ["app", ...QUICK, "--help"]],
    ["--help behind a wrong choice", "create-chatkit-app", ["app", "--theme", "x", "--help"]],
    ["--help beside an unknown flag", "create-chatkit-app", ["--help", "--bogus"]],
    ["nothing", "chatkit", []],
    ["--help", "chatkit", ["--help"]],
    ["help", "chatkit", ["help"]],
    ["help help", "chatkit", ["help", "help"]],
    ["help create", "chatkit", ["help", "create"]],
    ["create --help", "chatkit", ["create", "--help"]],
  ];
  test.each(shown)("%s of %s", async (_, door, args) => {
    const cwd = await scratch();
    const run = await cli(args, { cwd, door, env: { FORCE_COLOR: "1" } });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toMatch(new RegExp(`^Usage: ${door}`));
    expect(run.stdout).not.toContain("\u001b");
    expect(run.stdout).toMatch(/[^\n]\n$/);
    expect(run.stdout.split("\n").every((line) => line.length <= 80)).toBe(true);
    // Help alone is kept by the build; with a second flag the program writes it.
    const written = await cli([...args, "--debug"], { cwd, door });
    expect(written).toMatchObject({ code: 0, stdout: run.stdout, stderr: "" });
    const asJson = await cli([...args, "--json"], { cwd, door });
    expect(asJson).toMatchObject({ code: 0, stderr: "" });
    expect(oneJsonValue(asJson)).toEqual({ ok: true, help: run.stdout.trimEnd() });
    expect(await record(cwd)).toEqual({});
  });

  test("the overview lists every command, and each is explained", async () => {
    const cwd = await scratch();
    for (const door of BOTH) {
      const { stdout } = await cli(["--help"], { cwd, door });
      for (const { name, summary } of commands) {
        expect(stdout).toContain(`  ${name}`);
        expect(stdout).toContain(summary);
      }
    }
  });

  const versions = [["--version"], ["-V"], ["create", "--version"], ["app", ...QUICK, "-V"]];
  test.each(versions)("%s", async (...args) => {
    const cwd = await scratch();
    const { version } = JSON.parse(
      await readFile(new URL("../../package.json", import.meta.url), "utf8"),
    );
    for (const door of args[0] === "app" ? BOTH.slice(0, 1) : BOTH) {
      const run = await cli(args, { cwd, door });
      expect(run).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: "" });
      const asJson = await cli([...args, "--json"], { cwd, door });
      expect(oneJsonValue(asJson)).toEqual({ ok: true, version });
    }
    expect(await record(cwd)).toEqual({});
  });
});

describe("a success exits 0, with the result on stdout and the talk on stderr", () => {
  test.each(BOTH)("%s create", async (door) => {
    const cwd = await scratch();
    const run = await cli(["create", "app", ...QUICK], { cwd, door });
    expect(run.code).toBe(0);
    expect(run.stdout).toContain("cd app\n  npm install\n  npm run dev");
    expect(run.stdout).toContain("npx create-chatkit-app --frontend vanilla");
    expect(run.stderr).toContain("2026-11-30");
    expect(run.output).not.toContain("\u001b[");
    expect(await filesBelow(cwd)).toContain("app/package.json");
  });

  test("--json prints one value, with what was made and what is left to do", async () => {
    const cwd = await scratch();
    const run = await cli(["--json", "app", ...QUICK], { cwd });
    expect(run.code).toBe(0);
    const files = (await filesBelow(join(cwd, "app"))).sort();
    const value = oneJsonValue(run);
    expect((value.files as string[]).toSorted()).toEqual(files);
    expect(value).toMatchObject({
      ok: true,
      directory: join(cwd, "app"),
      answers: {
        frontend: "vanilla",
        backend: "hosted",
        runtime: "node",
        theme: "minimal",
        sample: "bare",
        packageManager: "npm",
      },
      install: "skipped",
      git: "skipped",
      next: ["cd app", "npm install", "npm run dev"],
      missing: [
        expect.stringContaining("OPENAI_API_KEY"),
        expect.stringContaining("CHATKIT_WORKFLOW_ID"),
      ],
    });
  });

  test("--yes takes the first choice of everything", async () => {
    const cwd = await scratch();
    const run = await cli(["--yes", "--json", "--no-install", "--no-git"], { cwd });
    expect(run.code).toBe(0);
    expect(oneJsonValue(run)).toMatchObject({
      directory: join(cwd, "my-chatkit-app"),
      answers: {
        frontend: "react",
        backend: "self-hosted",
        runtime: "node",
        theme: "corporate-light",
        store: "sqlite",
        sample: "tour",
      },
    });
  });

  test("--no-agents leaves out the files for coding agents", async () => {
    const cwd = await scratch();
    await cli(["with", ...QUICK], { cwd });
    await cli(["without", ...QUICK, "--no-agents"], { cwd });
    const files = await filesBelow(join(cwd, "with"));
    expect(files).toEqual(expect.arrayContaining(["AGENTS.md", "CLAUDE.md"]));
    expect(await filesBelow(join(cwd, "without"))).toEqual(
      files.filter((path) => path !== "AGENTS.md" && path !== "CLAUDE.md"),
    );
  });

  test("the package manager that called us is the one that is named", async () => {
    const cwd = await scratch();
    const env = { npm_config_user_agent: "pnpm/10.1.0 npm/? node/v22.0.0 linux x64" };
    const run = await cli(["app", ...QUICK], { cwd, env });
    expect(run.stdout).toContain("pnpm install\n  pnpm run dev");
    expect(run.stdout).toContain("pnpm dlx create-chatkit-app");
  });

  test("the workflow stands in .env and nowhere else in the app", async () => {
    const cwd = await scratch();
    const run = await cli(["app", ...QUICK, "--workflow", "wf_Only123"], { cwd });
    expect(run.code).toBe(0);
    const holders = await filesWith(join(cwd, "app"), "wf_Only123");
    expect(holders).toEqual([".env"]);
    expect(run.stdout).toContain("--workflow wf_Only123");
    expect(run.stdout).not.toContain("CHATKIT_WORKFLOW_ID");
  });

  test("a theme may come through a pipe", async () => {
    const cwd = await scratch();
    await promisify(execFile)("mkfifo", [join(cwd, "theme.json")]);
    const written = writeFile(join(cwd, "theme.json"), '{"radius":"pill"}');
    const run = await cli(["app", ...QUICK, "--theme", "theme.json"], { cwd });
    await written;
    expect(run.code).toBe(0);
    expect(await readFile(join(cwd, "app/src/theme.json"), "utf8")).toContain("pill");
  });

  test("a theme file and an accent reach the app's theme", async () => {
    const cwd = await scratch();
    await writeFile(join(cwd, "brand.json"), '{"colorScheme":"dark","radius":"pill"}');
    const run = await cli(["app", ...QUICK, "--theme", "brand.json", "--accent", "rebeccapurple"], {
      cwd,
    });
    expect(run.code).toBe(0);
    expect(JSON.parse(await readFile(join(cwd, "app/src/theme.json"), "utf8"))).toEqual({
      $schema: "./theme.schema.json",
      colorScheme: "dark",
      radius: "pill",
      color: { accent: { primary: "rebeccapurple", level: 2 } },
    });
    expect(run.stdout).toContain("--theme brand.json --accent rebeccapurple");
  });
});

async function filesWith(directory: string, text: string): Promise<string[]> {
  const found = [];
  for (const path of await filesBelow(directory)) {
    if ((await readFile(join(directory, path))).includes(text)) found.push(path);
  }
  return found;
}

describe("--dry-run prints what would be written and writes nothing", () => {
  test("the list is exactly what a run then writes", async () => {
    const cwd = await scratch();
    const dry = await cli(["deep/app", ...QUICK, "--dry-run"], { cwd });
    expect(dry.code).toBe(0);
    expect(await record(cwd)).toEqual({});
    const listed = [...dry.stdout.matchAll(/^ {2}(.+)$/gm)].map((line) => line[1]);
    const asJson = await cli(["deep/app", ...QUICK, "--dry-run", "--json"], { cwd });
    expect(oneJsonValue(asJson)).toMatchObject({ ok: true, dryRun: true, files: listed });
    await cli(["deep/app", ...QUICK], { cwd });
    expect(listed.toSorted()).toEqual((await filesBelow(join(cwd, "deep/app"))).toSorted());
  });

  test("it refuses what a run would refuse", async () => {
    const cwd = await scratch();
    await mkdir(join(cwd, "app"));
    await writeFile(join(cwd, "app/mine.txt"), "mine");
    const before = await record(cwd);
    expect(await cli(["app", ...QUICK, "--dry-run"], { cwd })).toMatchObject({ code: 2 });
    expect(await record(cwd)).toEqual(before);
  });
});

describe("colour", () => {
  const colours: [string, Record<string, string>, boolean][] = [
    ["none when piped", {}, false],
    ["none with NO_COLOR", { NO_COLOR: "1" }, false],
    ["FORCE_COLOR", { FORCE_COLOR: "1" }, true],
    ["FORCE_COLOR wins over NO_COLOR", { FORCE_COLOR: "1", NO_COLOR: "1" }, true],
    ["FORCE_COLOR=0 is none", { FORCE_COLOR: "0" }, false],
    ["an empty FORCE_COLOR is not set", { FORCE_COLOR: "" }, false],
  ];
  test.each(colours)("%s", async (_, env, coloured) => {
    const cwd = await scratch();
    const made = await cli(["app", ...QUICK], { cwd, env });
    expect(made.stdout.includes("\u001b[")).toBe(coloured);
    expect(made.stderr.includes("\u001b[")).toBe(coloured);
    const refused = await cli(["app", ...QUICK], { cwd, env });
    expect(refused.stderr.includes("\u001b[")).toBe(coloured);
    const asJson = await cli(["app", ...QUICK, "--json"], { cwd, env });
    expect(asJson.stdout).not.toContain("\u001b");
  });
});

test("colours that an install forces are not shown where there are none", async () => {
  const cwd = await scratch();
  const PATH = await pathWith([], { npm: "printf '\\033[31mred\\033[0m\\n'; exit 1" });
  for (const more of [[], ["--json"]]) {
    const run = await cli([`app${more}`, ...INSTALLING, ...more], { cwd, env: { PATH } });
    expect(run.output).toContain("red");
    expect(run.output).not.toMatch(/\\u001b|\[31m/);
  }
});

describe("--debug shows a stack, and nothing else does", () => {
  const failing = ["app", ...QUICK, "--workflow", "bad"];
  test.each([[["--debug", ...failing]], [[...failing, "--debug"]]])("%j", async (args) => {
    const cwd = await scratch();
    const run = await cli(args, { cwd });
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(STACK);
    const asJson = await cli([...args, "--json"], { cwd });
    expect(oneJsonValue(asJson)).toMatchObject({ ok: false });
    expect(asJson.stderr).toMatch(STACK);
  });

  test("an error of the system has its cause, and a plain run none", async () => {
    const cwd = await scratch();
    await writeFile(join(cwd, "file"), "");
    const args = ["--json", "/proc/none/app", ...QUICK];
    const plain = await cli(args, { cwd });
    expect(plain.code).toBe(1);
    expect(plain.stderr).not.toMatch(STACK);
    const debug = await cli([...args, "--debug"], { cwd });
    expect(debug.stderr).toMatch(/caused by: .*ENOENT/);
  });

  test("DEBUG and NODE_DEBUG of the shell do not", async () => {
    const cwd = await scratch();
    const run = await cli(failing, { cwd, env: { DEBUG: "*" } });
    expect(run.stderr).not.toMatch(STACK);
  });
});

describe("words that are easily mistaken", () => {
  test("a directory that is named like a command is written ./dev", async () => {
    const cwd = await scratch();
    expect(await cli(["./dev", ...QUICK], { cwd })).toMatchObject({ code: 0 });
    expect(await cli([...QUICK, "--", "theme"], { cwd })).toMatchObject({ code: 0 });
    expect(await cli(["create", "session", ...QUICK], { cwd })).toMatchObject({ code: 0 });
    const made = await filesBelow(cwd);
    for (const name of ["dev", "theme", "session"]) expect(made).toContain(`${name}/package.json`);
  });

  test.each(["-x", "--help", "--json", "-"])(
    "a directory named %s stands behind --",
    async (name) => {
      const cwd = await scratch();
      const run = await cli([...QUICK, "--", name], { cwd });
      expect(run.code).toBe(0);
      expect(await filesBelow(cwd)).toContain(`${name}/package.json`);
      expect(run.stdout).toContain(`cd ./${name}\n`);
      expect(run.stdout).toMatch(new RegExp(`-- ${name}\n`));
    },
  );

  test("the global flags may stand before the command", async () => {
    const cwd = await scratch();
    const run = await cli(["--json", "--debug", "create", "app", ...QUICK], { cwd });
    expect(oneJsonValue(run)).toMatchObject({ ok: true, directory: join(cwd, "app") });
  });
});

describe("a key of the shell", () => {
  const variables = ["OPENAI_API_KEY", "CHATKIT_OPENAI_API_KEY"];
  test.each(variables)("%s is never printed, written, or asked for again", async (variable) => {
    const cwd = await scratch();
    const env = { [variable]: KEY };
    const plain = await cli(["plain", ...QUICK], { cwd, env });
    const asJson = await cli(["json", ...QUICK, "--json"], { cwd, env });
    const git = QUICK.filter((flag) => flag !== "--no-git");
    const committed = await cli(["git", ...git], { cwd, env });
    expect([plain.code, asJson.code, committed.code]).toEqual([0, 0, 0]);
    expect(plain.output + asJson.output + committed.output).not.toContain(KEY);
    expect(plain.stdout).not.toContain("OPENAI_API_KEY");
    expect(await filesWith(cwd, KEY)).toEqual([]);
  });

  test("it is not given to the programs that install", async () => {
    const cwd = await scratch();
    const PATH = await pathWith([], {
      npm: 'echo "keys: $OPENAI_API_KEY $CHATKIT_OPENAI_API_KEY mark: $MARK"; exit 3',
    });
    const env = { PATH, OPENAI_API_KEY: KEY, CHATKIT_OPENAI_API_KEY: KEY, MARK: "seen" };
    const run = await cli(["app", ...INSTALLING], { cwd, env });
    expect(run.code).toBe(1);
    expect(run.stderr).toContain("keys:   mark: seen");
  });

  const leaks: [string, string[], Record<string, string>][] = [
    ["a flag", ["app", ...QUICK, "--workflow", KEY], {}],
    ["a choice", ["app", ...QUICK, "--theme", KEY], {}],
    ["an unknown flag", ["app", `--${KEY}`], {}],
    ["the output of an install", ["app", ...INSTALLING], { npm: `echo "token: ${KEY}"; exit 1` }],
  ];
  test.each(leaks)("a key that slipped into %s is shown masked", async (_, args, scripts) => {
    for (const more of [[], ["--json"], ["--debug"]]) {
      const cwd = await scratch();
      const run = await cli([...args, ...more], {
        cwd,
        env: { PATH: await pathWith([], scripts) },
      });
      expect(run.code).toBeGreaterThan(0);
      expect(run.output).toContain("sk-…3f9a");
      expect(run.output).not.toContain(KEY);
    }
  });
});

describe(".env", () => {
  test("only its owner may read it, and git ignores it", async () => {
    const cwd = await scratch();
    const git = QUICK.filter((flag) => flag !== "--no-git");
    expect(await cli(["app", ...git], { cwd })).toMatchObject({ code: 0 });
    const app = join(cwd, "app");
    expect((await stat(join(app, ".env"))).mode & 0o777).toBe(0o600);
    expect((await stat(join(app, "package.json"))).mode & 0o777).not.toBe(0o600);
    const tracked = execFileSync("git", ["ls-files"], { cwd: app, encoding: "utf8" }).split("\n");
    expect(tracked).toContain(".env.example");
    expect(tracked).not.toContain(".env");
    expect(execFileSync("git", ["status", "--porcelain"], { cwd: app, encoding: "utf8" })).toBe("");
  });

  test("it holds a fresh secret of at least 32 characters, and the example none", async () => {
    const cwd = await scratch();
    const secrets = new Set<string>();
    for (const name of ["one", "two"]) {
      await cli([name, ...QUICK], { cwd });
      const text = await readFile(join(cwd, name, ".env"), "utf8");
      secrets.add(/^CHATKIT_SECRET=(\S{32,})$/m.exec(text)?.[1] ?? "");
      const example = await readFile(join(cwd, name, ".env.example"), "utf8");
      expect(example).toMatch(/^CHATKIT_SECRET=$/m);
    }
    expect(secrets.size).toBe(2);
    expect(secrets).not.toContain("");
  });

  test("a wide umask of the shell makes nothing of it readable", async () => {
    const cwd = await scratch();
    execFileSync(
      "sh",
      ["-c", 'umask 000; exec node "$@"', "sh", launcher("chatkit"), "create", "app", ...QUICK],
      { cwd, stdio: "ignore" },
    );
    expect((await stat(join(cwd, "app/.env"))).mode & 0o777).toBe(0o600);
  });
});

describe("what is said fits what was typed", () => {
  const places: [string, (run: Finished, cwd: string) => void][] = [
    ["app/", (run) => expect(run.stdout).toContain("cd app\n")],
    ["app///", (run) => expect(run.stdout).toContain("cd app\n")],
    ["a b", (run) => expect(run.stdout).toContain("cd 'a b'\n")],
    ["it's", (run) => expect(run.stdout).toContain("cd 'it'\\''s'\n")],
    ["a/b/c", (run) => expect(run.stdout).toContain("cd a/b/c\n")],
    ["back\\", (run) => expect(run.stdout).toMatch(/ 'back\\'\n$/)],
    ["+1", (run) => expect(run.stdout).toContain("cd ./+1\n")],
    ["=x", (run) => expect(run.stdout).toContain("cd '=x'\n")],
  ];
  test.each(places)("%s", async (typed, check) => {
    const cwd = await scratch();
    const run = await cli([typed, ...QUICK], { cwd });
    expect(run.code).toBe(0);
    check({ ...run, stdout: stripVTControlCharacters(run.stdout) }, cwd);
  });
});
