import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../../helpers/browser.ts";
import { type OpenElement, openElement } from "../harness.ts";

/** A property of what a selector finds in the shadow root, as the browser computes it. */
function computed({ page }: Pick<OpenElement, "page">, selector: string, property: string) {
  return page.evaluate<string>(
    `getComputedStyle(chat.shadowRoot.querySelector(${JSON.stringify(selector)})).getPropertyValue(${JSON.stringify(property)})`,
  );
}

describe.skipIf(!hasBrowser)("a theme", () => {
  test.each([
    ["'light'", "light", "rgb(255, 255, 255)"],
    ["'dark'", "dark", "rgb(33, 33, 33)"],
    ["{ colorScheme: 'dark' }", "dark", "rgb(33, 33, 33)"],
    [
      "{ colorScheme: 'dark', color: { surface: { background: 'rebeccapurple', foreground: 'oklch(1 0 0)' } } }",
      "dark",
      "rgb(102, 51, 153)",
    ],
    [
      "{ color: { surface: { background: 'color-mix(in srgb, red, blue)', foreground: 'white' } } }",
      "light",
      "rgb(128, 0, 128)",
    ],
    [
      "{ color: { surface: { background: 'color(display-p3 0 1 0)', foreground: 'black' } } }",
      "light",
      "rgb(0, 255, 0)",
    ],
    [
      "{ color: { surface: { background: 'hsl(210 100% 40% / 60%)', foreground: 'black' } } }",
      "light",
      "rgb(102, 163, 224)",
    ],
  ])("%s", async (theme, scheme, ground) => {
    const opened = await openElement({ options: `{ theme: ${theme} }` });
    const frame = opened.page.locator(`[data-color-scheme=${scheme}]`);
    await frame.waitFor();
    expect(await computed(opened, ".ck-frame", "background-color")).toBe(ground);
  });

  test("changes with the options, and without a reload", async () => {
    const opened = await openElement({ options: "{ theme: 'dark' }" });
    await opened.page.locator("[data-color-scheme=dark]").waitFor();
    await opened.page.evaluate("chat.setOptions({ ...options, theme: { radius: 'sharp' } })");
    await opened.page.locator("[data-color-scheme=light]").waitFor();
    expect(await computed(opened, ".ck-icon-button", "border-radius")).toBe("0px");
  });

  test("sizes, spaces and fonts are those of its tokens", async () => {
    const opened = await openElement({
      options: `{ theme: { density: "compact", radius: "soft",
        typography: { baseSize: 18, fontFamily: "'My Font'", fontFamilyMono: "My Mono" } } }`,
    });
    await opened.page.locator(".ck-header").waitFor();
    expect(await computed(opened, ".ck-frame", "font-size")).toBe("18px");
    expect(await computed(opened, ".ck-frame", "font-family")).toMatch(/^"My Font"/);
    await opened.page.evaluate("chat.sendUserMessage({ text: 'Some `code`' })");
    await opened.page.getByText("You said").waitFor();
    expect(await computed(opened, "article code", "font-family")).toMatch(/^"?My Mono/);
    expect(await computed(opened, ".ck-icon-button", "width")).toBe("30px");
    expect(await computed(opened, ".ck-icon-button", "border-radius")).toBe("6px");
  });

  test("a class turns the colours of what is inside", async () => {
    const opened = await openElement({ options: "{ theme: 'light' }" });
    await opened.page.locator(".ck-header").waitFor();
    await opened.page.evaluate(`chat.shadowRoot.querySelector(".ck-header").innerHTML =
      '<div class="ck-scheme-dark"><button class="ck-button">x</button></div>'`);
    expect(await computed(opened, ".ck-header .ck-button", "background-color")).toBe(
      "rgb(33, 33, 33)",
    );
  });

  test("a font that cannot be loaded is told in the log, and nothing else happens", async () => {
    const { page, events, said } = await openElement({
      options: `{ theme: { typography: { fontFamily: "Lost",
        fontSources: [{ family: "Lost", src: "data:font/woff2;base64,AAAA", weight: 500 }] } } }`,
    });
    await expect
      .poll(async () => (await events()).find(({ name }) => name === "log")?.detail)
      .toMatchObject({ name: "theme.font_failed", data: { family: "Lost" } });
    await page.getByRole("textbox", { name: "Message" }).waitFor();
    expect(said.filter((line) => line.startsWith("uncaught"))).toEqual([]);
  });

  test("its web fonts are the document's, and go with it", async () => {
    const { page } = await openElement({
      options: `{ theme: { typography: { fontSources: [
        { family: "Mine", src: "/mine.woff2", weight: "300 700", style: "italic", display: "swap",
          unicodeRange: "U+0041-005A" },
      ] } } }`,
    });
    await page.getByRole("textbox", { name: "Message" }).waitFor();
    const fonts = () =>
      page.evaluate(
        "[...document.fonts].map((f) => [f.family, f.weight, f.style, f.display, f.unicodeRange])",
      );
    expect(await fonts()).toEqual([["Mine", "300 700", "italic", "swap", "U+41-5A"]]);
    await page.evaluate("chat.setOptions({ ...options, theme: 'light' })");
    await expect.poll(fonts).toEqual([]);
  });
});
