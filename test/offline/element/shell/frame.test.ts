import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../../helpers/browser.ts";
import { openElement } from "../harness.ts";

describe.skipIf(!hasBrowser)("the frame", () => {
  test("is a region named as the page says", async () => {
    const { page } = await openElement();
    await page.getByRole("region", { name: "Chat", exact: true }).waitFor();
    await page.evaluate("chat.setOptions({ ...options, frameTitle: 'Help desk' })");
    await page.getByRole("region", { name: "Help desk" }).waitFor();
  });

  test("says that it is a stand-in, and what that is, whatever is shown", async () => {
    const { page } = await openElement();
    await page.getByRole("button", { name: "Offline stand-in" }).click();
    const explanation = page.getByRole("dialog", { name: "Offline stand-in" });
    await explanation.getByText("This is not OpenAI's interface.").waitFor();
    await page.keyboard.press("Escape");
    await explanation.waitFor({ state: "hidden" });
    expect(await page.evaluate("chat.shadowRoot.activeElement.textContent.trim()")).toBe(
      "Offline stand-in",
    );
  });

  test("keeps what the app has to say in the column of the messages", async () => {
    const { page } = await openElement({
      viewport: { width: 1600, height: 900 },
      handlers: {
        respond: async function* () {
          yield { type: "notice", level: "info", message: "The kitchen is closed." };
        },
      },
    });
    await page.evaluate("void chat.sendUserMessage({ text: 'Hello' })");
    const notice = page.getByRole("note").filter({ hasText: "The kitchen is closed." });
    await notice.waitFor();
    const composer = await page.locator("chatkit-offline-composer").boundingBox();
    expect(composer?.width).toBeLessThan(800);
    expect(await notice.boundingBox()).toMatchObject({ x: composer?.x, width: composer?.width });
  });

  test("leaves room for the messages in a window that is hardly higher than the composer", async () => {
    const { page } = await openElement({ viewport: { width: 320, height: 180 } });
    await page.evaluate("void chat.sendUserMessage({ text: 'Hello' })");
    const messages = page.getByRole("group", { name: "Messages" });
    await messages.waitFor();
    expect((await messages.boundingBox())?.height).toBeGreaterThan(100);
    const box = page.getByRole("textbox", { name: "Message" });
    await box.scrollIntoViewIfNeeded();
    const { y = 0, height = 0 } = (await box.boundingBox()) ?? {};
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y + height).toBeLessThanOrEqual(180);
  });

  test("shows the page's disclaimer as Markdown", async () => {
    const { page, events } = await openElement({
      options: `{ disclaimer: { highContrast: true,
        text: "See the [terms](https://example.com/terms), or [ask](chatkit-link://ask?about=terms)." } }`,
    });
    const link = page.getByRole("link", { name: "terms" });
    expect(await link.getAttribute("href")).toBe("https://example.com/terms");
    await page
      .getByRole("link", { name: "ask" })
      .or(page.getByRole("button", { name: "ask" }))
      .click();
    await expect
      .poll(async () => (await events()).find(({ name }) => name === "deeplink")?.detail)
      .toMatchObject({ name: "ask", data: { about: "terms" } });
    const ground = "chat.shadowRoot.querySelector('.ck-disclaimer')";
    const colour = () => page.evaluate<string>(`getComputedStyle(${ground}).color`);
    expect(await colour()).toBe(
      await page.evaluate("getComputedStyle(chat.shadowRoot.querySelector('.ck-frame')).color"),
    );
    await page.evaluate("chat.setOptions({ ...options, disclaimer: { text: 'Fainter' } })");
    await page.getByText("Fainter").waitFor();
    expect(await colour()).not.toBe(
      await page.evaluate("getComputedStyle(chat.shadowRoot.querySelector('.ck-frame')).color"),
    );
  });

  test("runs from right to left where the locale does", async () => {
    const { page } = await openElement({ options: "{ locale: 'ar' }" });
    const frame = page.getByRole("region", { name: "Chat", exact: true });
    expect([await frame.getAttribute("lang"), await frame.getAttribute("dir")]).toEqual([
      "ar",
      "rtl",
    ]);
    const history = await page.getByRole("button", { name: "History" }).boundingBox();
    const newChat = await page.getByRole("button", { name: "New chat" }).boundingBox();
    expect(history?.x).toBeGreaterThan(newChat?.x ?? Infinity);
  });

  test("has the browser's language where the page names none", async () => {
    const { page } = await openElement({
      before: "Object.defineProperty(navigator, 'language', { value: 'ur-PK' });",
    });
    const frame = page.getByRole("region", { name: "Chat", exact: true });
    expect([await frame.getAttribute("lang"), await frame.getAttribute("dir")]).toEqual([
      "ur-PK",
      "rtl",
    ]);
  });

  test("says why there is no chat, and tries again", async () => {
    const { page } = await openElement({
      before: "window.answers = false;",
      options: `{ api: { async getClientSecret() {
        if (!window.answers) throw new Error("No secret today.");
        return "ek_1";
      } } }`,
    });
    const failure = page.getByRole("alert").filter({ hasText: "No secret today." });
    await failure.waitFor();
    expect(await page.getByRole("textbox", { name: "Message" }).count()).toBe(0);
    await page.evaluate("window.answers = true");
    await failure.getByRole("button", { name: "Try again" }).click();
    await page.getByText("No secret today.").waitFor({ state: "detached" });
  });

  test("shows bones while a chat loads", async () => {
    let answer: (() => void) | undefined;
    const waits = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { page } = await openElement({
      options: "{ initialThread: 'thr_1' }",
      answer: async (request) => {
        if (request.method === "POST") await waits;
        return undefined;
      },
    });
    await page.getByText("The chat is loading.").waitFor();
    answer?.();
    await page.getByText("The chat is loading.").waitFor({ state: "detached" });
  });

  test.each([
    { width: 360, height: 640 },
    { width: 280, height: 320 },
    { width: 1280, height: 800 },
  ])("fits $width by $height pixels", async (viewport) => {
    const word = "averylongwordthatdoesnotbreak".repeat(4);
    const { page } = await openElement({
      viewport,
      options: `{
        header: { title: { text: "${word}" }, leftAction: { icon: "home", onClick() {} }, rightAction: { icon: "close", onClick() {} } },
        startScreen: { greeting: "${word}", prompts: [{ label: "${word}", prompt: "x", icon: "bug" }] },
        disclaimer: { text: "${word}" },
      }`,
    });
    await page.getByRole("button", { name: "Offline stand-in" }).waitFor();
    const wide = await page.evaluate<string[]>(`[...chat.shadowRoot.querySelectorAll("*")]
      .filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".ck-title, .ck-popover"))
      .map((e) => e.className || e.localName)`);
    expect(wide).toEqual([]);
    const box = await page.getByRole("button", { name: "Offline stand-in" }).boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(viewport.height);
  });
});
