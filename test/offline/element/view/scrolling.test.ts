import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../../helpers/browser.ts";
import { type OpenElementOptions, openElement } from "../harness.ts";
import { answered, keepThread, said } from "./conversation.ts";
import { stage } from "./stage.ts";

const LINES = "A line of an answer.\n\n".repeat(6);

const many = (turns: number) =>
  Array.from({ length: turns }, (_, index) => [
    said(`Question ${index}`),
    answered(`Answer ${index}\n\n${LINES}`),
  ]).flat();

const scroller = (page: Page) => page.getByRole("group", { name: "Messages" });

/** How far the end of what was said is below the window, in CSS pixels. */
const beyond = (page: Page) =>
  scroller(page).evaluate((element) => {
    const content = element.querySelector("[role=log]");
    if (!content) throw new Error("There is no log");
    return Math.round(
      content.getBoundingClientRect().bottom - element.getBoundingClientRect().bottom,
    );
  });

async function openMany(turns: number, open: OpenElementOptions = {}) {
  const opened = await openElement(open);
  await keepThread(opened.server, many(turns));
  await opened.page.evaluate("chat.setThreadId('thr_kept')");
  await opened.page.getByText(`Question ${turns - 1}`, { exact: true }).waitFor();
  return opened;
}

const FOLLOWS = "{ thread: { autoScroll: true } }";

describe.skipIf(!hasBrowser)("scrolling in a thread", () => {
  test("a thread opens at its newest item", async () => {
    const { page } = await openMany(12);
    await expect.poll(() => beyond(page)).toBeLessThanOrEqual(0);
    expect(await page.getByRole("button", { name: "Jump to the newest" }).count()).toBe(0);
  });

  test("earlier items come when the reader goes up, and nothing jumps", async () => {
    const { page, server } = await openMany(40);
    await expect.poll(() => beyond(page)).toBeLessThanOrEqual(0);
    const pages = () => server.requests.filter(({ type }) => type === "items.list").length;
    const before = pages();
    const places = await scroller(page).evaluate(async (element) => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const visible = () =>
        [...element.querySelectorAll<HTMLElement>("[data-id]")].find(
          (each) => each.getBoundingClientRect().bottom > element.getBoundingClientRect().top + 40,
        );
      const jumps: number[] = [];
      element.dispatchEvent(new WheelEvent("wheel"));
      for (let steps = 0; steps < 400 && !element.textContent?.includes("Question 0"); steps += 1) {
        element.scrollTop -= 120;
        await frame();
        const anchor = visible();
        const top = anchor?.getBoundingClientRect().top ?? 0;
        await frame();
        await frame();
        if (anchor) jumps.push(Math.abs(anchor.getBoundingClientRect().top - top));
      }
      return jumps;
    });
    expect(pages()).toBeGreaterThan(before);
    await page.getByText("Question 0", { exact: true }).waitFor({ state: "attached" });
    expect(Math.max(...places)).toBeLessThan(4);
  });

  test("a growing answer is followed at the end, and not when the reader is elsewhere", async () => {
    const scene = stage();
    const { page } = await openMany(8, { options: FOLLOWS, handlers: { respond: scene.respond } });
    await page.evaluate("void chat.sendUserMessage({ text: 'More' })");
    const write = await scene.write("msg_new");
    write(LINES.repeat(6));
    await expect.poll(() => beyond(page)).toBeLessThanOrEqual(1);
    write("\n\nThe newest line.");
    await page.getByText("The newest line.").waitFor();
    await expect.poll(() => beyond(page)).toBeLessThanOrEqual(1);

    await scroller(page).hover();
    await page.mouse.wheel(0, -600);
    const button = page.getByRole("button", { name: "Jump to the newest" });
    await button.waitFor();
    const top = () => scroller(page).evaluate((element) => element.scrollTop);
    let before = Number.NaN;
    const rests = async () => {
      const now = await top();
      const isAtRest = now === before;
      before = now;
      return isAtRest;
    };
    await expect.poll(rests).toBe(true);
    write(`\n\n${LINES.repeat(4)}And the last.`);
    await page.getByText("And the last.").waitFor({ state: "attached" });
    expect(Math.abs((await top()) - before)).toBeLessThan(4);
    await button.click();
    await expect.poll(() => beyond(page)).toBeLessThanOrEqual(1);
    await button.waitFor({ state: "detached" });
    scene.end();
  });

  test("without autoScroll a question stands at the top and its answer grows below", async () => {
    const scene = stage();
    const { page } = await openMany(8, { handlers: { respond: scene.respond } });
    await page.evaluate("void chat.sendUserMessage({ text: 'The question' })");
    const question = page.getByRole("article", { name: "You" }).filter({ hasText: "The question" });
    const above = async () => {
      const [own, window] = await Promise.all([
        question.boundingBox(),
        scroller(page).boundingBox(),
      ]);
      return Math.round((own?.y ?? Number.NaN) - (window?.y ?? Number.NaN));
    };
    await expect.poll(above).toBeLessThan(40);
    const write = await scene.write("msg_new");
    write("Short.");
    await page.getByText("Short.").waitFor();
    const before = await above();
    expect(before).toBeGreaterThanOrEqual(0);
    write(`\n\n${LINES.repeat(10)}`);
    const button = page.getByRole("button", { name: "Jump to the newest" });
    await button.waitFor();
    expect(Math.abs((await above()) - before)).toBeLessThan(4);
    await button.click();
    await expect.poll(() => beyond(page)).toBeLessThanOrEqual(1);
    write(`${LINES}The end of it.`);
    await page.getByText("The end of it.").waitFor({ state: "attached" });
    await expect.poll(() => beyond(page)).toBeLessThanOrEqual(1);
    scene.end();
  });

  test("a thousand items stay fluid", async () => {
    const { page } = await openElement();
    // More than a server gives in one page.
    const items = many(500).map((part, index) => ({
      ...part,
      id: `itm_${index}`,
      thread_id: "thr_long",
      created_at: "2026-11-21T10:00:00Z",
    }));
    await page.evaluate(`chat.setOptions({
      api: { url: "/chatkit", domainKey: "local-dev", fetch: async (url, init) => {
        const { type } = JSON.parse(init.body);
        if (type !== "threads.get_by_id") return fetch(url, init);
        return Response.json({ id: "thr_long", created_at: "2026-11-21T10:00:00Z", status: { type: "active" },
          metadata: {}, items: { has_more: false, data: ${JSON.stringify(items)} } });
      } },
    })`);
    await page.evaluate("chat.setThreadId('thr_long')");
    await page.getByText("Question 499", { exact: true }).waitFor();
    await expect.poll(() => beyond(page)).toBeLessThanOrEqual(0);
    expect(await page.getByRole("article").count()).toBe(1000);
    // What is far away is neither laid out nor painted.
    const drawn = () =>
      page.evaluate<number>(`[...chat.shadowRoot.querySelectorAll("article")].filter(
        (each) => each.firstElementChild.checkVisibility({ contentVisibilityAuto: true }),
      ).length`);
    await expect.poll(drawn).toBeLessThan(60);
    await scroller(page).evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
    await expect.poll(drawn).toBeLessThan(100);
    expect(await drawn()).toBeGreaterThan(2);
  });
});
