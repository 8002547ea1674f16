import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AppAnswers, cleanEnv } from "../helpers/app.ts";
import { hasBrowser, openBrowser, type Visitor } from "../helpers/browser.ts";
import { type ChatPage, openChat } from "../helpers/chat-page.ts";
import { launcher } from "../helpers/cli.ts";
import { type Finished, type ProcessTree, run, spawnTree, until } from "../helpers/processes.ts";
import type { Subject } from "./common.ts";
import { PNG } from "./self-hosted/conversation.ts";

/** A key of the shell, which no process of the app may see, nor anybody who is asked for answers. */
const SHELL_KEY = "sk-proj-OfTheShell0123456789abcdefghijklmn";
const EXEC_LIMIT_MS = 240_000;
/** A word of an answer that is long enough to be stopped. */
const LONG_ANSWER = "Part 1.";
const LAST_WORDS = "She was not on it.";

/** The app behind `chatkit dev --offline`, at a pace that a person can read. */
interface Offline {
  readonly url: string;
  readonly tree: ProcessTree;
}

async function startOffline(cwd: string): Promise<Offline> {
  const tree = spawnTree(
    process.execPath,
    [launcher("chatkit"), "dev", "--offline", "--json", "--port", "0"],
    { cwd, env: cleanEnv({ OPENAI_API_KEY: SHELL_KEY }) },
  );
  const { url } = await until(
    "dev --offline to be ready",
    () => {
      const line = tree
        .output()
        .split("\n")
        .find((one) => one.startsWith('{"type":"ready"'));
      if (!line) throw new Error(tree.output());
      return JSON.parse(line) as { url: string };
    },
    120_000,
  );
  return { url: new URL(url).origin, tree };
}

function runBrowserTests(cwd: string): Promise<Finished> {
  const exec = ["--speed", "instant", "--strict", "--exec", "npx playwright test"];
  return run(
    process.execPath,
    [launcher("chatkit"), "dev", "--offline", "--port", "0", ...exec],
    { cwd, env: cleanEnv({ OPENAI_API_KEY: SHELL_KEY, CI: "true" }) },
    EXEC_LIMIT_MS,
  );
}

/**
 * What an app does with the stand-ins of `chatkit dev --offline`, unchanged, whatever its `.env`
 * and the shell say: everything that its backend has (design 2), in a real browser.
 *
 * @param asked how often the server that `.env` names as OpenAI's was asked so far
 */
export function chatsOffline(
  subject: () => Subject,
  answers: AppAnswers,
  asked: () => number,
): void {
  const isTour = answers.sample === "tour";
  const isSelfHosted = answers.backend === "self-hosted";

  describe.skipIf(!hasBrowser)("offline", () => {
    let offline: Offline;
    let visitor: Visitor;
    let chat: ChatPage;
    let askedBefore: number;
    const element = () => chat.page.locator("openai-chatkit");
    const button = (name: string) => element().getByRole("button", { name, exact: true });
    const article = (name: string) => element().getByRole("article", { name, exact: true });
    const idle = () => element().locator("[role=log][aria-busy=false]").waitFor();
    const begin = async (prompt: string) => {
      await button("New chat").click();
      await button(prompt).click();
    };
    const textOf = async (locator: Locator) => (await locator.textContent()) ?? "";

    beforeAll(async () => {
      askedBefore = asked();
      offline = await startOffline(subject().app.dir);
      visitor = await openBrowser();
      chat = await openChat(visitor, offline.url);
    });
    afterAll(async () => {
      await visitor?.close();
      offline?.tree.child.kill("SIGINT");
      await offline?.tree.finished;
    });

    test("answers, and says that it is a stand-in", async () => {
      await element().getByText("Offline stand-in").first().waitFor();
      await chat.say("Hello there");
      await chat.hears("offline stand-in");
      await idle();
      await button("New chat").click();
      await chat.say("Show me markdown");
      await article("Assistant").getByRole("table").waitFor();
      await article("Assistant").getByText("Says hello").waitFor();
      await idle();
    });

    test("keeps chats over a reload", async () => {
      await button("New chat").click();
      await chat.say("Thank you");
      await chat.hears("You are welcome.");
      await idle();
      await chat.page.reload();
      await button("History").click();
      const history = element().getByRole("dialog", { name: "History" });
      await history.getByRole("listitem").first().getByRole("button").first().click();
      await chat.hears("You are welcome.");
      await article("You").getByText("Thank you").waitFor();
    });

    test("shows a failure, and tries again", async () => {
      await button("New chat").click();
      await chat.say("Fail once");
      const problem = element().getByRole("alert");
      await problem.getByRole("button", { name: "Try again" }).click();
      await chat.hears("This time it worked");
      await idle();
      expect(await article("You").count()).toBe(1);
    });

    if (isSelfHosted) {
      test("stops an answer", async () => {
        await button("New chat").click();
        await chat.say("Tell me a long story");
        await chat.hears(LONG_ANSWER);
        await button("Stop").click();
        await button("Send message").waitFor();
        expect(await textOf(article("Assistant").last())).not.toContain(LAST_WORDS);
      });
    } else {
      test("has nothing that a hosted workflow cannot do", async () => {
        await button("New chat").click();
        await chat.say("Tell me a long story");
        await chat.hears(LONG_ANSWER);
        for (const name of ["Stop", "Mention", "Tools", "Model", "Dictate"])
          expect(await element().getByRole("button", { name }).count(), name).toBe(0);
        await chat.hears(LAST_WORDS);
        await idle();
      });
    }

    if (isTour) {
      test("lets the assistant change the page, and answers again when asked to", async () => {
        await begin("Remember something");
        await chat.page.locator("[data-fact]").getByText("green").waitFor();
        await idle();
        await chat.say("Use the dark theme, please.");
        await chat.page.locator("[data-theme=dark]").waitFor();
        await element().locator("[data-color-scheme=dark]").waitFor();
        await idle();
        await chat.say("Use the light theme, please.");
        await element().locator("[data-color-scheme=light]").waitFor();
        await idle();

        await begin("Remember something");
        await idle();
        await button("Good response").last().click();
        await element().getByRole("button", { name: "Good response", pressed: true }).waitFor();
        await button("Try again").click();
        await idle();
        expect(await article("You").count()).toBe(1);
      });

      test("takes files, and shows them again after a reload", async () => {
        await button("New chat").click();
        await element()
          .getByLabel("Attach files")
          .first()
          .setInputFiles([
            { name: "dot.png", mimeType: "image/png", buffer: PNG },
            { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("Some notes") },
          ]);
        await button("Remove dot.png").waitFor();
        await button("Remove notes.txt").waitFor();
        await chat.say("What is in these files?");
        await chat.hears("notes.txt");
        await idle();
        await chat.page.reload();
        await button("History").click();
        const history = element().getByRole("dialog", { name: "History" });
        await history.getByRole("listitem").first().getByRole("button").first().click();
        await article("You").getByText("notes.txt").waitFor();
        const picture = article("You").locator("img").first();
        await until("the picture to be drawn", () =>
          picture.evaluate(
            (image: unknown) => (image as { naturalWidth: number }).naturalWidth > 0,
          ),
        );
      });
    }

    if (isTour && !isSelfHosted) {
      test("shows a widget whose button the page carries out", async () => {
        await button("New chat").click();
        await chat.say("Show me a widget");
        await article("Widget").getByRole("button", { name: "Dark" }).click();
        await chat.page.locator("[data-theme=dark]").waitFor();
        await article("Widget").getByRole("button", { name: "Light" }).click();
        await chat.page.locator("[data-theme=light]").waitFor();
        await idle();
      });
    }

    if (isTour && isSelfHosted) {
      test("shows a widget with a client action and a server action", async () => {
        await begin("Weather, as a widget");
        const widget = article("Widget");
        await widget.getByText("Paris", { exact: true }).waitFor();
        await chat.hears("Paris");
        await idle();
        await widget.getByRole("button", { name: "Celebrate" }).click();
        await chat.page.getByText(/Three cheers/).waitFor();
        await widget.getByText("Celebrated", { exact: true }).waitFor();
        await idle();
        await widget.getByRole("button", { name: "Refresh" }).click();
        await widget.getByText("Celebrated", { exact: true }).waitFor({ state: "detached" });
        await idle();
      });

      test("asks with a form, and hears the answers", async () => {
        await begin("Plan a trip");
        const form = article("Question");
        await form.getByLabel("Tokyo").check();
        await form.getByLabel("What matters most to you on a trip?").fill("Good noodles");
        await form.getByRole("button", { name: "Submit answers" }).click();
        await chat.hears("Tokyo");
        await idle();
      });

      test("mentions a city, searches with a chosen tool and asks a chosen model", async () => {
        await button("New chat").click();
        const field = element().getByRole("textbox", { name: "Message", exact: true });
        await field.pressSequentially("What is the weather in @nai");
        await element().getByRole("option", { name: "Nairobi" }).click();
        await button("Send message").click();
        await article("Widget").getByText("Nairobi", { exact: true }).waitFor();
        await idle();

        await element()
          .getByRole("button", { name: /^Model/ })
          .click();
        await element()
          .getByRole("menuitemradio", { name: /Careful/ })
          .click();
        await button("Tools").click();
        await element()
          .getByRole("menuitemradio", { name: /Search my notes/ })
          .click();
        await chat.say("Japan");
        await article("Workflow")
          .getByText(/Searched/)
          .waitFor();
        await chat.hears("Tokyo");
        await idle();
        // It stays chosen until it is taken away.
        await button("Remove Notes").click();
      });

      test("takes dictation", async () => {
        await button("New chat").click();
        await visitor.context.grantPermissions(["microphone"], { origin: offline.url });
        await button("Dictate").click();
        await button("Finish dictation").click();
        const field = element().getByRole("textbox", { name: "Message", exact: true });
        await until("the dictated words", async () => (await textOf(field)).trim() !== "");
      });

      test("shows each widget of the gallery to another visitor", async () => {
        // A person may ask for thirty costly things in a minute, and the first one has.
        await visitor.context.clearCookies();
        await chat.page.reload();
        for (const name of ["confirmation", "table", "profile", "form", "story"]) {
          const before = await article("Widget").count();
          await chat.say(`Show me the ${name} widget`);
          await article("Widget").nth(before).waitFor();
          await idle();
        }
        expect(
          await element()
            .getByText(/is not (one of|known)/)
            .count(),
        ).toBe(0);
      });
    }

    test("has written no fault to the console, and asked nobody else", () => {
      expect(chat.said.filter((line) => /^(error|warning|uncaught)/.test(line))).toEqual([]);
      expect(asked()).toBe(askedBefore);
      for (const secret of [...subject().secrets, SHELL_KEY])
        expect(offline.tree.output()).not.toContain(secret);
    });

    if (isTour) {
      test("passes the browser tests that it brings", async () => {
        const { code, output } = await runBrowserTests(subject().app.dir);
        expect(code, output).toBe(0);
      });
    }
  });
}
