import { execFileSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { request } from "node:http";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { App, RunningApp } from "../helpers/app.ts";
import { hasBrowser, openBrowser, type Visitor } from "../helpers/browser.ts";
import { type ChatPage, coloursOf, openChat } from "../helpers/chat-page.ts";
import { until } from "../helpers/processes.ts";
import { ApiVisitor, type Json } from "../helpers/visitor.ts";

const GREETING = "What can I help with today?";
const CDN = "https://cdn.platform.openai.com/deployments/chatkit/chatkit.js";
/** Vite's watcher takes two writes within 50 ms for one, and looks late on a busy machine. */
const WATCHER_PAUSE_MS = 500;
const PHONE = { width: 390, height: 844 };

/** An app that was made, and what stands in for OpenAI. */
export interface Subject {
  readonly app: App;
  /** The address of the offline element's script that the app was given. */
  readonly scriptUrl: string;
  readonly secrets: readonly string[];
  /** What the assistant answers to "Hello there". */
  readonly answer: string;
  /** Settings without which the app cannot answer, as the page names them. */
  readonly required: readonly string[];
  /** A route that wants an identity. */
  readonly guarded: string;
  /** What the server has to say to a page that is not on localhost, by its codes. */
  readonly problemsElsewhere: readonly string[];
  /** The page logs ChatKit's events in development. */
  readonly logsEvents: boolean;
  /** The largest body that it takes, in bytes. */
  readonly bodyLimit: number;
}

/** The app's own checks pass, as it was written. */
export function passesItsOwnChecks(subject: () => Subject): void {
  test.each(["typecheck", "lint", "test", "build"])("npm run %s", async (script) => {
    const { code, output } = await subject().app.script(script);
    expect(code, output).toBe(0);
  });

  test("formatting leaves every file as it is", async () => {
    const { app } = subject();
    const git = (...args: string[]) =>
      execFileSync("git", args, { cwd: app.dir, encoding: "utf8" });
    const before = git("status", "--porcelain");
    const { code, output } = await app.script("format");
    expect(code, output).toBe(0);
    expect(git("status", "--porcelain")).toBe(before);
  });
}

/** No secret of `.env` is in the built files, nor in anything that git would take. */
export function keepsItsSecrets(subject: () => Subject): void {
  test("keeps its secrets out of what is built and out of git", async () => {
    const { app, secrets } = subject();
    const env = await app.read(".env");
    for (const secret of secrets) expect(env).toContain(secret);
    const built = await readdir(join(app.dir, "dist"), { recursive: true, withFileTypes: true });
    const texts = await Promise.all(
      built
        .filter((entry) => entry.isFile())
        .map((entry) => readFile(join(entry.parentPath, entry.name), "utf8")),
    );
    expect(texts.join("\n")).toContain(`<script src="${CDN}" async></script>`);
    for (const secret of secrets) expect(texts.join("\n")).not.toContain(secret);

    const git = (...args: string[]) =>
      execFileSync("git", args, { cwd: app.dir, encoding: "utf8", maxBuffer: 2 ** 28 });
    git("add", "--all");
    const files = git("ls-files");
    expect(files).toMatch(/^package\.json$/m);
    expect(files).not.toMatch(/^(\.env|\.venv|node_modules|dist|data)(\/|$)/m);
    const contents = git("grep", "--cached", "--text", "-h", "");
    for (const secret of secrets) expect(contents).not.toContain(secret);
  });
}

/** The page in a real browser, built and served, and every way in which it can fail. */
export function servesItsPage(subject: () => Subject): void {
  describe.skipIf(!hasBrowser)("the page in production", () => {
    let running: RunningApp;
    let visitor: Visitor;

    beforeAll(async () => {
      running = await subject().app.start("start");
      visitor = await openBrowser();
    });
    afterAll(async () => {
      await visitor?.close();
      await running?.crash();
    });

    test("answers, and writes nothing to the console", async () => {
      const chat = await openChat(visitor, running.origin);
      await chat.page.getByRole("heading", { name: GREETING }).waitFor();
      await chat.say("Hello there");
      await chat.hears(subject().answer);
      expect(chat.said).toEqual([]);
      await chat.close();
    });

    test("fills a phone's width without scrolling sideways", async () => {
      const phone = await openBrowser(PHONE);
      const chat = await openChat(phone, running.origin);
      await chat.page.getByRole("heading", { name: GREETING }).waitFor();
      expect(await coloursOf(chat.page)).toBeGreaterThan(10);
      expect(
        await chat.page.evaluate<number>("document.scrollingElement.scrollWidth"),
      ).toBeLessThanOrEqual(PHONE.width);
      const box = await chat.page.locator("openai-chatkit").boundingBox();
      expect(box?.width).toBeGreaterThan(PHONE.width * 0.8);
      expect(box?.height).toBeGreaterThan(PHONE.height * 0.5);
      await phone.close();
    });

    test("works on a LAN address, where the browser gives no secure context", async () => {
      const address = Object.values(networkInterfaces())
        .flat()
        .find((one) => one?.family === "IPv4" && !one.internal)?.address;
      if (!address) throw new Error("This machine has no address but loopback");
      const chat = await openChat(visitor, `http://${address}:${running.port}`);
      expect(await chat.page.evaluate<boolean>("isSecureContext")).toBe(false);
      const { body } = await new ApiVisitor(`http://${address}:${running.port}`).json(
        "POST",
        "/api/identity",
      );
      expect(body.problems.map(({ code }: Json) => code)).toEqual(subject().problemsElsewhere);
      await chat.say("Hello there");
      await chat.hears(subject().answer);
      await chat.close();
    });

    test("says so when the script does not load, and loads it on another try", async () => {
      const { scriptUrl } = subject();
      const chat = await openChat(visitor, running.origin, (page) =>
        page.route(scriptUrl, (route) => route.abort()),
      );
      await chat.page.getByText("ChatKit could not be loaded").waitFor();
      await chat.page.unroute(scriptUrl);
      await chat.page.getByRole("button", { name: /try again/i }).click();
      await chat.page.getByRole("heading", { name: GREETING }).waitFor();
      await chat.close();
    });

    test("says so when the server is down", async () => {
      const chat = await openChat(visitor, running.origin, (page) =>
        page.route("**/api/identity", (route) => route.abort()),
      );
      await chat.page.getByText("The server does not answer").waitFor();
      await chat.close();
    });

    test("sends the headers that production promises", async () => {
      const page = await fetch(running.origin);
      const csp = page.headers.get("content-security-policy");
      for (const part of ["object-src 'none'", "base-uri 'self'", "frame-ancestors 'self'"])
        expect(csp).toContain(part);
      expect(page.headers.get("content-security-policy-report-only")).toContain("script-src");
      expect(page.headers.get("referrer-policy")).toBe("strict-origin-when-cross-origin");
      expect(page.headers.get("x-content-type-options")).toBe("nosniff");
      expect(page.headers.get("cross-origin-embedder-policy")).toBeNull();
      expect(page.headers.get("permissions-policy") ?? "").not.toContain("microphone");
      expect(page.headers.get("cache-control")).toContain("no-cache");
      const html = await page.text();
      expect(html).toContain(subject().scriptUrl);
      expect(html).not.toContain("integrity=");
      const asset = /(?:src|href)="(\/assets\/[^"]+)"/.exec(html)?.[1];
      const built = await fetch(new URL(asset ?? "/missing", running.origin));
      expect(built.headers.get("cache-control")).toContain("immutable");
    });

    test("hands out identities in cookies that scripts cannot read", async () => {
      const answer = await new ApiVisitor(running.origin).identify();
      expect(answer.headers.get("cache-control")).toContain("no-store");
      const cookies = answer.headers.getSetCookie();
      expect(cookies).toHaveLength(2);
      for (const cookie of cookies) {
        expect(cookie).toMatch(/HttpOnly/i);
        expect(cookie).toMatch(/SameSite=Lax/i);
        expect(cookie).not.toMatch(/Secure/i);
      }
      const secure = await new ApiVisitor(running.origin).fetch("/api/identity", {
        method: "POST",
        headers: { "x-forwarded-proto": "https" },
      });
      for (const cookie of secure.headers.getSetCookie()) expect(cookie).toMatch(/Secure/i);
      expect(await answer.json()).toMatchObject({ offline: false, problems: [] });
    });

    test("refuses who has no identity", async () => {
      const answer = await fetch(new URL(subject().guarded, running.origin), { method: "POST" });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toEqual({
        error: expect.objectContaining({ code: "not_identified" }),
      });
    });

    test("refuses a body that is too large before it is sent", async () => {
      const { guarded, bodyLimit } = subject();
      const visitor = new ApiVisitor(running.origin);
      await visitor.identify();
      const { status, body } = await announceBody(
        new URL(guarded, running.origin),
        bodyLimit + 1,
        visitor.cookie,
      );
      expect(status).toBe(413);
      expect(JSON.parse(body)).toMatchObject({ error: { code: "too_large" } });
    });

    test("says on another start that its port is taken, and which to take", async () => {
      const { app } = subject();
      const { code, output } = await app.script("start", { PORT: `${running.port}` });
      expect(code).not.toBe(0);
      expect(output).toContain(`PORT=${running.port + 1}`);
      expect(output).not.toMatch(/^\s+at /m);
    });

    test("stops on SIGTERM with nothing left", async () => {
      await running.stop("SIGTERM");
    });
  });
}

/** The settings of `.env` that change how production behaves. */
export function heedsItsSettings(subject: () => Subject): void {
  test("refuses to start in production without a long secret", async () => {
    const { app } = subject();
    await withEnv(app, { CHATKIT_SECRET: "short" }, async () => {
      const { code, output } = await app.script("start");
      expect(code, output).toBe(1);
      expect(output).toContain("CHATKIT_SECRET");
    });
  });

  test("starts in production without a key and says so loudly", async () => {
    const { app, required } = subject();
    await withEnv(app, Object.fromEntries(required.map((name) => [name, ""])), async () => {
      const running = await app.start("start");
      const answer = (await (await new ApiVisitor(running.origin).identify()).json()) as Json;
      const codes = answer.problems.map(({ code }: Json) => code);
      expect(codes).toContain("key_missing");
      for (const name of required) {
        expect(JSON.stringify(answer.problems)).toContain(name);
        expect(running.output()).toContain(name);
      }
      await running.crash();
    });
  });

  test("needs no key offline, and says that it is", async () => {
    const { app, required } = subject();
    await withEnv(app, Object.fromEntries(required.map((name) => [name, ""])), async () => {
      const running = await app.start("start", { CHATKIT_OFFLINE: "1" });
      const answer = await (await new ApiVisitor(running.origin).identify()).json();
      expect(answer).toMatchObject({ offline: true, problems: [] });
      expect(running.output()).toContain("offline");
      expect(running.output()).not.toMatch(/problem|warning/i);
      await running.crash();
    });
  });

  test.runIf(hasBrowser)("works under its whole content security policy", async () => {
    const running = await subject().app.start("start", { CHATKIT_CSP: "enforce" });
    const visitor = await openBrowser();
    const chat = await openChat(visitor, running.origin);
    await chat.say("Hello there");
    await chat.hears(subject().answer);
    expect(chat.said).toEqual([]);
    await visitor.close();
    await running.crash();
  });
}

/** Runs something with other values in `.env`. */
async function withEnv(
  app: App,
  values: Readonly<Record<string, string>>,
  work: () => Promise<void>,
): Promise<void> {
  const before = await app.read(".env");
  await app.setEnv(values);
  try {
    await work();
  } finally {
    await app.write(".env", before);
  }
}

/** `npm run dev`: the page answers, both halves reload, and nothing is left behind. */
export function developsOnOneAddress(subject: () => Subject): void {
  describe("in development", () => {
    let running: RunningApp;
    let visitor: Visitor | undefined;
    let chat: ChatPage | undefined;

    beforeAll(async () => {
      running = await subject().app.start("dev");
      if (hasBrowser) visitor = await openBrowser();
    });
    afterAll(async () => {
      await visitor?.close();
      await running?.crash();
    });

    test("says at once where it is and which key it uses, masked", async () => {
      await until("the start-up words", () => running.output().includes("sk-…"), 15_000);
      expect(running.output()).toContain(`localhost:${running.port}`);
      for (const secret of subject().secrets) expect(running.output()).not.toContain(secret);
    });

    test.runIf(hasBrowser)("answers in the browser", async () => {
      if (!visitor) throw new Error("no browser");
      chat = await openChat(visitor, running.origin);
      await chat.page.getByRole("heading", { name: GREETING }).waitFor();
      await chat.say("Hello there");
      await chat.hears(subject().answer);
      expect(chat.said.filter((line) => /^(error|warning|uncaught)/.test(line))).toEqual([]);
      const logged = chat.said.some((line) => line.startsWith("debug: chatkit.ready"));
      expect(logged).toBe(subject().logsEvents);
    });

    test.runIf(hasBrowser)("shows an edit of the page without a reload by hand", async () => {
      const { app } = subject();
      await chat?.page.getByRole("button", { name: "New chat" }).click();
      const config = await app.read("src/chatkit.config.ts");
      expect(config).toContain(GREETING);
      await app.write("src/chatkit.config.ts", config.replace(GREETING, "Edited by the test"));
      try {
        await chat?.page.getByRole("heading", { name: "Edited by the test" }).waitFor();
      } finally {
        await sleep(WATCHER_PAUSE_MS);
        await app.write("src/chatkit.config.ts", config);
      }
      await chat?.page.getByRole("heading", { name: GREETING }).waitFor();
    });

    test("runs an edit of the server", async () => {
      const { app, guarded } = subject();
      const message = async () => {
        const answer = await fetch(new URL(guarded, running.origin), { method: "POST" });
        return ((await answer.json()) as Json).error.message as string;
      };
      const words = await message();
      const path = await fileThatSays(app, words);
      const code = await app.read(path);
      await app.write(path, code.replace(words, "Edited by the test."));
      try {
        await until("the edited server", async () => (await message()) === "Edited by the test.");
      } finally {
        await sleep(WATCHER_PAUSE_MS);
        await app.write(path, code);
      }
      await until("the server as it was", async () => (await message()) === words);
    });

    test("says on another run that its port is taken, and which to take", async () => {
      const { code, output } = await subject().app.script("dev", { PORT: `${running.port}` });
      expect(code).not.toBe(0);
      expect(output).toContain(`PORT=${running.port + 1}`);
      expect(output).not.toMatch(/^\s+at /m);
    });

    test("stops on Ctrl-C with nothing left", async () => {
      await running.stop("SIGINT");
    });
  });

  test("stops on SIGTERM in development with nothing left", async () => {
    const running = await subject().app.start("dev");
    await running.stop("SIGTERM");
  });

  test("leaves nothing behind when its script is killed", async () => {
    const running = await subject().app.start("dev");
    await running.stop("SIGKILL");
  });

  test.runIf(hasBrowser)(
    "starts without its settings and says in the page what is missing",
    async () => {
      const { app, required } = subject();
      const env = await app.read(".env");
      await app.setEnv(Object.fromEntries(required.map((name) => [name, ""])));
      const visitor = await openBrowser();
      try {
        const running = await app.start("dev");
        const chat = await openChat(visitor, running.origin);
        for (const name of required) {
          await chat.page.getByText(name).first().waitFor();
          expect(running.output()).toContain(name);
        }
        await running.crash();
      } finally {
        await visitor.close();
        await app.write(".env", env);
      }
    },
  );
}

/** The file below `server/` that holds these words. */
async function fileThatSays(app: App, words: string): Promise<string> {
  const entries = await readdir(join(app.dir, "server"), { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile() || !/\.(ts|py)$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    if ((await readFile(path, "utf8")).includes(words)) return path.slice(app.dir.length + 1);
  }
  throw new Error(`No file of the server says "${words}"`);
}

/** Says how long a body will be and waits for the answer to that, with nothing of it sent. */
function announceBody(
  url: URL,
  length: number,
  cookie: string,
): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      method: "POST",
      headers: { cookie, "content-type": "application/json", "content-length": length },
    });
    sent.on("error", reject).on("response", async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      resolve({ status: answer.statusCode, body: Buffer.concat(chunks).toString() });
      sent.destroy();
    });
    sent.flushHeaders();
  });
}
