import { rolldown } from "rolldown";
import { beforeAll, describe, expect, test } from "vitest";
import type { ThreadStreamEvent } from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { hasBrowser } from "../../helpers/browser.ts";
import { openElement } from "./harness.ts";
import type { Handlers } from "./serve-element.ts";

let script = "";
beforeAll(async () => {
  const bundle = await rolldown({
    input: new URL("react-page.ts", import.meta.url).pathname,
    platform: "browser",
    transform: { define: { "process.env.NODE_ENV": '"development"' } },
  });
  const { output } = await bundle.generate({ format: "iife" });
  await bundle.close();
  script = output[0].code;
});

/** A page of React, whose script comes before or after the element's. */
const openReact = (scripts: readonly string[], handlers: Partial<Handlers> = {}) =>
  openElement({
    html: `<!doctype html><html lang="en"><meta charset="utf-8"><title>React</title>
<link rel="icon" href="data:,"><div id="root"></div>
${scripts.map((src) => `<script src="${src}"></script>`).join("\n")}</html>`,
    handlers,
    answer: (request) =>
      new URL(request.url).pathname === "/react.js"
        ? new Response(script, { headers: { "content-type": "text/javascript" } })
        : undefined,
  });

const ELEMENT = "/__chatkit/offline/chatkit.js";
const REACT = "/react.js";
const item = (thread_id: string, id: string) => ({
  id,
  thread_id,
  created_at: new Date().toISOString(),
});

/** Has the page do a thing of each kind. */
const respond: Handlers["respond"] = async function* ({ thread, message }) {
  if (message) {
    yield { type: "client_effect", name: "blink", data: { times: 2 } };
    yield {
      type: "thread.item.done",
      item: {
        ...item(thread.id, "call"),
        type: "client_tool_call",
        status: "pending",
        call_id: "call_1",
        name: "look",
        arguments: { at: 1 },
      },
    };
    return;
  }
  const link = "[Open](chatkit-link://order?id=7)";
  const events: ThreadStreamEvent[] = [
    {
      type: "thread.item.done",
      item: {
        ...item(thread.id, "said"),
        type: "assistant_message",
        content: [{ type: "output_text", text: link, annotations: [] }],
      },
    },
    {
      type: "thread.item.done",
      item: {
        ...item(thread.id, "widget"),
        type: "widget",
        widget: {
          type: "Card",
          children: [
            {
              type: "Button",
              label: "Press",
              onClickAction: { type: "press", payload: { a: 1 }, handler: "client" },
            },
          ],
        },
      },
    },
  ];
  yield* events;
};

describe.skipIf(!hasBrowser)("@openai/chatkit-react drives the element", () => {
  test.each([
    ["where the element is there already", [ELEMENT, REACT]],
    ["where the element comes later", [REACT, ELEMENT]],
  ])("with every event, method and callback, %s", async (_, scripts) => {
    const { page, server, said } = await openReact(scripts, { respond });
    await page.getByRole("textbox", { name: "Message" }).fill("Hello");
    await page.getByRole("button", { name: "Send message" }).click();
    await page.getByRole("button", { name: "Press" }).click();
    await page.getByRole("link", { name: "Open" }).click();
    await page.evaluate("methods.setComposerValue({ selectedToolId: 't' })");
    await page.evaluate("methods.showHistory()");
    await page.getByRole("dialog", { name: "History" }).waitFor();
    await page.evaluate("methods.hideHistory()");
    await page.evaluate("methods.setThreadId(null)");
    await page.evaluate(
      "methods.setThreadId(seen.find((e) => e.name === 'thread.change').detail.threadId)",
    );
    await expect(page.evaluate("methods.setThreadId('thr_gone')")).rejects.toThrow(
      "no such thread",
    );
    expect(await page.evaluate("ref.current === document.querySelector('openai-chatkit')")).toBe(
      true,
    );
    const { threadId } = await page.evaluate<{ threadId: string }>(
      "seen.find(({ name }) => name === 'thread.change').detail",
    );
    expect(await page.evaluate("seen")).toEqual([
      { name: "ready", detail: null },
      { name: "thread.change", detail: { threadId } },
      { name: "response.start", detail: null },
      { name: "effect", detail: { name: "blink", data: { times: 2 } } },
      { name: "response.end", detail: null },
      {
        name: "action",
        detail: { action: { type: "press", payload: { a: 1 } }, id: "widget" },
      },
      { name: "deeplink", detail: { name: "order", data: { id: "7" } } },
      { name: "tool.change", detail: { toolId: "t" } },
      { name: "history.open", detail: null },
      { name: "history.close", detail: null },
      { name: "thread.change", detail: { threadId: null } },
      { name: "thread.change", detail: { threadId } },
      { name: "thread.load.start", detail: { threadId } },
      { name: "thread.load.end", detail: { threadId } },
      { name: "thread.change", detail: { threadId: "thr_gone" } },
      { name: "thread.load.start", detail: { threadId: "thr_gone" } },
      { name: "thread.change", detail: { threadId: null } },
      { name: "error", detail: expect.stringContaining("no such thread") },
      { name: "thread.load.end", detail: { threadId: "thr_gone" } },
    ]);
    expect(server.requests[1]).toEqual({
      type: "threads.add_client_tool_output",
      params: {
        thread_id: threadId,
        result: { name: "look", params: { at: 1 }, renders: expect.any(Number) },
      },
    });
    expect(said.filter((line) => !line.includes("404"))).toEqual([
      expect.stringContaining("React DevTools"),
    ]);
  });

  test("and changes its options without a new chat", async () => {
    const { page } = await openReact([ELEMENT, REACT]);
    await page.evaluate("methods.sendUserMessage({ text: 'Hello' })");
    await page.evaluate("setDark(true)");
    await page.locator("[data-color-scheme=dark]").waitFor();
    await page.getByText("You said: Hello").waitFor();
    expect(await page.locator("openai-chatkit").getAttribute("class")).toBe("chat");
  });

  test("and puts it away and back", async () => {
    const { page } = await openReact([ELEMENT, REACT]);
    await page.evaluate("methods.sendUserMessage({ text: 'Hello' })");
    await page.evaluate("setShown(false)");
    await page.locator("openai-chatkit").waitFor({ state: "detached" });
    await page.evaluate("setShown(true)");
    await page.evaluate("methods.sendUserMessage({ text: 'Again' })");
    await page.getByText("You said: Again").waitFor();
    expect(await page.getByText("You said: Hello").count()).toBe(0);
  });
});
