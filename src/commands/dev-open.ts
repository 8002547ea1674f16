import type { Reporter } from "../terminal/reporter.ts";

/**
 * Opens an address in the person's browser; where there is none, says so.
 *
 * @param url what to open
 * @param reporter told when nothing can be opened
 */
export async function openInBrowser(url: string, reporter: Reporter): Promise<void> {
  const { default: open } = await import("open");
  const failed = () => reporter.warn(`No browser could be opened. The address is ${url}`);
  try {
    const browser = await open(url);
    browser.on("error", failed);
    browser.on("exit", (code) => code && failed());
  } catch {
    // Whatever the reason, such as a machine without a desktop, the person can open it themselves.
    failed();
  }
}
