import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { describe, expect, test } from "vitest";
import { oneJsonValue, record, scratch } from "../helpers/cli.ts";
import { disk, disks } from "../helpers/disk.ts";
import { until } from "../helpers/processes.ts";
import { openAi, session, startSession } from "../helpers/session.ts";

/** `session --watch secret`, until the file is there. */
async function watching(args: readonly string[] = [], cwd?: string) {
  const directory = cwd ?? (await scratch());
  const api = await openAi();
  const run = await startSession(["--watch", "secret", ...args], { api, cwd: directory });
  const path = join(directory, "secret");
  const text = () => readFile(path, "utf8").catch(() => undefined);
  const newest = () => [...api.sessions.values()].at(-1)?.client_secret;
  await until("the file", text);
  return { api, run, cwd: directory, path, text, newest };
}

describe("--watch keeps a valid secret in a file", () => {
  test("for its owner alone, renewed before it ends, for the same user", async () => {
    const { api, run, path, text, newest } = await watching(["--expires-in", "2s"]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await until("a third session", () => api.sessions.size === 3);
    await until("its secret in the file", async () => (await text()) === newest());
    const users = new Set([...api.sessions.values()].map(({ user }) => user));
    expect(users.size).toBe(1);
    expect(run.output()).toContain("Renewed, until");
    for (const { client_secret } of api.sessions.values())
      expect(run.output()).not.toContain(client_secret);
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("until %s, which removes it and exits %i", async (signal, exit) => {
    const { run, cwd } = await watching();
    run.child.kill(signal);
    const ended = await run.finished;
    expect(ended.code).toBe(exit);
    expect(ended.stdout).toContain("secret holds a valid secret until this run ends");
    expect(ended.stderr).toContain("Removed");
    expect(await record(cwd)).toEqual({});
  });

  test("--env writes KEY=value lines into it", async () => {
    const { text, newest } = await watching(["--env"]);
    expect(parseEnv((await text()) ?? "")).toMatchObject({ CHATKIT_CLIENT_SECRET: newest() });
  });

  test("--json tells the first one as its one value", async () => {
    const { api, run, path } = await watching(["--json"]);
    run.child.kill("SIGINT");
    const ended = await run.finished;
    expect(ended.code).toBe(130);
    const [minted] = api.sessions.values();
    expect(oneJsonValue(ended)).toMatchObject({
      ok: true,
      file: path,
      session: { id: minted?.id },
    });
  });

  test("--json of one that never began is the error", async () => {
    const cwd = await scratch();
    const api = await openAi();
    api.failWith("workflow_not_found");
    const run = await session(["--watch", "secret", "--json"], { api, cwd });
    expect(run.code).toBe(5);
    expect(oneJsonValue(run)).toMatchObject({ error: { code: "workflow_not_found" } });
    expect(await record(cwd)).toEqual({});
  });

  test("an outage is waited out while the secret lasts", async () => {
    const { api, run, text, newest } = await watching(["--expires-in", "4s"]);
    const first = newest();
    api.failWith("unavailable");
    await until("the warning", () => run.output().includes("Not renewed: OpenAI failed"));
    expect(await text()).toBe(first);
    api.failWith(null);
    await until("the next secret", async () => newest() !== first && (await text()) === newest());
  });

  test("a key that is refused later ends it with 3, and no file stays", async () => {
    const { api, run, cwd } = await watching(["--expires-in", "2s"]);
    api.failWith("unauthorized");
    expect(await run.finished).toMatchObject({ code: 3 });
    expect(await record(cwd)).toEqual({});
  });

  test("two at once leave a valid one in it", async () => {
    const one = await watching();
    const two = await watching([], one.cwd);
    await until("the second one's", async () => (await one.text()) === two.newest());
    two.run.child.kill("SIGINT");
    await two.run.finished;
    await until("the first one's again", async () => (await one.text()) === one.newest());
    one.run.child.kill("SIGINT");
    await one.run.finished;
    expect(await record(one.cwd)).toEqual({});
  });

  test("killed with -9 it leaves the file, which the next run takes over", async () => {
    const { run, cwd, text, newest } = await watching();
    run.child.kill("SIGKILL");
    await run.finished;
    expect(await text()).toBe(newest());
    const next = await watching([], cwd);
    await until("the new secret", async () => (await text()) === next.newest());
  });
});

describe("a file that cannot hold it is refused before a session is minted", () => {
  test("one with something else in it", async () => {
    const cwd = await scratch();
    await writeFile(join(cwd, "secret"), "OPENAI_API_KEY=sk-mine\n");
    const api = await openAi();
    const run = await session(["--watch", "secret"], { api, cwd });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("secret holds something else");
    expect(await readFile(join(cwd, "secret"), "utf8")).toBe("OPENAI_API_KEY=sk-mine\n");
    expect(api.requests).toHaveLength(0);
  });

  test("one in a directory that is missing", async () => {
    const api = await openAi();
    const run = await session(["--watch", "far/secret"], { api });
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/far\/secret: there is no such directory/);
    expect(api.requests).toHaveLength(0);
  });

  test.skipIf(!disks)("one on a read-only disk", async () => {
    const small = await disk("size=100k");
    small.makeReadOnly();
    const api = await openAi();
    const run = await session(["--watch", join(small.path, "secret"), "--json"], { api });
    expect(run.code).toBe(1);
    expect(oneJsonValue(run)).toMatchObject({ error: { code: "read_only" } });
    expect(api.requests).toHaveLength(0);
  });

  test.skipIf(!disks)("a full disk", async () => {
    const small = await disk("size=8k");
    await writeFile(join(small.path, "more"), Buffer.alloc(8 * 1024));
    const api = await openAi();
    const run = await session(["--watch", join(small.path, "secret"), "--json"], { api });
    expect(run.code).toBe(1);
    expect(oneJsonValue(run)).toMatchObject({ error: { code: "disk_full" } });
    expect(api.requests).toHaveLength(0);
    expect(await record(small.path)).toEqual({ more: expect.any(String) });
  });
});
