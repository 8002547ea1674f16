import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { presets } from "../../../src/theme/presets.ts";
import { hasBrowser } from "../../helpers/browser.ts";
import { openElement } from "./harness.ts";
import { keepThread } from "./view/conversation.ts";
import { EVERY_ITEM } from "./view/everything.ts";

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };

const OPTIONS = {
  startScreen: {
    prompts: [
      { label: "Plan a week", prompt: "Plan", icon: "calendar" },
      { label: "Something without an icon", prompt: "x" },
    ],
  },
  composer: {
    attachments: { enabled: true },
    tools: [{ id: "search", label: "Search the web", icon: "globe", pinned: true }],
    models: [
      { id: "small", label: "Small", default: true },
      { id: "large", label: "Large", description: "Slower and better." },
    ],
  },
  threadItemActions: { feedback: true, retry: true },
  disclaimer: { text: "It can be **wrong**. See the [terms](https://example.com)." },
};

/** Everything there is to see, one after the other on one page. */
const VIEWS: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  "the start screen": async (page) => {
    await page.getByRole("heading", { name: "What can I help with today?" }).waitFor();
  },
  "a menu": async (page) => {
    await page.getByRole("button", { name: "Model" }).click();
    await page.getByRole("menu").waitFor();
  },
  "the history, with a chat that is renamed": async (page) => {
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "History" }).click();
    await page.getByRole("button", { name: "Rename Rome" }).click();
    await page.getByRole("textbox", { name: "Title" }).waitFor();
  },
  "the question whether to delete": async (page) => {
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Delete Paris" }).click();
    await page.getByRole("heading", { name: "Delete this chat?" }).waitFor();
  },
  "a notice and a failure": async (page) => {
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.keyboard.press("Escape");
    await page.evaluate("chat.sendUserMessage({ text: 'Fail' })");
    await page.getByText("It did not work.").waitFor();
  },
  "a chat with everything": async (page) => {
    await page.evaluate("chat.setThreadId('thr_paris')");
    await page.getByRole("heading", { name: "Paris" }).waitFor();
    await page.getByText("What is its name?").waitFor();
  },
};

/** Each preset in both schemes, with nothing else changed. */
const THEMES = Object.entries(presets).flatMap(([name, { theme }]) =>
  (["light", "dark"] as const).map((colorScheme) => ({
    name: `${name} in ${colorScheme}`,
    theme: { ...theme, colorScheme },
  })),
);

/** What axe finds wrong, with the elements and the reasons. */
async function faultsOf(page: Page): Promise<unknown[]> {
  const { violations } = await new AxeBuilder({ page }).include("openai-chatkit").analyze();
  return violations.map(({ id, nodes }) => [
    id,
    nodes.map(({ html, any }) => [html, any.map(({ message }) => message)]),
  ]);
}

describe.skipIf(!hasBrowser)("the element's looks", () => {
  // Colours have nothing to do with the size and the direction, so that each is seen with every view,
  // and not each with each.
  const themes = THEMES.map((theme, index) => ({ ...theme, isPhone: index % 2 === 1 }));

  test.each(themes)(
    "axe finds nothing wrong with any view in $name",
    async ({ theme, isPhone }) => {
      const { page, server } = await openElement({
        viewport: isPhone ? PHONE : DESK,
        options: `{
        ...${JSON.stringify({ ...OPTIONS, theme, ...(isPhone && { locale: "ar" }) })},
        header: { leftAction: { icon: "home", onClick() {} }, rightAction: { icon: "dark-mode", onClick() {} } },
      }`,
        handlers: {
          respond: async function* () {
            yield { type: "notice", level: "warning", title: "Careful", message: "Some *notice*." };
            yield { type: "error", code: "custom", message: "It did not work.", allow_retry: true };
          },
        },
      });
      await keepThread(server, EVERY_ITEM, { id: "thr_paris", title: "Paris" });
      await keepThread(server, [], { id: "thr_rome", title: "Rome" });
      await page.emulateMedia({ reducedMotion: "reduce" });
      const found: Record<string, unknown> = {};
      for (const [view, show] of Object.entries(VIEWS)) {
        await show(page);
        const faults = await faultsOf(page);
        if (faults.length > 0) found[view] = faults;
      }
      expect(found).toEqual({});
    },
  );
});
