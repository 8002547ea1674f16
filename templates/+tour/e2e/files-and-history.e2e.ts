import { expect, test } from "./chat-page.ts";

test("takes a file", async ({ chat, page }) => {
  await page.getByLabel("Attach files").setInputFiles({
    name: "notes.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("Some notes"),
  });
  await expect(page.getByRole("button", { name: "Remove notes.txt" })).toBeVisible();
  await chat.say("What is in this file?");
  await expect(page.getByRole("article", { name: "You" })).toContainText("notes.txt");
  await expect(chat.answers.last()).not.toBeEmpty();
});

test("keeps chats, also when the page is loaded again", async ({ chat, page }) => {
  await chat.say("Hello there");
  await expect(chat.answers.last()).not.toBeEmpty();
  await chat.untilAnswered();
  await page.reload();
  await page.getByRole("button", { name: "History" }).click();
  const history = page.getByRole("dialog", { name: "History" });
  await history.getByRole("listitem").first().getByRole("button").first().click();
  await expect(page.getByRole("article", { name: "You" })).toContainText("Hello there");
});
