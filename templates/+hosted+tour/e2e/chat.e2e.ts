import { expect, test } from "./chat-page.ts";

// Offline, scripts stand in for the workflow: what it says here is not what yours will say.

test("answers, and answers again when asked to", async ({ chat, page }) => {
  await chat.say("Hello there");
  await expect(chat.answers.last()).not.toBeEmpty();
  await chat.untilAnswered();
  await page.getByRole("button", { name: "Try again" }).click();
  await chat.untilAnswered();
  await expect(chat.answers).toHaveCount(1);
  await expect(page.getByRole("article", { name: "You" })).toHaveCount(1);
});

test("shows a widget, whose buttons the page carries out", async ({ chat, page }) => {
  await chat.say("Show me a widget");
  await chat.widgets.getByRole("button", { name: "Dark" }).click();
  await expect(page.locator("[data-theme]")).toHaveText("Dark");
  await chat.widgets.getByRole("button", { name: "Light" }).click();
  await expect(page.locator("[data-theme]")).toHaveText("Light");
});
