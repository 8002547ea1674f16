import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../../helpers/browser.ts";
import { openElement } from "../harness.ts";

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 15_000 });

const field = (page: Page) => page.getByRole("textbox", { name: "Message", exact: true });
const files = (page: Page) => page.getByRole("list", { name: "Attached files" });
const picker = (page: Page) => page.getByLabel("Attach files");

const OPTIONS = `{ composer: { attachments: { enabled: true, maxCount: 3, accept: { "image/*": [".png"], "text/plain": [".txt"] } } } }`;
const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const text = (name: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from("Hello") });

/** JavaScript that makes an event which carries a file, as a person's drag or paste does. */
const carrying = (event: string, type: string, target: string, texts = {}) => `{
  const data = new DataTransfer();
  for (const [type, text] of Object.entries(${JSON.stringify(texts)})) data.setData(type, text);
  data.items.add(new File(["Hello"], "dropped.txt", { type: "text/plain" }));
  ${target}.dispatchEvent(new ${event}("${type}", {
    dataTransfer: data, clipboardData: data, bubbles: true, cancelable: true, composed: true,
  }));
}`;

describe.skipIf(!hasBrowser)("files of a message", { timeout: 60_000 }, () => {
  test("are picked, shown with their size or picture, and sent", async () => {
    const { page, server } = await openElement({ options: OPTIONS });
    expect(await picker(page).getAttribute("accept")).toBe("image/*,.png,text/plain,.txt");
    await picker(page).setInputFiles([
      text("notes.txt"),
      { name: "pixel.png", mimeType: "image/png", buffer: PIXEL },
    ]);
    await files(page).getByText("5 bytes").waitFor();
    await eventually(() => files(page).locator('[data-state="ready"]').count()).toBe(2);
    const width = () =>
      files(page)
        .locator("img")
        .evaluate((image) => (image as HTMLImageElement).naturalWidth);
    await eventually(width).toBe(1);
    await page.getByRole("button", { name: "Send message" }).click();
    await files(page).waitFor({ state: "detached" });
    await page.getByText("You said").waitFor();
    expect(server.requests.find(({ type }) => type === "threads.create")).toMatchObject({
      params: { input: { attachments: [expect.any(String), expect.any(String)] } },
    });
  });

  test("are removed, and the focus is not lost", async () => {
    const { page, server } = await openElement({ options: OPTIONS });
    await picker(page).setInputFiles([text("notes.txt")]);
    await files(page).getByText("5 bytes").waitFor();
    await page.getByRole("button", { name: "Remove notes.txt" }).press("Enter");
    await files(page).waitFor({ state: "detached" });
    await page.keyboard.type("typed at once");
    expect(await field(page).textContent()).toBe("typed at once");
    await eventually(() => server.requests.map(({ type }) => type)).toContain("attachments.delete");
  });

  test("that fail say why, hold the message back, and are tried again", async () => {
    let isBroken = true;
    const { page } = await openElement({
      options: OPTIONS,
      answer: (request) =>
        isBroken && new URL(request.url).pathname.startsWith("/api/attachments")
          ? new Response("The disk is full", { status: 507 })
          : undefined,
    });
    await picker(page).setInputFiles([text("notes.txt")]);
    const retry = page.getByRole("button", { name: "Retry notes.txt" });
    await retry.waitFor();
    await field(page).fill("Hello");
    await page.keyboard.press("Enter");
    await page.getByText("A file could not be uploaded. Retry or remove it.").first().waitFor();
    expect(await field(page).textContent()).toBe("Hello");
    isBroken = false;
    await retry.click();
    await eventually(() => files(page).locator('[data-state="ready"]').count()).toBe(1);
    expect(await page.getByRole("button", { name: "Send message" }).isEnabled()).toBe(true);
  });

  test("that are on their way show it, and hold the message back", async () => {
    let go = () => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const { page } = await openElement({
      options: OPTIONS,
      answer: async (request) => {
        if (new URL(request.url).pathname.startsWith("/api/attachments")) await gate;
        return undefined;
      },
    });
    await picker(page).setInputFiles([text("notes.txt")]);
    await page.getByRole("progressbar", { name: "Upload of notes.txt" }).waitFor();
    expect(await page.getByRole("button", { name: "Send message" }).isEnabled()).toBe(false);
    go();
    await page.getByRole("progressbar").waitFor({ state: "detached" });
    expect(await page.getByRole("button", { name: "Send message" }).isEnabled()).toBe(true);
    await page.getByText("notes.txt is attached.").waitFor();
  });

  test("are dropped anywhere on the chat, which shows where", async () => {
    const { page } = await openElement({ options: OPTIONS });
    await page.evaluate(carrying("DragEvent", "dragenter", "chat"));
    await page.getByText("Drop files to attach them").waitFor();
    const zone = page.locator(".composer-drop");
    const { height = 0 } = (await zone.boundingBox()) ?? {};
    expect(height).toBeGreaterThan(600);
    await page.evaluate(carrying("DragEvent", "dragleave", "chat"));
    await zone.waitFor({ state: "detached" });
    await page.evaluate(carrying("DragEvent", "dragenter", "chat"));
    await page.evaluate(carrying("DragEvent", "drop", "chat"));
    await zone.waitFor({ state: "detached" });
    await files(page).getByText("dropped.txt").waitFor();
  });

  describe("that are pasted", () => {
    const TARGET = `chat.shadowRoot.querySelector('[role="textbox"]')`;
    const name = { "text/plain": "dropped.txt" };

    test.each([
      ["alone", {}],
      ["with their name, as from a program for files", name],
    ])("are attached: %s", async (_how, texts) => {
      const { page } = await openElement({ options: OPTIONS });
      await page.evaluate(carrying("ClipboardEvent", "paste", TARGET, texts));
      await files(page).getByText("dropped.txt").waitFor();
      expect(await field(page).textContent()).toBe("");
    });

    test("are left out where they are a picture of the text", async () => {
      const { page } = await openElement({ options: OPTIONS });
      const texts = { "text/plain": "A cell", "text/html": "<td>A cell</td>" };
      await page.evaluate(carrying("ClipboardEvent", "paste", TARGET, texts));
      expect(await field(page).textContent()).toBe("A cell");
      expect(await files(page).count()).toBe(0);
    });

    test("are their name where the chat takes no files", async () => {
      const { page } = await openElement();
      await page.evaluate(carrying("ClipboardEvent", "paste", TARGET, name));
      expect(await field(page).textContent()).toBe("dropped.txt");
    });
  });

  test("that the options do not allow are refused in words", async () => {
    const { page } = await openElement({ options: OPTIONS });
    await picker(page).setInputFiles([1, 2, 3, 4].map((number) => text(`${number}.txt`)));
    await page.getByText("3 files at most").first().waitFor();
    expect(await files(page).getByRole("listitem").count()).toBe(3);
  });

  test("are none where the options have none", async () => {
    const { page } = await openElement();
    await field(page).waitFor();
    expect(await picker(page).count()).toBe(0);
    await page.evaluate(carrying("DragEvent", "dragenter", "chat"));
    await page.evaluate(carrying("DragEvent", "drop", "chat"));
    expect(await page.locator(".composer-drop").count()).toBe(0);
    expect(await files(page).count()).toBe(0);
  });

  test("have names that are text", async () => {
    const name = `<img src=x onerror=alert(1)>"'.txt`;
    const { page, said } = await openElement({ options: OPTIONS });
    await picker(page).setInputFiles([text(name)]);
    await page.getByRole("button", { name: `Remove ${name}` }).waitFor();
    expect(await files(page).locator("img").count()).toBe(0);
    expect(said).toEqual([]);
  });
});
