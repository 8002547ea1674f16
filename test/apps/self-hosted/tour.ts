import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningApp } from "../../helpers/app.ts";
import { hasBrowser, openBrowser, type Visitor } from "../../helpers/browser.ts";
import { type ChatPage, openChat } from "../../helpers/chat-page.ts";
import { until } from "../../helpers/processes.ts";
import { asked, PNG, type SelfHosted } from "./conversation.ts";

/** The tour in a browser, as a person sees it. */
export function showsTheTour(subject: () => SelfHosted): void {
  describe.skipIf(!hasBrowser)("its tour", () => {
    let running: RunningApp;
    let visitor: Visitor;
    let chat: ChatPage;
    const button = (name: string) => chat.page.getByRole("button", { name, exact: true });
    const idle = () => chat.page.locator("[role=log][aria-busy=false]").waitFor();

    beforeAll(async () => {
      running = await subject().app.start("start");
      visitor = await openBrowser();
      chat = await openChat(visitor, running.origin);
    });
    afterAll(async () => {
      await visitor?.close();
      await running?.crash();
    });

    test("shows the weather as a widget with a server action and a client action", async () => {
      await button("Weather, as a widget").click();
      const widget = chat.page.getByRole("article", { name: "Widget" });
      await widget.getByText("Paris", { exact: true }).waitFor();
      await chat.hears("The tool answered:");
      const updated = await widget.getByText(/^Updated at/).textContent();
      // The card names the second of its making, so the next one differs when a second has passed.
      await sleep(1_000);
      await widget.getByRole("button", { name: "Refresh" }).click();
      await until("another card", async () => {
        const now = await widget.getByText(/^Updated at/).textContent();
        return now !== updated;
      });
      await idle();
      await widget.getByRole("button", { name: "Celebrate" }).click();
      await chat.page.getByText(/Three cheers/).waitFor();
      await widget.getByText("Celebrated", { exact: true }).waitFor();
      await idle();
      expect(await widget.count()).toBe(1);
      await chat.say("What happened?");
      await chat.hears("You said:");
      const { model } = subject();
      const input = JSON.stringify(model.requests.findLast(asked("What happened?"))?.body.input);
      expect(input).toContain("celebrated the weather in Paris");
      expect(await chat.page.locator("openai-chatkit").textContent()).not.toContain("celebrated");
    });

    test("runs client tools: a fact in the page, and another theme", async () => {
      await button("New chat").click();
      await button("Remember something").click();
      await chat.hears("The tool answered:");
      await chat.page.getByText("my favourite colour is green.", { exact: true }).first().waitFor();
      await chat.say("What do you know about me?");
      await chat.hears("my favourite colour is green.");
      await chat.say("Use the dark theme, please.");
      await chat.hears(/The tool answered:.*success/);
      await chat.page.locator("openai-chatkit [data-color-scheme=dark]").waitFor();
      await idle();
    });

    test("asks with a form, and hears the answers", async () => {
      await button("New chat").click();
      await button("Plan a trip").click();
      const form = chat.page.getByRole("article", { name: "Question" });
      await form.getByLabel("Tokyo").check();
      await form.getByLabel("What matters most to you on a trip?").fill("Good noodles");
      await form.getByRole("button", { name: "Submit answers" }).click();
      await chat.hears(/Good noodles|The tool answered|You said/);
      const { model } = subject();
      expect(JSON.stringify(model.requests.at(-1)?.body.input)).toContain("Good noodles");
    });

    test("searches notes with a chosen tool and shows its steps", async () => {
      await button("New chat").click();
      await button("Tools").click();
      await chat.page.getByRole("menuitemradio", { name: /Search my notes/ }).click();
      await chat.say("Japan");
      await chat.page
        .getByRole("article", { name: "Workflow" })
        .getByText(/Searched/)
        .waitFor();
      await chat.hears("The tool answered:");
      // This tool stays chosen until it is taken away.
      await button("Remove Notes").click();
    });

    test("mentions a city, with its preview and its details", async () => {
      await button("New chat").click();
      const field = chat.page.getByRole("textbox", { name: "Message", exact: true });
      await field.pressSequentially("Compare with @nai");
      await chat.page.getByRole("option", { name: "Nairobi" }).click();
      await button("Send message").click();
      const tag = chat.page.getByRole("article", { name: "You" }).getByRole("button");
      await chat.hears(/Nairobi/);
      await tag.hover();
      await chat.page.getByRole("tooltip").getByText("Nairobi").first().waitFor();
      await tag.click();
      await chat.page.getByText(/^Nairobi: /).waitFor();
    });

    test("sends files, and shows their preview again after a reload", async () => {
      await button("New chat").click();
      await chat.page.getByLabel("Attach files").setInputFiles([
        { name: "dot.png", mimeType: "image/png", buffer: PNG },
        { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("Some notes") },
      ]);
      await button("Remove notes.txt").waitFor();
      await chat.say("Look at these");
      await chat.hears(`[image image/png, ${PNG.length} bytes]`);
      await idle();
      await chat.page.reload();
      await button("History").click();
      await chat.page
        .getByRole("dialog")
        .getByRole("button", { name: /these$/ })
        .first()
        .click();
      await chat.hears("You said: Look at these");
      const picture = chat.page.getByRole("article", { name: "You" }).locator("img").first();
      await until("the picture to be drawn", () =>
        picture.evaluate((image: unknown) => (image as { naturalWidth: number }).naturalWidth > 0),
      );
    });

    test("takes dictation, feedback and another try", async () => {
      await button("New chat").click();
      await visitor.context.grantPermissions(["microphone"], { origin: running.origin });
      await button("Dictate").click();
      await button("Finish dictation").click();
      await chat.page
        .getByRole("textbox", { name: "Message", exact: true })
        .getByText("dictated words")
        .waitFor();
      await button("Send message").click();
      await chat.hears("You said: dictated words");
      await button("Good response").click();
      await chat.page.getByRole("button", { name: "Good response", pressed: true }).waitFor();
      await button("Try again").click();
      await idle();
      await chat.hears("You said: dictated words");
      expect(await chat.page.getByRole("article", { name: "Assistant" }).count()).toBe(1);
    });

    test("stops an answer", async () => {
      const { model } = subject();
      await button("New chat").click();
      await chat.say("Be slow");
      await chat.page.getByText(/word2/).waitFor();
      await button("Stop").click();
      await until(
        "the model to be stopped",
        () => model.requests.findLast(({ reply }) => reply.kind === "slow")?.aborted,
        10_000,
      );
      await button("Send message").waitFor();
    });

    test("renames and deletes a chat in the history", async () => {
      await button("New chat").click();
      await chat.say("A chat to rename");
      await chat.hears("You said: A chat to rename");
      await idle();
      await button("History").click();
      const dialog = chat.page.getByRole("dialog", { name: "History" });
      await dialog
        .getByRole("button", { name: /^Rename / })
        .first()
        .click();
      await dialog.getByRole("textbox", { name: /title/i }).fill("Renamed");
      await chat.page.keyboard.press("Enter");
      await dialog.getByRole("button", { name: "Renamed", exact: true }).waitFor();
      await dialog.getByRole("button", { name: "Delete Renamed" }).click();
      await chat.page
        .getByRole("alertdialog")
        .or(chat.page.getByRole("dialog", { name: "Delete chat" }))
        .getByRole("button", { name: "Delete", exact: true })
        .click();
      await dialog
        .getByRole("button", { name: "Renamed", exact: true })
        .waitFor({ state: "detached" });
      await button("Close history").click();
    });

    test("says in the chat why the model does not answer, and tries again", async () => {
      const { model } = subject();
      await button("New chat").click();
      model.failWith("server_error");
      await chat.say("Are you there?");
      const alert = chat.page.locator("openai-chatkit").getByRole("alert");
      await alert
        .filter({ hasText: /has a problem/ })
        .first()
        .waitFor();
      model.failWith(null);
      await alert.getByRole("button", { name: "Try again" }).click();
      await chat.hears("You said: Are you there?");
    });

    test("shows a second person nothing of the first", async () => {
      const other = await openBrowser();
      const page = await openChat(other, running.origin);
      await page.page.getByRole("button", { name: "History", exact: true }).click();
      await page.page.getByRole("dialog", { name: "History" }).waitFor();
      expect(await page.page.getByRole("dialog").getByRole("listitem").count()).toBe(0);
      await other.close();
    });

    test("has written nothing to the console but the failure that was asked for", () => {
      expect(chat.said).toEqual([]);
    });
  });
}
