import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../../helpers/browser.ts";
import { openElement } from "../harness.ts";

describe.skipIf(!hasBrowser)("the start screen", () => {
  test("greets as the page says", async () => {
    const { page } = await openElement({
      options: "{ startScreen: { greeting: 'Good <b>morning</b>' } }",
    });
    await page.getByRole("heading", { name: "Good <b>morning</b>" }).waitFor();
  });

  test("sends a prompt at once, and gives way to the chat", async () => {
    const { page, server } = await openElement({
      options: `{ startScreen: { prompts: [
        { label: "Tea", prompt: "Tell me about tea", icon: "globe" },
      ] } }`,
    });
    await page.getByRole("button", { name: "Tea" }).click();
    await page.getByText("You said: Tell me about tea").waitFor();
    expect(await page.getByRole("button", { name: "Tea" }).count()).toBe(0);
    const focused = "chat.shadowRoot.activeElement.getAttribute('aria-label')";
    expect(await page.evaluate(focused)).toBe("Message");
    expect(server.requests.map(({ type }) => type)).toContain("threads.create");
  });

  test("sends the tags of a rich prompt", async () => {
    const { page, server } = await openElement({
      options: `{ startScreen: { prompts: [{ label: "Order", prompt: [
        { type: "input_text", text: "Where is " },
        { type: "input_tag", id: "order_1", text: "Order 1" },
      ] }] } }`,
    });
    await page.getByRole("button", { name: "Order" }).click();
    await page.getByText("You said: Where is Order 1").waitFor();
    const created = server.requests.find(({ type }) => type === "threads.create");
    expect(created?.params).toMatchObject({
      input: {
        content: [
          { type: "input_text", text: "Where is " },
          { type: "input_tag", id: "order_1", text: "Order 1", data: {} },
        ],
      },
    });
  });
});
