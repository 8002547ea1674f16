import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../../helpers/browser.ts";
import { openElement } from "../harness.ts";

describe.skipIf(!hasBrowser)("the header", () => {
  test("begins a new chat", async () => {
    const { page } = await openElement();
    await page.evaluate("chat.sendUserMessage({ text: 'Hello' })");
    await page.getByText("You said: Hello").waitFor();
    await page.getByRole("button", { name: "New chat" }).click();
    await page.getByRole("heading", { name: "What can I help with today?" }).waitFor();
    expect(await page.getByText("You said: Hello").count()).toBe(0);
  });

  test("shows the title of the chat, and follows it", async () => {
    const { page, server } = await openElement({
      handlers: {
        respond: async function* ({ thread }) {
          thread.title = "A chat about tea";
          yield { type: "progress_update", text: "Thinking" };
        },
      },
    });
    await page.evaluate("chat.sendUserMessage({ text: 'Tea' })");
    await page.getByRole("heading", { name: "A chat about tea" }).waitFor();
    expect(server.failures).toEqual([]);
  });

  test("shows the page's own title instead", async () => {
    const { page } = await openElement({ options: "{ header: { title: { text: 'Support' } } }" });
    await page.getByRole("heading", { name: "Support" }).waitFor();
  });

  test.each([
    ["has no title", "{ title: { enabled: false, text: 'Support' } }", 1],
    ["is not there", "{ enabled: false }", 0],
  ])("%s where the options say so", async (_name, header, buttons) => {
    const { page } = await openElement({ options: `{ header: ${header} }` });
    await page.getByRole("heading", { name: "What can I help with today?" }).waitFor();
    expect(await page.getByRole("heading", { name: "Support" }).count()).toBe(0);
    expect(await page.getByRole("button", { name: "New chat" }).count()).toBe(buttons);
  });

  test("has buttons of the page, named by their icons", async () => {
    const { page } = await openElement({
      options: `{ header: {
        leftAction: { icon: "sidebar-open-left", onClick: () => { window.clicked = "left" } },
        rightAction: { icon: "dark-mode", onClick: () => { window.clicked = "right" } },
      } }`,
    });
    await page.getByRole("button", { name: "Sidebar open left" }).click();
    expect(await page.evaluate("clicked")).toBe("left");
    await page.getByRole("button", { name: "Dark mode" }).click();
    expect(await page.evaluate("clicked")).toBe("right");
  });
});
