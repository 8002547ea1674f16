import { chmod, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { cleanEnv } from "../helpers/app.ts";
import { scratch } from "../helpers/cli.ts";
import { DEV_KEY, DEV_WORKFLOW, devProject, SERVER } from "../helpers/dev.ts";
import { startOpenAi } from "../helpers/openai-server.ts";
import { isHeld, until } from "../helpers/processes.ts";
import { KEY, onTerminal, type Terminal } from "../helpers/pty.ts";

// chatkit dev on a terminal: what a person sees and types.

/** A browser that writes down what it is to open. */
async function fakeBrowser(): Promise<{ path: string; opened: () => Promise<string> }> {
  const folder = await scratch();
  const log = join(folder, "opened");
  await writeFile(join(folder, "xdg-open"), `#!/bin/sh\nprintf '%s' "$1" > '${log}'\n`);
  await chmod(join(folder, "xdg-open"), 0o755);
  return {
    path: [folder, cleanEnv().PATH].join(delimiter),
    opened: () => until("a page to be opened", () => readFile(log, "utf8")),
  };
}

async function devOnTerminal(
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Terminal> {
  return onTerminal(["dev", "--port", "0", ...args], {
    cwd: await devProject(),
    door: "chatkit",
    env: { OPENAI_API_KEY: DEV_KEY, ...env },
  });
}

function addresses(terminal: Terminal): { url: string; inspector: string } {
  const [, url, inspector] =
    /Ready at (http:\S+) · inspector (http:\S+)/.exec(terminal.text().replaceAll("\r\n", "\n")) ??
    [];
  if (!url || !inspector) throw new Error(terminal.text());
  return { url, inspector };
}

describe("a key", () => {
  test("o opens the app, i the inspector with its token", async () => {
    const browser = await fakeBrowser();
    const terminal = await devOnTerminal([], { PATH: browser.path });
    await terminal.see("? keys");
    const { url, inspector } = addresses(terminal);
    terminal.type("o");
    expect(await browser.opened()).toBe(url);
    terminal.type("i");
    await until("the inspector to be opened", async () => (await browser.opened()) === inspector);
  });

  test("s mints a session and shows its secret, r starts the app again, q ends all with 0", async () => {
    const openai = await startOpenAi({ apiKey: DEV_KEY, workflow: DEV_WORKFLOW });
    onTestFinished(openai.close);
    const terminal = await devOnTerminal(["--workflow", DEV_WORKFLOW, "--user", "me"], {
      OPENAI_BASE_URL: openai.baseUrl,
    });
    await terminal.see("? keys");
    terminal.type("s");
    await terminal.see("for me");
    const [session] = [...openai.sessions.values()];
    await terminal.see(session?.client_secret ?? "no session");

    const { url } = addresses(terminal);
    const before = await (await fetch(`${url}/pid`)).text();
    terminal.type("r");
    await terminal.see("Starting the app again: you pressed r");
    await terminal.see("The app answers again");
    expect(await (await fetch(`${url}/pid`)).text()).not.toBe(before);

    terminal.type("q");
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expect(await isHeld(Number(new URL(url).port))).toBe(false);
  });

  test("? names every key, c clears the screen and tells the address again", async () => {
    const terminal = await devOnTerminal();
    await terminal.see("? keys");
    terminal.type("?");
    for (const means of ["open the app", "inspector", "secret", "again", "clear", "end"])
      await terminal.see(means);
    terminal.type("c");
    await terminal.see("Ready at");
    expect(terminal.raw()).toContain("\u001b[2J");
    terminal.type(KEY.ctrlC);
    expect(await terminal.ended).toMatchObject({ exitCode: 130 });
  });

  test("s signs an identity in a self-hosted app, with a line to try it by", async () => {
    const chatkit = { frontend: "react", backend: "self-hosted", runtime: "node", sample: "bare" };
    const cwd = await devProject({
      "chatkit.json": JSON.stringify({ version: 1, ...chatkit }),
      "server/app-id.ts": 'export const appId = "mine";\n',
      ".env": `CHATKIT_SECRET=${"s".repeat(40)}\n`,
    });
    const terminal = onTerminal(["dev", "--port", "0", "--user", "me"], {
      cwd,
      door: "chatkit",
      env: { OPENAI_API_KEY: DEV_KEY },
    });
    await terminal.see("? keys");
    terminal.type("s");
    await terminal.see("A signed identity for this app");
    await terminal.see(`curl ${addresses(terminal).url}/chatkit`);
  });

  test("s without a workflow says what is missing, and everything goes on", async () => {
    const terminal = await devOnTerminal();
    await terminal.see("? keys");
    terminal.type("s");
    await terminal.see("CHATKIT_WORKFLOW_ID=wf_…");
    expect((await fetch(addresses(terminal).url)).status).toBe(200);
  });
});

test("q says that it waits for an app which does not end, and kills it", async () => {
  const stubborn = `for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});\n${SERVER}`;
  const cwd = await devProject({ "server.mjs": stubborn });
  const env = { OPENAI_API_KEY: DEV_KEY };
  const terminal = onTerminal(["dev", "--port", "0"], { cwd, door: "chatkit", env });
  await terminal.see("? keys");
  terminal.type("q");
  await terminal.see("Waiting for the app to end");
  expect(await terminal.ended).toMatchObject({ exitCode: 0 });
});

test("a crash shows the last lines, and r starts the app again", async () => {
  const terminal = await devOnTerminal();
  await terminal.see("? keys");
  const { url } = addresses(terminal);
  await fetch(`${url}/exit`).catch(() => undefined);
  await terminal.see("The app ended with exit code 7. Its last lines:");
  await terminal.see("Error: told to end");
  await terminal.see("Press r to start it again.");
  terminal.type("r");
  await terminal.see("The app answers again");
  expect((await fetch(url)).status).toBe(200);
});

test("an app that crashes before it was ready can be started again too", async () => {
  const cwd = await devProject({
    "server.mjs": `import { existsSync } from "node:fs"; if (!existsSync("mended")) { console.error("broken"); process.exit(1); } await import("./real.mjs");`,
  });
  await writeFile(join(cwd, "real.mjs"), SERVER);
  const terminal = onTerminal(["dev", "--port", "0"], {
    cwd,
    door: "chatkit",
    env: { OPENAI_API_KEY: DEV_KEY },
  });
  await terminal.see("Press r to start it again.");
  await writeFile(join(cwd, "mended"), "");
  terminal.type("r");
  await terminal.see("Ready at");
});

test("requests are told in one line each, as they come", async () => {
  const terminal = await devOnTerminal();
  await terminal.see("? keys");
  const body = JSON.stringify({
    type: "threads.retry_after_item",
    params: { thread_id: "thr_1", item_id: "msg_1" },
  });
  const headers = { "content-type": "application/json" };
  const { url } = addresses(terminal);
  await (await fetch(`${url}/chatkit`, { method: "POST", headers, body })).text();
  await terminal.see("→ threads.retry_after_item [thr_1]");
  await terminal.see("← [200] threads.retry_after_item [thr_1] first event ");
  await terminal.see(", 2 events, ");
});

describe("without a key", () => {
  const QUESTION = "There is no OpenAI API key. How to go on?";

  test("the stand-in is offered first, and taken with Enter", async () => {
    const terminal = await devOnTerminal([], { OPENAI_API_KEY: "" });
    await terminal.answer(QUESTION, KEY.enter);
    await terminal.see("Offline: a stand-in answers in OpenAI's place");
    await terminal.see("offline stand-in · inspector");
    const [, url] = /Ready at (http:\S+)/.exec(terminal.text()) ?? [];
    const variables = (await (await fetch(`${url}/env`)).json()) as Record<string, string>;
    expect(variables.CHATKIT_OFFLINE).toBe("1");
  });

  test("one can be typed: hidden, given to the app, and written nowhere", async () => {
    const terminal = await devOnTerminal([], { OPENAI_API_KEY: "" });
    await terminal.answer(QUESTION, KEY.down + KEY.enter);
    await terminal.answer("OpenAI API key for this run (from", `${DEV_KEY}${KEY.enter}`);
    await terminal.see("? keys");
    const { url } = addresses(terminal);
    const variables = (await (await fetch(`${url}/env`)).json()) as Record<string, string>;
    expect(variables.OPENAI_API_KEY).toBe(DEV_KEY);
    expect(terminal.text()).not.toContain(DEV_KEY);
  });

  test("a person can go on without, and is told so", async () => {
    const terminal = await devOnTerminal([], { OPENAI_API_KEY: "" });
    await terminal.answer(QUESTION, KEY.down + KEY.down + KEY.enter);
    await terminal.see("Going on without a key");
    await terminal.see("Ready at");
  });

  test.each([
    ["the question", ""],
    ["the key", KEY.down + KEY.enter],
  ])("Ctrl-C at %s ends with 130", async (_, first) => {
    const terminal = await devOnTerminal([], { OPENAI_API_KEY: "" });
    await terminal.answer(QUESTION, first || KEY.ctrlC);
    if (first) await terminal.answer("OpenAI API key for this run (from", KEY.ctrlC);
    expect(await terminal.ended).toMatchObject({ exitCode: 130 });
  });

  test("--offline asks nothing, and s mints a session of the stand-in", async () => {
    const terminal = await devOnTerminal(["--offline", "--user", "me"], { OPENAI_API_KEY: "" });
    await terminal.see("Ready at");
    expect(terminal.text()).not.toContain(QUESTION);
    expect(terminal.text()).not.toContain("OpenAI API key");
    await terminal.see("? keys");
    terminal.type("s");
    await terminal.see("for me, wf_offline");
    await terminal.see("ek_");
    terminal.type("q");
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
  });
});

test("--exec has the keyboard to itself", async () => {
  const terminal = await devOnTerminal([
    "--exec",
    "printf 'type: '; read word; echo got $word; exit 4",
  ]);
  await terminal.answer("type:", `hello${KEY.enter}`);
  await terminal.see("got hello");
  expect(await terminal.ended).toMatchObject({ exitCode: 4 });
  expect(terminal.text()).not.toContain("? keys");
});

test("--open opens the app once it is ready", async () => {
  const browser = await fakeBrowser();
  const terminal = await devOnTerminal(["--open"], { PATH: browser.path });
  await terminal.see("Ready at");
  expect(await browser.opened()).toBe(addresses(terminal).url);
});
