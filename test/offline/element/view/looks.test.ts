import AxeBuilder from "@axe-core/playwright";
import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../../helpers/browser.ts";
import { type OpenElement, openElement } from "../harness.ts";
import { keepThread } from "./conversation.ts";
import { EVERY_ITEM } from "./everything.ts";
import { stage } from "./stage.ts";

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };

type Scene = (opened: OpenElement) => Promise<void>;

const everyItem: Scene = async ({ page, server }) => {
  await keepThread(server, EVERY_ITEM);
  await page.evaluate("chat.setThreadId('thr_kept')");
  await page.getByText("And everything else?").waitFor();
  // What is out of sight is not looked at.
  await page.addStyleTag({ content: "openai-chatkit { height: 4500px !important }" });
  await page.getByText("What was said before.").waitFor();
};

const closedForm: Scene = async (opened) => {
  await everyItem(opened);
  await opened.page.getByRole("button", { name: "Submit answers" }).click();
  await opened.page.getByText("Answer this question or skip it.").first().waitFor();
};

const openCard: Scene = async (opened) => {
  await everyItem(opened);
  await opened.page.getByRole("link", { name: "Source 1: A page about Paris" }).hover();
  await opened.page.getByRole("tooltip").waitFor();
};

const SCENES: readonly (readonly [string, Scene])[] = [
  ["every item", everyItem],
  ["a form with faults", closedForm],
  ["the card of a source", openCard],
];

const OPTIONS = (theme: string) =>
  `{ theme: ${theme}, threadItemActions: { feedback: true, retry: true } }`;

describe.skipIf(!hasBrowser)("the looks of a thread", () => {
  describe.each([
    ["light", DESK, OPTIONS('"light"')],
    [
      "dark",
      PHONE,
      OPTIONS('{ colorScheme: "dark", color: { accent: { primary: "#ff6b6b", level: 3 } } }'),
    ],
  ])("in %s colours", (_scheme, viewport, options) => {
    test.each(SCENES)("axe finds nothing wrong with %s", async (_name, scene) => {
      const opened = await openElement({ options, viewport });
      await scene(opened);
      const { violations } = await new AxeBuilder({ page: opened.page })
        .include("openai-chatkit")
        .analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    });

    test("axe finds nothing wrong with an answer under way and one that failed", async () => {
      const act = stage();
      const { page } = await openElement({ options, viewport, handlers: { respond: act.respond } });
      await page.evaluate("void chat.sendUserMessage({ text: 'Hello' })");
      act.tell({ type: "progress_update", text: "Looking it up", icon: "search" });
      await page.getByText("Looking it up").waitFor();
      const analyse = async () => {
        const { violations } = await new AxeBuilder({ page }).include("openai-chatkit").analyze();
        return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
      };
      expect(await analyse()).toEqual([]);
      const write = await act.write("msg_1");
      write("Words that are being written");
      for (const level of ["info", "warning", "danger"] as const) {
        act.tell({ type: "notice", level, title: `A title of ${level}`, message: "Some *words*." });
      }
      act.tell({ type: "error", code: "custom", message: "It failed.", allow_retry: true });
      await page.getByText("It failed.").first().waitFor();
      expect(await analyse()).toEqual([]);
      act.end();
    });
  });

  test.each(SCENES)("%s fits a phone of 360 pixels", async (_name, scene) => {
    const opened = await openElement({ viewport: PHONE });
    await scene(opened);
    const { page } = opened;
    const wide = await page.evaluate<string[]>(`[...chat.shadowRoot.querySelectorAll(".ck-log *")]
      .filter((each) => !each.closest(".ck-table, pre, svg, .ck-visually-hidden") &&
        each.getBoundingClientRect().width > 0 && each.getBoundingClientRect().right > 361)
      .map((each) => each.outerHTML.slice(0, 120))`);
    expect(wide).toEqual([]);
    expect(
      await page
        .getByRole("group", { name: "Messages" })
        .evaluate(({ scrollWidth }) => scrollWidth),
    ).toBeLessThanOrEqual(360);
  });

  test("where text runs from right to left, so does the thread", async () => {
    const opened = await openElement({ options: '{ locale: "ar" }', viewport: PHONE });
    await everyItem(opened);
    const { page } = opened;
    const bubble = await page.locator(".ck-bubble").first().boundingBox();
    expect(bubble?.x).toBeLessThan(30);
    const task = await page.locator(".ck-task-state").first().boundingBox();
    expect(task?.x).toBeGreaterThan(180);
    expect(await page.locator("pre").evaluate((pre) => getComputedStyle(pre).direction)).toBe(
      "ltr",
    );
  });

  test("words of another direction keep it, whatever that of the chat", async () => {
    const { page } = await openElement();
    await page.evaluate("chat.sendUserMessage({ text: 'שלום עולם' })");
    const answer = page.getByRole("paragraph").filter({ hasText: "You said" });
    await answer.waitFor();
    const direction = (of: ReturnType<typeof page.locator>) =>
      of.evaluate((element) => getComputedStyle(element).direction);
    expect(await direction(page.locator(".ck-bubble"))).toBe("rtl");
    expect(await direction(answer)).toBe("ltr");
  });

  test("density and radius are seen", async () => {
    const looks = async (theme: string) => {
      const opened = await openElement({ options: `{ theme: ${theme} }` });
      await everyItem(opened);
      return opened.page.locator(".ck-log").evaluate((log) => {
        const bubble = log.querySelector(".ck-bubble");
        if (!bubble) throw new Error("There is no bubble");
        const { borderRadius, paddingLeft } = getComputedStyle(bubble);
        return [Number.parseFloat(borderRadius), Number.parseFloat(paddingLeft), log.clientHeight];
      });
    };
    const [sharpRadius = 0, compactPadding = 0, compactHeight = 0] = await looks(
      '{ radius: "sharp", density: "compact" }',
    );
    const [pillRadius = 0, spaciousPadding = 0, spaciousHeight = 0] = await looks(
      '{ radius: "pill", density: "spacious" }',
    );
    expect(sharpRadius).toBeLessThan(pillRadius);
    expect(compactPadding).toBeLessThan(spaciousPadding);
    expect(compactHeight).toBeLessThan(spaciousHeight);
  });

  test("nothing moves where less motion is wanted", async () => {
    const act = stage();
    const { page } = await openElement({ handlers: { respond: act.respond } });
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.evaluate("void chat.sendUserMessage({ text: 'Hello' })");
    await page.locator(".ck-dots").waitFor();
    const moving = () =>
      page.evaluate<number>(
        "chat.shadowRoot.getAnimations().filter(({ playState }) => playState === 'running').length",
      );
    await expect.poll(moving).toBe(0);
    const write = await act.write("msg_1");
    write("Words");
    await page.locator(".ck-streaming").waitFor();
    await expect.poll(moving).toBe(0);
    act.end();
  });

  test("what has the focus shows it", async () => {
    const opened = await openElement();
    await everyItem(opened);
    const { page } = opened;
    await page.getByRole("group", { name: "Messages" }).focus();
    const seen = new Set<string>();
    for (let tabs = 0; tabs < 40; tabs += 1) {
      await page.keyboard.press("Tab");
      const [inLog, outline, name] = await page.evaluate<[boolean, string, string]>(`(() => {
        const focused = chat.shadowRoot.activeElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(focused);
        return [focused.closest(".ck-log") !== null, outlineStyle + " " + outlineWidth, focused.outerHTML.slice(0, 80)];
      })()`);
      if (!inLog) break;
      seen.add(name);
      expect([name, outline]).toEqual([name, "solid 2px"]);
    }
    expect(seen.size).toBeGreaterThan(15);
  });
});
