import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../../helpers/browser.ts";
import { openElement } from "../harness.ts";

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 15_000 });

const field = (page: Page) => page.getByRole("textbox", { name: "Message", exact: true });
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** Everything that a composer can have, with words that are hard to fit. */
const everything = (more: string) => `{
  ${more}
  commands: { enabled: true },
  entities: {
    showComposerMenu: true,
    onTagSearch: async (query) => query === "none" ? [] : [
      { id: "1", title: "Ada", icon: "user", group: "People", interactive: true },
      { id: "2", title: "AWordThatIsVeryLong".repeat(6), group: "Documents" },
    ],
  },
  composer: {
    placeholder: "Ask anything about whatever is on your mind, however long it takes to say it",
    attachments: { enabled: true },
    dictation: { enabled: true },
    tools: [
      { id: "search", label: "Search the web", icon: "search" },
      { id: "paint", label: "Paint a picture", icon: "images", pinned: true },
      { id: "think", label: "Think", icon: "lightbulb", pinned: true },
    ],
    models: [
      { id: "fast", label: "A model with quite a long name", description: "Quick", default: true },
      { id: "old", label: "Old", disabled: true },
    ],
  },
}`;

/** Everything there is to see, one after the other. */
const views: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  "an empty composer": async (page) => {
    await field(page).waitFor();
  },
  "a message with tags, a quote and files": async (page) => {
    await page.route("**/api/attachments**", (route) => {
      const isLong = route.request().postData()?.includes("wait.txt");
      return isLong ? undefined : route.fulfill({ status: 500 });
    });
    await page.getByLabel("Attach files").setInputFiles(
      ["a-file-with-a-very-long-name".repeat(5), "wait"].map((name) => ({
        name: `${name}.txt`,
        mimeType: "text/plain",
        buffer: Buffer.from("Hello"),
      })),
    );
    await page.evaluate(`chat.setComposerValue({
      reply: "What was said".repeat(20),
      selectedToolId: "search",
      content: [
        { type: "input_text", text: "Ask " },
        { type: "input_tag", id: "1", text: "Ada", data: {}, interactive: true },
        { type: "input_text", text: " and " },
        { type: "input_tag", id: "2", text: "AWordThatIsVeryLong".repeat(6), data: {} },
        { type: "input_text", text: "\\n" + "and so on ".repeat(80) },
      ],
    })`);
    await page.getByRole("button", { name: /^Retry/ }).waitFor();
  },
  mentions: async (page) => {
    await field(page).click();
    await page.keyboard.type("@");
    await page.getByRole("option", { name: "Ada" }).waitFor();
  },
  "no mention": async (page) => {
    await field(page).click();
    await page.keyboard.type("@none");
    await page.getByText("Nothing is found").first().waitFor();
  },
  commands: async (page) => {
    await field(page).click();
    await page.keyboard.type("/");
    await page.getByRole("option", { name: "Attach files" }).waitFor();
  },
  "the menu of models": async (page) => {
    await page.getByRole("button", { name: "Model: A model" }).click();
    await page.getByText("Quick").waitFor();
  },
  "a recording": async (page) => {
    await page.context().grantPermissions(["microphone"]);
    await button(page, "Dictate").click();
    await page.getByRole("timer").waitFor();
  },
  "the drop zone": async (page) => {
    await page.evaluate(`{
      const data = new DataTransfer();
      data.items.add(new File([""], "a.txt"));
      chat.dispatchEvent(new DragEvent("dragenter", { dataTransfer: data, bubbles: true }));
    }`);
    await page.getByText("Drop files to attach them").waitFor();
  },
};
const everyView = Object.entries(views);

describe.skipIf(!hasBrowser)("the composer's looks", { timeout: 60_000 }, () => {
  // Colours, sizes and directions are independent of each other: these pairs are enough.
  describe.each([
    ["in light colours on a desk", `theme: "light",`, DESK],
    ["in dark colours on a phone, from right to left", `theme: "dark", locale: "ar",`, PHONE],
  ])("%s", (_name, more, viewport) => {
    test.each(everyView)("axe finds nothing wrong with %s, and it fits", async (_what, show) => {
      const { page } = await openElement({ options: everything(more), viewport });
      await page.emulateMedia({ reducedMotion: "reduce" });
      await show(page);
      const { violations } = await new AxeBuilder({ page })
        .include({ fromShadowDom: ["openai-chatkit", "chatkit-offline-composer"] })
        .analyze();
      const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
      expect(found).toEqual([]);
      const overflow = await page.evaluate<number[]>(`
        [...chat.shadowRoot.querySelectorAll(".composer-box, .composer-bar, .composer-end, .composer-field")]
          .map((one) => one.scrollWidth - one.clientWidth)
      `);
      expect(Math.max(...overflow)).toBeLessThanOrEqual(0);
    });
  });

  test("every target is at least 24 pixels in each direction", async () => {
    const { page } = await openElement({ options: everything(""), viewport: PHONE });
    await views["a message with tags, a quote and files"]?.(page);
    const small = await page.evaluate<string[]>(`
      [...chat.shadowRoot.querySelectorAll("chatkit-offline-composer button, .composer-attach")]
        .map((one) => [one.getAttribute("aria-label") ?? one.textContent, one.getBoundingClientRect()])
        .filter(([, { width, height }]) => width < 24 || height < 24)
        .map(([name]) => name)
    `);
    expect(small).toEqual([]);
  });

  test("Send stands at the inline end, in both directions", async () => {
    const { page } = await openElement({ options: everything(""), viewport: PHONE });
    const right = async () => {
      const box = await button(page, "Send message").boundingBox();
      return (box?.x ?? 0) + (box?.width ?? 0);
    };
    expect(await right()).toBeGreaterThan(320);
    await page.evaluate(
      `chat.setOptions({ api: { url: "/chatkit", domainKey: "local-dev" }, locale: "ar" })`,
    );
    await eventually(right).toBeLessThan(80);
  });

  test("it grows with the message, to a limit", async () => {
    const { page } = await openElement();
    const height = async () => (await field(page).boundingBox())?.height ?? 0;
    const empty = await height();
    await field(page).fill("one\ntwo\nthree");
    const three = await height();
    expect(three).toBeGreaterThan(empty * 1.8);
    await field(page).fill("line\n".repeat(100));
    expect(await height()).toBeLessThan(300);
    const isAtEnd = await field(page).evaluate(
      (one) => one.scrollTop + one.clientHeight >= one.scrollHeight - 2,
    );
    expect(isAtEnd).toBe(true);
  });
});
