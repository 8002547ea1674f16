import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { Attachment } from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { hasBrowser } from "../../helpers/browser.ts";
import { eventually, openElement } from "./harness.ts";

const attach = (page: Page, name = "hello.txt", text = "hello") =>
  page.evaluate(
    `chat.setComposerValue({ files: [new File([${JSON.stringify(text)}], ${JSON.stringify(name)}, { type: "text/plain" })] })`,
  );
/** A file that is there can be sent. */
const send = async (page: Page) => {
  await page.getByRole("textbox", { name: "Message" }).fill("Here");
  await page.getByRole("button", { name: "Send message" }).click();
  await page.getByText("You said: Here").waitFor();
};
const errors = "seen.filter(({ name }) => name === 'error').map(({ detail }) => detail.error)";

/** What the server was sent, one line a request. */
function uploads() {
  const seen: { line: string; type: string | null; custom: string | null; body: string }[] = [];
  const answer = async (request: Request) => {
    const { pathname } = new URL(request.url);
    if (!pathname.startsWith("/api/attachments") || request.method === "GET") return undefined;
    seen.push({
      line: `${request.method} ${pathname.split("/").slice(0, 3).join("/")}`,
      type: request.headers.get("content-type")?.split(";")[0] ?? null,
      custom: request.headers.get("x-custom"),
      body: await request.clone().text(),
    });
    return undefined;
  };
  return { seen, answer };
}

const OPTIONS = "{ composer: { attachments: { enabled: true, maxCount: 2, maxSize: 1000 } } }";

describe.skipIf(!hasBrowser)("attachments", () => {
  test("go up in two phases, and with the message", async () => {
    const { seen, answer } = uploads();
    const { page, server } = await openElement({ options: OPTIONS, answer });
    await attach(page);
    await eventually(() => seen.map(({ line, type }) => [line, type])).toEqual([
      ["PUT /api/attachments", "multipart/form-data"],
    ]);
    expect(seen[0]?.body).toMatch(/name="file"; filename="hello\.txt"[\s\S]*hello/);
    await send(page);
    expect(server.requests[0]).toEqual({
      type: "attachments.create",
      params: { name: "hello.txt", size: 5, mime_type: "text/plain" },
    });
    const { input } = (server.requests[1]?.params ?? {}) as { input?: { attachments: string[] } };
    const [id = ""] = input?.attachments ?? [];
    const kept: Attachment = await server.store.loadAttachment(id, { userId: "somebody" });
    expect(kept).toMatchObject({ name: "hello.txt", type: "file" });
    expect(kept.upload_descriptor, "its bytes are there").toBeUndefined();
    await page.getByRole("article", { name: "You" }).getByText("hello.txt").waitFor();
    expect(await page.evaluate(errors)).toEqual([]);
  });

  test("go up at once with the direct strategy", async () => {
    const { seen, answer } = uploads();
    const api = `api: { url: "/chatkit", domainKey: "k", uploadStrategy: { type: "direct", uploadUrl: "/api/attachments" } }`;
    const { page, server } = await openElement({
      options: OPTIONS.replace("{", `{ ${api},`),
      answer,
    });
    await attach(page);
    await eventually(() => seen.length).toBe(1);
    await send(page);
    expect(server.requests.map(({ type }) => type)).toEqual(["threads.create"]);
    expect(server.requests[0]?.params).toMatchObject({
      input: { attachments: [expect.any(String)] },
    });
  });

  test("go up with the page's own fetch, which may say who asks", async () => {
    const { seen, answer } = uploads();
    const api = `api: {
      url: "/chatkit", domainKey: "k", uploadStrategy: { type: "direct", uploadUrl: "/api/attachments" },
      fetch: (input, init) => {
        const headers = new Headers(init.headers);
        headers.set("x-custom", "me");
        return fetch(input, { ...init, headers });
      },
    }`;
    const { page } = await openElement({ options: OPTIONS.replace("{", `{ ${api},`), answer });
    await attach(page);
    await eventually(() => seen.map(({ custom, type }) => [custom, type])).toEqual([
      ["me", "multipart/form-data"],
    ]);
    await send(page);
  });

  test("that are too many or too large are refused with a word", async () => {
    const { page, server } = await openElement({ options: OPTIONS });
    await attach(page, "large.txt", "x".repeat(1001));
    await page.getByText("large.txt is larger than 1000 bytes.").first().waitFor();
    await attach(page, "one.txt");
    await attach(page, "two.txt");
    await attach(page, "three.txt");
    await page.getByText("A message can carry 2 files at most.").first().waitFor();
    await eventually(() => server.requests.length).toBe(2);
  });

  test("are not taken where the options say nothing of them", async () => {
    const { page, server } = await openElement();
    await attach(page);
    await page.getByText("This chat takes no files.").first().waitFor();
    expect(server.requests).toEqual([]);
  });

  test("are deleted at the server when they are removed", async () => {
    const { page, server } = await openElement({ options: OPTIONS });
    await attach(page);
    await eventually(() => server.requests.length).toBe(1);
    await page.locator('[data-state="ready"]').waitFor();
    await page.getByRole("button", { name: "Remove hello.txt" }).click();
    await eventually(() => server.requests.map(({ type }) => type)).toEqual([
      "attachments.create",
      "attachments.delete",
    ]);
    expect(await page.getByText("hello.txt", { exact: true }).count()).toBe(0);
  });

  test("are deleted at the server when they are removed on their way, too", async () => {
    const { page, server, said } = await openElement({
      options: OPTIONS,
      // Never takes the bytes.
      answer: ({ url, method }) =>
        method === "PUT" && url.includes("/api/attachments") ? new Promise(() => {}) : undefined,
    });
    await attach(page);
    await eventually(() => server.requests.length).toBe(1);
    await page.getByRole("button", { name: "Remove hello.txt" }).click();
    await eventually(() => server.requests.map(({ type }) => type)).toEqual([
      "attachments.create",
      "attachments.delete",
    ]);
    expect(await page.evaluate(errors)).toEqual([]);
    expect(said).toEqual([]);
  });

  test("that the page uploaded itself are left to the page", async () => {
    const { page, server } = await openElement({ options: OPTIONS });
    await page.evaluate(`chat.setComposerValue({
      attachments: [{ type: "file", id: "atc_1", name: "a.pdf", mime_type: "application/pdf" }],
    })`);
    await page.getByRole("button", { name: "Remove a.pdf" }).click();
    await page.getByText("a.pdf", { exact: true }).waitFor({ state: "detached" });
    expect(server.requests).toEqual([]);
  });

  test("that fail say why, and are tried again", async () => {
    let isBroken = true;
    const { page, server } = await openElement({
      options: OPTIONS,
      answer: (request) =>
        isBroken && new URL(request.url).pathname.startsWith("/api/attachments")
          ? Response.json({ error: { message: "The disk is full." } }, { status: 507 })
          : undefined,
    });
    await attach(page);
    await eventually(() => page.evaluate(errors)).toEqual(["The disk is full. (HTTP 507)"]);
    isBroken = false;
    await page.getByRole("button", { name: "Retry hello.txt" }).click();
    await eventually(() => server.requests.length).toBe(2);
    await send(page);
  });

  test("are named without harm", async () => {
    const name = `<img src=x onerror="window.harmed = true">.txt`;
    const { page, said } = await openElement({ options: OPTIONS });
    await attach(page, name);
    await page.getByText(name, { exact: true }).waitFor();
    await send(page);
    await page.getByRole("article", { name: "You" }).getByText(name).waitFor();
    expect(await page.evaluate("window.harmed")).toBeUndefined();
    expect(said).toEqual([]);
  });
});
