import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { ThreadStreamEvent } from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { hasBrowser } from "../../helpers/browser.ts";
import { eventually, type OpenElement, openElement } from "./harness.ts";
import type { Handlers } from "./serve-element.ts";

/** Names of events, without those that only tell how it goes. */
const names = async ({ events }: OpenElement) => (await events()).map(({ name }) => name);
const detailsOf = async ({ events }: OpenElement, wanted: string) =>
  (await events()).filter(({ name }) => name === wanted).map(({ detail }) => detail);
/** Calls a method of the element; the error's message where it rejects. */
const call = (page: Page, code: string) =>
  page.evaluate<string | null>(
    `Promise.resolve(chat.${code}).then(() => null, (error) => error.message)`,
  );
const messageBox = (page: Page) => page.getByRole("textbox", { name: "Message" });

const card = (thread_id: string): ThreadStreamEvent => ({
  type: "thread.item.done",
  item: {
    type: "widget",
    id: "widget_1",
    thread_id,
    created_at: new Date().toISOString(),
    widget: { type: "Card", children: [{ type: "Text", value: "A card" }] },
  },
});

/** Answers only once the test lets it, whatever is asked. */
function heldBack() {
  let letGo = () => {};
  const free = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const respond: Handlers["respond"] = async function* ({ thread }) {
    yield { type: "progress_update", text: "Thinking" };
    await free;
    yield card(thread.id);
  };
  return { respond, letGo: () => letGo() };
}

describe.skipIf(!hasBrowser)("the element", () => {
  test("takes options again and again, and the newest count", async () => {
    const { page } = await openElement({ options: "{ theme: 'dark', frameTitle: 'Help' }" });
    await page.getByRole("region", { name: "Help" }).waitFor();
    await page.locator("[data-color-scheme=dark]").waitFor();
    await page.evaluate("chat.setOptions({ api: { url: '/chatkit', domainKey: 'k' } })");
    await page.getByRole("region", { name: "Chat" }).waitFor();
    await page.locator("[data-color-scheme=light]").waitFor();
  });

  test("sends a message, and tells of the thread and of the answer", async () => {
    const open = await openElement();
    const { page, server } = open;
    // A page may send before that; then the message is told of first.
    await expect.poll(() => names(open)).toEqual(["ready"]);
    const sent = `sendUserMessage({
      content: [{ type: "input_text", text: "Hello " }, { type: "input_tag", id: "1", text: "Ada" }],
      reply: "Quoted", toolChoice: { id: "t" }, model: "m",
    })`;
    expect(await call(page, sent)).toBeNull();
    await page.getByText("You said: Hello Ada").waitFor();
    expect(await names(open)).toEqual(["ready", "thread.change", "response.start", "response.end"]);
    expect(server.requests[0]?.params).toEqual({
      input: {
        content: [
          { type: "input_text", text: "Hello " },
          { type: "input_tag", id: "1", text: "Ada", data: {}, interactive: false },
        ],
        attachments: [],
        quoted_text: "Quoted",
        inference_options: { model: "m", tool_choice: { id: "t" } },
      },
    });
    expect(await call(page, "sendUserMessage({ text: 'New', newThread: true })")).toBeNull();
    expect(server.requests.map(({ type }) => type)).toEqual(["threads.create", "threads.create"]);
    expect(open.said).toEqual([]);
  });

  test("opens threads, and tells when they load", async () => {
    const open = await openElement();
    const { page } = open;
    await call(page, "sendUserMessage({ text: 'Hello' })");
    await call(page, "setThreadId(null)");
    await page.getByText("What can I help with today?").waitFor();
    const [first] = (await detailsOf(open, "thread.change")) as { threadId: string }[];
    expect(await call(page, `setThreadId("${first?.threadId}")`)).toBeNull();
    await page.getByText("You said: Hello").waitFor();
    expect(await detailsOf(open, "thread.change")).toEqual([first, { threadId: null }, first]);
    expect(await detailsOf(open, "thread.load.start")).toEqual([first]);
    expect(await detailsOf(open, "thread.load.end")).toEqual([first]);
    expect(await call(page, "setThreadId(undefined)")).toBe(
      "setThreadId takes the id of a thread, or null for a new one.",
    );
    expect(await call(page, 'setThreadId("thr_gone")')).toMatch(/no such thread/);
    expect(await detailsOf(open, "error")).toEqual([
      { error: expect.stringContaining("no such thread") },
    ]);
  });

  test("begins with the thread of its options", async () => {
    const { page, server } = await openElement();
    await call(page, "sendUserMessage({ text: 'Hello' })");
    const [thread] = (
      await server.store.loadThreads({ limit: 1, order: "desc" }, { userId: "somebody" })
    ).data;
    await page.evaluate(`
      const other = document.createElement("openai-chatkit");
      other.setOptions({ api: { url: "/chatkit", domainKey: "k" }, initialThread: "${thread?.id}" });
      chat.replaceWith(other);
    `);
    await page.getByText("You said: Hello").waitFor();
    expect(await page.locator("openai-chatkit").count()).toBe(1);
  });

  test("refuses what it cannot do while an answer is under way, and does it after", async () => {
    const { respond, letGo } = heldBack();
    const { page } = await openElement({ handlers: { respond } });
    await page.evaluate("void chat.sendUserMessage({ text: 'Hello' })");
    await page.getByText("Thinking").waitFor();
    for (const method of [
      "sendUserMessage({ text: 'More' })",
      "setThreadId(null)",
      "fetchUpdates()",
      "sendCustomAction({ type: 'go' })",
    ]) {
      expect(await call(page, method)).toMatch(/is not possible while a response streams\.$/);
    }
    expect(await call(page, "setComposerValue({ text: 'Next' })")).toBeNull();
    letGo();
    await page.getByText("A card").waitFor();
    expect(await call(page, "fetchUpdates()")).toBeNull();
  });

  test("fills the composer, and sends nothing of it", async () => {
    const open = await openElement({
      options: `{ composer: {
        attachments: { enabled: true },
        tools: [{ id: "t", label: "Tool", icon: "bolt", pinned: true }],
        models: [{ id: "m", label: "Small" }, { id: "n", label: "Large" }],
      } }`,
    });
    const { page, server } = open;
    const value = `setComposerValue({
      text: "Look", reply: "This was said", selectedToolId: "t", selectedModelId: "n",
      attachments: [{ type: "file", id: "atc_1", name: "report.pdf", mime_type: "application/pdf" }],
      files: [new File(["hello"], "hello.txt", { type: "text/plain" })],
    })`;
    expect(await call(page, value)).toBeNull();
    await eventually(() => messageBox(page).textContent()).toBe("Look");
    await page.getByText("report.pdf").waitFor();
    await page.getByText("hello.txt", { exact: true }).waitFor();
    await page.getByText("This was said").waitFor();
    await page.getByRole("button", { name: "Tool", pressed: true }).waitFor();
    await page.getByRole("button", { name: /Large/ }).waitFor();
    expect(await detailsOf(open, "tool.change")).toEqual([{ toolId: "t" }]);
    await eventually(() => server.requests.map(({ type }) => type)).toEqual(["attachments.create"]);
    expect(await call(page, "setComposerValue({ selectedToolId: null })")).toBeNull();
    expect(await detailsOf(open, "tool.change")).toEqual([{ toolId: "t" }, { toolId: null }]);
    expect(await call(page, "setComposerValue({ selectedToolId: 'x' })")).toMatch(/no tool with/);
  });

  test("puts the focus into the composer", async () => {
    const { page } = await openElement();
    expect(await call(page, "focusComposer()")).toBeNull();
    await page.keyboard.type("Typed");
    await eventually(() => messageBox(page).textContent()).toBe("Typed");
  });

  test("opens and closes the history", async () => {
    const open = await openElement();
    const { page } = open;
    await call(page, "sendUserMessage({ text: 'Hello' })");
    expect(await call(page, "showHistory()")).toBeNull();
    await page.getByRole("dialog", { name: "History" }).waitFor();
    expect(await call(page, "hideHistory()")).toBeNull();
    await page.getByRole("dialog", { name: "History" }).waitFor({ state: "detached" });
    expect(await detailsOf(open, "history.open")).toEqual([null]);
    expect(await detailsOf(open, "history.close")).toEqual([null]);
  });

  test("sends an action of the page, of a widget or of nothing", async () => {
    const handlers: Partial<Handlers> = {
      async *respond({ thread }) {
        yield card(thread.id);
      },
      async *action({ action, sender }) {
        yield { type: "notice", level: "info", message: `${action.type} of ${sender?.id}` };
      },
    };
    const { page, server } = await openElement({ handlers });
    expect(await call(page, "sendCustomAction({ type: 'go' })")).toMatch(/needs a thread/);
    await call(page, "sendUserMessage({ text: 'Hello' })");
    expect(await call(page, "sendCustomAction({ type: 'go', payload: { a: 1 } })")).toBeNull();
    await page.getByText("go of undefined").waitFor();
    expect(await call(page, "sendCustomAction({ type: 'on' }, 'widget_1')")).toBeNull();
    await page.getByText("on of widget_1").waitFor();
    expect(server.requests.slice(1).map(({ params }) => params)).toMatchObject([
      { action: { type: "go", payload: { a: 1 } } },
      { item_id: "widget_1", action: { type: "on" } },
    ]);
  });

  test("reads again what the server has changed", async () => {
    const { page, server } = await openElement();
    await call(page, "sendUserMessage({ text: 'Hello' })");
    const owner = { userId: "somebody" };
    const [thread] = (await server.store.loadThreads({ limit: 1, order: "desc" }, owner)).data;
    if (!thread) throw new Error("There is no thread.");
    await server.store.addThreadItem(
      thread.id,
      {
        type: "assistant_message",
        id: "late",
        thread_id: thread.id,
        created_at: new Date().toISOString(),
        content: [{ type: "output_text", text: "By the way", annotations: [] }],
      },
      owner,
    );
    expect(await call(page, "fetchUpdates()")).toBeNull();
    await page.getByText("By the way").waitFor();
  });

  test("tells the page of effects, links, tools and failures", async () => {
    const respond: Handlers["respond"] = async function* ({ thread }) {
      yield { type: "client_effect", name: "blink", data: { times: 2 } };
      yield {
        type: "thread.item.done",
        item: {
          type: "assistant_message",
          id: "said",
          thread_id: thread.id,
          created_at: new Date().toISOString(),
          content: [
            {
              type: "output_text",
              text: "[Order](chatkit-link://order?id=7) and [more](chatkit-link://more)",
              annotations: [],
            },
          ],
        },
      };
      throw new Error("A bug");
    };
    const open = await openElement({ handlers: { respond } });
    await call(open.page, "sendUserMessage({ text: 'Hello' })");
    await open.page.getByRole("link", { name: "Order" }).click();
    expect(await detailsOf(open, "effect")).toEqual([{ name: "blink", data: { times: 2 } }]);
    expect(await detailsOf(open, "deeplink")).toEqual([{ name: "order", data: { id: "7" } }]);
    expect(await detailsOf(open, "error")).toEqual([
      { error: "Something went wrong while the answer was made." },
    ]);
    expect(
      await open.page.evaluate(`new Promise((resolve) => {
      chat.addEventListener("chatkit.error", (event) => {
        resolve([event instanceof CustomEvent, event.detail.error instanceof Error, event.target === chat]);
      });
      void chat.sendUserMessage({ text: "Again" });
    })`),
    ).toEqual([true, true, true]);
  });

  test("tells of what it did not understand", async () => {
    const open = await openElement({
      answer: (request) =>
        request.method === "POST"
          ? new Response('data: {"type":"thread.sparkled"}\n\n', {
              headers: { "content-type": "text/event-stream" },
            })
          : undefined,
    });
    await call(open.page, "sendUserMessage({ text: 'Hello' })");
    expect(await detailsOf(open, "log")).toEqual([
      { name: "event.ignored", data: { reason: "unknown event thread.sparkled" } },
    ]);
  });

  test("can be made before its script is there, and has its options then", async () => {
    const { page } = await openElement({
      html: `<!doctype html><title>Late</title><link rel="icon" href="data:,">
<openai-chatkit></openai-chatkit>
<script>
customElements.whenDefined("openai-chatkit").then(() => {
  document.querySelector("openai-chatkit").setOptions({
    api: { url: "/chatkit", domainKey: "k" }, startScreen: { greeting: "Good morning" },
  });
});
setTimeout(() => {
  const script = document.createElement("script");
  script.src = "/__chatkit/offline/chatkit.js";
  script.async = true;
  document.head.append(script, script.cloneNode());
}, 100);
</script>`,
    });
    await page.getByText("Good morning").waitFor();
  });

  test("goes on where it was when it moves within the page", async () => {
    const open = await openElement();
    await call(open.page, "sendUserMessage({ text: 'Hello' })");
    await open.page.evaluate(`
      const home = document.createElement("main");
      document.body.append(home);
      home.append(chat);
    `);
    await open.page.getByText("You said: Hello").waitFor();
    await call(open.page, "sendUserMessage({ text: 'More' })");
    await open.page.getByText("You said: More").waitFor();
    expect((await names(open)).filter((name) => name === "ready")).toHaveLength(1);
  });

  test("begins anew when it comes back to the page, and keeps what is written then", async () => {
    const { page } = await openElement({
      handlers: {
        respond: async function* ({ thread }) {
          yield card(thread.id);
        },
      },
    });
    await messageBox(page).fill("Before");
    await messageBox(page).press("Enter");
    await page.getByText("A card").waitFor();
    await page.evaluate("chat.remove()");
    await page.evaluate("document.body.append(chat)");
    await page.getByText("Before").waitFor({ state: "detached" });
    await messageBox(page).fill("After");
    await messageBox(page).press("Enter");
    await page.getByRole("article", { name: "You" }).getByText("After").waitFor();
  });

  test("has neighbours, each with a chat of its own", async () => {
    const { page } = await openElement();
    await page.evaluate(`
      const other = document.createElement("openai-chatkit");
      document.body.append(other);
      other.setOptions({ api: { url: "/chatkit", domainKey: "k" }, theme: "dark" });
      globalThis.other = other;
    `);
    await call(page, "sendUserMessage({ text: 'One' })");
    await page.evaluate("other.sendUserMessage({ text: 'Two' })");
    const [one, two] = await page.locator("openai-chatkit").all();
    await one?.getByText("You said: One").waitFor();
    await two?.getByText("You said: Two").waitFor();
    expect(await one?.getByText("Two").count()).toBe(0);
    await one?.locator("[data-color-scheme=light]").waitFor();
    await two?.locator("[data-color-scheme=dark]").waitFor();
  });

  test("says what it is waiting for before it has options or a page", async () => {
    const { page } = await openElement();
    const before = await page.evaluate(`
      globalThis.lone = document.createElement("openai-chatkit");
      lone.sendUserMessage({ text: "Hi" }).catch((error) => error.message)
    `);
    expect(before).toBe("Sending a message is not possible before setOptions was called.");
    const unfocused = await page.evaluate("lone.focusComposer().catch((error) => error.message)");
    expect(unfocused).toBe("focusComposer is not possible before setOptions was called.");
    const outside = await page.evaluate(`
      lone.setOptions({ api: { url: "/chatkit", domainKey: "k" } });
      lone.showHistory().catch((error) => error.message)
    `);
    expect(outside).toBe("showHistory is not possible before the element is in the page.");
  });
});
