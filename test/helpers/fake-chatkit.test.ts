import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasBrowser, openBrowser, type Visitor } from "./browser.ts";
import { FakeConversations } from "./conversations.ts";
import { type LocalServer, listen, readBody } from "./http.ts";
import { type OpenAiServer, startOpenAi } from "./openai-server.ts";
import { type ScriptServer, serveScript } from "./script-server.ts";

const API_KEY = "sk-test-known";
const WORKFLOW = "wf_known";

/** A page that gives the element these options (JavaScript) and keeps what the element says. */
const pageWith = (scriptUrl: string, options: string) => `<!doctype html>
<script src="${scriptUrl}" async></script>
<openai-chatkit style="display:block;width:400px;height:600px"></openai-chatkit>
<script type="module">
  await customElements.whenDefined("openai-chatkit");
  const chat = document.querySelector("openai-chatkit");
  window.seen = [];
  for (const type of ["ready", "error", "thread.change", "response.end"])
    chat.addEventListener("chatkit." + type, ({ detail }) =>
      window.seen.push(detail?.error ? type + ": " + detail.error.message : type));
  chat.setOptions(${options});
</script>`;

describe.skipIf(!hasBrowser)("the fake element", () => {
  let openai: OpenAiServer;
  let script: ScriptServer;
  let site: LocalServer;
  let visitor: Visitor;
  let page: Page;
  let options = "";
  const conversations = new FakeConversations();
  const seen = () => page.evaluate<string[]>("window.seen");

  beforeAll(async () => {
    openai = await startOpenAi({ apiKey: API_KEY, workflow: WORKFLOW });
    script = await serveScript(openai.conversation);
    site = await listen(async (request, response) => {
      if (request.url === "/secret") {
        const session = await fetch(`${openai.baseUrl}/chatkit/sessions`, {
          method: "POST",
          headers: {
            authorization: `Bearer ${API_KEY}`,
            "openai-beta": "chatkit_beta=v1",
            "content-type": "application/json",
          },
          body: JSON.stringify({ user: "visitor", workflow: { id: WORKFLOW } }),
        });
        response.end(((await session.json()) as { client_secret: string }).client_secret);
      } else if (request.url === "/chatkit") {
        const body: unknown = JSON.parse((await readBody(request)).toString());
        conversations.answer("visitor", body, response);
      } else {
        response.setHeader("content-type", "text/html");
        response.end(pageWith(script.scriptUrl, options));
      }
    });
    visitor = await openBrowser();
    page = await visitor.context.newPage();
  });
  afterAll(async () => {
    await visitor?.close();
    await Promise.all([openai?.close(), script?.close(), site?.close()]);
  });

  test("holds a hosted chat with the client secret, and gets a new one when it ends", async () => {
    options = `{ api: { getClientSecret: async (current) => {
        window.asked = [...(window.asked ?? []), current];
        return (await fetch("/secret")).text();
      } } }`;
    await page.goto(site.origin);
    await page.getByText(/Client secret …\w{4} obtained/).waitFor();
    await page.getByRole("textbox", { name: "Message" }).fill("Hello there");
    await page.getByRole("button", { name: "Send message" }).click();
    await page.getByText("The workflow heard: Hello there").waitFor();
    for (const id of openai.sessions.keys()) openai.expire(id);
    await page.getByRole("textbox", { name: "Message" }).fill("Still there?");
    await page.keyboard.press("Enter");
    await page.getByText("The workflow heard: Still there?").waitFor();
    expect(openai.sessions.size).toBe(2);
    const asked = await page.evaluate<(string | null)[]>("window.asked");
    expect(asked[0]).toBeNull();
    expect(asked[1]).toMatch(/^ek_/);
    expect(await page.getByRole("region").textContent()).not.toContain(asked[1]);
    expect(await seen()).toEqual(["ready", "thread.change", "response.end", "response.end"]);
  });

  test("runs a client tool of a self-hosted backend and keeps the thread in the history", async () => {
    options = `{
      api: { url: "/chatkit", domainKey: "local" },
      startScreen: { prompts: [{ label: "Go dark", prompt: "Use the dark theme" }] },
      onClientTool: async ({ name, params }) => ({ name, ...params }),
    }`;
    await page.goto(site.origin);
    await page.getByRole("button", { name: "Go dark" }).click();
    await page.getByText('The page answered {"name":"switch_theme","theme":"dark"}.').waitFor();
    await page.getByRole("button", { name: "New chat" }).click();
    await page.getByRole("button", { name: "Go dark" }).waitFor();
    await page.getByRole("button", { name: "History" }).click();
    await page.getByRole("button", { name: "Untitled chat", exact: true }).click();
    await page.getByText("Use the dark theme").waitFor();
  });

  test.each([
    ['{ api: { url: "/chatkit" } }', "api needs url and domainKey"],
    ['{ api: { getClientSecret() {}, domainKey: "k" } }', "both getClientSecret and"],
    ['{ api: { url: "/c", domainKey: "k" }, clientTools: {} }', 'unknown option "clientTools"'],
    ['{ api: { url: "/c", domainKey: "k" }, theme: { radius: "lg" } }', 'theme.radius "lg"'],
  ])("refuses the options %s", async (wrong, reason) => {
    options = wrong;
    await page.goto(site.origin);
    await expect.poll(seen).toEqual([expect.stringContaining(reason)]);
  });

  test("reports a client secret that cannot be had", async () => {
    options = '{ api: { getClientSecret: () => Promise.reject(new Error("no session")) } }';
    await page.goto(site.origin);
    await expect.poll(seen).toEqual(["error: no session"]);
    await expect
      .poll(() => page.getByRole("button", { name: "Send message" }).isDisabled())
      .toBe(true);
  });
});
