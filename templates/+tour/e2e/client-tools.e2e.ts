import { expect, test } from "./chat-page.ts";

test("lets the assistant change the page", async ({ chat, page }) => {
  await chat.startWith("Remember something");
  await expect(page.locator("[data-fact]")).toContainText("green");
  await chat.untilAnswered();

  await chat.say("Use the dark theme, please.");
  await expect(page.locator("[data-theme]")).toHaveText("Dark");
  await chat.untilAnswered();
  await chat.say("Use the light theme, please.");
  await expect(page.locator("[data-theme]")).toHaveText("Light");
});
