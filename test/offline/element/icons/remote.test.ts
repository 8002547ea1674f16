import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../../helpers/browser.ts";
import { type OpenElementOptions, openElement } from "../harness.ts";

/** The start screen with a prompt that has this icon. */
async function withIcon(icon: string, open: OpenElementOptions = {}) {
  const opened = await openElement({
    ...open,
    options: `{ startScreen: { prompts: [{ label: "A prompt", prompt: "x", icon: "${icon}" }] } }`,
  });
  const shown = opened.page.getByRole("button", { name: "A prompt" }).locator(".ck-icon");
  return { ...opened, shown };
}

describe.skipIf(!hasBrowser)("an icon", () => {
  test("of Lucide is fetched from beside the script", async () => {
    const { shown } = await withIcon("lucide:snowflake");
    await shown.locator("svg path").first().waitFor();
    expect(await shown.getAttribute("title")).toBeNull();
    expect(await shown.getAttribute("aria-hidden")).toBe("true");
  });

  test("that Lucide does not have is a placeholder with its name", async () => {
    const { shown } = await withIcon("lucide:no-such-icon");
    await expect.poll(() => shown.getAttribute("title")).toBe("lucide:no-such-icon");
    await shown.locator("svg rect").waitFor();
  });

  test("keeps its known shapes only, whatever was served", async () => {
    const { page, shown, said } = await withIcon("lucide:trap", {
      answer: (request) =>
        request.url.endsWith("/icons/trap.svg")
          ? new Response(
              `<svg xmlns="http://www.w3.org/2000/svg" onload="window.fired = 1"><script>window.fired = 1</script>
                <path d="M1 1h4v4" onclick="window.fired = 1" style="color:red"/><foreignObject/><image href="/x"/><constructor d="M0 0"/></svg>`,
              { headers: { "content-type": "image/svg+xml" } },
            )
          : undefined,
    });
    await shown.locator("svg path").waitFor();
    expect(await shown.locator("svg").evaluate((svg) => svg.innerHTML)).toBe(
      '<path d="M1 1h4v4"></path>',
    );
    expect(await page.evaluate("window.fired")).toBeUndefined();
    expect(said).toEqual([]);
  });
});
