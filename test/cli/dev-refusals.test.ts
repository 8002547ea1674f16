import { describe, expect, test } from "vitest";
import { type CliOptions, cli, record, scratch } from "../helpers/cli.ts";
import { DEV_KEY, devProject, startDev } from "../helpers/dev.ts";
import { listen } from "../helpers/http.ts";

// What chatkit dev refuses before it starts anything: each row is a run of the real program.

interface Row {
  readonly what: string;
  readonly args: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  /** With a key unless this is false. */
  readonly key?: false;
  readonly exit: number;
  readonly code: string;
  readonly says: readonly string[];
}

const REFUSED: readonly Row[] = [
  {
    what: "an unknown flag, with the nearest one",
    args: ["--tagret", "http://localhost:3000"],
    exit: 2,
    code: "unknown_option",
    says: ["--tagret", "--target"],
  },
  {
    what: "a key as a flag",
    args: ["--api-key", "x"],
    exit: 2,
    code: "unknown_option",
    says: ["--api-key"],
  },
  {
    what: "a command without --",
    args: ["npx", "vite"],
    exit: 2,
    code: "excess_arguments",
    says: ["chatkit dev -- npx vite"],
  },
  {
    what: "a port that is none",
    args: ["--port", "x"],
    exit: 2,
    code: "bad_port",
    says: ["65535"],
  },
  {
    what: "a pace that is none, with the nearest one",
    args: ["--offline", "--speed", "instnat"],
    exit: 2,
    code: "unknown_choice",
    says: ["--speed", "readable, instant", "Did you mean --speed instant?"],
  },
  {
    what: "--strict without --offline",
    args: ["--strict"],
    exit: 2,
    code: "flag_does_not_belong",
    says: ["--strict belongs to --offline", "chatkit dev --offline --strict"],
  },
  {
    what: "--record of what nobody says",
    args: ["--record", "--offline"],
    exit: 2,
    code: "flags_exclude_each_other",
    says: ["--record", "--offline"],
  },
  {
    what: "--record of a conversation that does not pass here",
    args: ["--record"],
    files: {
      "chatkit.json":
        '{"version":1,"frontend":"react","backend":"hosted","runtime":"node","sample":"tour"}',
    },
    exit: 2,
    code: "nothing_to_record",
    says: ["hosted", "never passes here", "chatkit/fixtures"],
  },
  {
    what: "every origin",
    args: ["--allow-origin", "*"],
    exit: 2,
    code: "bad_origin",
    says: ["--allow-origin"],
  },
  {
    what: "no key and no terminal",
    args: [],
    key: false,
    exit: 3,
    code: "openai_key_missing",
    says: ["OPENAI_API_KEY=sk-…", ".env", "chatkit dev --offline"],
  },
  {
    what: "a chatkit.json that is none of ours",
    args: [],
    files: { "chatkit.json": '{"version":2}' },
    exit: 2,
    code: "chatkit_json_invalid",
    says: ["chatkit.json"],
  },
  {
    what: "an .env that is no file",
    args: [],
    files: { ".env/file": "" },
    exit: 1,
    code: "env_unreadable",
    says: [".env cannot be read: it is a directory (EISDIR)"],
  },
  {
    what: "packages that are not installed",
    args: [],
    files: {
      "package.json": '{"scripts":{"dev":"vite"},"devDependencies":{"vite":"8"}}',
      "pnpm-lock.yaml": "",
    },
    exit: 1,
    code: "not_installed",
    says: ["pnpm install"],
  },
  {
    what: "a dev script that is chatkit dev",
    args: [],
    files: { "package.json": '{"scripts":{"dev":"chatkit dev"}}' },
    exit: 2,
    code: "dev_runs_itself",
    says: ["chatkit dev -- "],
  },
  {
    what: "a command that is not there",
    args: ["--", "no-such-program"],
    exit: 1,
    code: "app_not_started",
    says: ["no-such-program", "not installed"],
  },
  {
    what: "an address of another machine",
    args: ["--host", "192.0.2.1"],
    exit: 2,
    code: "host_unknown",
    says: ["192.0.2.1"],
  },
];

async function refuse(row: Row, global: readonly string[]) {
  const cwd = await devProject(row.files);
  const options: CliOptions = {
    cwd,
    door: "chatkit",
    env: row.key === false ? {} : { OPENAI_API_KEY: DEV_KEY },
  };
  const before = await record(cwd);
  const run = await cli(["dev", ...global, ...row.args], options);
  expect(await record(cwd)).toEqual(before);
  return run;
}

describe("a refusal says why on stderr and changes nothing", () => {
  test.each(REFUSED)("$what", async (row) => {
    const plain = await refuse(row, ["--port", "0"]);
    expect(plain).toMatchObject({ code: row.exit, stdout: "" });
    for (const said of row.says) expect(plain.stderr).toContain(said);
    expect(plain.stderr).not.toMatch(/\n\s+at .+:\d+:\d+/);
    expect(plain.stderr).not.toContain("\u001b[");
  });

  test.each(REFUSED)("$what, as the last line of --json", async (row) => {
    const asJson = await refuse(row, ["--json", "--port", "0"]);
    expect(asJson.code).toBe(row.exit);
    expect(JSON.parse(asJson.stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({
      ok: false,
      error: { code: row.code, exitCode: row.exit },
    });
  });
});

describe("no key is needed", () => {
  test("where another API stands in for OpenAI's", async () => {
    const env = { OPENAI_API_KEY: "", OPENAI_BASE_URL: "http://127.0.0.1:9/v1" };
    const dev = startDev(await devProject(), [], { env });
    expect(await dev.line("ready")).toMatchObject({ key: null });
  });

  test("in front of an app of ours that runs already", async () => {
    const server = await listen((_, response) => void response.end("mine"));
    const chatkit = {
      ...{ version: 1, frontend: "react", backend: "self-hosted" },
      ...{ runtime: "node", sample: "bare" },
    };
    const cwd = await devProject({ "chatkit.json": JSON.stringify(chatkit) });
    const dev = startDev(cwd, ["--target", server.origin], { env: { OPENAI_API_KEY: "" } });
    expect(await dev.line("ready")).toMatchObject({ key: null });
    await server.close();
  });
});

test("a key of the shell that beats another one in .env is warned of", async () => {
  const cwd = await devProject({
    ".env": "OPENAI_API_KEY=sk-proj-Other0123456789abcdefghijkl9z9z\n",
  });
  const run = await cli(["dev", "--port", "0", "--exec", "true"], {
    cwd,
    door: "chatkit",
    env: { OPENAI_API_KEY: DEV_KEY },
  });
  expect(run.stderr).toContain(
    "! OPENAI_API_KEY of the shell (sk-…3f9a) beats OPENAI_API_KEY in .env (sk-…9z9z).",
  );
});

test("help shows every flag, in lines that are not wrapped", async () => {
  const { stdout } = await cli(["dev", "--help"], { cwd: await scratch(), door: "chatkit" });
  const flags = [
    ...["--target", "--port", "--host", "--open", "--workflow", "--user", "--exec"],
    ...["--allow-origin", "--session-path", "--trust-page", "--json"],
    ...["--offline", "--speed", "--strict", "--record"],
  ];
  for (const flag of flags) expect(stdout).toContain(flag);
  expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
});
