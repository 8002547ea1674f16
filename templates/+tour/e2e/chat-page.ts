import { test as base, expect, type Locator } from "@playwright/test";

/** The chat in the page, as a person uses it. */
export interface ChatPage {
  /** What the assistant has said so far, oldest first. */
  readonly answers: Locator;
  readonly widgets: Locator;
  /** Presses a prompt of the start screen. */
  startWith(prompt: string): Promise<void>;
  /** Writes a message and sends it. */
  say(text: string): Promise<void>;
  /** Waits until the answer is complete. */
  untilAnswered(): Promise<void>;
}

/** A test that begins with the app's page, and a chat that has loaded. */
export const test = base.extend<{ chat: ChatPage }>({
  chat: async ({ page }, use) => {
    await page.goto("/");
    const element = page.locator("openai-chatkit");
    await expect(element.getByRole("textbox", { name: "Message" })).toBeVisible();
    await use({
      answers: element.getByRole("article", { name: "Assistant" }),
      widgets: element.getByRole("article", { name: "Widget" }),
      startWith: (prompt) => element.getByRole("button", { name: prompt, exact: true }).click(),
      async say(text) {
        await element.getByRole("textbox", { name: "Message" }).fill(text);
        await element.getByRole("button", { name: "Send message" }).click();
      },
      untilAnswered: () => expect(element.getByRole("log")).toHaveAttribute("aria-busy", "false"),
    });
  },
});

export { expect };
