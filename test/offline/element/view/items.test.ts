import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../../helpers/browser.ts";
import { type OpenElementOptions, openElement } from "../harness.ts";
import { answered, keepThread, type Part, said } from "./conversation.ts";
import { EVERY_ITEM, PICTURE } from "./everything.ts";
import { stage } from "./stage.ts";

const openThread = async (parts: readonly Part[], open: OpenElementOptions = {}) => {
  const opened = await openElement(open);
  const id = await keepThread(opened.server, parts);
  await opened.page.evaluate(`chat.setThreadId("${id}")`);
  return opened;
};

const ask = "chat.sendUserMessage({ text: 'Hello' })";

describe.skipIf(!hasBrowser)("the items of a thread", () => {
  test("every kind of item is there, and named", async () => {
    const { page, said: told } = await openThread(EVERY_ITEM);
    const log = page.getByRole("log");
    await log.getByText("And everything else?").waitFor();
    const names = await log
      .getByRole("article")
      .evaluateAll((all) =>
        all.map((each) => [each.getAttribute("aria-label"), each.dataset.item]),
      );
    expect(names).toEqual([
      ["You", "user_message"],
      ["Workflow", "workflow"],
      ["Workflow", "workflow"],
      ["Task", "task"],
      ["Assistant", "assistant_message"],
      ["Image", "generated_image"],
      ["Question", "structured_input"],
      ["You", "user_message"],
      ["Assistant", "assistant_message"],
      ["Question", "structured_input"],
    ]);
    const first = log.getByRole("article", { name: "You" }).first();
    for (const text of ["What was said before.", "@Paris", "A second line.", "notes.txt"]) {
      await first.getByText(text).waitFor();
    }
    // The picture of this message was never uploaded.
    expect(told.filter((line) => !line.includes("404"))).toEqual([]);
  });

  test("a workflow opens and closes; each task says what it is and how far", async () => {
    const { page } = await openThread(EVERY_ITEM);
    const custom = page.getByRole("article", { name: "Workflow" }).first();
    const head = custom.getByRole("button", { name: "Looked around" });
    await expect.poll(() => head.getAttribute("aria-expanded")).toBe("true");
    for (const text of [
      "A task",
      "Searched for paris inhabitants",
      "A thought",
      "The census",
      "A drawing",
    ]) {
      expect(await custom.getByText(text, { exact: true }).isVisible()).toBe(true);
    }
    expect(await custom.getByRole("img", { name: "Done" }).count()).toBe(3);
    expect(await custom.getByRole("img", { name: "In progress" }).count()).toBe(1);
    expect(await custom.getByRole("link", { name: "A page" }).getAttribute("href")).toBe(
      "https://example.com/a",
    );
    await head.click();
    expect(await custom.getByText("A thought").isVisible()).toBe(false);

    const reasoning = page.getByRole("article", { name: "Workflow" }).nth(1);
    expect(await reasoning.getByText("Reasons.").isVisible()).toBe(false);
    await reasoning.getByRole("button", { name: "Thought for 1 minute 5 seconds" }).press("Enter");
    expect(await reasoning.getByText("Reasons.").isVisible()).toBe(true);
  });

  test("a workflow that runs says what it does now", async () => {
    const scene = stage();
    const { page } = await openElement({ handlers: { respond: scene.respond } });
    await page.evaluate(`void ${ask}`);
    const thread_id = await scene.threadId;
    const workflow = { type: "reasoning" as const, tasks: [], expanded: false };
    scene.tell({
      type: "thread.item.added",
      item: {
        type: "workflow",
        id: "wf_1",
        thread_id,
        created_at: "2026-11-21T10:00:00Z",
        workflow,
      },
    });
    const head = page.getByRole("article", { name: "Workflow" }).getByRole("button");
    await head.getByText("Thinking").waitFor();
    scene.tell({
      type: "thread.item.updated",
      item_id: "wf_1",
      update: {
        type: "workflow.task.added",
        task_index: 0,
        task: { type: "thought", title: "Weighing it", content: "…", status_indicator: "loading" },
      },
    });
    await head.getByText("Weighing it").waitFor();
    scene.tell({
      type: "thread.item.done",
      item: {
        type: "workflow",
        id: "wf_1",
        thread_id,
        created_at: "2026-11-21T10:00:00Z",
        workflow: { ...workflow, summary: { duration: 3 } },
      },
    });
    await head.getByText("Thought for 3 seconds").waitFor();
    scene.end();
  });

  test("an image shows its progress, then itself, and can be opened and kept", async () => {
    const scene = stage();
    const { page } = await openElement({ handlers: { respond: scene.respond } });
    await page.evaluate(`void ${ask}`);
    const thread_id = await scene.threadId;
    const base = { id: "img_1", thread_id, created_at: "2026-11-21T10:00:00Z" };
    scene.tell({ type: "thread.item.added", item: { ...base, type: "generated_image" } });
    const image = page.getByRole("article", { name: "Image" });
    const bar = image.getByRole("progressbar", { name: "The image is being made" });
    await bar.waitFor();
    const update = {
      type: "generated_image.updated" as const,
      image: { id: "ig", url: PICTURE },
      progress: 0.5,
    };
    scene.tell({ type: "thread.item.updated", item_id: "img_1", update });
    await expect
      .poll(() =>
        bar
          .getAttribute("aria-valuenow")
          .then(() => bar.evaluate((e) => (e as HTMLProgressElement).value)),
      )
      .toBe(50);
    await image.getByRole("img", { name: "Generated image" }).waitFor();
    expect(await image.getByRole("link", { name: "Download" }).count()).toBe(0);
    scene.tell({
      type: "thread.item.done",
      item: { ...base, type: "generated_image", image: { id: "ig", url: PICTURE } },
    });
    scene.end();
    const download = page.waitForEvent("download");
    await image.getByRole("link", { name: "Download" }).click();
    expect((await download).suggestedFilename()).toMatch(/^generated-image/);
    await image.getByRole("button", { name: "Open Generated image" }).click();
    const dialog = page.getByRole("dialog", { name: "Generated image" });
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });

  test("a client tool is a quiet line while it runs", async () => {
    const scene = stage();
    const { page } = await openElement({
      handlers: { respond: scene.respond },
      options: "{ onClientTool: () => new Promise((resolve) => { window.finish = resolve }) }",
    });
    await page.evaluate(`void ${ask}`);
    await scene.show({
      type: "client_tool_call",
      status: "pending",
      call_id: "call_1",
      name: "read_page",
      arguments: {},
    });
    scene.end();
    await page.getByText("The page runs read_page").waitFor();
    await page.evaluate("finish({ ok: true })");
    await page.getByText("The page runs read_page").waitFor({ state: "detached" });
  });

  test("a progress line comes and goes", async () => {
    const scene = stage();
    const { page } = await openElement({ handlers: { respond: scene.respond } });
    await page.evaluate(`void ${ask}`);
    await page.getByRole("status").getByText("Waiting for the answer").waitFor();
    scene.tell({ type: "progress_update", text: "Looking it up", icon: "search" });
    await page.getByRole("status").getByText("Looking it up").waitFor();
    await scene.show(answered("Found."));
    scene.end();
    await page.getByText("Found.").waitFor();
    await page.getByText("Looking it up").waitFor({ state: "detached" });
  });

  test("a text of too many levels is shown as it is written", async () => {
    const { page } = await openThread([
      said("Hi"),
      answered(`${"> ".repeat(4000)}deep`),
      answered(`${"- ".repeat(4000)}deeper`),
      answered("After them all"),
    ]);
    await page.getByText("After them all").waitFor();
    expect(await page.getByRole("article", { name: "Assistant" }).count()).toBe(3);
  });

  test("a text that the parser cannot read is shown as it is written", async () => {
    const { page } = await openThread([
      said("Hi"),
      answered("*a_ ".repeat(5000)),
      answered(`${"lorem *ipsum* ".repeat(80_000)}\nits last line`),
      answered("After them all"),
    ]);
    await page.getByText("After them all").waitFor();
    const signs = page.getByRole("article", { name: "Assistant" }).first();
    await signs.getByText("*a_ *a_").waitFor();
    await page.getByText("its last line").waitFor({ state: "attached" });
  });

  test("an item that cannot be drawn leaves its place to a note, and the others as they are", async () => {
    const content: Part = said("", {
      content: [{ type: "input_tag", id: "t", text: "Paris", data: {}, interactive: true }],
    });
    const { page, events } = await openThread([said("Before"), content, answered("After")], {
      options: `{ entities: { get onClick() {
        if (window.isBroken) throw new Error("The page is broken");
        return () => {};
      } } }`,
    });
    await page.getByText("@Paris").waitFor();
    await page.evaluate("(window.isBroken = true, chat.setThreadId(null))");
    await page.evaluate("chat.setThreadId('thr_kept')");
    await page.getByText("After", { exact: true }).waitFor();
    await page.getByText("Before", { exact: true }).waitFor();
    await page.getByRole("note").getByText("cannot show this item").waitFor();
    expect(await page.getByText("@Paris").count()).toBe(0);
    const told = (await events()).filter(({ name }) => name === "error");
    expect(told.map(({ detail }) => detail)).toEqual([{ error: "The page is broken" }]);
  });

  test("an item of an unknown type says so", async () => {
    const scene = stage();
    const { page } = await openElement({ handlers: { respond: scene.respond } });
    await page.evaluate(`void ${ask}`);
    await scene.show({ type: "hologram" } as never);
    scene.end();
    await page.getByRole("note").getByText("does not know items of the type hologram").waitFor();
  });

  test("a failed answer says why and is asked for again", async () => {
    let attempts = 0;
    const { page, server } = await openElement({
      handlers: {
        respond: async function* () {
          attempts += 1;
          yield attempts === 1
            ? { type: "error", code: "custom", message: "The oven is cold.", allow_retry: true }
            : { type: "notice", level: "info", message: "Warm **now**." };
        },
      },
    });
    await page.evaluate(ask);
    const alert = page.getByRole("alert").filter({ hasText: "The oven is cold." });
    await alert.waitFor();
    await alert.getByRole("button", { name: "Try again" }).click();
    const note = page.getByRole("note").filter({ hasText: "Warm now." });
    await note.locator("strong").waitFor();
    expect(server.requests.map(({ type }) => type)).toContain("threads.retry_after_item");
    expect(await page.evaluate("chat.shadowRoot.activeElement.ariaLabel")).toBe("Messages");
    expect(await alert.count()).toBe(0);
    await note.getByRole("button", { name: "Dismiss" }).click();
    await note.waitFor({ state: "detached" });
  });

  test("an error without another attempt has no button", async () => {
    const { page } = await openElement({
      handlers: {
        respond: async function* () {
          yield { type: "error", code: "custom", message: "Never.", allow_retry: false };
        },
      },
    });
    await page.evaluate(ask);
    await page.getByRole("alert").getByText("Never.").waitFor();
    expect(await page.getByRole("button", { name: "Try again" }).count()).toBe(0);
  });

  test("an answer is judged, copied and had again", async () => {
    const judged: unknown[] = [];
    const { page, server } = await openThread([said("Hi"), answered("One **fact**.")], {
      options: "{ threadItemActions: { feedback: true, retry: true } }",
      handlers: {
        addFeedback: async ({ itemIds, kind }) => {
          judged.push([itemIds.length, kind]);
        },
      },
    });
    const good = page.getByRole("button", { name: "Good response" });
    const bad = page.getByRole("button", { name: "Bad response" });
    await good.click();
    await expect.poll(() => good.getAttribute("aria-pressed")).toBe("true");
    await expect.poll(() => judged).toEqual([[1, "positive"]]);
    await bad.click();
    await expect.poll(() => bad.getAttribute("aria-pressed")).toBe("true");
    expect(await good.getAttribute("aria-pressed")).toBe("false");
    await expect
      .poll(() => judged)
      .toEqual([
        [1, "positive"],
        [1, "negative"],
      ]);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy", exact: true }).click();
    await page.getByRole("status").getByText("Copied").waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe("One **fact**.");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("You said: Hi").waitFor();
    expect(await page.getByText("One fact.").count()).toBe(0);
    expect(server.requests.at(-1)?.type).toBe("threads.retry_after_item");
  });

  test("feedback and another answer are not offered unless the options say so", async () => {
    const { page } = await openThread([said("Hi"), answered("One fact.")]);
    await page.getByRole("button", { name: "Copy", exact: true }).waitFor();
    for (const name of ["Good response", "Bad response", "Try again"]) {
      expect(await page.getByRole("button", { name }).count()).toBe(0);
    }
  });
});
