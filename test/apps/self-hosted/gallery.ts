import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningApp } from "../../helpers/app.ts";
import { hasBrowser, openBrowser, type Visitor } from "../../helpers/browser.ts";
import { type ChatPage, openChat } from "../../helpers/chat-page.ts";
import { until } from "../../helpers/processes.ts";
import { asked, type SelfHosted } from "./conversation.ts";

/** Every widget of the gallery in a browser, clicked as a person would. */
export function showsTheGallery(subject: () => SelfHosted): void {
  describe.skipIf(!hasBrowser)("its gallery of widgets", () => {
    let running: RunningApp;
    let visitor: Visitor;
    let chat: ChatPage;
    const widget = () => chat.page.getByRole("article", { name: "Widget" });
    const button = (name: string) => widget().getByRole("button", { name, exact: true });
    const idle = () => chat.page.locator("[role=log][aria-busy=false]").waitFor();

    /** A click while an answer is streaming would do nothing. */
    async function press(name: string): Promise<void> {
      await button(name).waitFor();
      await idle();
      await button(name).click();
    }

    async function show(name: string): Promise<void> {
      await chat.page.getByRole("button", { name: "New chat", exact: true }).click();
      await chat.say(`Open gallery ${name}`);
      await chat.hears("The tool answered: The widget is shown");
      await idle();
    }

    /** What the model is told when the user goes on. */
    async function known(): Promise<string> {
      await idle();
      await chat.say("What happened?");
      await chat.hears("You said:");
      return JSON.stringify(subject().model.requests.findLast(asked("What happened?"))?.body.input);
    }

    beforeAll(async () => {
      running = await subject().app.start("start");
      visitor = await openBrowser();
      chat = await openChat(visitor, running.origin);
    });
    afterAll(async () => {
      await visitor?.close();
      await running?.crash();
    });

    test("a dialog that is confirmed", async () => {
      await chat.page.getByRole("button", { name: "See widgets" }).click();
      await press("Book");
      await widget().getByText("Booked", { exact: true }).waitFor();
      expect(await widget().getByRole("button").count()).toBe(0);
      expect(await known()).toContain("The user booked: A walk through Paris.");
    });

    test("a dialog that is cancelled", async () => {
      await show("confirmation");
      await press("No, thanks");
      await widget().getByText("Not booked", { exact: true }).waitFor();
      expect(await known()).toContain("did not want to book");
    });

    test("a table that is sorted", async () => {
      await show("table");
      const rows = widget().getByRole("row");
      expect(await rows.count()).toBe(6);
      const values = async (index: number) => {
        const [, ...cities] = await rows.all();
        return Promise.all(cities.map((row) => row.getByRole("cell").nth(index).textContent()));
      };
      expect(await values(0)).toEqual(["Lima", "London", "Nairobi", "Paris", "Tokyo"]);
      await press("Wet days");
      await until("another order", async () => (await values(0))[0] !== "Lima");
      const wet = (await values(3)).map(Number);
      expect(wet).toEqual(wet.toSorted((one, other) => other - one));
    });

    test("a profile that is followed", async () => {
      await show("profile");
      await press("Follow");
      await press("Following");
      await button("Follow").waitFor();
    });

    test("a form of two steps, whose values arrive", async () => {
      await show("form");
      await widget().getByLabel("Who travels?").fill('Ada "the first" {{ 7 * 7 }}');
      await widget().getByLabel("Where to?").click();
      await widget().getByRole("option", { name: "Nairobi" }).click();
      await press("Next");
      await widget().getByText("Step 2 of 2").waitFor();
      await widget().getByLabel("Winter").check();
      await widget().getByLabel("What matters most to you?").fill("Cool evenings");
      await press("Send");
      await widget().getByText("Sent", { exact: true }).waitFor();
      for (const value of ['Ada "the first" {{ 7 * 7 }}', "Nairobi", "Winter", "Cool evenings"]) {
        await widget().getByText(value, { exact: true }).waitFor();
      }
      expect(await widget().getByRole("button").count()).toBe(0);
      const input = await known();
      expect(input).toContain("The user sent the form");
      expect(input).toContain("Cool evenings");
    });

    test("a story that streams, and another", async () => {
      await show("story");
      await widget()
        .getByText(/Lima.*grey\./)
        .waitFor();
      await press("Another city");
      await widget()
        .getByText(/London.*Tube and bus\./)
        .waitFor();
      await idle();
      expect(await widget().count()).toBe(2);
    });

    test("all as they were left, after a reload", async () => {
      await chat.page.reload();
      await chat.page.getByRole("button", { name: "History", exact: true }).click();
      await chat.page
        .getByRole("dialog")
        .getByRole("button", { name: "About Open gallery form", exact: true })
        .first()
        .click();
      await widget().getByText("Cool evenings", { exact: true }).waitFor();
    });
  });
}
