import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { InspectorInfo } from "../../../src/dev/inspector/messages.ts";
import { CliError, EXIT } from "../../../src/errors.ts";
import { hasBrowser, openBrowser, type Visitor } from "../../helpers/browser.ts";
import {
  answered,
  delta,
  event,
  exchange,
  type Inspected,
  inspected,
  session,
  streamed,
} from "./inspected.ts";

const hosted = (): InspectorInfo => ({
  appName: "shop",
  backend: "hosted",
  target: null,
  key: null,
  note: null,
});

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 15_000 });

/** The inspector in a real browser, fed by a log. */
describe.skipIf(!hasBrowser)("the inspector's page", { timeout: 30_000 }, () => {
  let visitor: Visitor;
  let it: Inspected;
  let page: Page;

  beforeAll(async () => {
    visitor = await openBrowser();
    await visitor.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  });
  afterAll(() => visitor?.close());

  const open = async (options?: Parameters<typeof inspected>[0]) => {
    it = await inspected(options);
    page = await visitor.context.newPage();
    await page.goto(it.link);
    await page.getByText("live", { exact: true }).waitFor();
  };
  beforeEach(() => open());
  afterEach(async () => {
    await page.close();
    await it.close();
  });

  const requests = () => page.getByRole("region", { name: "Requests", exact: true });
  const detail = () => page.getByRole("region", { name: "The open request" });
  const clipboard = () => page.evaluate<string>("navigator.clipboard.readText()");
  const status = () => page.getByRole("status");

  /** Does what a browser does when its tab is left, or is seen again. */
  const hide = (hidden: boolean) =>
    page.evaluate(`
      Object.defineProperty(document, "hidden", { value: ${hidden}, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    `);

  /** Tells the log of an answer in JSON. */
  const tellAnswered = (more: Parameters<typeof exchange>[0] = {}) => {
    const begun = exchange(more);
    it.log.tell({ type: "exchange.started", exchange: begun });
    const response = more?.response ?? answered({});
    it.log.tell({ type: "exchange.ended", exchange: { ...begun, response, endedMs: 9 } });
  };

  test("takes the token out of its address", () => {
    expect(page.url()).toBe(`${it.origin}/__chatkit/`);
  });

  test("is there again after a reload, with what happened", async () => {
    tellAnswered({ operation: "threads.list" });
    await page.reload();
    await requests().getByText("threads.list").waitFor();
  });

  test("shows a request and its events as they arrive, with their times", async () => {
    const { log } = it;
    await page.getByText("Nothing was asked yet.").waitFor();
    const begun = exchange({ operation: "threads.create" });
    log.tell({ type: "exchange.started", exchange: begun });
    await requests().getByText("waiting").waitFor();
    await requests().getByText("threads.create").click();
    await detail().getByText("What's in the box?").waitFor();

    log.tell({ type: "exchange.answered", exchange: { ...begun, response: streamed } });
    await requests().getByText("streaming").waitFor();
    log.tell({ type: "exchange.event", id: "x1", event: delta(0, 84, "Hel") });
    await detail().getByText("84 ms").first().waitFor();
    log.tell({ type: "exchange.event", id: "x1", event: delta(1, 91, "lo!") });
    await detail().getByText("Hello!").waitFor();
    await detail().getByText("× 2").click();
    await detail().getByRole("code").getByText('"lo!"').waitFor();
    await requests().getByText("2 events").waitFor();

    const ended = { ...begun, response: streamed, eventCount: 2, firstEventMs: 84, endedMs: 1240 };
    log.tell({ type: "exchange.ended", exchange: ended });
    await requests().getByText("84 ms → 1.24 s, 2 events").waitFor();
    await requests().getByText("200").waitFor();
    // What is open stays open.
    await detail().getByRole("code").getByText('"lo!"').waitFor();
  });

  test("keeps up with an answer of a thousand events", async () => {
    const { log } = it;
    const begun = exchange({ response: streamed });
    log.tell({ type: "exchange.started", exchange: begun });
    await requests().getByText("threads.add_user_message").click();
    for (let index = 0; index < 1000; index += 1) {
      log.tell({ type: "exchange.event", id: "x1", event: delta(index, index, "w ") });
    }
    await detail().getByText("× 1000").waitFor();
  });

  test("marks what breaks the protocol, and says where", async () => {
    const { log } = it;
    const begun = exchange({ response: streamed });
    log.tell({ type: "exchange.started", exchange: begun });
    const broken = { type: "progress_update", text: "Looking", icon: "serch" };
    log.tell({ type: "exchange.event", id: "x1", event: event(0, 5, broken) });
    await requests().getByText("1 fault").click();
    const faults = page.getByRole("region", { name: "Faults" });
    await faults.getByText("Event 1").waitFor();
    await faults.getByText('did you mean "search"?').waitFor();
  });

  test("tells a failure in words, with what to do and the request id", async () => {
    const failure = {
      message: "OpenAI knows no such workflow.",
      hint: "Check .env.",
      requestId: "req_8",
    };
    tellAnswered({ failure, response: answered({}, { status: 404 }) });
    await requests().getByText("404").click();
    const told = page.getByRole("region", { name: "What failed" });
    for (const words of [failure.message, failure.hint, failure.requestId]) {
      await told.getByText(words).waitFor();
    }
  });

  test("filters by words and by kind", async () => {
    tellAnswered({ id: "x1", operation: "threads.list" });
    tellAnswered({ id: "x2", operation: "session.create", kind: "session" });
    const rows = requests().getByRole("listitem");
    await eventually(() => rows.count()).toBe(2);
    await page.getByRole("searchbox").fill("list");
    await expect
      .poll(() => rows.allTextContents())
      .toEqual([expect.stringContaining("threads.list")]);
    await page.getByRole("searchbox").fill("");
    await page.getByRole("button", { name: "sessions" }).click();
    await expect
      .poll(() => rows.allTextContents())
      .toEqual([expect.stringContaining("session.create")]);
    await page.getByRole("button", { name: "files" }).click();
    await page.getByText("No request is left by this filter.").waitFor();
  });

  test("clears the log, and what is open with it", async () => {
    tellAnswered();
    await requests().getByText("threads.add_user_message").click();
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByText("Nothing was asked yet.").waitFor();
    expect(it.log.exchanges).toEqual([]);
    await detail().getByText("This request was cleared").waitFor();
  });

  test("replays a request with the cookies of the app", async () => {
    // The app gives its cookie, as any visit of it would.
    await page.evaluate('fetch("/").then(({ ok }) => ok)');
    tellAnswered();
    await requests().getByText("threads.add_user_message").click();
    await page.getByRole("button", { name: "Replay" }).click();
    await eventually(() => status().textContent()).toContain("the app answered 200");
    const { method, url, headers, body } = it.asked.at(-1) ?? {};
    expect([method, url]).toEqual(["POST", "/chatkit"]);
    expect(headers).toMatchObject({
      cookie: expect.stringContaining("shop_token=abc"),
      origin: it.origin,
      "content-type": "application/json",
      "x-chatkit-replay-of": "x1",
    });
    expect(headers?.cookie).not.toContain("inspector");
    expect(body).toBe(exchange().request.body?.text);
  });

  test("says why a request cannot be replayed, and sends nothing", async () => {
    const body = { text: "{", bytes: 900_000, truncated: true };
    tellAnswered({ request: { headers: {}, body, faults: [] } });
    await requests().getByText("threads.add_user_message").click();
    // Playwright would wait for a button that is not disabled.
    await page.getByRole("button", { name: "Replay" }).click({ force: true });
    await eventually(() => status().textContent()).toContain("too large to be kept whole");
    expect(it.asked.filter(({ method }) => method === "POST")).toEqual([]);
  });

  test("marks the replay of a request as one", async () => {
    tellAnswered({ request: { headers: { "x-chatkit-replay-of": "x1" }, body: null, faults: [] } });
    await requests().getByText("replay of x1").waitFor();
  });

  test("copies a request as curl, and an id", async () => {
    tellAnswered();
    await requests().getByText("threads.add_user_message").click();
    await page.getByRole("button", { name: "Copy as curl" }).click();
    await eventually(() => status().textContent()).toContain("CHATKIT_COOKIE");
    expect(await clipboard()).toContain(`curl --no-buffer --request POST ${it.origin}/chatkit`);
    await detail().getByRole("button", { name: "thr_1" }).click();
    await eventually(clipboard).toBe("thr_1");
  });

  test("shows sessions as they are minted and cancelled, and never their secrets", async () => {
    await page.getByRole("link", { name: "Sessions" }).click();
    await page.getByText("No session was minted yet.").waitFor();
    expect(await page.getByRole("button", { name: "Mint" }).count()).toBe(0);
    it.log.tell({ type: "session.minted", session: session() });
    await page.getByText("cksess_1").waitFor();
    await page.getByText("ek_…9f2c").waitFor();
    await page.getByText(/^expires in (10 min 0|9 min \d+) s$/).waitFor();
    it.log.tell({ type: "session.cancelled", session: session({ cancelled: true }) });
    await page.getByText("cancelled", { exact: true }).waitFor();
  });

  test("mints none for a self-hosted app, which needs none", async () => {
    await page.close();
    await it.close();
    await open({ mint: async () => ({ session: session(), clientSecret: "ek_whole_secret" }) });
    await page.getByRole("link", { name: "Sessions" }).click();
    await page.getByText("A self-hosted app needs none").waitFor();
    expect(await page.getByRole("button", { name: "Mint" }).count()).toBe(0);
  });

  test("mints a session, whose secret goes into the clipboard and nowhere else", async () => {
    await page.close();
    await it.close();
    await open({
      info: hosted,
      mint: async () => ({ session: session(), clientSecret: "ek_whole_secret" }),
    });
    await page.getByRole("link", { name: "Sessions" }).click();
    await page.getByRole("button", { name: "Mint one" }).click();
    await eventually(() => status().textContent()).toContain("Minted cksess_1");
    expect(await clipboard()).toBe("ek_whole_secret");
    expect(await page.content()).not.toContain("ek_whole_secret");
  });

  test("says why no session could be minted", async () => {
    const error = new CliError("No workflow.", {
      code: "w",
      exitCode: EXIT.usage,
      hint: "Set one.",
    });
    await page.close();
    await it.close();
    await open({ info: hosted, mint: () => Promise.reject(error) });
    await page.getByRole("link", { name: "Sessions" }).click();
    await page.getByRole("button", { name: "Mint one" }).click();
    await eventually(() => status().textContent()).toBe("No workflow. Set one.");
  });

  test("tells of a crash of the app and of its return", async () => {
    const lastLines = ["Error: no such module"];
    const crash = { state: "crashed", exitCode: 1, signal: null, lastLines } as const;
    it.log.tell({ type: "app", app: crash });
    await page.getByText("Error: no such module").waitFor();
    await page.getByText("app has crashed", { exact: true }).waitFor();
    it.log.tell({ type: "app", app: { state: "ready", url: "http://localhost:1", tookMs: 5 } });
    await page.getByText("live", { exact: true }).waitFor();
    expect(await page.getByText("Error: no such module").count()).toBe(0);
  });

  test("tells a warning until it is dismissed", async () => {
    it.log.tell({
      type: "warning",
      message: "The page asked for a user.",
      hint: "See --trust-page.",
    });
    await page.getByText("The page asked for a user.").waitFor();
    await page.getByRole("button", { name: "Dismiss" }).click();
    await eventually(() => page.getByText("The page asked for a user.").count()).toBe(0);
    // It does not come back with the connection.
    await hide(true);
    tellAnswered({ operation: "threads.delete" });
    await hide(false);
    await requests().getByText("threads.delete").waitFor();
    expect(await page.getByText("The page asked for a user.").count()).toBe(0);
  });

  test("holds no connection while nobody sees it, and misses nothing", async () => {
    expect(it.listeners()).toBe(1);
    await hide(true);
    await eventually(() => it.listeners()).toBe(0);
    tellAnswered({ operation: "threads.delete" });
    await hide(false);
    await requests().getByText("threads.delete").waitFor();
  });

  test("connects anew when its connection breaks", async () => {
    it.endRun();
    await eventually(() => it.listeners()).toBe(1);
    await page.getByText("live", { exact: true }).waitFor();
  });

  test("says so when its run has ended and another has begun", async () => {
    await visitor.context.clearCookies();
    it.endRun();
    await page.getByText("This run has ended").waitFor();
  });
});
