import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SeenEvent } from "../../../src/dev/events.ts";
import { hasBrowser, openBrowser, type Visitor } from "../../helpers/browser.ts";
import { exchange, type Inspected, inspected, session } from "./inspected.ts";

/** What a page that makes markup or code of a text would run, ask for or stumble over. */
const CORPUS: readonly string[] = [
  "<script>window.ran = 1</script>",
  '<img src="https://evil.example/x" onerror="window.ran = 1">',
  "\"><svg onload='window.ran = 1'>",
  "</pre></details><iframe srcdoc='<script>parent.ran = 1</script>'></iframe>",
  "javascript:window.ran=1",
  '<a href="javascript:window.ran=1" autofocus onfocus=window.ran=1>here</a>',
  "<style>* { display: none }</style><base href='https://evil.example/'>",
  "<meta http-equiv=refresh content='0;url=https://evil.example'>",
  "<!--?lit$1$--><!-- --><template><b>t</b></template>",
  `\${window.ran = 1} {{constructor.constructor("window.ran=1")()}} <%= 1 %>`,
  "&lt;img src=x onerror=window.ran=1&gt; \u0000\u202e\ufeff\ud800",
  "__proto__",
  '{"__proto__":{"ran":1},"constructor":{"prototype":{"ran":1}}}',
];

/** Elements that the page itself never makes. */
const FOREIGN =
  "script:not([src='/__chatkit/inspector.js']), iframe, object, embed, base, meta[http-equiv], style, template, b, svg:not(.bar), img:not([src='icon.svg']), a[href^='javascript'], [onerror], [onload], [onfocus]";

/** Tells of things that say this wherever something can be said. */
function tellEverywhere({ log }: Inspected, text: string, id: string): void {
  const fault = { path: text, message: text };
  const body = { text, bytes: 1, truncated: false };
  const headers = { [text]: text, cookie: text };
  const events: SeenEvent[] = [
    text,
    JSON.stringify({ type: text, item: { type: text, name: text } }),
  ].map((data, index) => ({ index, atMs: index, type: text, data, itemId: text, faults: [fault] }));
  const begun = exchange({
    id,
    method: text,
    path: text,
    operation: text,
    threadId: text,
    itemIds: [text],
    request: { headers, body, faults: [fault] },
    response: { status: 200, headers, headersMs: 1, body, faults: [fault], streaming: true },
  });
  log.tell({ type: "exchange.started", exchange: begun });
  for (const event of events) log.tell({ type: "exchange.event", id, event });
  const failure = { message: text, hint: text, requestId: text };
  const ended = { ...begun, eventCount: 2, firstEventMs: 0, endedMs: 2, failure };
  log.tell({ type: "exchange.ended", exchange: ended });
  const minted = session({ id: text, user: text, workflow: text, secret: text });
  log.tell({ type: "session.minted", session: minted });
  log.tell({ type: "warning", message: text, hint: text });
  const app = { state: "crashed", exitCode: null, signal: text, lastLines: [text] } as const;
  log.tell({ type: "app", app });
}

describe.skipIf(!hasBrowser)("text that means harm", { timeout: 60_000 }, () => {
  let visitor: Visitor;

  beforeAll(async () => {
    visitor = await openBrowser();
  });
  afterAll(() => visitor?.close());

  /** What must not have happened. */
  const harm = async (page: Page) => ({
    ran: await page.evaluate("window.ran ?? ({}).ran ?? null"),
    foreign: await page.locator(FOREIGN).count(),
  });

  test.each(CORPUS)("is shown as it is, wherever it stands: %j", async (text) => {
    const it = await inspected({
      info: () => ({ appName: text, backend: null, target: text, key: text, note: text }),
    });
    const page = await visitor.context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("dialog", (dialog) => complaints.push(dialog.message()));
    page.on("request", (request) => {
      if (!request.url().startsWith(it.origin)) complaints.push(request.url());
    });
    try {
      tellEverywhere(it, text, "x1");
      await page.goto(it.link);
      await page.locator(".row").click();
      await page.locator(".part").first().waitFor();
      await page.locator(".event").nth(1).waitFor();
      await page.evaluate(
        "for (const one of document.querySelectorAll('details')) one.open = true",
      );
      await page.locator(".event-data").nth(1).waitFor();
      expect(await page.locator(".detail h2").textContent()).toContain(shown(text));
      expect(await harm(page)).toEqual({ ran: null, foreign: 0 });
      await page.getByRole("link", { name: "Sessions" }).click();
      await page.locator(".card").waitFor();
      expect(await page.locator(".card button").textContent()).toContain(shown(text));
      expect(await harm(page)).toEqual({ ran: null, foreign: 0 });
      expect(complaints).toEqual([]);
    } finally {
      await page.close();
      await it.close();
    }
  });
});

/** JSON carries half a character as the sign for one that cannot be shown. */
function shown(text: string): string {
  return text.replace("\ud800", "");
}
