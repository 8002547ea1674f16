import { expect, test } from "vitest";
import type { ThreadItem } from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { hasBrowser } from "../../helpers/browser.ts";
import { openElement } from "./harness.ts";
import { EVERY_ITEM } from "./view/everything.ts";
import { EVERY_COMPONENT } from "./widgets/everything.ts";

/** Nothing inline, nothing from elsewhere, and no HTML that a script writes as text. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data: blob:",
  "require-trusted-types-for 'script'",
].join("; ");

const HTML = `<!doctype html><html lang="en"><title>Strict</title><link rel="icon" href="data:,">
<openai-chatkit></openai-chatkit>
<script src="/__chatkit/offline/chatkit.js"></script><script src="/page.js"></script></html>`;

const PAGE = `
window.violations = [];
document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile, lineNumber, sample }) => {
  violations.push([violatedDirective, blockedURI, sample].join(" "));
});
window.chat = document.querySelector("openai-chatkit");
Object.assign(chat.style, { display: "block", height: "700px" });
chat.setOptions({
  api: { url: "/chatkit", domainKey: "k", uploadStrategy: { type: "two_phase" } },
  theme: { color: { accent: { primary: "#0066cc", level: 2 } } },
  composer: {
    attachments: { enabled: true },
    tools: [{ id: "t", label: "Tool", icon: "lucide:egg" }],
    models: [{ id: "m", label: "Small" }, { id: "n", label: "Large" }],
  },
  disclaimer: { text: "**Mind** the [gap](https://example.com)" },
  threadItemActions: { feedback: true, retry: true },
});`;

test.skipIf(!hasBrowser)("the element breaks no policy of a strict page", async () => {
  const { page, said } = await openElement({
    handlers: {
      async *respond({ thread }) {
        const base = { thread_id: thread.id, created_at: new Date().toISOString() };
        const widgets = EVERY_COMPONENT.map((widget) => ({ type: "widget" as const, widget }));
        yield { type: "progress_update", text: "Looking", icon: "search" };
        yield { type: "notice", level: "warning", message: "**Careful**" };
        for (const [at, part] of [...EVERY_ITEM, ...widgets].entries()) {
          // The server's own message of the user is there already.
          if (part.type === "user_message") continue;
          const item = { ...part, ...base, id: `item_${at}` } as ThreadItem;
          yield { type: "thread.item.done", item };
        }
      },
    },
    answer: ({ url }) => {
      const { pathname } = new URL(url);
      if (pathname === "/page.js") {
        return new Response(PAGE, { headers: { "content-type": "text/javascript" } });
      }
      return pathname === "/"
        ? new Response(HTML, {
            headers: { "content-type": "text/html", "content-security-policy": POLICY },
          })
        : undefined;
    },
  });
  await page.getByRole("textbox", { name: "Message" }).fill("Show everything");
  await page.getByRole("button", { name: "Send message" }).click();
  await page.getByRole("log").and(page.locator("[aria-busy=false]")).waitFor();
  await page.getByRole("article", { name: "Widget" }).last().waitFor();
  await page.evaluate(
    "chat.setComposerValue({ text: 'Look', reply: 'Quoted', files: [new File(['x'], 'x.txt', { type: 'text/plain' })] })",
  );
  await page.getByRole("button", { name: "Tools" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "History" }).click();
  await page.getByRole("dialog", { name: "History" }).waitFor();
  await page.keyboard.press("Escape");
  expect(await page.evaluate("violations")).toEqual([]);
  expect(said).toEqual([]);
});
