import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createVite } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEventLog } from "../../../src/dev/event-log.ts";
import { createSessionEndpoint } from "../../../src/dev/sessions/endpoint.ts";
import { hasBrowser, openBrowser, type Visitor } from "../../helpers/browser.ts";
import { startOpenAi } from "../../helpers/openai-server.ts";
import { startTestGateway } from "./start.ts";

/** For a browser and a development server on a busy machine, in milliseconds. */
const PATIENCE = 60_000;

/** As much of ChatKit's element as the page needs: it asks for a secret, twice. */
const STAND_IN = `
customElements.define("openai-chatkit", class extends HTMLElement {
  async setOptions({ api, theme }) {
    this.dataset.theme = theme;
    const first = await api.getClientSecret(null);
    const second = await api.getClientSecret(first);
    this.textContent = "secrets: " + first.slice(0, 3) + (first !== second);
  }
});`;

let visitor: Visitor;
const ends: (() => Promise<void>)[] = [];
beforeAll(async () => {
  if (hasBrowser) visitor = await openBrowser();
}, PATIENCE);
afterAll(async () => {
  for (const end of ends.reverse()) await end();
  await visitor?.close();
});

describe.runIf(hasBrowser)("in a real browser", () => {
  test(
    "a change of a module reaches the page of a Vite app behind the gateway, without a reload",
    async () => {
      const root = await mkdtemp(join(tmpdir(), "gateway-vite-"));
      const word = join(root, "word.js");
      const main = `import { word } from "./word.js";
document.body.append(Object.assign(document.createElement("p"), { textContent: word }));
document.body.append(Object.assign(document.createElement("b"), { textContent: "loaded" }));
import.meta.hot.accept("./word.js", (next) => {
  document.querySelector("p").textContent = next.word;
});
`;
      await writeFile(
        join(root, "index.html"),
        '<body><script type="module" src="/main.js"></script>',
      );
      await writeFile(join(root, "main.js"), main);
      await writeFile(word, 'export const word = "first";\n');
      const vite = await createVite({
        root,
        configFile: false,
        logLevel: "silent",
        cacheDir: join(root, ".vite"),
        server: { port: 0, host: "127.0.0.1" },
      });
      await vite.listen();
      const [local = ""] = vite.resolvedUrls?.local ?? [];
      const gateway = await startTestGateway({ target: () => new URL(local) });
      ends.push(
        () => rm(root, { recursive: true, force: true }),
        () => vite.close(),
        gateway.close,
      );

      const page = await visitor.context.newPage();
      const sockets: string[] = [];
      page.on("websocket", (socket) => sockets.push(socket.url()));
      const connected = page.waitForEvent("console", {
        predicate: (message) => message.text().includes("[vite] connected"),
      });
      await page.goto(gateway.url);
      await page.getByText("first").waitFor();
      await connected;
      await writeFile(word, 'export const word = "second";\n');
      await page.getByText("second").waitFor();
      // A reload would have drawn the rest anew.
      expect(await page.getByText("loaded").count()).toBe(1);
      expect(sockets.map((url) => new URL(url).host)).toEqual([new URL(gateway.url).host]);
      await page.close();
    },
    PATIENCE,
  );

  test(
    "the page to chat on opens and renews sessions, and says what is wrong",
    async () => {
      const openai = await startOpenAi({ apiKey: "sk-test-0123456789", workflow: "wf_1" });
      const log = createEventLog();
      const sessions = createSessionEndpoint({
        apiKey: "sk-test-0123456789",
        baseURL: openai.baseUrl,
        workflowId: "wf_1",
        user: "me",
        trustPage: false,
        sessionPath: null,
        log,
      });
      const gateway = await startTestGateway({ target: () => undefined, sessions, log });
      ends.push(openai.close, gateway.close);
      const page = await visitor.context.newPage();
      await page.route("https://cdn.platform.openai.com/**", (route) =>
        route.fulfill({ contentType: "text/javascript", body: STAND_IN }),
      );
      await page.emulateMedia({ colorScheme: "dark" });
      await page.goto(gateway.url);
      await page.getByText("secrets: ek_true").waitFor();
      expect(await page.locator("openai-chatkit").getAttribute("data-theme")).toBe("dark");
      expect(log.exchanges.map(({ operation }) => operation)).toEqual([
        "session.create",
        "session.refresh",
      ]);
      expect(await page.getByRole("alert").count()).toBe(0);

      openai.failWith("workflow_not_found");
      await page.emulateMedia({ colorScheme: "light" });
      await page.getByRole("alert").getByText("OpenAI does not find this app's workflow").waitFor();
      expect(await page.getByRole("alert").textContent()).toContain("CHATKIT_WORKFLOW_ID");
      await page.close();
    },
    PATIENCE,
  );
});
