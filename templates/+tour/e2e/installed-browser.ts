import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { PlaywrightTestOptions, PlaywrightWorkerOptions } from "@playwright/test";

type BrowserOptions = Partial<PlaywrightTestOptions & PlaywrightWorkerOptions>;

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The browser of `CHROME_PATH`, or a Chromium or Chrome that is installed: none is downloaded. */
export function installedBrowser(): BrowserOptions {
  const { CHROME_PATH, PATH = "" } = process.env;
  const executablePath =
    CHROME_PATH ||
    NAMES.flatMap((name) => PATH.split(delimiter).map((folder) => join(folder, name))).find(
      existsSync,
    );
  // Playwright knows where Chrome is on macOS and Windows.
  return executablePath ? { launchOptions: { executablePath } } : { channel: "chrome" };
}
