import { describe, expect, test } from "vitest";
import { hasBrowser } from "../../../helpers/browser.ts";
import { boxOf, openWidget, styleOf } from "./open-widget.ts";

const CITIES = [
  { value: "r", label: "Rome" },
  { value: "a", label: "Atlantis", disabled: true },
  { value: "p", label: "Paris", description: "The capital of France" },
  { value: "po", label: "Porto" },
];

describe.skipIf(!hasBrowser)("a list to choose from", () => {
  const open = async (props: object = {}, direction = "ltr") => {
    const list = { type: "Select", name: "city", options: CITIES, placeholder: "A city", ...props };
    const opened = await openWidget(
      { type: "Card", children: [list] },
      { options: direction === "rtl" ? '{ locale: "ar" }' : "{}" },
    );
    return {
      ...opened,
      value: () => opened.widget.locator('input[name="city"]').inputValue(),
      active: () =>
        opened.page
          .locator("[data-active]")
          .textContent()
          .then((text) => text?.trim()),
    };
  };

  test("is used with the keyboard, and passes over what is disabled", async () => {
    const { page, widget, value, active } = await open();
    await widget.getByRole("combobox", { name: "city A city" }).waitFor();
    const list = widget.getByRole("combobox");
    await list.focus();
    await page.keyboard.press("ArrowDown");
    await page.getByRole("listbox").waitFor();
    expect(await active()).toBe("Rome");
    await page.keyboard.press("ArrowDown");
    expect(await active()).toContain("Paris");
    expect(
      await page
        .locator(`[id="${await list.getAttribute("aria-activedescendant")}"]`)
        .textContent(),
    ).toContain("Paris");
    await page.keyboard.press("End");
    expect(await active()).toBe("Porto");
    await page.keyboard.press("Home");
    expect(await active()).toBe("Rome");
    await page.keyboard.press("Escape");
    expect(await page.getByRole("listbox").count()).toBe(0);
    expect(await value()).toBe("");
    await page.keyboard.type("po");
    expect(await active()).toBe("Porto");
    await page.keyboard.press("Enter");
    expect(await value()).toBe("po");
    expect(
      await list.evaluate(
        (element) => (element.getRootNode() as ShadowRoot).activeElement === element,
      ),
    ).toBe(true);
    await page.keyboard.press("ArrowUp");
    expect(await page.getByRole("option", { selected: true }).textContent()).toContain("Porto");
    await page.keyboard.press("Tab");
    await expect.poll(() => page.getByRole("listbox").count()).toBe(0);
  });

  test("is used with the pointer, shows descriptions, and refuses what is disabled", async () => {
    const { page, widget, value } = await open();
    await widget.getByRole("combobox").click();
    await page.getByText("The capital of France").waitFor();
    const atlantis = page.getByRole("option", { name: "Atlantis" });
    expect(await atlantis.getAttribute("aria-disabled")).toBe("true");
    await atlantis.click({ force: true });
    expect(await value()).toBe("");
    await page.getByRole("option", { name: "Paris" }).click();
    expect(await value()).toBe("p");
    expect(await page.getByRole("listbox").count()).toBe(0);
  });

  test("is cleared", async () => {
    const { widget, value } = await open({ clearable: true, defaultValue: "p" });
    expect(await value()).toBe("p");
    await widget.getByRole("button", { name: "Clear" }).click();
    expect(await value()).toBe("");
    expect(await widget.getByRole("button", { name: "Clear" }).count()).toBe(0);
    await widget.getByRole("combobox", { name: "A city" }).waitFor();
  });

  test("is searched", async () => {
    const { page, widget, value } = await open({ searchable: true });
    await widget.getByRole("button", { name: "A city" }).click();
    const search = page.getByRole("combobox", { name: "Search" });
    await search.fill("cap");
    expect(await page.getByRole("option").count()).toBe(1);
    await search.fill("nowhere");
    await page.getByText("Nothing found.").waitFor();
    await search.fill("po");
    await page.keyboard.press("Enter");
    expect(await value()).toBe("po");
    expect(await page.evaluate("chat.shadowRoot.activeElement.textContent.trim()")).toContain(
      "Porto",
    );
  });
});

describe.skipIf(!hasBrowser)("a calendar", () => {
  const open = async (props: object = {}, options = "{}") => {
    const picker = { type: "DatePicker", name: "day", ...props };
    const space = (height: number) => ({ type: "Box", height });
    const opened = await openWidget(
      { type: "Card", children: [space(250), picker, space(200)] },
      { options, viewport: { width: 900, height: 900 } },
    );
    const button = opened.widget.locator('button[id$="-day"]');
    return {
      ...opened,
      button,
      value: () => opened.widget.locator('input[name="day"]').inputValue(),
    };
  };

  test("is used with the keyboard", async () => {
    const { page, button, value } = await open({ defaultValue: "2026-01-31" });
    await button.focus();
    await page.keyboard.press("Enter");
    const focused = () => page.evaluate("chat.shadowRoot.activeElement.getAttribute('aria-label')");
    await expect.poll(focused).toBe("Saturday, January 31, 2026");
    const way = [
      ["ArrowRight", "Sunday, February 1, 2026"],
      ["ArrowDown", "Sunday, February 8, 2026"],
      ["ArrowUp", "Sunday, February 1, 2026"],
      ["End", "Saturday, February 7, 2026"],
      ["Home", "Sunday, February 1, 2026"],
      ["ArrowLeft", "Saturday, January 31, 2026"],
      ["PageDown", "Saturday, February 28, 2026"],
      ["PageUp", "Wednesday, January 28, 2026"],
      ["Shift+PageDown", "Thursday, January 28, 2027"],
    ] as const;
    for (const [key, day] of way) {
      await page.keyboard.press(key);
      await expect.poll(focused).toBe(day);
    }
    await page.keyboard.press("Enter");
    expect(await value()).toBe("2027-01-28");
    await expect.poll(() => button.textContent()).toContain("Jan 28, 2027");
    expect(await page.getByRole("grid").count()).toBe(0);
  });

  test("ends with Escape, and the focus goes back", async () => {
    const { page, button, value } = await open();
    await button.click();
    await page.getByRole("dialog", { name: "Calendar" }).waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("grid").count()).toBe(0);
    expect(
      await button.evaluate(
        (element) => (element.getRootNode() as ShadowRoot).activeElement === element,
      ),
    ).toBe(true);
    expect(await value()).toBe("");
  });

  test("offers no day before min or after max", async () => {
    const { page, button } = await open({
      defaultValue: "2026-11-15",
      min: "2026-11-10",
      max: "2026-11-20T23:00:00Z",
    });
    await button.click();
    const enabled = page.locator(".ckw-day:not(:disabled)");
    await expect
      .poll(() => enabled.allTextContents())
      .toEqual(["10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20"]);
    expect(await page.getByRole("button", { name: "Previous month" }).isDisabled()).toBe(true);
    expect(await page.getByRole("button", { name: "Next month" }).isDisabled()).toBe(true);
  });

  test("turns to other months, and is cleared", async () => {
    const { page, widget, button, value } = await open({
      defaultValue: "2026-12-15",
      clearable: true,
    });
    await button.click();
    await page.getByRole("button", { name: "Next month" }).click();
    await page.getByText("January 2027").waitFor();
    await page.getByRole("gridcell", { name: "Friday, January 1, 2027" }).click();
    expect(await value()).toBe("2027-01-01");
    await widget.getByRole("button", { name: "Clear" }).click();
    expect(await value()).toBe("");
    await widget.getByText("Pick a date").waitFor();
  });

  test.each([
    ["top", "start"],
    ["bottom", "center"],
    ["bottom", "end"],
    ["right", "start"],
  ])("opens at the %s, aligned at the %s", async (side, align) => {
    const { page, button } = await open({ side, align, defaultValue: "2026-11-21" });
    await button.click();
    const calendar = page.locator("chatkit-offline-popover", { has: page.getByRole("grid") });
    const at = await boxOf(button);
    await expect
      .poll(async () => {
        const box = await boxOf(calendar);
        const isAt = {
          top: box.y + box.height <= at.y,
          bottom: box.y >= at.y + at.height,
          right: box.x >= at.x + at.width,
        }[side];
        return isAt;
      })
      .toBe(true);
  });

  test("speaks the language of the chat", async () => {
    const { page, button } = await open({ defaultValue: "2026-11-21" }, '{ locale: "de-DE" }');
    await expect.poll(() => button.textContent()).toContain("21.11.2026");
    await button.click();
    await page.getByText("November 2026").waitFor();
    expect(await page.getByRole("columnheader").first().textContent()).toBe("Mo");
  });
});

describe.skipIf(!hasBrowser)("a chart", () => {
  const data = [
    { month: "Jan", sold: 10, back: 1 },
    { month: "Feb", sold: 30, back: 2 },
    { month: "Mar", sold: 20, back: 3 },
  ];
  const series = [
    { type: "bar", dataKey: "sold", label: "Sold", color: "#ff0000" },
    { type: "area", dataKey: "back", label: "Returned" },
    { type: "line", dataKey: "back", label: null, color: "darkgreen" },
  ];
  const open = async (props: object = {}) => {
    const chart = { type: "Chart", data, series, xAxis: "month", ...props };
    const opened = await openWidget({ type: "Card", size: "lg", children: [chart] });
    await opened.widget.locator("svg .ckw-grid").first().waitFor({ state: "attached" });
    return opened;
  };

  test("draws bars, areas and lines in their colours, with axes and a legend", async () => {
    const { widget } = await open({ showYAxis: true });
    expect(await widget.locator(".ckw-bar").count()).toBe(3);
    expect(await styleOf(widget.locator(".ckw-bar"), "fill")).toBe("rgb(255, 0, 0)");
    expect(await widget.locator(".ckw-area").count()).toBe(1);
    expect(await widget.locator(".ckw-line").count()).toBe(2);
    expect(await styleOf(widget.locator(".ckw-line").nth(1), "stroke")).toBe("rgb(0, 100, 0)");
    expect(await widget.locator(".ckw-x").allTextContents()).toEqual(["Jan", "Feb", "Mar"]);
    expect(await widget.locator(".ckw-y").first().textContent()).toBe("0");
    // A series without a label is left out of the legend.
    expect(await widget.locator(".ckw-legend li").allTextContents()).toEqual(["Sold", "Returned"]);
  });

  test("leaves out what it is told to", async () => {
    const { page, widget } = await open({
      showYAxis: false,
      showLegend: false,
      showTooltip: false,
      xAxis: { dataKey: "month", hide: true },
    });
    for (const part of [".ckw-y", ".ckw-x", ".ckw-legend"]) {
      expect(await widget.locator(part).count()).toBe(0);
    }
    await widget.locator(".ckw-plot").hover();
    expect(await page.locator(".ckw-tip").count()).toBe(0);
  });

  test("shows values where the pointer is, and with the arrow keys", async () => {
    const { page, widget } = await open({
      xAxis: { dataKey: "month", labels: { Feb: "February" } },
    });
    await widget.locator(".ckw-plot").hover();
    const tip = widget.locator(".ckw-tip");
    await tip.waitFor();
    expect(await tip.textContent()).toContain("February");
    expect(await tip.textContent()).toContain("Sold: 30");
    await page.mouse.move(0, 0);
    await expect.poll(() => tip.count()).toBe(0);
    await widget.locator(".ckw-plot").focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => tip.textContent()).toContain("Jan");
    await page.keyboard.press("End");
    await expect.poll(() => tip.textContent()).toContain("Mar");
    await page.keyboard.press("Escape");
    await expect.poll(() => tip.count()).toBe(0);
  });

  test("has its values in a table for who does not see it", async () => {
    const { widget } = await open();
    const table = widget.getByRole("table");
    expect(await table.getByRole("columnheader").allTextContents()).toEqual([
      "Sold",
      "Returned",
      "back",
    ]);
    expect(
      await table.getByRole("row", { name: "Feb" }).getByRole("cell").allTextContents(),
    ).toEqual(["30", "2", "2"]);
  });

  test("is as large as it is told to be, and follows its place", async () => {
    const { page, widget } = await open({ height: 333, aspectRatio: undefined });
    const figure = widget.locator(".ckw-chart");
    expect((await boxOf(figure)).height).toBe(333);
    const before = Number(await widget.locator("svg").first().getAttribute("width"));
    await page.setViewportSize({ width: 360, height: 740 });
    await expect
      .poll(async () => Number(await widget.locator("svg").first().getAttribute("width")))
      .toBeLessThan(before);
    const ratio = await openWidget({
      type: "Card",
      size: "full",
      children: [
        { type: "Chart", data, series, xAxis: "month", width: 500, aspectRatio: 2, flex: "none" },
      ],
    });
    const box = await boxOf(ratio.widget.locator(".ckw-chart"));
    expect([box.width, box.height]).toEqual([500, 250]);
  });
});
