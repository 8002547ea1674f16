import { describe, expect, test } from "vitest";
import { devProject, type ReadyDev, readyDev, SERVER, startDev } from "../helpers/dev.ts";
import { isHeld, until } from "../helpers/processes.ts";

// However chatkit dev ends, nothing that it has started lives on, and no port is held.

/** Another process of the app, which is in no group of ours and knows of no signal. */
const LEFT_GROUP = `
import { spawn } from "node:child_process";
spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" }).unref();
${SERVER}`;
const STUBBORN = `for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});\n${SERVER}`;

async function appPort(dev: ReadyDev): Promise<number> {
  const variables = (await (await fetch(`${dev.url}/env`)).json()) as Record<string, string>;
  return Number(variables.PORT);
}

async function expectNothingLeft(dev: ReadyDev, port: number): Promise<void> {
  await until(
    "every process to end",
    async () => {
      const living = await dev.living();
      if (living.length > 0) throw new Error(living.join("; "));
      return true;
    },
    15_000,
  );
  expect(await isHeld(dev.port)).toBe(false);
  expect(await isHeld(port)).toBe(false);
}

describe.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)("%s", (signal, code) => {
  test(`ends the whole tree and exits ${code}`, async () => {
    const dev = await readyDev(await devProject());
    const port = await appPort(dev);
    process.kill(dev.child.pid ?? 0, signal);
    expect(await dev.finished).toMatchObject({ code });
    await expectNothingLeft(dev, port);
    expect(dev.lines().at(-1)).toMatchObject({ ok: false, error: { code: "interrupted" } });
  });
});

test("Ctrl-C, which every process of the terminal hears, ends the same way", async () => {
  const dev = await readyDev(await devProject({ "server.mjs": LEFT_GROUP }));
  const port = await appPort(dev);
  process.kill(-(dev.child.pid ?? 0), "SIGINT");
  expect(await dev.finished).toMatchObject({ code: 130 });
  await expectNothingLeft(dev, port);
});

test("whoever read the lines and is gone ends it with the next line", async () => {
  const dev = await readyDev(await devProject());
  const port = await appPort(dev);
  dev.child.stdout?.destroy();
  const request = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ type: "threads.list", params: {} }),
  };
  // The end may come before the answer.
  await fetch(`${dev.url}/chatkit`, request).catch(() => undefined);
  expect(await dev.finished).toMatchObject({ code: 0 });
  await expectNothingLeft(dev, port);
});

test("an app that ignores every polite signal is killed", async () => {
  const dev = await readyDev(await devProject({ "server.mjs": STUBBORN }));
  const port = await appPort(dev);
  process.kill(dev.child.pid ?? 0, "SIGTERM");
  expect(await dev.finished).toMatchObject({ code: 143 });
  await expectNothingLeft(dev, port);
});

test("a signal before the app is ready ends it too", async () => {
  const dev = startDev(await devProject({ "server.mjs": "setInterval(() => {}, 1000);" }));
  await dev.line("app");
  process.kill(dev.child.pid ?? 0, "SIGTERM");
  expect(await dev.finished).toMatchObject({ code: 143 });
  expect(await dev.living()).toEqual([]);
});

describe("--exec", () => {
  test.each([
    ["true", 0],
    ["exit 7", 7],
    ["kill -TERM $$", 143],
  ])("%j ends everything with exit code %i", async (command, code) => {
    const dev = startDev(await devProject(), ["--exec", command]);
    expect(await dev.finished).toMatchObject({ code });
    expect(await dev.living()).toEqual([]);
    if (code !== 0)
      expect(dev.lines().at(-1)).toMatchObject({ ok: false, error: { code: "exec_failed" } });
  });

  test("runs against the running app, whose address it is given", async () => {
    const look =
      "fetch(process.env.BASE_URL).then(async (a) => console.log('seen', (await a.text()).includes('mine'), process.env.BASE_URL === process.env.CHATKIT_DEV_URL))";
    const dev = startDev(await devProject(), ["--exec", `node -e "${look}"`]);
    const { code, stderr, stdout } = await dev.finished;
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("seen true true"),
    });
    // With --json stdout has JSON alone.
    expect(stdout).not.toContain("seen");
  });

  test("is ended by a signal, with all that it has started", async () => {
    const dev = await readyDev(await devProject(), ["--exec", "sleep 60 & sleep 60"]);
    const port = await appPort(dev);
    process.kill(dev.child.pid ?? 0, "SIGTERM");
    expect(await dev.finished).toMatchObject({ code: 143 });
    await expectNothingLeft(dev, port);
  });
});

describe("an app that crashes", () => {
  test("before it was ready ends the run with exit 1 and its last lines", async () => {
    const server = 'console.error("Error: no database"); process.exit(3);';
    const dev = startDev(await devProject({ "server.mjs": server }));
    expect(await dev.finished).toMatchObject({ code: 1 });
    expect(dev.lines().at(-1)).toMatchObject({
      ok: false,
      error: {
        code: "app_ended",
        message: expect.stringContaining("npm run dev"),
        hint: expect.stringContaining("Error: no database"),
      },
    });
  });

  test("afterwards leaves the gateway, which says so to page and program", async () => {
    const dev = await readyDev(await devProject());
    await fetch(`${dev.url}/exit`).catch(() => undefined);
    const crashed = await dev.line(
      "app",
      ({ app }) => (app as { state: string }).state === "crashed",
    );
    expect(crashed).toMatchObject({
      app: { lastLines: expect.arrayContaining(["Error: told to end"]) },
    });
    const page = await fetch(dev.url, { headers: { accept: "text/html" } });
    expect(page.status).toBe(503);
    expect(page.headers.get("content-type")).toContain("text/html");
  });
});
