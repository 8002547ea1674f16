import { expect, test } from "./chat-page.ts";

test("shows the weather as a card, whose buttons work", async ({ chat, page }) => {
  await chat.startWith("Weather, as a widget");
  const card = chat.widgets.first();
  await expect(card).toContainText("Paris");
  await expect(chat.answers.last()).toContainText("Paris");
  await chat.untilAnswered();

  // The page carries this one out, and tells the server, which changes the card.
  await card.getByRole("button", { name: "Celebrate" }).click();
  await expect(page.getByText("Three cheers for the weather")).toBeVisible();
  await expect(card).toContainText("Celebrated");
  await chat.untilAnswered();

  // The server answers this one alone.
  await card.getByRole("button", { name: "Refresh" }).click();
  await expect(card).not.toContainText("Celebrated");
});

test("asks with a form, and goes on when it is answered", async ({ chat, page }) => {
  await chat.startWith("Plan a trip");
  const form = page.getByRole("article", { name: "Question" });
  await form.getByLabel("Tokyo").check();
  await form.getByLabel("What matters most to you on a trip?").fill("Good noodles");
  await form.getByRole("button", { name: "Submit answers" }).click();
  await expect(chat.answers.last()).toContainText("Tokyo");
});

test("mentions a city", async ({ chat, page }) => {
  const message = page.getByRole("textbox", { name: "Message" });
  await message.pressSequentially("What do you know about @nai");
  await page.getByRole("option", { name: "Nairobi" }).click();
  await page.getByRole("button", { name: "Send message" }).click();
  await expect(page.getByRole("article", { name: "You" })).toContainText("Nairobi");
  await expect(chat.answers.last()).not.toBeEmpty();
});
