import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { presets } from "../../../src/theme/presets.ts";
import { hasBrowser } from "../../helpers/browser.ts";
import { openElement } from "./harness.ts";
import type { ServedElement } from "./serve-element.ts";
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

/** Everything there is to see, one after the other. */
const VIEWS: Readonly<Record<string, (page: Page, server: ServedElement) => Promise<void>>> = {
  "the start screen": async (page) => {
    await page.getByRole("heading", { name: "What can I help with today?" }).waitFor();
  },
  "a chat": async (page, server) => {
    const id = await keepThread(server, EVERY_ITEM, { title: "Paris" });
    await page.evaluate(`chat.setThreadId(${JSON.stringify(id)})`);
    await page.getByRole("heading", { name: "Paris" }).waitFor();
    await page.getByText("What is its name?").waitFor();
  },
  "the history": async (page, server) => {
    const id = await keepThread(server, EVERY_ITEM, { title: "Paris" });
    await page.evaluate(`chat.setThreadId(${JSON.stringify(id)})`);
    await page.getByRole("heading", { name: "Paris" }).waitFor();
    await page.getByRole("button", { name: "History" }).click();
    await page.getByRole("button", { name: "Rename Paris" }).click();
  },
  "the question whether to delete": async (page, server) => {
    await keepThread(server, [], { title: "Paris" });
    await page.getByRole("button", { name: "History" }).click();
    await page.getByRole("button", { name: "Delete Paris" }).click();
    await page.getByRole("heading", { name: "Delete this chat?" }).waitFor();
  },
  "a menu": async (page) => {
    await page.getByRole("button", { name: "Model" }).click();
    await page.getByRole("menu").waitFor();
  },
  "a refused file and a failure": async (page) => {
    await page.evaluate("chat.sendUserMessage({ text: 'Fail' })");
    await page.getByText("It did not work.").waitFor();
  },
};

/** Each preset in both schemes, with nothing else changed. */
const THEMES = Object.entries(presets).flatMap(([name, { theme }]) =>
  (["light", "dark"] as const).map((colorScheme) => ({
    name: `${name} in ${colorScheme}`,
    theme: { ...theme, colorScheme },
  })),
);

describe.skipIf(!hasBrowser)("the element's looks", () => {
  // Colours have nothing to do with the size and the direction, so that each is seen with every view
  // and every theme, and not each with each.
  describe.each(THEMES.map((theme, index) => ({ ...theme, isPhone: index % 2 === 1 })))(
    "$name",
    ({ theme, isPhone }) => {
      test.each(Object.entries(VIEWS))("axe finds nothing wrong with %s", async (_name, show) => {
        const { page, server } = await openElement({
          viewport: isPhone ? PHONE : DESK,
          options: `{ ...${JSON.stringify({ ...OPTIONS, theme, ...(isPhone && { locale: "ar" }) })}, header: {
            leftAction: { icon: "home", onClick() {} }, rightAction: { icon: "dark-mode", onClick() {} },
          } }`,
          handlers: {
            respond: async function* () {
              yield {
                type: "notice",
                level: "warning",
                title: "Careful",
                message: "Some *notice*.",
              };
              yield {
                type: "error",
                code: "custom",
                message: "It did not work.",
                allow_retry: true,
              };
            },
          },
        });
        await page.emulateMedia({ reducedMotion: "reduce" });
        await show(page, server);
        const { violations } = await new AxeBuilder({ page }).include("openai-chatkit").analyze();
        const found = violations.map(({ id, nodes }) => [
          id,
          nodes.map(({ html, any }) => [html, any.map(({ message }) => message)]),
        ]);
        expect(found).toEqual([]);
      });
    },
  );
});
