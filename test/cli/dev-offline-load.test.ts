import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { hasBrowser, openBrowser, type Visitor } from "../helpers/browser.ts";
import { devProject, type ReadyDev, readyDev } from "../helpers/dev.ts";

// Whichever way a page loads ChatKit's script, offline it gets the stand-in's.

const CDN = "https://cdn.platform.openai.com/deployments/chatkit/chatkit.js";
const IN_JSON = JSON.stringify(JSON.stringify({ src: CDN }).replaceAll("/", "\\/"));

/** Path to what stands in the head of the page there. */
const HEADS: Readonly<Record<string, string>> = {
  "/tag": `<script src="${CDN}" async></script>`,
  "/without-scheme": `<script src=//${new URL(CDN).host}${new URL(CDN).pathname}></script>`,
  "/with-query": `<script src="${CDN}?v=1" defer></script>`,
  "/preload": `<link rel="preload" as="script" href="${CDN}"><script src="${CDN}"></script>`,
  "/module": `<script type="module">import "${CDN}";</script>`,
  "/dynamic-import": `<script>import("${CDN}");</script>`,
  "/made": `<script>document.head.append(Object.assign(document.createElement("script"), { src: "${CDN}" }));</script>`,
  "/from-json": `<script>document.head.append(Object.assign(document.createElement("script"), JSON.parse(${IN_JSON})));</script>`,
  "/written": `<script>document.write('<scr' + 'ipt src="${CDN}"></scr' + 'ipt>');</script>`,
  "/by-a-file": `<script type="module" src="/late.js" integrity="sha384-x"></script>`,
};

const SERVER = `
import { createServer } from "node:http";
const HEADS = ${JSON.stringify(HEADS)};
const CHAT = \`<script type="module">
  await customElements.whenDefined("openai-chatkit");
  const chat = document.querySelector("openai-chatkit");
  const open = async () => (await fetch("/api/chatkit/session", { method: "POST" })).json();
  chat.setOptions({ api: { getClientSecret: async () => (await open()).client_secret } });
</script><openai-chatkit></openai-chatkit>\`;
createServer((request, response) => {
  if (request.url === "/late.js") {
    response.writeHead(200, { "content-type": "text/javascript" });
    response.end('const url = new URL("${CDN}"); document.head.append(Object.assign(document.createElement("script"), { src: url.href, crossOrigin: "anonymous" }));');
    return;
  }
  response.writeHead(200, { "content-type": "text/html" });
  response.end("<!doctype html><title>x</title>" + (HEADS[request.url] ?? "") + CHAT);
}).listen(process.env.PORT, "127.0.0.1");
`;

describe.skipIf(!hasBrowser)("a page that loads ChatKit", () => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await openBrowser();
  });
  afterAll(() => visitor?.close());

  test("in any way chats with the stand-in, and asks nobody else", async () => {
    const dev: ReadyDev = await readyDev(
      await devProject({ "server.mjs": SERVER }),
      ["--offline", "--speed", "instant"],
      { env: { OPENAI_API_KEY: "" } },
    );
    for (const path of Object.keys(HEADS)) {
      const page = await visitor.context.newPage();
      onTestFinished(() => page.close());
      const problems: string[] = [];
      page.on("pageerror", (error) => problems.push(error.message));
      page.on("request", (request) => {
        if (!request.url().startsWith(dev.url)) problems.push(request.url());
      });
      await page.goto(dev.url + path);
      await page.getByRole("textbox").first().fill("Hello");
      await page.keyboard.press("Enter");
      await page.getByText("I am the offline stand-in").waitFor();
      expect(problems, path).toEqual([]);
    }
  });
});
