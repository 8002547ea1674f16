import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { hasBrowser, openBrowser, type Visitor } from "../helpers/browser.ts";
import { cli, oneJsonValue, scratch } from "../helpers/cli.ts";
import { DEV_KEY, type DevLine, devProject, readyDev, SERVER, startDev } from "../helpers/dev.ts";
import { listen } from "../helpers/http.ts";
import { until } from "../helpers/processes.ts";
import { startResponses } from "../helpers/responses-server.ts";

// chatkit dev --offline as a person or a CI job runs it: the real program and apps it never saw.

const CDN = "https://cdn.platform.openai.com/deployments/chatkit/chatkit.js";
const REAL_KEY = "sk-proj-Real0123456789abcdefghijklmn7q2w";
const OTHER_KEY = "sk-proj-File0123456789abcdefghijklmn5e8r";
const NO_KEY = { OPENAI_API_KEY: "" };

/** An app that opens sessions itself, and whose page is as strict and as packed as it may be. */
const FOREIGN = `
import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
try { process.loadEnvFile(); } catch {}
const { OPENAI_BASE_URL = "https://api.openai.com/v1", OPENAI_API_KEY, PORT } = process.env;
const PAGE = \`<!doctype html><meta charset="utf-8"><title>foreign</title>
<script integrity="sha384-x" crossorigin="anonymous" src="${CDN}" nonce="abc"></script>
<script nonce="abc" type="module">
  await customElements.whenDefined("openai-chatkit");
  const chat = document.querySelector("openai-chatkit");
  chat.addEventListener("chatkit.ready", () => { document.title = "ready"; });
  chat.addEventListener("chatkit.error", ({ detail }) => { document.title = "error: " + detail.error.message; });
  chat.setOptions({ api: { getClientSecret: async () => (await (await fetch("/api/chatkit/session", { method: "POST" })).json()).client_secret } });
</script><openai-chatkit></openai-chatkit>\`;
const POLICY = "default-src 'none'; script-src 'strict-dynamic' 'nonce-abc'; connect-src 'self'; style-src 'self'; require-trusted-types-for 'script'; trusted-types app";
createServer(async (request, response) => {
  if (request.url === "/env") return response.end(JSON.stringify(process.env));
  if (request.url === "/api/chatkit/session") {
    const minted = await fetch(OPENAI_BASE_URL + "/chatkit/sessions", {
      method: "POST",
      headers: { authorization: "Bearer " + OPENAI_API_KEY, "openai-beta": "chatkit_beta=v1", "content-type": "application/json" },
      body: JSON.stringify({ user: "ada", workflow: { id: process.env.CHATKIT_WORKFLOW_ID } }),
    });
    response.writeHead(minted.status, { "content-type": "application/json" });
    return response.end(await minted.text());
  }
  response.writeHead(200, { "content-type": "text/html", "content-encoding": "gzip", "content-security-policy": POLICY, etag: '"1"' });
  response.end(gzipSync(PAGE));
}).listen(PORT, "127.0.0.1");
`;

/** Asks the model what was typed behind it, and says what it answered. */
const ASK = `
const { OPENAI_BASE_URL, OPENAI_API_KEY } = process.env;
const response = await fetch(OPENAI_BASE_URL + "/responses", {
  method: "POST",
  headers: { authorization: "Bearer " + OPENAI_API_KEY, "content-type": "application/json" },
  body: JSON.stringify({ model: "gpt-5", input: process.argv.slice(2).join(" ") }),
});
console.log("answered", response.status, await response.text());
`;

const KNOWN = JSON.stringify({
  fixtures: [{ match: { text: "the known question" }, answer: { text: "the known answer" } }],
});

const foreign = (files: Readonly<Record<string, string>> = {}) =>
  devProject({ "server.mjs": FOREIGN, ...files });

async function variables(url: string): Promise<Record<string, string>> {
  return (await (await fetch(`${url}/env`)).json()) as Record<string, string>;
}

describe("an app that was never seen", () => {
  test("is ready without a key, and says that it is offline", async () => {
    const dev = await readyDev(await foreign(), ["--offline"], { env: NO_KEY });
    expect(dev.lines().find(({ type }) => type === "ready")).toMatchObject({
      offline: true,
      key: null,
    });
  });

  test("loads the stand-in's script in the place of ChatKit's", async () => {
    const dev = await readyDev(await foreign(), ["--offline"], { env: NO_KEY });
    const script = `${dev.url}/__chatkit/offline/chatkit.js`;
    const html = await (await fetch(dev.url, { headers: { accept: "text/html" } })).text();
    expect(html).toContain(`<script src="${script}" nonce="abc"></script>`);
    expect(html).not.toContain("cdn.platform.openai.com");
    const answer = await fetch(script);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("openai-chatkit");
  });

  test("opens its own sessions at the stand-in, which is seen and masked", async () => {
    const dev = await readyDev(await foreign(), ["--offline"], { env: NO_KEY });
    const answer = await fetch(`${dev.url}/api/chatkit/session`, { method: "POST" });
    const session = (await answer.json()) as Record<string, unknown>;
    expect(session).toMatchObject({ object: "chatkit.session", user: "ada", status: "active" });
    expect(session.workflow).toMatchObject({ id: "wf_offline" });

    const api = await dev.line("exchange.ended", ({ exchange }) => kindOf(exchange) === "api");
    expect(api.exchange).toMatchObject({ operation: "chatkit.sessions.create" });
    await dev.line("session.minted");
    const told = JSON.stringify(dev.lines());
    expect(told).not.toContain(String(session.client_secret));
    expect(told).not.toContain("Bearer sk-");
  });

  test("is given no real key, of the shell or of env files, by any name", async () => {
    const cwd = await foreign({
      ".env": `OPENAI_API_KEY=${OTHER_KEY}\nOPENAI_BASE_URL=https://api.openai.com/v1\nCHATKIT_WORKFLOW_ID=wf_real\nCHATKIT_SCRIPT_URL=https://mirror.example/chatkit.js\n`,
      ".env.local": `VITE_OPENAI_KEY=${OTHER_KEY}\n`,
    });
    const dev = await readyDev(cwd, ["--offline"], {
      env: { OPENAI_API_KEY: REAL_KEY, CHATKIT_OPENAI_API_KEY: REAL_KEY, MY_KEY: REAL_KEY },
    });
    const seen = await variables(dev.url);
    expect(JSON.stringify(seen)).not.toContain(REAL_KEY);
    expect(JSON.stringify(seen)).not.toContain(OTHER_KEY);
    expect(seen).toMatchObject({
      OPENAI_BASE_URL: `http://127.0.0.1:${dev.port}/__chatkit/offline/v1`,
      OPENAI_API_KEY: expect.stringMatching(/^sk-offline-/),
      CHATKIT_WORKFLOW_ID: "wf_offline",
      CHATKIT_SCRIPT_URL: CDN,
      CHATKIT_OFFLINE: "1",
      NO_PROXY: expect.stringContaining("127.0.0.1"),
    });
    expect(dev.output()).not.toContain(REAL_KEY);
  });

  test("keeps all of that when it is started again for a change of .env", async () => {
    const cwd = await foreign();
    const dev = await readyDev(cwd, ["--offline"], { env: NO_KEY });
    await writeFile(join(cwd, ".env"), `OPENAI_API_KEY=${REAL_KEY}\nMINE=1\n`);
    await dev.line("app", ({ app }) => (app as { state: string }).state === "restarting");
    await until("the app to answer again", async () => (await variables(dev.url)).MINE === "1");
    expect(JSON.stringify(await variables(dev.url))).not.toContain(REAL_KEY);
    expect((await fetch(`${dev.url}/api/chatkit/session`, { method: "POST" })).status).toBe(200);
  });
});

function kindOf(exchange: unknown): unknown {
  return (exchange as { kind?: unknown }).kind;
}

describe.skipIf(!hasBrowser)("in a browser", () => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await openBrowser();
  });
  afterAll(() => visitor?.close());

  test("a page under the strictest policy chats, and nothing is asked elsewhere", async () => {
    const dev = await readyDev(await foreign(), ["--offline", "--speed", "instant"], {
      env: NO_KEY,
    });
    const page = await visitor.context.newPage();
    onTestFinished(() => page.close());
    const elsewhere: string[] = [];
    const problems: string[] = [];
    page.on("request", (request) => {
      if (!request.url().startsWith(dev.url)) elsewhere.push(request.url());
    });
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    page.on("pageerror", (error) => problems.push(error.message));
    await page.goto(dev.url);
    // The policy forbids what `waitForFunction` evaluates again and again.
    await expect.poll(() => page.title()).not.toBe("foreign");
    await page.getByRole("textbox").first().fill("Show me markdown");
    await page.keyboard.press("Enter");
    await page.getByText("That is all.").waitFor();
    expect({ title: await page.title(), problems, elsewhere }).toEqual({
      title: "ready",
      problems: [],
      elsewhere: [],
    });
  });

  test("the inspector shows what OpenAI is asked, and exports a chat as a fixture", async () => {
    const dev = await readyDev(await foreign(), ["--offline", "--speed", "instant"], {
      env: NO_KEY,
    });
    expect(await converse(dev.url, "Hello")).toContain("thread.item.done");
    const page = await visitor.context.newPage();
    onTestFinished(() => page.close());
    await page.goto(dev.inspector);
    await page.getByText("An offline stand-in answers in OpenAI's place").waitFor();
    const row = page.getByRole("link", { name: "chatkit.sessions.create" });
    await row.getByText("OpenAI's API").waitFor();
    await page.getByRole("link", { name: "threads.create" }).click();
    const downloaded = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export as fixture" }).click();
    const file = await readFile(await (await downloaded).path(), "utf8");
    expect(JSON.parse(file)).toMatchObject({
      fixtures: [
        {
          match: { text: "Hello", whole: true, turn: 1 },
          answer: { text: expect.stringContaining("offline stand-in") },
        },
      ],
    });
  });

  test("the page of an empty directory says that it is a stand-in, and chats", async () => {
    const dev = await readyDev(await scratch(), ["--offline", "--speed", "instant"], {
      env: NO_KEY,
    });
    const page = await visitor.context.newPage();
    onTestFinished(() => page.close());
    await page.goto(dev.url);
    await page.getByText("An offline stand-in").first().waitFor();
    await page.getByRole("textbox").first().fill("What can you help me with?");
    await page.keyboard.press("Enter");
    const posted = await dev.line(
      "exchange.ended",
      ({ exchange }) => (exchange as { operation: string }).operation === "threads.create",
    );
    expect(posted.exchange).toMatchObject({ kind: "protocol", failure: null });

    // It does what its help offers: the theme is a client tool of the page, and a button's action.
    await page.getByRole("log").and(page.locator("[aria-busy=false]")).waitFor();
    await page.getByRole("textbox").first().fill("Use the dark theme, please");
    await page.keyboard.press("Enter");
    await page.locator("[data-color-scheme=dark]").waitFor();
    await page.getByText("Done: the page is dark now.").waitFor();
    await page.getByRole("log").and(page.locator("[aria-busy=false]")).waitFor();
    await page.getByRole("textbox").first().fill("Show me a widget");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Light" }).click();
    await page.locator("[data-color-scheme=light]").waitFor();
    expect(await page.getByRole("alert").isVisible()).toBe(false);
  });
});

/** Says something to the stand-in for a hosted workflow, as its page does. */
async function converse(url: string, text: string): Promise<string> {
  const opened = await fetch(`${url}/api/chatkit/session`, { method: "POST" });
  const { client_secret: secret } = (await opened.json()) as { client_secret: string };
  const content = [{ type: "input_text", text }];
  const input = { content, attachments: [], inference_options: {} };
  const answer = await fetch(`${url}/__chatkit/offline/conversation`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: JSON.stringify({ type: "threads.create", params: { input } }),
  });
  return answer.text();
}

describe("with nothing to front", () => {
  test("a session is opened at the stand-in, for the workflow that was asked for", async () => {
    const dev = await readyDev(await scratch(), ["--offline", "--workflow", "wf_mine"], {
      env: NO_KEY,
    });
    const answer = await fetch(`${dev.url}/api/chatkit/session`, { method: "POST" });
    expect(await answer.json()).toMatchObject({ client_secret: expect.stringMatching(/^ek_/) });
    expect(await dev.line("session.minted")).toMatchObject({ session: { workflow: "wf_mine" } });
    expect(await (await fetch(dev.url)).text()).toContain('src="/__chatkit/offline/chatkit.js"');
  });
});

test("an app that runs already is changed in its pages; what its server needs is printed", async () => {
  const app = await listen((_request, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.end(`<script src="${CDN}"></script>`);
  });
  onTestFinished(app.close);
  const dev = await readyDev(await scratch(), ["--offline", "--target", app.origin], {
    env: NO_KEY,
  });
  const { message, hint } = (await dev.line("warning")) as DevLine & Record<string, string>;
  expect(message).toContain("its server keeps its own environment");
  expect(hint).toContain(`OPENAI_BASE_URL=http://127.0.0.1:${dev.port}/__chatkit/offline/v1`);
  expect(hint).toMatch(/OPENAI_API_KEY=sk-offline-/);
  expect(await (await fetch(dev.url)).text()).toContain("/__chatkit/offline/chatkit.js");
});

test("another site's page cannot ask the stand-in", async () => {
  const dev = await readyDev(await foreign(), ["--offline"], { env: NO_KEY });
  const answer = await fetch(`${dev.url}/__chatkit/offline/v1/models`, {
    headers: { origin: "https://evil.example" },
  });
  expect(answer.status).toBe(403);
});

test("without --offline there is no stand-in, and the page stays as it is", async () => {
  const dev = await readyDev(await foreign(), [], {
    env: { OPENAI_BASE_URL: "http://127.0.0.1:9/v1" },
  });
  expect((await fetch(`${dev.url}/__chatkit/offline/chatkit.js`)).status).not.toBe(200);
  expect(await (await fetch(dev.url)).text()).toContain(`src="${CDN}"`);
  expect((await variables(dev.url)).CHATKIT_OFFLINE).toBeUndefined();
});

describe("--exec", () => {
  const project = (fixtures = KNOWN) =>
    foreign({ "ask.mjs": ASK, "chatkit/fixtures/mine.json": fixtures });
  const run = async (args: readonly string[], cwd?: string) => {
    const dev = startDev(cwd ?? (await project()), ["--offline", "--speed", "instant", ...args], {
      env: NO_KEY,
    });
    const { code, stderr } = await dev.finished;
    return { code, stderr, lines: dev.lines() };
  };

  test("is answered from the app's fixtures, and its exit code is handed on", async () => {
    const { code, stderr } = await run(["--exec", "node ask.mjs the known question; exit 7"]);
    expect(stderr).toContain("answered 200");
    expect(stderr).toContain("the known answer");
    expect(code).toBe(7);
  });

  test("knows the address, and that there is no key", async () => {
    const { code, stderr } = await run([
      "--exec",
      'echo "$BASE_URL $CHATKIT_DEV_URL $OPENAI_API_KEY $CHATKIT_OFFLINE"',
    ]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/http:\/\/localhost:\d+ http:\/\/localhost:\d+ sk-offline-\S+ 1/);
  });

  test("with --strict and nothing unmatched ends with 0", async () => {
    const { code } = await run(["--strict", "--exec", "node ask.mjs the known question"]);
    expect(code).toBe(0);
  });

  test("with --strict a question that nothing matches fails the run, and is named", async () => {
    const { code, lines } = await run([
      "--strict",
      "--exec",
      "node ask.mjs whatever nobody wrote down",
    ]);
    expect(code).toBe(1);
    expect(lines.at(-1)).toMatchObject({
      ok: false,
      error: { code: "unmatched_questions", exitCode: 1 },
    });
    expect(JSON.stringify(lines.at(-1))).toContain("whatever nobody wrote down");
    const warning = lines.find(({ type }) => type === "warning");
    expect(warning?.message).toContain("whatever nobody wrote down");
  });

  test("a fixture file that is broken is told", async () => {
    const { lines } = await run(["--exec", "true"], await project('{"fixtures": [{}]}'));
    expect(lines.find(({ type }) => type === "warning")?.message).toContain("mine.json");
  });
});

test("a run that is ended with questions unmatched ends with 1", async () => {
  const cwd = await foreign();
  const dev = await readyDev(cwd, ["--offline", "--strict"], { env: NO_KEY });
  const api = `${dev.url}/__chatkit/offline/v1/responses`;
  await fetch(api, {
    method: "POST",
    headers: { authorization: "Bearer sk-x", "content-type": "application/json" },
    body: JSON.stringify({ model: "gpt-5", input: "nobody wrote this down" }),
  });
  await dev.line("warning", ({ message }) => String(message).includes("nobody wrote this down"));
  dev.child.kill("SIGINT");
  expect((await dev.finished).code).toBe(1);
});

describe("--record", () => {
  test("keeps what the model says, without the key, and --offline says it again", async () => {
    const model = await startResponses({ apiKey: DEV_KEY });
    onTestFinished(model.close);
    const cwd = await foreign({ "ask.mjs": ASK });
    const recording = startDev(cwd, ["--record", "--exec", "node ask.mjs tell me of otters"], {
      env: { OPENAI_API_KEY: DEV_KEY, OPENAI_BASE_URL: model.baseUrl },
    });
    expect((await recording.finished).code).toBe(0);
    expect(recording.output()).toContain("Recording: what the app and its model say");
    expect(model.requests).toHaveLength(1);
    const { file } = await recording.line("recorded");
    const folder = join(cwd, "chatkit/fixtures");
    const [name = ""] = await readdir(folder);
    expect(file).toBe(`chatkit/fixtures/${name}`);
    const text = await readFile(join(folder, name), "utf8");
    expect(text).not.toContain(DEV_KEY);
    expect(JSON.parse(text).fixtures).toHaveLength(1);

    const again = startDev(
      cwd,
      ["--offline", "--strict", "--speed", "instant", "--exec", "node ask.mjs tell me of otters"],
      { env: NO_KEY },
    );
    expect((await again.finished).code).toBe(0);
    expect(again.output()).toContain("tell me of otters");
    expect(model.requests).toHaveLength(1);
  });

  test("of nothing is told as that", async () => {
    const cwd = await foreign();
    const dev = startDev(cwd, ["--record", "--exec", "true"]);
    expect((await dev.finished).code).toBe(0);
    expect(await dev.line("recorded")).toMatchObject({ file: null });
    await expect(readdir(join(cwd, "chatkit"))).rejects.toThrow();
  });

  test("with nothing to front is refused", async () => {
    const run = await cli(["dev", "--record", "--json"], {
      cwd: await scratch(),
      env: { OPENAI_API_KEY: DEV_KEY },
    });
    expect(run.code).toBe(2);
    expect(oneJsonValue(run)).toMatchObject({ error: { code: "nothing_to_record" } });
  });
});

test("a server that says nothing of the type of its page is a page all the same", async () => {
  const cwd = await devProject({
    "server.mjs": SERVER.replace("<title>mine</title>", `<script src='${CDN}'></script>`),
  });
  await mkdir(join(cwd, "chatkit"), { recursive: true });
  const dev = await readyDev(cwd, ["--offline"], { env: NO_KEY });
  const html = await (await fetch(dev.url, { headers: { accept: "text/html" } })).text();
  expect(html).toContain(`<script src='${dev.url}/__chatkit/offline/chatkit.js'>`);
});
