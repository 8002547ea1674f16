import { parseEnv } from "node:util";
import { describe, expect, test } from "vitest";
import { oneJsonValue, scratch } from "../helpers/cli.ts";
import type { ChatSession } from "../helpers/openai-server.ts";
import { until } from "../helpers/processes.ts";
import { KEY as KEY_OF, onTerminal } from "../helpers/pty.ts";
import { KEY, openAi, session, startSession, WORKFLOW } from "../helpers/session.ts";

interface Many {
  readonly ok: boolean;
  readonly sessions: readonly ChatSession[];
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string };
}

describe("--count", () => {
  test("mints several at once, each for a user of its own, and prints them in order", async () => {
    const api = await openAi();
    const run = await session(["--count", "25", "--json"], { api });
    expect(run.code).toBe(0);
    const { ok, sessions } = oneJsonValue(run) as unknown as Many;
    expect(ok).toBe(true);
    const [first = ""] = sessions.map(({ user }) => user.replace(/_1$/, ""));
    expect(sessions.map(({ user }) => user)).toEqual(
      Array.from({ length: 25 }, (_, index) => `${first}_${index + 1}`),
    );
    expect(new Set(sessions.map(({ client_secret }) => client_secret)).size).toBe(25);
    expect(run.stderr).toContain(`The users are ${first}_1 to ${first}_25`);
  });

  test("with --user, all are for that one", async () => {
    const api = await openAi();
    const run = await session(["--count", "3", "--user", "ada", "--secret-only"], { api });
    expect([...api.sessions.values()].map(({ user }) => user)).toEqual(["ada", "ada", "ada"]);
    expect(run.stdout.trimEnd().split("\n").sort()).toEqual(
      [...api.sessions.values()].map(({ client_secret }) => client_secret).sort(),
    );
  });

  test("of one is a list of one", async () => {
    const api = await openAi();
    const run = await session(["--count", "1", "--json"], { api });
    expect(oneJsonValue(run)).toEqual({ ok: true, sessions: [...api.sessions.values()] });
  });

  test.each([
    [10, false],
    [11, true],
  ])("of %i says how far it has come: %s", async (count, told) => {
    const api = await openAi();
    const run = await session(["--count", String(count)], { api });
    expect(run.stderr.includes(`✓ Minted ${count}`)).toBe(told);
    expect(run.stdout.match(/ek_/g)).toHaveLength(count);
  });

  test("on a terminal a bar grows past ten", async () => {
    const api = await openAi();
    api.failWith("hang", 6);
    const cwd = await scratch();
    const env = { OPENAI_API_KEY: KEY, CHATKIT_WORKFLOW_ID: WORKFLOW, NO_PROXY: "127.0.0.1" };
    const terminal = onTerminal(["session", "--count", "12"], {
      ...{ cwd, door: "chatkit" },
      env: { ...env, OPENAI_BASE_URL: api.baseUrl },
    });
    await terminal.see("6/12 ████████████░░░░░░░░░░░░");
    terminal.type(KEY_OF.ctrlC);
    expect(await terminal.ended).toMatchObject({ exitCode: 130 });
    expect(terminal.text()).toContain("6 of 12 were minted.");
    for (const { client_secret } of api.sessions.values())
      expect(terminal.text()).toContain(client_secret);
  });
});

describe("what was minted before a failure is not lost", () => {
  test("--json has it beside the error", async () => {
    const api = await openAi();
    api.failWith("rate_limited", 5);
    const run = await session(["--count", "40", "--json"], { api });
    expect(run.code).toBe(5);
    const { ok, error, sessions } = oneJsonValue(run) as unknown as Many;
    expect(ok).toBe(false);
    expect(error).toMatchObject({ code: "openai_rate_limited", hint: "Try again in 7 s." });
    expect(error?.message).toContain("5 of 40 were minted.");
    expect(sessions.map(({ id }) => id).sort()).toEqual([...api.sessions.keys()].sort());
    // What was under way is waited for; nothing more is asked.
    expect(api.requests.length).toBeLessThan(5 + 8 + 1);
  });

  test.each([["--secret-only"], ["--env"]])("%s prints it, then fails", async (form) => {
    const api = await openAi();
    api.failWith("server_error", 3);
    const run = await session(["--count", "12", form], { api });
    expect(run.code).toBe(5);
    for (const { client_secret } of api.sessions.values())
      expect(run.stdout).toContain(client_secret);
    expect(api.sessions.size).toBe(3);
    expect(run.stderr).toContain("3 of 12 were minted.");
  });

  test("--env numbers also the only one", async () => {
    const api = await openAi();
    api.failWith("server_error", 1);
    const run = await session(["--count", "5", "--env"], { api });
    expect(run.code).toBe(5);
    expect(Object.keys(parseEnv(run.stdout))).toContain("CHATKIT_CLIENT_SECRET_1");
  });

  test("where there is nothing, stdout is empty", async () => {
    const api = await openAi();
    api.failWith("unauthorized");
    const run = await session(["--count", "12"], { api });
    expect(run).toMatchObject({ code: 3, stdout: "" });
    expect(run.stderr).toContain("None of 12 was minted.");
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("%s prints it and exits %i", async (signal, exit) => {
    const api = await openAi();
    api.failWith("hang", 6);
    const run = await startSession(["--count", "20", "--json"], { api });
    await until("requests that hang", () => api.requests.length >= 14);
    run.child.kill(signal);
    const ended = await run.finished;
    expect(ended.code).toBe(exit);
    const { error, sessions } = oneJsonValue(ended) as unknown as Many;
    expect(error).toMatchObject({ code: "interrupted", hint: "6 of 20 were minted." });
    expect(sessions.map(({ id }) => id).sort()).toEqual([...api.sessions.keys()].sort());
  });
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s while one is minted exits %i at once", async (signal, exit) => {
  const api = await openAi();
  api.failWith("hang");
  const run = await startSession([], { api });
  await until("the request", () => api.requests.length === 1);
  run.child.kill(signal);
  expect(await run.finished).toMatchObject({ code: exit, stdout: "" });
});
