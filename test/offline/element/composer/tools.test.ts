import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../../helpers/browser.ts";
import { openElement } from "../harness.ts";

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 15_000 });

const field = (page: Page) => page.getByRole("textbox", { name: "Message", exact: true });
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

const OPTIONS = `{ composer: {
  tools: [
    { id: "search", label: "Search the web", shortLabel: "Search", icon: "search" },
    { id: "stay", label: "Stay", icon: "star", persistent: true },
    { id: "paint", label: "Paint", icon: "images", pinned: true },
  ],
  models: [
    { id: "fast", label: "Fast" },
    { id: "deep", label: "Deep", description: "Thinks longer", default: true },
    { id: "old", label: "Old", disabled: true },
  ],
} }`;

describe.skipIf(!hasBrowser)("tools and models", { timeout: 60_000 }, () => {
  const choose = async (page: Page, tool: string) => {
    await button(page, "Tools").click();
    await page.getByRole("menuitemradio", { name: tool }).click();
  };
  const inference = (params: Record<string, unknown> | undefined) =>
    (params?.input as { inference_options: unknown } | undefined)?.inference_options;

  test("a tool goes with one message, and its choice is told", async () => {
    const { page, server, events } = await openElement({ options: OPTIONS });
    await choose(page, "Search the web");
    await button(page, "Remove Search").waitFor();
    await page.keyboard.type("Hello");
    await page.keyboard.press("Enter");
    await page.getByText("You said: Hello").waitFor();
    expect(inference(server.requests[0]?.params)).toEqual({
      model: "deep",
      tool_choice: { id: "search" },
    });
    await button(page, "Remove Search").waitFor({ state: "detached" });
    const changes = (await events()).filter(({ name }) => name === "tool.change");
    expect(changes.map(({ detail }) => detail)).toEqual([{ toolId: "search" }, { toolId: null }]);
  });

  test("a persistent tool stays, until its pill is pressed", async () => {
    const { page } = await openElement({ options: OPTIONS });
    await choose(page, "Stay");
    await page.keyboard.type("Hello");
    await page.keyboard.press("Enter");
    await page.getByText("You said: Hello").waitFor();
    await button(page, "Remove Stay").click();
    await button(page, "Remove Stay").waitFor({ state: "detached" });
    await page.keyboard.type("The focus is in the field");
    expect(await field(page).textContent()).toBe("The focus is in the field");
  });

  test("a pinned tool is a button of its own, and not in the menu", async () => {
    const { page, server } = await openElement({ options: OPTIONS });
    const paint = button(page, "Paint");
    await paint.click();
    await eventually(() => paint.getAttribute("aria-pressed")).toBe("true");
    await button(page, "Tools").click();
    expect(await page.getByRole("menuitemradio").allTextContents()).toHaveLength(2);
    await page.keyboard.press("Escape");
    await field(page).fill("Hello");
    await page.keyboard.press("Enter");
    await page.getByText("You said: Hello").waitFor();
    expect(inference(server.requests[0]?.params)).toMatchObject({ tool_choice: { id: "paint" } });
    await eventually(() => paint.getAttribute("aria-pressed")).toBe("false");
  });

  test("the default model is chosen, another can be, and one that is disabled cannot", async () => {
    const { page, server } = await openElement({ options: OPTIONS });
    await page.getByRole("button", { name: "Model: Deep" }).click();
    await page.getByText("Thinks longer").waitFor();
    await page.getByRole("menuitemradio", { name: "Old" }).click({ force: true });
    await page.getByRole("menuitemradio", { name: "Fast" }).click();
    await page.getByRole("button", { name: "Model: Fast" }).waitFor();
    await page.keyboard.type("Hello");
    await page.keyboard.press("Enter");
    await page.getByText("You said: Hello").waitFor();
    expect(inference(server.requests[0]?.params)).toEqual({ model: "fast" });
  });

  test("are reached and used with the keyboard alone", async () => {
    const { page } = await openElement({ options: OPTIONS });
    await button(page, "Tools").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await button(page, "Remove Stay").waitFor();
    await page.keyboard.type("Hi");
    expect(await field(page).textContent()).toBe("Hi");
  });
});
