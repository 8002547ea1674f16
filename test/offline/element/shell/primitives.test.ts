import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../../helpers/browser.ts";
import { type OpenElementOptions, openElement } from "../harness.ts";

/** Puts something into the chat that the page can use as `made`, and a button to go on to. */
async function withPrimitive(create: string, open: OpenElementOptions = {}): Promise<Page> {
  const { page } = await openElement(open);
  await page.getByRole("textbox", { name: "Message" }).waitFor();
  await page.evaluate(`{
    const box = document.createElement("div");
    box.style.cssText = "position:absolute; inset:100px auto auto 300px";
    chat.shadowRoot.querySelector(".ck-frame").append(box);
    window.told = [];
    ${create}
    box.append(made);
    window.made = made;
  }`);
  return page;
}

const focused = (page: Page) =>
  page.evaluate<string>(
    "(({ activeElement: e }) => e?.getAttribute('aria-label') ?? e?.textContent.trim())(chat.shadowRoot)",
  );

const MENU = `const made = document.createElement("chatkit-offline-menu-button");
  Object.assign(made, { label: "Fruit", icon: "plus", items: [
    { id: "a", label: "Apple", checked: false },
    { id: "b", label: "Banana", checked: true, description: "Yellow" },
    { id: "c", label: "Blueberry", checked: false, disabled: true },
    { id: "d", label: "Cherry", checked: false },
  ] });
  made.addEventListener("menu-select", ({ detail }) => told.push(detail));`;

describe.skipIf(!hasBrowser)("a menu", () => {
  test("opens at what is chosen, and tells what is chosen next", async () => {
    const page = await withPrimitive(MENU);
    const button = page.getByRole("button", { name: "Fruit" });
    await button.click();
    await page.getByRole("menu", { name: "Fruit" }).waitFor();
    await expect.poll(() => focused(page)).toMatch(/^Banana/);
    expect(await button.getAttribute("aria-expanded")).toBe("true");
    await page.getByRole("menuitemradio", { name: "Apple" }).click();
    await page.getByRole("menu").waitFor({ state: "detached" });
    await expect.poll(() => page.evaluate("told")).toEqual(["a"]);
    expect(await focused(page)).toBe("Fruit");
  });

  test("goes by the keyboard", async () => {
    const page = await withPrimitive(MENU);
    await page.getByRole("button", { name: "Fruit" }).focus();
    await page.keyboard.press("ArrowUp");
    await expect.poll(() => focused(page)).toBe("Cherry");
    await page.keyboard.press("ArrowDown");
    expect(await focused(page)).toBe("Apple");
    await page.keyboard.press("End");
    expect(await focused(page)).toBe("Cherry");
    await page.keyboard.type("bl");
    expect(await focused(page)).toBe("Blueberry");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("told")).toEqual([]);
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.evaluate("told")).toEqual(["a"]);
  });

  test.each([
    ["Escape", (page: Page) => page.keyboard.press("Escape"), "Fruit"],
    ["a click outside", (page: Page) => page.mouse.click(5, 500), null],
    [
      "a second click",
      (page: Page) => page.getByRole("button", { name: "Fruit" }).click(),
      "Fruit",
    ],
  ])("closes by %s", async (_name, close, focus) => {
    const page = await withPrimitive(MENU);
    await page.getByRole("button", { name: "Fruit" }).click();
    await expect.poll(() => focused(page)).toMatch(/^Banana/);
    await close(page);
    await page.getByRole("menu").waitFor({ state: "detached" });
    if (focus !== null) expect(await focused(page)).toBe(focus);
    expect(await page.evaluate("told")).toEqual([]);
  });

  test.each([
    ["en", "left"],
    ["ar", "right"],
  ] as const)(
    "lies at the beginning of its button where the locale is %s",
    async (locale, edge) => {
      const page = await withPrimitive(MENU, { options: `{ locale: "${locale}" }` });
      const button = page.getByRole("button", { name: "Fruit" });
      await button.click();
      const edgeOf = async (box: Promise<{ x: number; width: number } | null>) => {
        const found = await box;
        if (!found) throw new Error("It is not there.");
        return Math.round(edge === "left" ? found.x : found.x + found.width);
      };
      const menu = page.locator("chatkit-offline-menu-button .ck-popover");
      await page.getByRole("menu").waitFor();
      const wanted = await edgeOf(button.boundingBox());
      await expect.poll(() => edgeOf(menu.boundingBox())).toBe(wanted);
    },
  );
});

describe.skipIf(!hasBrowser)("a dialog", () => {
  const DIALOG = `const made = document.createElement("chatkit-offline-dialog");
    const button = document.createElement("button");
    button.textContent = "Yes";
    Object.assign(made, { label: "Sure?", content: () => button });
    made.addEventListener("dialog-close", () => { told.push("close"); made.open = false; });`;

  test("keeps the focus, closes by Escape and gives the focus back", async () => {
    const page = await withPrimitive(DIALOG);
    await page.getByRole("button", { name: "New chat" }).focus();
    await page.evaluate("made.open = true");
    await page.getByRole("dialog", { name: "Sure?" }).waitFor();
    expect(await focused(page)).toBe("Yes");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog", { name: "Sure?" }).waitFor({ state: "hidden" });
    expect(await page.evaluate("told")).toEqual(["close"]);
    expect(await focused(page)).toBe("New chat");
  });

  test("covers the chat, and nothing else of the page", async () => {
    const page = await withPrimitive(DIALOG);
    await page.evaluate(
      "Object.assign(chat.style, { width: '400px', height: '500px', marginLeft: '200px' })",
    );
    await page.evaluate("made.open = true");
    const box = () => page.getByRole("dialog", { name: "Sure?" }).boundingBox();
    await expect.poll(box).toEqual({ x: 200, y: 0, width: 400, height: 500 });
    await page.mouse.click(210, 490);
    await page.getByRole("dialog", { name: "Sure?" }).waitFor({ state: "hidden" });
  });
});

describe.skipIf(!hasBrowser)("a tooltip", () => {
  test("shows with the keyboard's focus, and goes with Escape", async () => {
    const { page } = await openElement();
    await page.getByRole("button", { name: "New chat" }).waitFor();
    const bubble = page.locator(".ck-tooltip");
    await page.getByRole("textbox", { name: "Message" }).focus();
    while ((await focused(page)) !== "New chat") await page.keyboard.press("Shift+Tab");
    await bubble.getByText("New chat").waitFor();
    await page.keyboard.press("Escape");
    await bubble.waitFor({ state: "detached" });
  });

  test("shows under a pointer that stays, and goes with it", async () => {
    const { page } = await openElement();
    const bubble = page.locator(".ck-tooltip");
    await page.getByRole("button", { name: "New chat" }).hover();
    await bubble.getByText("New chat").waitFor();
    await page.mouse.move(300, 400);
    await bubble.waitFor({ state: "detached" });
  });
});
