import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
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

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 15_000 });

/** Something of everything that the page can show, with words that are hard to fit. */
function tellEverything({ log }: Inspected): void {
  const long = "a_thread_with_a_very_long_name".repeat(6);
  const failure = { message: "It failed.", hint: "Try again.", requestId: "req_1" };
  const done = exchange({
    id: "x1",
    operation: "session.create",
    kind: "session",
    path: `/api/${long}`,
  });
  log.tell({ type: "exchange.started", exchange: done });
  const response = answered({ error: { message: long, count: 1, fatal: true } }, { status: 404 });
  log.tell({ type: "exchange.ended", exchange: { ...done, response, failure, endedMs: 12 } });
  const open = exchange({ id: "x2", threadId: long, itemIds: ["msg_1", long], response: streamed });
  log.tell({ type: "exchange.started", exchange: open });
  const events = [
    delta(0, 84, "Hello"),
    delta(1, 99, long),
    event(2, 120, { type: "progress_update", text: long, icon: "serch" } as { type: string }),
    event(3, 140, { type: "error", code: "stream.error", allow_retry: true } as { type: string }),
  ];
  for (const told of events) log.tell({ type: "exchange.event", id: "x2", event: told });
  const again = exchange({
    id: "x3",
    request: { headers: { "x-chatkit-replay-of": "x2" }, body: null, faults: [] },
  });
  log.tell({ type: "exchange.started", exchange: again });
  log.tell({ type: "session.minted", session: session({ user: long }) });
  log.tell({ type: "session.minted", session: session({ id: "cksess_2", cancelled: true }) });
  log.tell({ type: "session.minted", session: session({ id: "cksess_3", expiresAt: 0 }) });
  log.tell({ type: "warning", message: "A warning.", hint: long });
  const crash = { state: "crashed", exitCode: 1, signal: null, lastLines: [long] } as const;
  log.tell({ type: "app", app: crash });
}

describe.skipIf(!hasBrowser)("the inspector's looks", { timeout: 60_000 }, () => {
  let visitor: Visitor;
  let it: Inspected;
  let page: Page;

  beforeAll(async () => {
    visitor = await openBrowser();
  });
  afterAll(() => visitor?.close());
  beforeEach(async () => {
    it = await inspected({
      info: () => ({
        appName: "a-shop-with-a-name-that-is-long",
        backend: "hosted",
        target: "http://localhost:5173",
        key: "sk-…3f9a, OPENAI_API_KEY in .env",
        note: "The chat of a hosted app flows between OpenAI's frame and OpenAI.",
      }),
      mint: () => Promise.reject(new Error("Not now")),
    });
    page = await visitor.context.newPage();
  });
  afterEach(async () => {
    await page.close();
    await it.close();
  });

  /** Everything there is to see, one after the other. */
  const views: Readonly<Record<string, () => Promise<void>>> = {
    "an empty list": async () => {
      await page.goto(it.link);
      await page.getByText("Nothing was asked yet.").waitFor();
    },
    "a list": async () => {
      tellEverything(it);
      await page.goto(it.link);
      await page.getByText("2 faults").or(page.getByText("1 fault")).first().waitFor();
    },
    "a stream with all its events open": async () => {
      tellEverything(it);
      await page.goto(`${it.link}#/requests/x2`);
      await page.locator(".event").first().waitFor();
      await page.evaluate(
        "for (const one of document.querySelectorAll('details')) one.open = true",
      );
      await page.getByText("The last of them as it came:").waitFor();
    },
    "a failure": async () => {
      tellEverything(it);
      await page.goto(`${it.link}#/requests/x1`);
      await page.getByText("It failed.").waitFor();
    },
    "sessions and the answer to a button": async () => {
      tellEverything(it);
      await page.goto(`${it.link}#/sessions`);
      await page.getByRole("button", { name: "Mint one" }).click();
      await page.getByText("Not now").waitFor();
    },
    "the way in without a token": async () => {
      await page.context().clearCookies();
      await page.goto(`${it.origin}/__chatkit/`);
      await page.getByText("Open the link of the terminal").first().waitFor();
    },
  };
  const everyView = Object.entries(views);

  // Colours and sizes are independent of each other, so that two of the four pairs are enough.
  describe.each([
    ["light", DESK],
    ["dark", PHONE],
  ] as const)("in %s colours", (colorScheme, size) => {
    test.each(everyView)("axe finds nothing wrong with %s", async (_name, show) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize(size);
      await show();
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
      expect(found).toEqual([]);
    });
  });

  test.each(everyView)("%s fits a phone of 360 pixels", async (_name, show) => {
    await page.setViewportSize(PHONE);
    await show();
    const widths = await page.evaluate<number[]>(
      "[document.documentElement, document.body, document.querySelector('main')].map((e) => e.scrollWidth)",
    );
    for (const width of widths) expect(width).toBeLessThanOrEqual(PHONE.width);
  });

  test("it has the colours of the system, until others are chosen, and those the next time too", async () => {
    const ground = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const [light, dark] = ["rgb(246, 246, 244)", "rgb(19, 19, 18)"];
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto(it.link);
    expect(await ground()).toBe(light);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await ground()).toBe(dark);
    await page.getByLabel("Colours").selectOption("light");
    expect(await ground()).toBe(light);
    await page.reload();
    await page.getByLabel("Colours").waitFor();
    expect(await ground()).toBe(light);
    await page.getByLabel("Colours").selectOption("system");
    expect(await ground()).toBe(dark);
  });

  test("on a phone the list and what is open take turns", async () => {
    await page.setViewportSize(PHONE);
    tellEverything(it);
    await page.goto(it.link);
    const row = page.getByRole("link", { name: "session.create" });
    await row.click();
    await page.getByText("It failed.").waitFor();
    expect(await row.isVisible()).toBe(false);
    await page.getByRole("link", { name: "All requests" }).click();
    await row.waitFor();
    const focused = () => page.evaluate("document.activeElement.getAttribute('href')");
    await eventually(focused).toBe("#/requests/x1");
  });

  test("the keyboard alone goes through the list, opens a request and one of its events", async () => {
    tellEverything(it);
    await page.goto(it.link);
    await page.getByRole("link", { name: "session.create" }).waitFor();
    await page.getByRole("searchbox").focus();
    const focused = () =>
      page.evaluate<string>(
        "document.activeElement.getAttribute('href') ?? document.activeElement.className",
      );
    while (!(await focused()).startsWith("#/requests/")) await page.keyboard.press("Tab");
    expect(await focused()).toBe("#/requests/x3");
    await page.keyboard.press("End");
    expect(await focused()).toBe("#/requests/x1");
    await page.keyboard.press("ArrowUp");
    expect(await focused()).toBe("#/requests/x2");
    await page.keyboard.press("Enter");
    await page.getByText("First event").or(page.getByText("Event 3")).first().waitFor();
    expect(await focused()).toBe("#/requests/x2");
    for (let tabs = 0; tabs < 40 && (await focused()) !== "event-line"; tabs += 1) {
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Enter");
    await page.getByText("The last of them as it came:").waitFor();
  });
});
