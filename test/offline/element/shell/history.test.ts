import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../../helpers/browser.ts";
import { type OpenElement, type OpenElementOptions, openElement } from "../harness.ts";
import { USER } from "../serve-element.ts";

const OWNER = { userId: USER };

/** Opens a page whose visitor had some chats before; the last of the titles is the newest. */
async function withChats(titles: readonly (string | undefined)[], open: OpenElementOptions = {}) {
  const opened = await openElement(open);
  for (const [index, title] of titles.entries()) {
    const created_at = new Date(2026, 0, 1, 0, index).toISOString();
    const status = { type: "active" } as const;
    const thread = { id: `thr_${index}`, created_at, status, metadata: {} };
    await opened.server.store.saveThread({ ...thread, ...(title && { title }) }, OWNER);
  }
  const panel = opened.page.getByRole("dialog", { name: "History" });
  return { ...opened, panel, button: opened.page.getByRole("button", { name: "History" }) };
}

/** The name of the element in the shadow root that has the focus. */
function focusedName({ page }: Pick<OpenElement, "page">) {
  return page.evaluate(
    "(() => { const e = chat.shadowRoot.activeElement; return e && (e.getAttribute('aria-label') ?? e.textContent.trim()); })()",
  );
}

describe.skipIf(!hasBrowser)("the history", () => {
  test("lists chats, newest first, and opens one", async () => {
    const { page, panel, button } = await withChats(["First", undefined, "Third"]);
    await button.click();
    const rows = panel.locator("li > button:first-child");
    await panel.getByText("Untitled chat").waitFor();
    const names = await rows.evaluateAll((all) => all.map((row) => row.getAttribute("aria-label")));
    expect(names).toEqual(["Third", "Untitled chat", "First"]);
    await panel.getByRole("button", { name: "First", exact: true }).click();
    await page.getByRole("heading", { name: "First" }).waitFor();
    expect(await panel.count()).toBe(0);
    await button.click();
    const current = panel.locator("[aria-current=true]");
    expect(await current.getAttribute("aria-label")).toBe("First");
  });

  test("has the focus while it is open; Escape closes it, and the focus returns", async () => {
    const opened = await withChats(["First"]);
    const { page, panel, button, events } = opened;
    await button.focus();
    await page.keyboard.press("Enter");
    await panel.getByText("First").waitFor();
    expect(await focusedName(opened)).toBe("Search chats");
    await page.keyboard.press("Shift+Tab");
    expect(await focusedName(opened)).toBe("Close history");
    await page.keyboard.press("Shift+Tab");
    expect(await focusedName(opened)).toBe("Offline stand-in");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    expect(await focusedName(opened)).toBe("History");
    const names = (await events()).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["history.open", "history.close"]));
  });

  test("finds chats by their titles, also those that were not loaded yet", async () => {
    const titles = ["The oldest", ...Array.from({ length: 70 }, (_, index) => `Chat ${index}`)];
    const { panel, button } = await withChats(titles);
    await button.click();
    await panel.getByText("Chat 69", { exact: true }).waitFor();
    expect(await panel.getByText("The oldest").count()).toBe(0);
    await panel.getByRole("searchbox").fill("oldest");
    await panel.getByText("The oldest").waitFor();
    await panel.getByRole("searchbox").fill("nothing of the kind");
    await panel.getByText("No chat is called that.").waitFor();
  });

  test("loads more when its end is reached", async () => {
    const { panel, button } = await withChats(
      Array.from({ length: 70 }, (_, index) => `Chat ${index}`),
    );
    await button.click();
    await panel.getByText("Chat 69", { exact: true }).waitFor();
    await expect
      .poll(async () => {
        await panel.locator("li").last().scrollIntoViewIfNeeded();
        return panel.locator("li").count();
      })
      .toBe(70);
  });

  test("renames a chat in its place", async () => {
    const opened = await withChats(["First", "Second"]);
    const { panel, button, server, page } = opened;
    await button.click();
    await panel.getByRole("button", { name: "Rename First" }).click();
    await panel.getByRole("textbox", { name: "Title" }).fill("A better name");
    await page.keyboard.press("Enter");
    await panel.getByRole("button", { name: "Rename A better name" }).waitFor();
    expect(await focusedName(opened)).toBe("Rename A better name");
    expect((await server.store.loadThread("thr_0", OWNER)).title).toBe("A better name");
    await panel.getByRole("button", { name: "Rename Second" }).click();
    await panel.getByRole("textbox", { name: "Title" }).fill("Not this");
    await page.keyboard.press("Escape");
    await panel.getByRole("button", { name: "Rename Second" }).waitFor();
    expect((await server.store.loadThread("thr_1", OWNER)).title).toBe("Second");
  });

  test("deletes a chat when that was confirmed", async () => {
    const opened = await withChats(["First", "Second"]);
    const { panel, button, server, page } = opened;
    await button.click();
    const question = page.getByRole("dialog", { name: "Delete chat" });
    await panel.getByRole("button", { name: "Delete First" }).click();
    await page.keyboard.press("Escape");
    await question.waitFor({ state: "hidden" });
    expect(await focusedName(opened)).toBe("Delete First");
    await panel.getByRole("button", { name: "Delete First" }).click();
    await question.getByRole("button", { name: "Delete" }).click();
    await panel.getByText("First").waitFor({ state: "detached" });
    expect(await panel.getByText("Second").count()).toBe(1);
    await expect.poll(() => focusedName(opened)).toBe("Search chats");
    await expect(server.store.loadThread("thr_0", OWNER)).rejects.toThrow();
  });

  test("says that there is nothing yet", async () => {
    const { panel, button } = await withChats([]);
    await button.click();
    await panel.getByText("There are no chats yet.").waitFor();
  });

  test("says that it could not be loaded, and tries again", async () => {
    let isBroken = true;
    const { panel, button } = await withChats(["First"], {
      answer: async (request) => {
        if (request.method !== "POST" || !isBroken) return undefined;
        const { type } = await request.clone().json();
        return type === "threads.list" ? new Response("no", { status: 500 }) : undefined;
      },
    });
    await button.click();
    await panel.getByText("The chats could not be loaded.").waitFor();
    isBroken = false;
    await panel.getByRole("button", { name: "Try again" }).click();
    await panel.getByText("First").waitFor();
  });

  test.each([
    ["{ showDelete: false }", ["Rename First"]],
    ["{ showRename: false }", ["Delete First"]],
  ])("shows no more than the options allow: %s", async (history, expected) => {
    const { panel, button } = await withChats(["First"], { options: `{ history: ${history} }` });
    await button.click();
    await panel.getByText("First").waitFor();
    const names = await panel
      .locator("li .ck-icon-button")
      .evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
    expect(names).toEqual(expected);
  });

  test("has no button where it is switched off", async () => {
    const { page, button } = await withChats([], { options: "{ history: { enabled: false } }" });
    await page.getByRole("button", { name: "New chat" }).waitFor();
    expect(await button.count()).toBe(0);
  });
});
