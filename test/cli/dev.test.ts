import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { addressesElsewhere } from "../../src/dev/addresses.ts";
import { cli, scratch } from "../helpers/cli.ts";
import {
  DEV_KEY,
  DEV_WORKFLOW,
  devProject,
  type ReadyDev,
  readyDev,
  SERVER,
  startDev,
} from "../helpers/dev.ts";
import { listen } from "../helpers/http.ts";
import { startOpenAi } from "../helpers/openai-server.ts";
import { until } from "../helpers/processes.ts";

// chatkit dev as a person or a script runs it: the real program, real apps, a local OpenAI.

const HOSTED = {
  ...{ version: 1, frontend: "react", backend: "hosted", runtime: "node", sample: "bare" },
};

async function localOpenAi() {
  const server = await startOpenAi({ apiKey: DEV_KEY, workflow: DEV_WORKFLOW });
  onTestFinished(server.close);
  return server;
}

async function variables(dev: ReadyDev): Promise<Record<string, string>> {
  const answer = await fetch(`${dev.url}/env`);
  return (await answer.json()) as Record<string, string>;
}

describe("what is fronted", () => {
  test("the dev script of the project here, which is given a port", async () => {
    const dev = await readyDev(await devProject());
    expect(await (await fetch(dev.url)).text()).toContain("<title>mine</title>");
    const port = Number((await variables(dev)).PORT);
    expect(port).toBeGreaterThan(0);
    expect(port).not.toBe(dev.port);
    expect(dev.lines().find(({ type }) => type === "ready")).toMatchObject({ app: "npm run dev" });
  });

  test("the command behind --, flags and all", async () => {
    const cwd = await scratch();
    await writeFile(join(cwd, "app.mjs"), `${SERVER}\nconsole.log(process.argv.slice(2).join());`);
    const dev = await readyDev(cwd, ["--", "node", "app.mjs", "--json", "--port=1"]);
    expect((await fetch(dev.url)).status).toBe(200);
    await dev.line("app.output", ({ line }) => line === "--json,--port=1");
  });

  test("an app that runs already, by --target", async () => {
    const server = await listen(async (_, response) => {
      response.end("from elsewhere");
    });
    onTestFinished(server.close);
    const dev = await readyDev(await scratch(), ["--target", server.origin]);
    expect(await (await fetch(`${dev.url}/any`)).text()).toBe("from elsewhere");
  });

  test("nothing, in an empty directory: a page to chat on, and sessions with the key", async () => {
    const openai = await localOpenAi();
    const env = { OPENAI_BASE_URL: openai.baseUrl };
    const dev = await readyDev(await scratch(), ["--user", "me"], { env });
    const page = await fetch(dev.url);
    expect(page.headers.get("content-type")).toMatch(/^text\/html/);
    expect(await page.text()).toContain("<openai-chatkit");
    const minted = await fetch(`${dev.url}/api/chatkit/session`, { method: "POST" });
    const session = (await minted.json()) as Record<string, string>;
    expect(session).toMatchObject({ client_secret: expect.stringMatching(/^ek_/) });
    expect(openai.requests.map(({ body }) => body)).toEqual([
      expect.objectContaining({ user: "me", workflow: { id: DEV_WORKFLOW } }),
    ]);
    await dev.line("session.minted");
    expect(dev.output()).not.toContain(session.client_secret);
    expect(dev.output()).toContain("There is no package.json here");
  });

  test("a project without a script named dev, which is told how to go on", async () => {
    const cwd = await devProject({ "package.json": '{"scripts":{"start":"node server.mjs"}}' });
    const dev = await readyDev(cwd);
    expect(dev.output()).toContain("chatkit dev -- npm start");
  });
});

test("the session endpoint does what the flags say, for pages that are allowed", async () => {
  const openai = await localOpenAi();
  const flags = ["--session-path", "/api/token", "--allow-origin", "http://localhost:5173"];
  const dev = await readyDev(await scratch(), [...flags, "--trust-page"], {
    env: { OPENAI_BASE_URL: openai.baseUrl, CHATKIT_WORKFLOW_ID: "" },
  });
  const ask = (origin: string) =>
    fetch(`${dev.url}/api/token`, {
      method: "POST",
      headers: { origin, "content-type": "application/json" },
      body: JSON.stringify({ user: "ada", workflow: { id: DEV_WORKFLOW } }),
    });
  const answer = await ask("http://localhost:5173");
  expect(answer.headers.get("access-control-allow-origin")).toBe("http://localhost:5173");
  expect(await answer.json()).toHaveProperty("client_secret");
  expect(openai.requests.map(({ body }) => body)).toEqual([
    expect.objectContaining({ user: "ada", workflow: { id: DEV_WORKFLOW } }),
  ]);
  expect((await ask("http://localhost:5174")).status).toBe(403);
  expect(openai.requests).toHaveLength(1);
});

describe("readiness", () => {
  test("is told once, only when both gateway and app answer", async () => {
    const patient = SERVER.replace("createServer(", "const server = createServer(").replace(
      '.listen(process.env.PORT ?? 3000, "127.0.0.1")',
      `;
const { existsSync } = await import("node:fs");
const wait = setInterval(() => {
  if (!existsSync("open")) return;
  clearInterval(wait);
  server.listen(process.env.PORT, "127.0.0.1");
}, 20)`,
    );
    const cwd = await devProject({ "server.mjs": patient });
    const dev = startDev(cwd);
    await dev.line("app.output", ({ line }) => String(line).includes("begins"));
    expect(dev.lines().map(({ type }) => type)).not.toContain("ready");
    await writeFile(join(cwd, "open"), "");
    const ready = await dev.line("ready");
    expect((await fetch(String(ready.url))).status).toBe(200);
    expect((await fetch(String(ready.inspector), { redirect: "manual" })).status).toBeLessThan(400);
    expect(dev.lines().filter(({ type }) => type === "ready")).toHaveLength(1);
  });

  test("for people it is one line on stdout, with address and inspector; talk is on stderr", async () => {
    const cwd = await devProject();
    const run = await cli(["dev", "--port", "0", "--exec", "true"], {
      cwd,
      door: "chatkit",
      env: { OPENAI_API_KEY: DEV_KEY },
    });
    // With --exec stdout belongs to the command that is run.
    expect(run).toMatchObject({ code: 0, stdout: "" });
    expect(run.stderr).toMatch(
      /✓ Ready at http:\/\/localhost:\d+ · inspector http:\/\/localhost:\d+\/__chatkit\/\?token=\S+/,
    );
    expect(run.stderr).toMatch(/^app │ server of \d+ begins$/m);
    expect(run.stderr).toContain("Using the key sk-…3f9a, OPENAI_API_KEY of the shell");
  });
});

describe("what the app is given", () => {
  test("the workflow of --workflow, and what the shell has", async () => {
    const dev = await readyDev(await devProject(), ["--workflow", "wf_flag"], {
      env: { MINE: "yes" },
    });
    expect(await variables(dev)).toMatchObject({
      CHATKIT_WORKFLOW_ID: "wf_flag",
      MINE: "yes",
      OPENAI_API_KEY: DEV_KEY,
    });
  });

  test("a stand-in of a key, shorter than any real one, hides no other word", async () => {
    const dev = await readyDev(await devProject(), [], { env: { OPENAI_API_KEY: "e" } });
    await dev.line("app.output", ({ line }) => /^server of \d+ begins$/.test(String(line)));
  });

  test("no secret of it is shown, whatever the app says", async () => {
    const secret = "s".repeat(40);
    const cwd = await devProject({
      ".env": `CHATKIT_SECRET=${secret}\n`,
      "server.mjs": `console.log("key", process.env.OPENAI_API_KEY, "${secret}", "ek_${secret}");\n${SERVER}`,
    });
    const dev = await readyDev(cwd);
    await dev.line("app.output", ({ line }) => String(line).startsWith("key sk-…3f9a"));
    expect(dev.output()).not.toContain(DEV_KEY);
    expect(dev.output()).not.toContain(secret);
  });
});

describe("what is said at the start", () => {
  test("that other machines reach it, with --host, and where", async () => {
    const dev = await readyDev(await scratch(), ["--host", "0.0.0.0"]);
    const [address] = addressesElsewhere("0.0.0.0", dev.port);
    const told = JSON.stringify(dev.lines());
    if (!address) return expect(told).not.toContain("Other machines");
    expect(told).toContain(`Other machines reach this at ${address}`);
    expect((await fetch(address)).status).toBe(200);
  });

  test.each([
    ["a workflow that is named nowhere", [], "", "a workflow, and none is named"],
    ["a workflow in .env that is none", [], "CHATKIT_WORKFLOW_ID=workflow\n", '"workflow"'],
  ])("%s", async (_, args, file, says) => {
    const cwd = await scratch();
    await writeFile(join(cwd, ".env"), file);
    const dev = await readyDev(cwd, args, { env: { CHATKIT_WORKFLOW_ID: "" } });
    expect(await dev.line("warning")).toMatchObject({ message: expect.stringContaining(says) });
  });

  test("flags that have no effect on an app of ours, which opens its own chats", async () => {
    const cwd = await devProject({ "chatkit.json": JSON.stringify(HOSTED) });
    const dev = await readyDev(cwd, ["--user", "me", "--trust-page", "--session-path", "/x"]);
    expect(await dev.line("warning")).toMatchObject({
      message: expect.stringContaining("--user, --trust-page, --session-path have no effect"),
    });
  });
});

describe("a change of .env", () => {
  test("starts an app again that does not read it by itself", async () => {
    const cwd = await devProject({
      ".env": "MINE=1\n",
      "package.json": '{"scripts":{"dev":"node --env-file=.env server.mjs"}}',
    });
    const dev = await readyDev(cwd);
    expect(await variables(dev)).toMatchObject({ MINE: "1" });
    await writeFile(join(cwd, ".env"), "MINE=2\n");
    const restarting = await dev.line(
      "app",
      ({ app }) => (app as { state: string }).state === "restarting",
    );
    expect(restarting).toMatchObject({ app: { reason: ".env has changed (MINE)" } });
    await until("the app to have the new value", async () => (await variables(dev)).MINE === "2");
  });

  test("gives the session endpoint another key and workflow at once", async () => {
    const openai = await localOpenAi();
    const cwd = await scratch();
    await writeFile(join(cwd, ".env"), `OPENAI_API_KEY=${DEV_KEY}\nCHATKIT_WORKFLOW_ID=wf_old\n`);
    const dev = await readyDev(cwd, [], {
      env: { OPENAI_BASE_URL: openai.baseUrl, OPENAI_API_KEY: "", CHATKIT_WORKFLOW_ID: "" },
    });
    const mint = async () =>
      (await fetch(`${dev.url}/api/chatkit/session`, { method: "POST" })).status;
    expect(await mint()).not.toBe(200);
    await writeFile(
      join(cwd, ".env"),
      `OPENAI_API_KEY=${DEV_KEY}\nCHATKIT_WORKFLOW_ID=${DEV_WORKFLOW}\n`,
    );
    await until("a session of the new workflow", async () => (await mint()) === 200);
    expect(await dev.line("env")).toMatchObject({
      names: ["CHATKIT_WORKFLOW_ID"],
      key: "sk-…3f9a, OPENAI_API_KEY in .env",
    });
  });
});

describe("JSON lines", () => {
  test("tell a request of ChatKit from its start to its end, with its events", async () => {
    const dev = await readyDev(await devProject());
    const body = JSON.stringify({
      type: "threads.create",
      params: {
        input: {
          content: [{ type: "input_text", text: "Hello" }],
          attachments: [],
          inference_options: {},
        },
      },
    });
    const headers = { "content-type": "application/json", authorization: "Bearer abcdefghijkl" };
    await (await fetch(`${dev.url}/chatkit`, { method: "POST", headers, body })).text();
    const ended = await dev.line("exchange.ended");
    expect(ended).toMatchObject({
      exchange: {
        operation: "threads.create",
        threadId: "thr_1",
        eventCount: 2,
        response: { status: 200, streaming: true },
        failure: null,
      },
    });
    expect(ended.exchange).not.toHaveProperty("events");
    const types = dev.lines().map(({ type }) => type);
    for (const type of ["exchange.started", "exchange.answered", "exchange.event"]) {
      expect(types).toContain(type);
    }
    expect(dev.lines().every(({ at }) => Math.abs(at - Date.now()) < 60_000)).toBe(true);
    expect(dev.output()).not.toContain("abcdefghijkl");
  });
});

describe("the port", () => {
  async function holdPort(port: number): Promise<number> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    if (!address || typeof address === "string") throw new Error("no port");
    return address.port;
  }

  test("is 4310 or the next free one where none was asked for", async () => {
    const cwd = await scratch();
    const options = { env: {}, port: undefined };
    const [one, other] = [await readyDev(cwd, [], options), await readyDev(cwd, [], options)];
    expect(one.port).toBeGreaterThanOrEqual(4310);
    expect(other.port).toBeGreaterThan(one.port);
    expect(other.port).toBeLessThan(4400);
  });

  test("that was asked for is the one, or else a usage error", async () => {
    const port = await holdPort(0);
    const cwd = await devProject();
    const env = { OPENAI_API_KEY: DEV_KEY };
    const run = await cli(["dev", "--json", "--port", String(port)], { cwd, door: "chatkit", env });
    expect(run.code).toBe(2);
    expect(JSON.parse(run.stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({
      ok: false,
      error: { code: "port_taken", exitCode: 2, message: expect.stringContaining(String(port)) },
    });
  });
});
