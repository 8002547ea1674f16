import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium } from "playwright-core";
import { requirement } from "./requirement.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** The installed browser: `CHROME_PATH`, or the first known name on the PATH. */
function browserPath(): string | undefined {
  const { CHROME_PATH, PATH = "" } = process.env;
  if (CHROME_PATH) return existsSync(CHROME_PATH) ? CHROME_PATH : undefined;
  return NAMES.flatMap((name) => PATH.split(":").map((folder) => join(folder, name))).find(
    existsSync,
  );
}

/** Whether tests in a browser can run here; with `CI=true` a missing browser is an error. */
export const hasBrowser = requirement(
  "a browser (Chromium, or its path in CHROME_PATH)",
  browserPath() !== undefined,
);

/** One visitor: a browser with an empty profile of its own. */
export interface Visitor {
  readonly context: BrowserContext;
  /** Ends the browser and removes its profile. */
  close(): Promise<void>;
}

/**
 * Opens a fresh browser.
 *
 * @param viewport in CSS pixels; a desk by default
 */
export async function openBrowser(
  viewport: { width: number; height: number } = { width: 1280, height: 800 },
): Promise<Visitor> {
  const executablePath = browserPath();
  if (!executablePath) throw new Error("No browser is installed");
  const profile = await mkdtemp(join(tmpdir(), "chatkit-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    viewport,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // A microphone that beeps, for pages that may use one.
      "--use-fake-device-for-media-stream",
      // The stand-ins are on loopback, which a page of a LAN address may not reach without asking.
      "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests",
    ],
  });
  context.setDefaultTimeout(15_000);
  return {
    context,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
