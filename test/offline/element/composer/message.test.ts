import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../../helpers/browser.ts";
import { openElement } from "../harness.ts";

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 15_000 });

const field = (page: Page) => page.getByRole("textbox", { name: "Message", exact: true });

/** The text of the field. */
const shown = (page: Page) => field(page).textContent();

describe.skipIf(!hasBrowser)("writing a message", { timeout: 60_000 }, () => {
  test("Enter sends it, and Shift+Enter begins a line", async () => {
    const { page, server } = await openElement();
    await field(page).click();
    await page.keyboard.type("one");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("three");
    await page.keyboard.press("Enter");
    await page.getByText("You said: one").waitFor();
    expect(server.requests[0]).toMatchObject({
      type: "threads.create",
      params: { input: { content: [{ type: "input_text", text: "one\n\nthree" }] } },
    });
    await eventually(() => shown(page)).toBe("");
  });

  test("the button sends it, and the caret is back in the field", async () => {
    const { page } = await openElement();
    const send = page.getByRole("button", { name: "Send message" });
    expect(await send.isEnabled()).toBe(false);
    await field(page).fill("Hello");
    await send.click();
    await page.getByText("You said: Hello").waitFor();
    await page.keyboard.type("again");
    await page.keyboard.press("Enter");
    await page.getByText("You said: again").waitFor();
  });

  test("spaces alone are no message", async () => {
    const { page, server } = await openElement();
    await field(page).fill("  \n ");
    await page.keyboard.press("Enter");
    expect(await page.getByRole("button", { name: "Send message" }).isEnabled()).toBe(false);
    expect(server.requests).toEqual([]);
  });

  test("Enter ends the composition of a character and sends nothing", async () => {
    const { page, server } = await openElement();
    await field(page).click();
    const session = await page.context().newCDPSession(page);
    await session.send("Input.imeSetComposition", {
      text: "にほ",
      selectionStart: 2,
      selectionEnd: 2,
    });
    // What a browser sends for the key while a composition is open.
    await session.send("Input.dispatchKeyEvent", {
      type: "rawKeyDown",
      key: "Enter",
      code: "Enter",
      windowsVirtualKeyCode: 229,
    });
    await session.send("Input.insertText", { text: "日本" });
    await eventually(() => shown(page)).toBe("日本");
    expect(server.requests).toEqual([]);
    await page.keyboard.press("Enter");
    await page.getByText("You said: 日本").waitFor();
  });

  test("what is pasted is text, whatever it was", async () => {
    const { page, said } = await openElement();
    await field(page).fill("ab");
    await page.keyboard.press("ArrowLeft");
    await page.evaluate(`{
      const data = new DataTransfer();
      data.setData("text/html", "<img src=x onerror=alert(1)><b>bold</b>");
      data.setData("text/plain", "<b>bold</b>\\r\\nline");
      const field = chat.shadowRoot.querySelector('[role="textbox"]');
      field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }`);
    expect(await shown(page)).toBe("a<b>bold</b>\nlineb");
    expect(await field(page).locator("img, b").count()).toBe(0);
    expect(said).toEqual([]);
  });

  test("steps are taken back and brought again, also those that no key made", async () => {
    const { page } = await openElement();
    await field(page).click();
    await page.keyboard.type("one two");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+z");
    expect(await shown(page)).toBe("one ");
    await page.keyboard.press("Control+Shift+z");
    expect(await shown(page)).toBe("one two");
    await page.keyboard.type("!");
    expect(await shown(page)).toBe("one two!");
  });

  test("the page sets it, with a quote and tags, and puts the caret in", async () => {
    const { page, server } = await openElement();
    await page.evaluate(`chat.setComposerValue({
      content: [
        { type: "input_text", text: "About " },
        { type: "input_tag", id: "1", text: "Ada", data: { a: "b" } },
      ],
      reply: "What was said",
    }).then(() => chat.focusComposer())`);
    await page.getByText("What was said").waitFor();
    await page.keyboard.type("?");
    await page.keyboard.press("Enter");
    await page.getByText("You said: About Ada?").waitFor();
    expect(server.requests[0]?.params).toMatchObject({
      input: {
        content: [
          { type: "input_text", text: "About " },
          { type: "input_tag", id: "1", text: "Ada", data: { a: "b" } },
          { type: "input_text", text: "?" },
        ],
        quoted_text: "What was said",
      },
    });
    expect(await page.getByText("What was said").isVisible()).toBe(true);
    expect(await page.getByRole("button", { name: "Remove the quote" }).count()).toBe(0);
  });

  test("a quote can be taken away", async () => {
    const { page } = await openElement();
    await page.evaluate(`chat.setComposerValue({ reply: "What was said" })`);
    await page.getByRole("button", { name: "Remove the quote" }).click();
    await page.getByText("What was said").waitFor({ state: "detached" });
    await page.keyboard.type("The caret is in the field");
    expect(await shown(page)).toBe("The caret is in the field");
  });

  test("an answer can be stopped, and what is typed meanwhile stays", async () => {
    const never = new Promise<never>(() => {});
    const { page } = await openElement({
      handlers: {
        respond: async function* () {
          yield { type: "progress_update", text: "Thinking" };
          await never;
        },
      },
    });
    await field(page).fill("Hello");
    await page.keyboard.press("Enter");
    const stop = page.getByRole("button", { name: "Stop" });
    await stop.waitFor();
    await page.keyboard.type("next");
    await page.keyboard.press("Enter");
    expect(await shown(page)).toBe("next");
    await stop.click();
    await page.getByRole("button", { name: "Send message" }).waitFor();
    expect(await shown(page)).toBe("next");
  });

  test("a double click on Send does not stop the answer", async () => {
    let go = () => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const { page } = await openElement({
      handlers: {
        respond: async function* ({ thread }) {
          yield { type: "progress_update", text: "Thinking" };
          await gate;
          yield {
            type: "thread.item.done",
            item: {
              type: "assistant_message",
              id: "msg_1",
              thread_id: thread.id,
              created_at: new Date().toISOString(),
              content: [{ type: "output_text", text: "Here it is", annotations: [] }],
            },
          };
        },
      },
    });
    await field(page).fill("Hello");
    await page.getByRole("button", { name: "Send message" }).dblclick();
    await page.getByRole("button", { name: "Stop" }).waitFor();
    go();
    await page.getByText("Here it is").waitFor();
  });

  test("a thread that takes no messages says so, with its reason as text", async () => {
    const { page, said } = await openElement({
      handlers: {
        respond: async function* ({ thread }) {
          thread.status = { type: "locked", reason: "Paid <img src=x onerror=alert(1)> only" };
          yield* [];
        },
      },
    });
    await field(page).fill("Hello");
    await page.keyboard.press("Enter");
    await page
      .getByRole("note")
      .filter({ hasText: "This chat is locked. Paid <img src=x onerror=alert(1)> only" })
      .waitFor();
    expect(await field(page).count()).toBe(0);
    expect(said).toEqual([]);
  });

  test("waits in its thread while another one is open", async () => {
    const { page } = await openElement();
    await field(page).fill("First");
    await page.keyboard.press("Enter");
    await page.getByText("You said: First").waitFor();
    await page.keyboard.type("not done");
    await page.getByRole("button", { name: "New chat" }).click();
    await eventually(() => shown(page)).toBe("");
    await page.evaluate(`{
      const { threadId } = seen.find(({ name }) => name === "thread.change").detail;
      chat.setThreadId(threadId);
    }`);
    await page.getByText("You said: First").waitFor();
    await eventually(() => shown(page)).toBe("not done");
  });

  test("its placeholder is the option's, and the chosen tool's", async () => {
    const { page } = await openElement({
      options: `{ composer: { placeholder: "Ask away", tools: [
        { id: "s", label: "Search", icon: "search", placeholderOverride: "Search for" },
      ] } }`,
    });
    const placeholder = () => field(page).getAttribute("aria-placeholder");
    expect(await placeholder()).toBe("Ask away");
    await page.evaluate("chat.setComposerValue({ selectedToolId: 's' })");
    await eventually(placeholder).toBe("Search for");
  });

  describe("around tags", () => {
    const open = async (parts: string) => {
      const { page } = await openElement();
      await page.evaluate(`{
        const tag = (id) => ({ type: "input_tag", id, text: id, data: {} });
        const text = (text) => ({ type: "input_text", text });
        chat.setComposerValue({ content: ${parts} });
      }`);
      await field(page).locator("[data-tag]").first().waitFor();
      await field(page).focus();
      return page;
    };

    test("the caret stands where it was, and goes over one tag at a time", async () => {
      const page = await open(`[tag("A"), tag("B")]`);
      await page.keyboard.press("ArrowLeft");
      await page.keyboard.type("between");
      await page.keyboard.press("Home");
      await page.keyboard.type("start ");
      await page.keyboard.press("End");
      await page.keyboard.type(" end");
      expect(await shown(page)).toBe("start AbetweenB end");
    });

    test("words are deleted one after the other, and tags as words", async () => {
      const page = await open(`[text("one two "), tag("A"), text(" three")]`);
      await page.keyboard.press("Control+Backspace");
      expect(await shown(page)).toBe("one two A ");
      await page.keyboard.press("Control+Backspace");
      expect(await shown(page)).toBe("one two ");
    });

    test("no line break is left where the text before a tag is deleted", async () => {
      const page = await open(`[text("ab"), tag("A")]`);
      await page.keyboard.press("Control+Home");
      await page.keyboard.press("Delete");
      await page.keyboard.press("Delete");
      expect(await shown(page)).toBe("A");
      await page.keyboard.press("Delete");
      await page.keyboard.press("Enter");
      expect(await page.getByRole("button", { name: "Send message" }).isEnabled()).toBe(false);
    });

    test("a selection over text and tags is replaced by what is typed", async () => {
      const page = await open(`[text("x"), tag("A"), text("y")]`);
      await page.keyboard.press("Control+a");
      await page.keyboard.type("z");
      expect(await shown(page)).toBe("z");
    });

    test("formatting keys do nothing", async () => {
      const page = await open(`[tag("A")]`);
      await page.keyboard.press("Control+b");
      await page.keyboard.type(" plain");
      expect(await field(page).locator("b, strong").count()).toBe(0);
      expect(await shown(page)).toBe("A plain");
    });
  });
});
