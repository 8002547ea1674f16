import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../../helpers/browser.ts";
import { type OpenElementOptions, openElement } from "../harness.ts";

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 15_000 });

const field = (page: Page) => page.getByRole("textbox", { name: "Message", exact: true });
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

const OPTIONS = "{ composer: { dictation: { enabled: true } } }";

interface Allowed {
  readonly permissions?: string[];
  readonly answer?: OpenElementOptions["answer"];
}

describe.skipIf(!hasBrowser)("dictation", { timeout: 60_000 }, () => {
  const open = async (
    transcribe: () => Promise<{ text: string }>,
    { permissions = ["microphone"], answer }: Allowed = {},
  ) => {
    const heard: { bytes: number; type: string }[] = [];
    const opened = await openElement({
      options: OPTIONS,
      ...(answer && { answer }),
      handlers: {
        transcribe: ({ audio }) => {
          heard.push({ bytes: audio.data.byteLength, type: audio.mimeType });
          return transcribe();
        },
      },
    });
    const context = opened.page.context();
    await context.clearPermissions();
    await context.grantPermissions(permissions);
    return { ...opened, heard };
  };

  /** Speaks for as long as a recording needs to have something in it. */
  const speak = async (page: Page) => {
    await button(page, "Dictate").click();
    await page.getByRole("timer").filter({ hasText: "0:01" }).waitFor();
  };

  test("puts what was said where the caret is", async () => {
    const { page, heard } = await open(async () => ({ text: " spoken words " }));
    await field(page).fill("before, after");
    for (let left = 0; left < " after".length; left += 1) await page.keyboard.press("ArrowLeft");
    await speak(page);
    await button(page, "Finish dictation").click();
    await eventually(() => field(page).textContent()).toBe("before, spoken words after");
    expect(heard).toEqual([{ bytes: expect.any(Number), type: "audio/webm;codecs=opus" }]);
    expect(heard[0]?.bytes).toBeGreaterThan(100);
    await page.keyboard.type("!");
    expect(await field(page).textContent()).toBe("before, spoken words! after");
  });

  test("is given up with Escape or its button, and nothing is sent", async () => {
    const { page, heard } = await open(async () => ({ text: "never" }));
    await speak(page);
    await button(page, "Cancel dictation").click();
    await button(page, "Dictate").waitFor();
    await speak(page);
    await field(page).press("Escape");
    await button(page, "Dictate").waitFor();
    await speak(page);
    // The focus is in the bar that has taken the place of the button.
    await page.keyboard.press("Escape");
    await button(page, "Dictate").waitFor();
    expect(heard).toEqual([]);
    expect(await field(page).textContent()).toBe("");
  });

  test("says so where the server fails, and can be tried again", async () => {
    let fails = true;
    const { page } = await open(async () => ({ text: "now it works" }), {
      answer: async (request) =>
        fails && (await request.clone().text()).includes("input.transcribe")
          ? new Response("No ears", { status: 503 })
          : undefined,
    });
    await speak(page);
    await button(page, "Finish dictation").click();
    const alert = page.getByRole("alert").filter({ hasText: "could not be turned into text" });
    await alert.waitFor();
    await button(page, "Dismiss").click();
    await alert.waitFor({ state: "detached" });
    fails = false;
    await speak(page);
    await button(page, "Finish dictation").click();
    await eventually(() => field(page).textContent()).toBe("now it works");
  });

  test("says so where nothing was heard", async () => {
    const { page } = await open(async () => ({ text: "  " }));
    await speak(page);
    await button(page, "Finish dictation").click();
    await page.getByRole("alert").filter({ hasText: "Nothing was heard." }).waitFor();
  });

  test("says so where the microphone is refused", async () => {
    const { page } = await open(async () => ({ text: "never" }), { permissions: [] });
    await button(page, "Dictate").click();
    await page.getByRole("alert").filter({ hasText: "The microphone is not allowed." }).waitFor();
    await button(page, "Dictate").waitFor();
  });

  test("is out of use, with the reason, where a page may not record", async () => {
    const { page } = await openElement({
      options: OPTIONS,
      before: "delete window.MediaRecorder;",
    });
    await field(page).waitFor();
    const dictate = button(page, "Dictate");
    expect(await dictate.isEnabled()).toBe(false);
    expect(await dictate.getAttribute("aria-description")).toBe(
      "This browser cannot record speech.",
    );
  });
});
