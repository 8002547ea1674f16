import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { oneJsonValue, scratch } from "../helpers/cli.ts";
import type { OpenAiServer } from "../helpers/openai-server.ts";
import { until } from "../helpers/processes.ts";
import { openAi, session, startSession } from "../helpers/session.ts";

/** Ids of sessions that go on. */
async function minted(api: OpenAiServer, count: number): Promise<string[]> {
  await session(["--count", String(count)], { api });
  return [...api.sessions.keys()];
}

describe("session cancel", () => {
  test("ends sessions", async () => {
    const api = await openAi();
    const ids = await minted(api, 3);
    const run = await session(["cancel", ...ids], { api });
    expect(run).toMatchObject({
      code: 0,
      stdout: `${ids.map((id) => `Cancelled ${id}`).join("\n")}\n`,
    });
    for (const { status } of api.sessions.values()) expect(status).toBe("cancelled");
  });

  test("--json lists them; one that is named twice is asked for once", async () => {
    const api = await openAi();
    const [id = ""] = await minted(api, 1);
    const before = api.requests.length;
    const run = await session(["cancel", id, id, "--json"], { api });
    expect(oneJsonValue(run)).toEqual({ ok: true, cancelled: [id] });
    expect(api.requests.length - before).toBe(1);
  });

  test("ends the others where one cannot be ended, and exits with its code", async () => {
    const api = await openAi();
    const [one = "", two = ""] = await minted(api, 2);
    const plain = await session(["cancel", one, "cksess_gone"], { api });
    expect(plain).toMatchObject({ code: 5, stdout: `Cancelled ${one}\n` });
    expect(plain.stderr).toContain("knows no session cksess_gone");
    const asJson = await session(["cancel", "cksess_gone", two, "--json"], { api });
    expect(asJson.code).toBe(5);
    expect(oneJsonValue(asJson)).toMatchObject({
      ok: false,
      error: { code: "session_not_found", exitCode: 5 },
      cancelled: [two],
    });
  });

  test("a key that is refused exits 3", async () => {
    const api = await openAi();
    api.failWith("unauthorized");
    expect(await session(["cancel", "cksess_1"], { api })).toMatchObject({ code: 3, stdout: "" });
  });

  test("Ctrl-C exits 130", async () => {
    const api = await openAi();
    api.failWith("hang");
    const run = await startSession(["cancel", "cksess_1"], { api });
    await until("the request", () => api.requests.length === 1);
    run.child.kill("SIGINT");
    expect((await run.finished).code).toBe(130);
  });

  test("an outage says which one goes on, in words and as JSON", async () => {
    const api = await openAi();
    const [one = "", two = ""] = await minted(api, 2);
    api.failWith("server_error", 1);
    const run = await session(["cancel", one, two, "--json"], { api });
    expect(run.code).toBe(5);
    const { cancelled, failed, error } = oneJsonValue(run) as {
      cancelled: string[];
      failed: { id: string; code: string; message: string }[];
      error: { message: string };
    };
    expect([...cancelled, ...failed.map(({ id }) => id)].sort()).toEqual([one, two].sort());
    expect(failed[0]).toMatchObject({ code: "openai_failed", message: error.message });
    expect(error.message).toContain(`${failed[0]?.id} is not cancelled: OpenAI failed`);
  });

  test("what is missing names the command that misses it", async () => {
    const run = await session(["cancel"]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("Type chatkit session cancel --help");
    const help = await session(["help", "cancle"]);
    expect(help.code).toBe(2);
    expect(help.stderr).toContain("Did you mean chatkit session cancel?");
  });

  const refused: [string, string[], string, string][] = [
    ["no id", [], "missing_argument", "id"],
    ["a secret", ["ek_0123456789abcdef"], "bad_session_id", "not its secret"],
    ["another word", ["session_1"], "bad_session_id", "cksess_"],
    ["a path", ["cksess_1/../../models"], "bad_session_id", "is no id of a session"],
    ["a flag of session", ["cksess_1", "--workflow", "wf_1"], "unknown_option", "--workflow"],
  ];
  test.each(refused)("%s is refused", async (_, args, code, says) => {
    const api = await openAi();
    const run = await session(["cancel", ...args, "--json"], { api });
    expect(run.code).toBe(2);
    const { error } = oneJsonValue(run) as { error: Record<string, unknown> };
    expect(error.code).toBe(code);
    expect(error.message).toContain(says);
    expect(run.output).not.toContain("ek_0123456789abcdef");
    expect(api.requests).toHaveLength(0);
  });

  test("a flag of session before it is refused", async () => {
    const run = await session(["--user", "ada", "cancel", "cksess_1"]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("--user belongs to chatkit session");
  });

  test("a self-hosted app has none", async () => {
    const cwd = await scratch();
    const answers = { version: 1, frontend: "react", backend: "self-hosted", runtime: "node" };
    await writeFile(join(cwd, "chatkit.json"), JSON.stringify({ ...answers, sample: "bare" }));
    const run = await session(["cancel", "cksess_1"], { cwd });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("self-hosted");
  });

  test.each([
    [["cancel", "--help"], "Usage: chatkit session cancel"],
    [["help", "cancel"], "Usage: chatkit session cancel"],
    [["help"], "Usage: chatkit session"],
    [["--help"], "Usage: chatkit session"],
  ])("%j explains it", async (args, says) => {
    const run = await session(args);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain(says);
    expect(run.stdout.split("\n").every((line) => line.length <= 80)).toBe(true);
  });
});
