import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { describe, expect, test } from "vitest";
import { cleanEnv } from "../helpers/app.ts";
import { cli, launcher, oneJsonValue, scratch } from "../helpers/cli.ts";
import { spawnTree, until } from "../helpers/processes.ts";
import { KEY, openAi, session, startSession, WORKFLOW } from "../helpers/session.ts";

interface Claims {
  readonly sub: string;
  readonly aud: string;
  readonly use: string;
  readonly iat: number;
  readonly exp: number;
}

/** A self-hosted app as `create` makes it. */
async function selfHosted(runtime: "node" | "python" = "node"): Promise<string> {
  const cwd = await scratch();
  const made = await cli(
    [
      ...["shop", "--frontend", "vanilla", "--backend", "self-hosted", "--runtime", runtime],
      ...["--theme", "minimal", "--store", "memory", "--sample", "bare"],
      ...["--no-install", "--no-git"],
    ],
    { cwd },
  );
  if (made.code !== 0) throw new Error(made.output);
  return join(cwd, "shop");
}

function claimsOf(token: string): Claims {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

/** No key and no workflow: none is needed. */
const env = { OPENAI_API_KEY: "", CHATKIT_WORKFLOW_ID: "" };

describe("in a self-hosted app an identity is signed instead, and that is said", () => {
  test.each(["node", "python"] as const)("%s", async (runtime) => {
    const cwd = await selfHosted(runtime);
    const run = await session(["--user", "ada", "--json"], { cwd, env });
    expect(run.code).toBe(0);
    expect(run.stderr).toContain("This app is self-hosted, so there is no session at OpenAI");
    const { ok, identity } = oneJsonValue(run) as {
      ok: boolean;
      identity: Record<string, string> & { expires_at: number };
    };
    const { token = "", cookie, url, user, expires_at } = identity;
    expect({ ok, cookie, url, user }).toEqual({
      ...{ ok: true, cookie: `shop_token=${token}`, user: "ada" },
      url: "http://localhost:3000/chatkit",
    });
    const claims = claimsOf(token);
    expect(claims).toMatchObject({ sub: "ada", aud: "shop", use: "access", exp: expires_at });
    expect(claims.exp - claims.iat).toBe(3600);
  });

  test("the summary has a line for curl, at the app's own port", async () => {
    const cwd = await selfHosted();
    const secret = parseEnv(await readFile(join(cwd, ".env"), "utf8")).CHATKIT_SECRET;
    const run = await session(["--expires-in", "5m"], { cwd, env: { ...env, PORT: "4321" } });
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(
      /^ {2}curl http:\/\/localhost:4321\/chatkit -b shop_token=eyJ\S+ -H 'content-type: application\/json' -d '\{"type":"threads.list","params":\{\}\}'$/m,
    );
    expect(run.stdout).toContain("in 5 min");
    expect(run.output).not.toContain(secret);
    const token = /eyJ\S+/.exec(run.stdout)?.[0] ?? "";
    expect(run.stderr).not.toContain(token);
  });

  test("--secret-only, --env and --count", async () => {
    const cwd = await selfHosted();
    const only = await session(["--secret-only", "--user", "ada"], { cwd, env });
    expect(claimsOf(only.stdout.trim()).sub).toBe("ada");
    const lines = parseEnv((await session(["--env", "--user", "ada"], { cwd, env })).stdout);
    expect(lines.CHATKIT_COOKIE).toBe(`shop_token=${lines.CHATKIT_TOKEN}`);
    const many = await session(["--count", "3", "--json"], { cwd, env });
    const { identities } = oneJsonValue(many) as { identities: { token: string; user: string }[] };
    const users = identities.map(({ token }) => claimsOf(token).sub);
    expect(users).toEqual(identities.map(({ user }) => user));
    expect(new Set(users).size).toBe(3);
  });

  test("--watch keeps one in a file", async () => {
    const cwd = await selfHosted();
    const run = await startSession(["--watch", "token", "--expires-in", "2s"], { cwd, env });
    const token = () => readFile(join(cwd, "token"), "utf8").catch(() => undefined);
    const first = await until("a token", token);
    await until("another token", async () => ((await token()) ?? first) !== first);
    run.child.kill("SIGINT");
    expect((await run.finished).code).toBe(130);
    expect(await token()).toBeUndefined();
  });
});

describe("what an identity cannot have is refused, with the reason", () => {
  test.each([
    ["--workflow", "wf_1"],
    ["--workflow-version", "3"],
    ["--rate-limit", "10"],
    ["--state", "plan=free"],
    ["--history"],
    ["--no-history"],
    ["--recent-threads", "3"],
    ["--files"],
    ["--no-titles"],
    ["--no-tracing"],
  ])("%s", async (...args) => {
    const cwd = await scratch();
    const answers = { version: 1, frontend: "react", backend: "self-hosted", runtime: "node" };
    await writeFile(join(cwd, "chatkit.json"), JSON.stringify({ ...answers, sample: "bare" }));
    const run = await session(args, { cwd, env });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(args[0]);
    expect(run.stderr).toContain("this app is self-hosted");
  });

  test("--count with --user would sign the same thing", async () => {
    const cwd = await selfHosted();
    const run = await session(["--count", "2", "--user", "ada"], { cwd, env });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("would sign the same identity 2 times");
  });

  test("a life of more than the app's own hour", async () => {
    const cwd = await selfHosted();
    const run = await session(["--expires-in", "2h"], { cwd, env });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("the app's own identities last an hour");
  });

  test("an app that signs with a throw-away secret", async () => {
    const cwd = await selfHosted();
    await writeFile(join(cwd, ".env"), "PORT=3000\n");
    const run = await session(["--json"], { cwd, env });
    expect(run.code).toBe(2);
    const { error } = oneJsonValue(run) as { error: Record<string, unknown> };
    expect(error).toMatchObject({ code: "app_secret_missing" });
    expect(error.hint).toContain("CHATKIT_SECRET=…");
  });
});

test("a hosted app has sessions at OpenAI", async () => {
  const cwd = await scratch();
  const answers = { version: 1, frontend: "react", backend: "hosted", runtime: "node" };
  await writeFile(join(cwd, "chatkit.json"), JSON.stringify({ ...answers, sample: "bare" }));
  const api = await openAi();
  expect(oneJsonValue(await session(["--json"], { cwd, api }))).toHaveProperty("session");
});

test("a chatkit.json that is none of ours is told", async () => {
  const cwd = await scratch();
  await writeFile(join(cwd, "chatkit.json"), "{}");
  const run = await session(["--json"], { cwd });
  expect(run.code).toBe(2);
  expect(oneJsonValue(run)).toMatchObject({ error: { code: "chatkit_json_invalid" } });
});

test("a chatkit.json that is a directory is told", async () => {
  const cwd = await scratch();
  await mkdir(join(cwd, "chatkit.json"));
  const run = await session(["--json"], { cwd });
  expect(run.code).toBe(2);
  expect(oneJsonValue(run)).toMatchObject({
    error: { code: "chatkit_json_invalid", message: "chatkit.json cannot be read (EISDIR)." },
  });
});

test("a directory that is gone is told", async () => {
  const cwd = await scratch();
  const line = `mkdir gone; cd gone; rmdir ../gone; exec "${process.execPath}" "${launcher("chatkit")}" session --json`;
  const env = cleanEnv({ OPENAI_API_KEY: KEY, CHATKIT_WORKFLOW_ID: WORKFLOW });
  const tree = spawnTree("sh", ["-c", line], { cwd, env });
  const run = await tree.finished;
  expect(run.code).toBe(1);
  expect(oneJsonValue(run)).toMatchObject({
    error: { message: "The directory you are in is gone." },
  });
});
