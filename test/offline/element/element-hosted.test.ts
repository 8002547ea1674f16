import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../helpers/browser.ts";
import { eventually, openElement } from "./harness.ts";

const errors = "seen.filter(({ name }) => name === 'error').map(({ detail }) => detail.error)";

describe.skipIf(!hasBrowser)("a chat with a hosted workflow", () => {
  test("gets a secret, answers, and remembers", async () => {
    const { page, events, said } = await openElement({ hosted: true });
    await page.evaluate("chat.sendUserMessage({ text: 'Hello' })");
    await page.getByRole("article", { name: "Assistant" }).waitFor();
    expect(await page.evaluate("asked")).toEqual([null]);
    const change = (await events()).find(({ name }) => name === "thread.change");
    expect(change?.detail).toEqual({ threadId: expect.stringMatching(/^cthr_/) });
    await page.evaluate("chat.setThreadId(null)");
    await page.evaluate(
      "chat.setThreadId(seen.find(({ name }) => name === 'thread.change').detail.threadId)",
    );
    await page.getByRole("article", { name: "You" }).getByText("Hello").waitFor();
    expect(await page.evaluate(errors)).toEqual([]);
    expect(said).toEqual([]);
  });

  test("asks for another secret with the present one when that has ended", async () => {
    const { page } = await openElement({
      hosted: true,
      before: "window.session = { expires_after: { anchor: 'created_at', seconds: 2 } };",
    });
    await page.evaluate("chat.sendUserMessage({ text: 'Hello' })");
    await eventually(() => page.evaluate("asked.length")).toBeGreaterThan(1);
    expect(await page.evaluate("asked[1]")).toMatch(/^ek_/);
    await page.evaluate("chat.sendUserMessage({ text: 'Still there?' })");
    await page.getByRole("article", { name: "Assistant" }).nth(1).waitFor();
    expect(await page.evaluate(errors)).toEqual([]);
  });

  test("repeats a request whose session was cancelled, with another secret", async () => {
    const { page } = await openElement({
      hosted: true,
      before: `
        const fetchBefore = window.fetch;
        window.sessions = [];
        window.fetch = async (input, init) => {
          const response = await fetchBefore(input, init);
          if (String(input).endsWith("/sessions")) sessions.push((await response.clone().json()).id);
          return response;
        };`,
    });
    await page.evaluate("chat.sendUserMessage({ text: 'Hello' })");
    await page.evaluate(`fetch("/__chatkit/offline/v1/chatkit/sessions/" + sessions[0] + "/cancel", {
      method: "POST",
      headers: { authorization: "Bearer sk-offline-00000000000000000000", "openai-beta": "chatkit_beta=v1" },
    })`);
    await page.evaluate("chat.sendUserMessage({ text: 'Again' })");
    await page.getByRole("article", { name: "Assistant" }).nth(1).waitFor();
    expect(await page.evaluate("asked.length")).toBe(2);
    expect(await page.evaluate(errors)).toEqual([]);
  });

  test("calls no client tools of a page that has none", async () => {
    const { page } = await openElement({ hosted: true });
    await page.evaluate("chat.sendUserMessage({ text: 'Use the dark theme, please.' })");
    await page.getByRole("article", { name: "Assistant" }).getByText("stand-in").first().waitFor();
    expect(await page.evaluate(errors)).toEqual([]);

    const options = "{ ...options, onClientTool: ({ name }) => ((window.called = name), {}) }";
    await page.evaluate(`chat.setOptions(${options})`);
    await page.evaluate("chat.sendUserMessage({ text: 'Use the dark theme, please.' })");
    expect(await page.evaluate("called")).toBe("switch_theme");
  });

  test("uses no secret that comes after the element has left the page", async () => {
    const { page } = await openElement({
      hosted: true,
      options: `{ api: { getClientSecret: () => new Promise((give) => { window.give = give; }) } }`,
    });
    await page.waitForFunction("window.give");
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.evaluate("chat.remove()");
    await page.evaluate("give('ek_late')");
    await page.evaluate("fetch('/afterwards')");
    await eventually(() => asked).toContain("/afterwards");
    expect(asked).toEqual(["/afterwards"]);
    expect(await page.evaluate(errors)).toEqual([]);
  });

  test("shows why there is no secret, and tries again", async () => {
    const { page } = await openElement({
      hosted: true,
      options: `{ api: { async getClientSecret(current) {
        if (!window.works) throw new Error("The session server is asleep");
        return window.works;
      } } }`,
    });
    const message = "api.getClientSecret failed: The session server is asleep";
    await page.getByRole("alert").getByText(message).waitFor();
    expect(await page.evaluate(errors)).toEqual([message]);
    await expect(page.evaluate("chat.sendUserMessage({ text: 'Hi' })")).rejects.toThrow(message);
    await page.evaluate(`(async () => {
      const response = await fetch("/__chatkit/offline/v1/chatkit/sessions", {
        method: "POST",
        headers: {
          authorization: "Bearer sk-offline-00000000000000000000",
          "openai-beta": "chatkit_beta=v1", "content-type": "application/json",
        },
        body: JSON.stringify({ user: "somebody", workflow: { id: "wf_offline" } }),
      });
      window.works = (await response.json()).client_secret;
    })()`);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("textbox", { name: "Message" }).waitFor();
    await page.evaluate("chat.sendUserMessage({ text: 'Hi' })");
    await page.getByRole("article", { name: "Assistant" }).waitFor();
  });

  test("has only what its backend has", async () => {
    const options = `{
      composer: {
        attachments: { enabled: true },
        tools: [{ id: "t", label: "Search it", icon: "search", pinned: true }],
        models: [{ id: "m", label: "Fast" }, { id: "n", label: "Slow" }],
        dictation: { enabled: true },
      },
      entities: { onTagSearch: async () => [], showComposerMenu: true },
    }`;
    const own = await openElement({ options });
    await own.page.getByRole("button", { name: "Search it" }).waitFor();
    await own.page.getByRole("button", { name: "Mention" }).waitFor();

    const hosted = await openElement({ hosted: true, options });
    await hosted.page.getByRole("textbox", { name: "Message" }).waitFor();
    for (const name of ["Search it", "Mention", "Dictate", /Fast/]) {
      expect(await hosted.page.getByRole("button", { name }).count(), String(name)).toBe(0);
    }
    expect(await hosted.page.getByLabel("Attach files").count(), "not in the session").toBe(0);
    const choosing = "chat.setComposerValue({ selectedToolId: 't' })";
    await expect(hosted.page.evaluate(choosing)).rejects.toThrow('no tool with the id "t"');

    const uploads = await openElement({
      hosted: true,
      options,
      before: `window.session = { chatkit_configuration: {
        file_upload: { enabled: true, max_file_size: 1, max_files: 1 }, history: { enabled: false },
      } };`,
    });
    await uploads.page.getByLabel("Attach files").first().waitFor({ state: "attached" });
    await eventually(() => uploads.page.getByRole("button", { name: "History" }).count()).toBe(0);
  });

  test("takes files within the limits of its session", async () => {
    const { page } = await openElement({
      hosted: true,
      options: "{ composer: { attachments: { enabled: true } } }",
      before: `window.session = { chatkit_configuration: {
        file_upload: { enabled: true, max_file_size: 1, max_files: 1 },
      } };`,
    });
    const attach = (name: string, bytes: number) =>
      page.evaluate(
        `chat.setComposerValue({ files: [new File(["x".repeat(${bytes})], "${name}", { type: "text/plain" })] })`,
      );
    await page.getByLabel("Attach files").first().waitFor({ state: "attached" });
    await attach("large.txt", 1024 * 1024 + 1);
    await page.getByText("large.txt is larger than 1 MB.").first().waitFor();
    await attach("small.txt", 10);
    await attach("second.txt", 10);
    await page.getByText("A message can carry 1 file at most.").first().waitFor();
    await page.locator('[data-state="ready"]').waitFor();
    await page.getByRole("textbox", { name: "Message" }).fill("Read this");
    await page.getByRole("button", { name: "Send message" }).click();
    await page.getByRole("article", { name: "You" }).getByText("small.txt").waitFor();
    await page.getByRole("article", { name: "Assistant" }).waitFor();
    expect(await page.evaluate(errors)).toEqual([]);
  });

  test("refuses an action for a server that it does not have", async () => {
    const { page } = await openElement({ hosted: true });
    await page.evaluate("chat.sendUserMessage({ text: 'Hello' })");
    await expect(page.evaluate("chat.sendCustomAction({ type: 'go' })")).rejects.toThrow(
      'The action "go" is for a server, which a hosted workflow does not have.',
    );
  });
});
