import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../../helpers/browser.ts";
import { eventually, openElement } from "../harness.ts";
import { answered } from "./conversation.ts";
import { stage } from "./stage.ts";

const ask = "void chat.sendUserMessage({ text: 'Hello' })";

async function openStage(options = "{}") {
  const scene = stage();
  const opened = await openElement({ handlers: { respond: scene.respond }, options });
  await opened.page.evaluate(ask);
  const write = await scene.write("msg_1");
  const message = opened.page.getByRole("article", { name: "Assistant" });
  await message.waitFor();
  return { ...opened, ...scene, write, message };
}

describe.skipIf(!hasBrowser)("an answer that is being written", () => {
  test("is busy until it is whole, so that it is read out once", async () => {
    const { page, write, end, message } = await openStage();
    const busy = () => page.getByRole("log").getAttribute("aria-busy");
    write("Some words");
    await message.getByText("Some words").waitFor();
    expect(await busy()).toBe("true");
    expect(await message.locator(".ck-streaming").count()).toBe(1);
    end();
    await expect.poll(busy).toBe("false");
    expect(await message.locator(".ck-streaming").count()).toBe(0);
  });

  test("keeps what a person has selected in it", async () => {
    const { page, write, message, end } = await openStage();
    write("First paragraph.\n\nThe second **bold** one");
    await message.getByText("bold").waitFor();
    const selected = await page.evaluate<string>(`(() => {
      const paragraph = chat.shadowRoot.querySelectorAll("article .ck-markdown p")[1];
      const text = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT).nextNode();
      getSelection().setBaseAndExtent(text, 4, text, 10);
      window.text = text;
      return getSelection().toString();
    })()`);
    expect(selected).toBe("second");
    write(" and then\n\n- a list\n- goes");
    await message.getByRole("listitem").nth(1).waitFor();
    write(" on");
    await message.getByText("goes on").waitFor();
    expect(await page.evaluate("getSelection().toString()")).toBe("second");
    expect(await page.evaluate("text.isConnected")).toBe(true);
    end();
    await expect.poll(() => message.locator(".ck-streaming").count()).toBe(0);
    expect(await page.evaluate("getSelection().toString()")).toBe("second");
  });

  test("is drawn less often the longer it takes, and to its end", async () => {
    const { page, write, message, end } = await openStage();
    await page.evaluate(`(() => {
      window.drawings = 0;
      new MutationObserver(() => drawings++).observe(chat.shadowRoot, { subtree: true, childList: true });
    })()`);
    const lines = "- **word** `code` [link](https://example.com) and more\n".repeat(3);
    for (let delta = 0; delta < 500; delta += 1) write(lines);
    write("- the last one");
    await message.getByText("the last one").waitFor({ state: "attached", timeout: 40_000 });
    expect(await page.evaluate("drawings")).toBeLessThan(100);
    end();
    await eventually(() => message.locator(".ck-streaming").count()).toBe(0);
    expect(await message.getByRole("listitem").count()).toBe(1501);
  });

  test("is whole as soon as it ends, however long it takes to draw", async () => {
    const { page, write, message, end } = await openStage();
    write("Begun");
    await message.getByText("Begun").waitFor();
    // The page's time stands still, so that what waits is drawn with the end alone.
    await page.evaluate("(window.setTimeout = window.requestAnimationFrame = () => 0)");
    write(", gone on");
    write(" and ended.");
    end();
    await message.getByText("Begun, gone on and ended.").waitFor();
    await eventually(() => message.locator(".ck-streaming").count()).toBe(0);
  });

  test("may be of thousands of items", async () => {
    const { page, show, end } = await openStage();
    for (let item = 1; item <= 5000; item += 1) await show(answered(`Answer ${item}.`));
    end();
    await page.getByText("Answer 5000.").waitFor({ state: "attached" });
    await eventually(() => page.getByRole("log").getAttribute("aria-busy")).toBe("false");
    expect(await page.locator("article").count()).toBe(5002);
  });

  test("keeps the last paragraph's selection while that paragraph grows", async () => {
    const { page, write, message } = await openStage();
    write("Growing text");
    await message.getByText("Growing text").waitFor();
    await page.evaluate(`(() => {
      const paragraph = chat.shadowRoot.querySelector("article .ck-markdown p");
      const text = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT).nextNode();
      getSelection().setBaseAndExtent(text, 0, text, 7);
    })()`);
    write(" that goes on");
    await message.getByText("Growing text that goes on").waitFor();
    expect(await page.evaluate("getSelection().toString()")).toBe("Growing");
  });

  test("shows no markers that the next characters take away", async () => {
    const { page, write, message } = await openStage();
    await page.evaluate(`(() => {
      window.shown = [];
      new MutationObserver(() => {
        for (const each of chat.shadowRoot.querySelectorAll(".ck-markdown")) shown.push(each.textContent);
      }).observe(chat.shadowRoot, { subtree: true, childList: true, characterData: true });
    })()`);
    const text =
      "Some **bold *and slanted* text** with `code`, a [link](https://example.com/a) and\\n\\n" +
      "| a | b |\\n|---|---|\\n| 1 | 2 |\\n\\n~~~js\\nlet a;\\n~~~\\n\\nThe end.";
    for (const character of text.replaceAll("\\n", "\n")) {
      write(character);
      await page.evaluate("new Promise(requestAnimationFrame)");
    }
    await message.getByText("The end.").waitFor();
    const shown = await page.evaluate<string[]>("shown");
    expect(shown.length).toBeGreaterThan(10);
    expect(shown.filter((each) => /[*`|[\]~]|https/.test(each))).toEqual([]);
  });

  test("code is shown while its fence is open, and copied whole", async () => {
    const { page, write, message, end } = await openStage();
    write("```python\nprint(1)\n");
    await message.getByRole("group", { name: "Code in python" }).getByText("print(1)").waitFor();
    write("print(2)\n```\n");
    await message.getByText("print(2)").waitFor();
    end();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await message.getByRole("button", { name: "Copy the code" }).click();
    await message.getByRole("status").getByText("Copied").waitFor({ state: "attached" });
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe("print(1)\nprint(2)");
  });

  test("leaves everything but its end as it is", async () => {
    const { page, write, message } = await openStage();
    write("Words of a long answer.\n\n".repeat(100));
    await message.getByRole("paragraph").nth(99).waitFor({ state: "attached" });
    await page.evaluate(`(() => {
      window.touched = new Set();
      const last = chat.shadowRoot.querySelector("article .ck-markdown");
      new MutationObserver((changes) => {
        for (const { target } of changes) touched.add(target);
      }).observe(last, { subtree: true, childList: true, characterData: true });
    })()`);
    for (let word = 0; word < 100; word += 1) write(`word${word} `);
    await message.getByText("word99").waitFor({ state: "attached" });
    // The list of blocks, the new paragraph and its text.
    expect(await page.evaluate("touched.size")).toBeLessThanOrEqual(3);
  });
});

describe.skipIf(!hasBrowser)("links of a message", () => {
  test("a chatkit-link tells the page its name and its data, and goes nowhere", async () => {
    const { page, write, message, end, events } = await openStage();
    write("[Open it](chatkit-link://openOrder?id=5&tab=notes)");
    end();
    await message.getByRole("link", { name: "Open it" }).click();
    await expect
      .poll(async () => (await events()).find(({ name }) => name === "deeplink")?.detail)
      .toEqual({ name: "openOrder", data: { id: "5", tab: "notes" } });
    expect(page.context().pages()).toHaveLength(page.context().pages().indexOf(page) + 1);
  });

  test("pictures come from the thread's hosts alone", async () => {
    const scene = stage();
    const { page, server } = await openElement({
      handlers: {
        respond: async function* (turn) {
          turn.thread.allowed_image_domains = ["pictures.example"];
          yield* scene.respond(turn);
        },
      },
    });
    const asked: string[] = [];
    await page.route(/example/, (route) => {
      asked.push(route.request().url());
      return route.abort();
    });
    await page.evaluate(ask);
    const write = await scene.write("msg_1");
    write("![one](https://pictures.example/1.png) ![two](https://other.example/2.png)");
    scene.end();
    await page.getByText("two (a picture of other.example").waitFor();
    await page.getByRole("img", { name: "one" }).waitFor({ state: "attached" });
    await expect.poll(() => asked).toEqual(["https://pictures.example/1.png"]);
    expect(server.failures).toEqual([]);
  });
});
