import type { Locator, Page } from "playwright-core";
import { afterAll, expect, onTestFinished, vi } from "vitest";
import { openBrowser, type Visitor } from "../../helpers/browser.ts";
import { type PageOptions, pageOf } from "./page-of.ts";
import { type Handlers, type ServedElement, serveElement } from "./serve-element.ts";

/** An event of the element, as the page saw it; an error is its message. */
export interface SeenEvent {
  readonly name: string;
  readonly detail: unknown;
}

/** The element in a real browser. */
export interface OpenElement {
  readonly page: Page;
  /** The `<openai-chatkit>` itself. Locators look into its shadow root. */
  readonly element: Locator;
  readonly server: ServedElement;
  /** The element's events so far. */
  events(): Promise<readonly SeenEvent[]>;
  /** What went wrong in the page: errors nobody caught, and what was written to the console. */
  readonly said: readonly string[];
}

export interface OpenElementOptions extends PageOptions {
  readonly handlers?: Partial<Handlers>;
  /** Answers before the usual server. */
  readonly answer?: (request: Request) => Promise<Response | undefined> | Response | undefined;
  /** A page of the test's own instead, with the element's script at `/__chatkit/offline/chatkit.js`. */
  readonly html?: string;
  /** The size of the page in CSS pixels; a desk by default. */
  readonly viewport?: { readonly width: number; readonly height: number };
}

// A browser takes its time where two of them share a machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Looks at something until it is as expected. */
export const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 15_000 });

let visitor: Promise<Visitor> | undefined;
afterAll(async () => (await visitor)?.close());

/**
 * Opens a page with the element in it, in the one browser of a test file. Behind it is the protocol
 * server of generated apps with `handlers` as its own; the page has the globals `chat` (the element)
 * and `seen` (its events). Page and server end with the test. What the page needs is served by
 * `serve-element.ts`, which a script may call to keep the page open for a look by hand.
 */
export async function openElement(open: OpenElementOptions = {}): Promise<OpenElement> {
  const { handlers, answer, viewport } = open;
  const server = await serveElement({
    page: open.html ?? pageOf(open),
    ...(open.hosted && { hosted: true }),
    ...(handlers && { handlers }),
    ...(answer && { answer }),
  });
  visitor ??= openBrowser();
  const page = await (await visitor).context.newPage();
  onTestFinished(async () => {
    await page.close();
    await server.close();
  });
  const said: string[] = [];
  page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(`uncaught: ${error.message}`));
  if (viewport) await page.setViewportSize(viewport);
  await page.goto(server.origin);
  return {
    page,
    element: page.locator("openai-chatkit"),
    server,
    events: () => page.evaluate<SeenEvent[]>("seen"),
    said,
  };
}
