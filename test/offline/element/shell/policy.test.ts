import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../../helpers/browser.ts";
import { openElement } from "../harness.ts";
import { pageOf } from "../page-of.ts";
import { keepThread } from "../view/conversation.ts";
import { EVERY_ITEM } from "../view/everything.ts";

const POLICY =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self'; img-src 'self' data: blob:; require-trusted-types-for 'script'; trusted-types lit-html";

const PAGE = {
  options: `{
    theme: { colorScheme: "dark", color: { accent: { primary: "#4D9FFF", level: 3 } } },
    startScreen: { prompts: [{ label: "Ask", prompt: "x", icon: "lucide:snowflake" }] },
    composer: {
      attachments: { enabled: true },
      models: [{ id: "small", label: "Small" }, { id: "large", label: "Large" }],
    },
    threadItemActions: { feedback: true, retry: true },
    disclaimer: { text: "It can be **wrong**." },
  }`,
  before: `chat.style.cssText = "height: 600px";
    window.refused = [];
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, sample, lineNumber, columnNumber }) =>
      refused.push([violatedDirective, sample, lineNumber, columnNumber]));`,
};

describe.skipIf(!hasBrowser)("under a page's strict content security policy", () => {
  test("nothing of the chat is refused", async () => {
    const { page, server, said } = await openElement({
      ...PAGE,
      answer: (request) =>
        new URL(request.url).pathname === "/"
          ? new Response(pageOf(PAGE).replace(/<style>.*<\/style>/, ""), {
              headers: { "content-type": "text/html", "content-security-policy": POLICY },
            })
          : undefined,
    });
    await page.getByRole("button", { name: "Ask" }).locator("svg path").first().waitFor();
    await page.getByRole("button", { name: "Model" }).click();
    await page.getByRole("menu").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "New chat" }).hover();
    await page.locator(".ck-tooltip").waitFor();
    await page.getByRole("button", { name: "Offline stand-in" }).click();
    await page.getByText("This is not OpenAI's interface.").first().waitFor();
    await page.keyboard.press("Escape");
    const id = await keepThread(server, EVERY_ITEM, { title: "Paris" });
    await page.evaluate(`chat.setThreadId(${JSON.stringify(id)})`);
    await page.getByText("What is its name?").waitFor();
    await page.getByRole("button", { name: "History" }).click();
    await page.getByRole("button", { name: "Delete Paris" }).click();
    await page.getByRole("heading", { name: "Delete this chat?" }).waitFor();
    expect(await page.evaluate("refused")).toEqual([]);
    expect(said.filter((line) => line.startsWith("uncaught"))).toEqual([]);
  });
});
