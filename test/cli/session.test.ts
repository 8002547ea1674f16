import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv, promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { cleanEnv } from "../helpers/app.ts";
import { launcher, oneJsonValue, record, scratch } from "../helpers/cli.ts";
import { listen, sendJson } from "../helpers/http.ts";
import { freePort } from "../helpers/processes.ts";
import { KEY, openAi, session, WORKFLOW } from "../helpers/session.ts";

describe("a session is minted, with the result on stdout and the talk on stderr", () => {
  test("a summary says the secret, what it is for and when it ends", async () => {
    const cwd = await scratch();
    const api = await openAi();
    const run = await session([], { api, cwd });
    expect(run.code).toBe(0);
    const [minted] = api.sessions.values();
    if (!minted) throw new Error("no session");
    for (const said of [minted.client_secret, minted.id, minted.user, WORKFLOW, "in 10 min"])
      expect(run.stdout).toContain(said);
    expect(run.stdout).toContain(`npx create-chatkit-app session cancel ${minted.id}`);
    expect(run.stdout).toContain("10 requests a minute · history · titles · no files · traces");
    expect(minted.user).toMatch(/^test_[0-9a-f]{8}$/);
    expect(run.stderr).toContain(`The user is ${minted.user}, made up`);
    expect(run.stderr).toContain("sk-…3f9a, OPENAI_API_KEY of the shell");
    expect(run.stderr).not.toContain(minted.client_secret);
    expect(run.output).not.toContain(KEY);
    expect(await record(cwd)).toEqual({});
  });

  test("every flag reaches OpenAI, and the summary shows what came of it", async () => {
    const api = await openAi();
    const run = await session(
      [
        ...["--workflow", WORKFLOW, "--workflow-version", "3", "--user", "Ada Lovelace"],
        ...["--expires-in", "90s", "--rate-limit", "25", "--state", "plan=free"],
        ...["--state", "seats=3", "--state", "beta=true", "--recent-threads", "5"],
        ...["--files", "--max-files", "4", "--max-file-size", "20", "--no-titles", "--no-tracing"],
      ],
      { api, env: { CHATKIT_WORKFLOW_ID: "wf_other" } },
    );
    expect(run.code).toBe(0);
    expect(api.requests.map(({ body }) => body)).toEqual([
      {
        user: "Ada Lovelace",
        workflow: {
          id: WORKFLOW,
          version: "3",
          state_variables: { plan: "free", seats: 3, beta: true },
          tracing: { enabled: false },
        },
        chatkit_configuration: {
          history: { enabled: true, recent_threads: 5 },
          automatic_thread_titling: { enabled: false },
          file_upload: { enabled: true, max_files: 4, max_file_size: 20 },
        },
        expires_after: { anchor: "created_at", seconds: 90 },
        rate_limits: { max_requests_per_1_minute: 25 },
      },
    ]);
    for (const said of [
      ...["Ada Lovelace", "version 3", 'plan="free", seats=3, beta=true', "in 90 s"],
      "25 requests a minute · history of 5 threads · no titles · 4 files a message of 20 MB · no traces",
    ])
      expect(run.stdout).toContain(said);
  });

  test("--no-history reaches OpenAI", async () => {
    const api = await openAi();
    const run = await session(["--no-history"], { api });
    expect(run.stdout).toContain("no history");
    expect(api.requests[0]?.body).toMatchObject({
      chatkit_configuration: { history: { enabled: false } },
    });
  });

  test("--json prints the session as OpenAI answered it", async () => {
    const api = await openAi();
    const run = await session(["--json"], { api });
    expect(run.code).toBe(0);
    expect(oneJsonValue(run)).toEqual({ ok: true, session: [...api.sessions.values()][0] });
  });

  test("--secret-only is for $(…)", async () => {
    const api = await openAi();
    const env = cleanEnv({
      ...{ OPENAI_API_KEY: KEY, CHATKIT_WORKFLOW_ID: WORKFLOW, OPENAI_BASE_URL: api.baseUrl },
      NO_PROXY: "127.0.0.1",
    });
    const line = `secret="$("${process.execPath}" "${launcher("chatkit")}" session --secret-only)"; printf '<%s>' "$secret"`;
    const shell = await promisify(execFile)("sh", ["-c", line], { cwd: await scratch(), env });
    expect(shell.stdout).toBe(`<${[...api.sessions.values()][0]?.client_secret}>`);
  });

  test("--env prints lines that a shell and an env file take", async () => {
    const api = await openAi();
    const run = await session(["--env", "--user", "Ada Lovelace"], { api });
    const [minted] = api.sessions.values();
    expect(parseEnv(run.stdout)).toEqual({
      CHATKIT_CLIENT_SECRET: minted?.client_secret,
      CHATKIT_SESSION_ID: minted?.id,
      CHATKIT_USER: "Ada Lovelace",
      CHATKIT_EXPIRES_AT: String(minted?.expires_at),
    });
  });

  test("nothing that the API answers is obeyed by a terminal", async () => {
    const evil = "evil\u001b]0;owned\u0007\n";
    const server = await listen((_, response) =>
      sendJson(response, 200, {
        ...{ id: "cksess_1", client_secret: "ek_1", user: evil, status: "active" },
        expires_at: Math.floor(Date.now() / 1000) + 600,
        workflow: { id: evil, version: evil, state_variables: { [evil]: evil } },
        rate_limits: { max_requests_per_1_minute: evil },
      }),
    );
    onTestFinished(() => server.close());
    const api = { baseUrl: `${server.origin}/v1` };
    for (const form of [[], ["--env"], ["--count", "2"]]) {
      const run = await session(["--user", "ada", ...form], { api });
      expect(run.code).toBe(0);
      expect(run.stdout).toContain("ada");
      expect(run.stdout.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
    }
  });

  test("colour is for terminals", async () => {
    const api = await openAi();
    const plain = await session([], { api });
    expect(plain.output).not.toContain("\u001b");
    const coloured = await session(["--secret-only"], { api, env: { FORCE_COLOR: "1" } });
    expect(coloured.stdout).not.toContain("\u001b");
  });
});

describe("key and workflow", () => {
  test("are found in .env, and said", async () => {
    const cwd = await scratch();
    await writeFile(join(cwd, ".env"), `OPENAI_API_KEY=${KEY}\nCHATKIT_WORKFLOW_ID=${WORKFLOW}\n`);
    const api = await openAi();
    const env = { OPENAI_API_KEY: "", CHATKIT_WORKFLOW_ID: "" };
    const run = await session([], { api, cwd, env });
    expect(run.code).toBe(0);
    expect(run.stderr).toContain("OPENAI_API_KEY in .env");
    expect(run.stderr).toContain(`${WORKFLOW}, CHATKIT_WORKFLOW_ID in .env`);
  });

  test("so is OPENAI_BASE_URL, which is said", async () => {
    const cwd = await scratch();
    const api = await openAi();
    await writeFile(join(cwd, ".env"), `OPENAI_BASE_URL=${api.baseUrl}\n`);
    const run = await session([], { cwd });
    expect(run.code).toBe(0);
    expect(run.stderr).toContain(`Asking ${api.baseUrl} (OPENAI_BASE_URL)`);
  });

  test("CHATKIT_OPENAI_API_KEY comes before OPENAI_API_KEY", async () => {
    const api = await openAi();
    const env = { CHATKIT_OPENAI_API_KEY: KEY, OPENAI_API_KEY: "sk-proj-another-project-0000" };
    const run = await session([], { api, env });
    expect(run.code).toBe(0);
    expect(run.stderr).toContain("sk-…3f9a, CHATKIT_OPENAI_API_KEY of the shell");
  });

  test("a key of the shell that beats another one in .env is warned about", async () => {
    const cwd = await scratch();
    const other = "sk-proj-InTheFile0123456789abcdefgh77aa";
    await writeFile(join(cwd, ".env"), `OPENAI_API_KEY=${other}\n`);
    const api = await openAi();
    const run = await session([], { api, cwd });
    expect(run.code).toBe(0);
    expect(run.stderr).toContain(
      "OPENAI_API_KEY of the shell (sk-…3f9a) beats OPENAI_API_KEY in .env (sk-…77aa)",
    );
    expect(run.output).not.toContain(other);
  });
});

interface Refused {
  readonly what: string;
  readonly args: readonly string[];
  readonly env?: Record<string, string>;
  readonly exit?: number;
  readonly code: string;
  readonly says: readonly string[];
}

const REFUSED: readonly Refused[] = [
  {
    what: "no key",
    args: [],
    env: { OPENAI_API_KEY: "" },
    exit: 3,
    code: "openai_key_missing",
    says: ["no OpenAI API key", "OPENAI_API_KEY=sk-…", "platform.openai.com/api-keys"],
  },
  {
    what: "a key that cannot be sent",
    args: [],
    env: { OPENAI_API_KEY: "sk-proj-with a space 0123456789abcdef" },
    exit: 3,
    code: "openai_key_refused",
    says: ["characters that no key has"],
  },
  {
    what: "no workflow",
    args: [],
    env: { CHATKIT_WORKFLOW_ID: "" },
    code: "missing_answer",
    says: ["--workflow wf_…", "CHATKIT_WORKFLOW_ID=wf_…"],
  },
  {
    what: "a workflow that is none",
    args: ["--workflow", "workflow_1"],
    code: "bad_workflow",
    says: ['--workflow cannot be "workflow_1"'],
  },
  {
    what: "a workflow of the shell that is none",
    args: [],
    env: { CHATKIT_WORKFLOW_ID: "workflow_1" },
    code: "bad_workflow",
    says: ["CHATKIT_WORKFLOW_ID of the shell"],
  },
  {
    what: "the version latest",
    args: ["--workflow-version", "latest"],
    code: "latest_refused",
    says: ["--workflow-version", "its first message fails"],
  },
  {
    what: "a life of eleven minutes",
    args: ["--expires-in", "11m"],
    code: "bad_duration",
    says: ["from 1 to 600 seconds", "--expires-in 10m"],
  },
  {
    what: "a state without a value",
    args: ["--state", "plan"],
    code: "bad_state",
    says: ['--state cannot be "plan"', "--state plan=free"],
  },
  {
    what: "no request a minute",
    args: ["--rate-limit", "0"],
    code: "bad_option",
    says: ["--rate-limit must be a whole number from 1 on"],
  },
  { what: "none at all", args: ["--count", "0"], code: "bad_option", says: ["from 1 to 1000"] },
  { what: "too many", args: ["--count", "1001"], code: "bad_option", says: ["from 1 to 1000"] },
  { what: "an empty user", args: ["--user", ""], code: "bad_user", says: ["may not be empty"] },
  {
    what: "two outputs at once",
    args: ["--env", "--secret-only"],
    code: "answer_does_not_belong",
    says: ["--secret-only and --env"],
  },
  {
    what: "several in one file",
    args: ["--watch", "secret", "--count", "2"],
    code: "answer_does_not_belong",
    says: ["--watch keeps one secret"],
  },
  {
    what: "a base URL that is none",
    args: [],
    env: { OPENAI_BASE_URL: "api.openai.com/v1" },
    code: "base_url_invalid",
    says: ["OPENAI_BASE_URL of the shell", "https://api.openai.com/v1"],
  },
  {
    what: "an unknown flag",
    args: ["--workflw", "wf_1"],
    code: "unknown_option",
    says: ["--workflw", "Did you mean --workflow?"],
  },
  {
    what: "an unknown word",
    args: ["cancle", "cksess_1"],
    code: "unknown_command",
    says: ["'cancle'", "session cancel"],
  },
];

describe("a refusal says why on stderr alone, and asks OpenAI nothing", () => {
  test.each(REFUSED)("$what", async ({ args, env, exit = 2, code, says }) => {
    const cwd = await scratch();
    const nobody = { OPENAI_BASE_URL: `http://127.0.0.1:${await freePort()}/v1` };
    const options = { cwd, env: { ...nobody, ...env } };
    const isForm = args.includes("--env");
    const [plain, asJson] = await Promise.all([
      session(args, options),
      isForm ? undefined : session([...args, "--json"], options),
    ]);
    expect(plain).toMatchObject({ code: exit, stdout: "" });
    for (const said of says) expect(plain.stderr).toContain(said);
    if (asJson) {
      expect(asJson.code).toBe(exit);
      expect(oneJsonValue(asJson)).toMatchObject({ ok: false, error: { code, exitCode: exit } });
    }
    expect(await record(cwd)).toEqual({});
  });
});
