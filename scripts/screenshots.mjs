// Pictures of the offline stand-in in each preset, light and dark, for the README: a real browser at
// a real `chatkit dev --offline`. Needs a build (npm run build) and Chromium (CHROME_PATH, or
// `chromium` on the PATH). Run it again whenever the element looks different.
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { chromium } from "playwright-core";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const CLI = join(ROOT, "bin/chatkit.js");
const PRESETS = ["corporate-light", "corporate-dark", "minimal", "playful"];
const SCHEMES = ["light", "dark"];
const SIZE = { width: 620, height: 640 };
const QUESTION = "What should I pack for Lisbon in November?";

/** A theme as the CLI prints it. */
async function themeOf(preset, scheme) {
  const { stdout } = await execa(process.execPath, [CLI, "theme", preset, "--scheme", scheme]);
  return JSON.parse(stdout);
}

/** Starts the gateway with nothing behind it, and answers with its address. */
async function startDev(cwd, signal) {
  const dev = execa(
    process.execPath,
    [CLI, "dev", "--offline", "--json", "--speed", "instant", "--port", "0"],
    { cwd, cancelSignal: signal, gracefulCancel: true, reject: false, stderr: "ignore" },
  );
  for await (const line of createInterface({ input: dev.stdout })) {
    const event = JSON.parse(line);
    if (event.type === "ready") return { url: event.url, ended: dev };
  }
  throw new Error("chatkit dev --offline did not start");
}

/** Has the conversation in one theme, and takes its picture. */
async function picture(browser, url, theme, path) {
  const page = await browser.newPage({ viewport: SIZE, reducedMotion: "reduce" });
  await page.goto(url);
  await page.addStyleTag({
    content:
      "body > header { display: none } main { max-width: none; padding: 0 } openai-chatkit { position: fixed; inset: 0; border: 0; border-radius: 0 }",
  });
  const message = page.getByRole("textbox", { name: "Message" });
  await message.waitFor();
  await page.evaluate(async (shown) => {
    const session = await fetch("/api/chatkit/session", { method: "POST" });
    const { client_secret } = await session.json();
    document.querySelector("openai-chatkit").setOptions({
      api: { getClientSecret: () => client_secret },
      theme: shown,
      widgets: { onAction: async () => {} },
      threadItemActions: { feedback: true, retry: true },
    });
  }, theme);
  await message.fill(QUESTION);
  await page.getByRole("button", { name: "Send message" }).click();
  await page.getByRole("button", { name: "Plan three days" }).waitFor();
  await page.getByRole("log").and(page.locator("[aria-busy=false]")).waitFor();
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.activeElement?.blur());
  await page.screenshot({ path });
  await page.close();
}

const folder = await mkdtemp(join(tmpdir(), "chatkit-screenshots-"));
const stop = new AbortController();
try {
  await mkdir(join(folder, "chatkit/fixtures"), { recursive: true });
  await cp(
    join(ROOT, "scripts/screenshots/conversation.json"),
    join(folder, "chatkit/fixtures/conversation.json"),
  );
  const { url, ended } = await startDev(folder, stop.signal);
  const browser = await chromium.launch({
    executablePath: process.env.CHROME_PATH || "chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu"],
  });
  for (const preset of PRESETS) {
    for (const scheme of SCHEMES) {
      const name = `offline-${preset}-${scheme}.png`;
      await picture(browser, url, await themeOf(preset, scheme), join(ROOT, "docs", name));
      console.log(`docs/${name}`);
    }
  }
  await browser.close();
  stop.abort();
  await ended;
} finally {
  stop.abort();
  await rm(folder, { recursive: true, force: true });
}
