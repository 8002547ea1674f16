import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { presets } from "../../../../src/theme/presets.ts";
import { hasBrowser } from "../../../helpers/browser.ts";
import { EVERY_COMPONENT } from "./everything.ts";
import { drawn, openWidget } from "./open-widget.ts";

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };

const THEMES = Object.entries(presets).flatMap(([name, { theme }]) =>
  (["light", "dark"] as const).map((colorScheme) => ({
    name: `${name} in ${colorScheme}`,
    theme: { ...theme, colorScheme },
  })),
);

async function violationsOf(page: Page): Promise<readonly unknown[]> {
  const { violations } = await new AxeBuilder({ page }).include("openai-chatkit").analyze();
  return violations.map(({ id, nodes }) => [
    id,
    nodes.map(({ html, any }) => [html, any.map(({ message }) => message)]),
  ]);
}

describe.skipIf(!hasBrowser)("the looks of widgets", () => {
  test.each(THEMES.map((theme, index) => ({ ...theme, isPhone: index % 2 === 1 })))(
    "axe finds nothing wrong with them in $name",
    async ({ theme, isPhone }) => {
      const { page } = await openWidget(EVERY_COMPONENT, {
        viewport: isPhone ? PHONE : DESK,
        options: JSON.stringify({ theme, ...(isPhone && { locale: "ar" }) }),
      });
      await page.emulateMedia({ reducedMotion: "reduce" });
      await page.locator(".ckw-bar").first().waitFor();
      expect(await violationsOf(page)).toEqual([]);
    },
  );

  test.each(["light", "dark"])(
    "axe finds nothing wrong with an open list and calendar; %s",
    async (theme) => {
      const { page } = await openWidget(EVERY_COMPONENT, { options: JSON.stringify({ theme }) });
      await page.getByRole("combobox", { name: "Where Paris" }).click();
      await page.getByRole("listbox").waitFor();
      const withList = await violationsOf(page);
      await page.keyboard.press("Escape");
      await page.locator('button[id$="-day"]').click();
      await page.getByRole("grid").waitFor();
      expect([...withList, ...(await violationsOf(page))]).toEqual([]);
    },
  );

  test("axe finds nothing wrong with mistakes, faults and what is busy", async () => {
    const { page, widget } = await openWidget([
      {
        type: "Card",
        asForm: true,
        confirm: { label: "Send", action: { type: "send" } },
        children: [
          { type: "Input", name: "a", required: true },
          {
            type: "RadioGroup",
            name: "b",
            required: true,
            options: [{ value: "1", label: "One" }],
          },
          { type: "Txt" },
          { type: "Text", value: "x", size: "huge" },
        ],
      },
    ]);
    await widget.getByRole("button", { name: "Send" }).click();
    await widget.getByText("Fill in this field.").waitFor();
    await widget.locator(".ckw-faults summary").click();
    expect(await violationsOf(page)).toEqual([]);
  });

  test.each(["ltr", "rtl"])("nothing reaches over the edge of a phone; %s", async (direction) => {
    const { page } = await openWidget(EVERY_COMPONENT, {
      viewport: PHONE,
      options: direction === "rtl" ? '{ locale: "ar" }' : "{}",
    });
    await page.locator(".ckw-bar").first().waitFor();
    await drawn(page);
    const over = await page.locator("chatkit-offline-widget").evaluateAll((widgets) =>
      widgets.flatMap((widget) =>
        [...widget.querySelectorAll(".ckw-root, .ckw-root *")]
          .filter(
            (element) => !element.closest(".ck-visually-hidden, chatkit-offline-popover, svg"),
          )
          .filter((element) => {
            const { left, right } = element.getBoundingClientRect();
            return left < -0.5 || right > innerWidth + 0.5;
          })
          .map((element) => element.outerHTML.slice(0, 120)),
      ),
    );
    expect(over).toEqual([]);
  });

  test("what points a way turns round where text runs from right to left", async () => {
    const { page } = await openWidget(EVERY_COMPONENT, { options: '{ locale: "ar" }' });
    const label = page.getByText("Your name", { exact: true });
    expect(await label.evaluate((element) => getComputedStyle(element).direction)).toBe("rtl");
    const card = await page.locator(".ckw-card").first().boundingBox();
    const title = await page.getByText("A title", { exact: true }).boundingBox();
    expect((title?.x ?? 0) + (title?.width ?? 0)).toBeGreaterThan(
      (card?.x ?? 0) + (card?.width ?? 0) - 40,
    );
  });
});
