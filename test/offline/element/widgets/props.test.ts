import type { Locator } from "playwright-core";
import { describe, expect, test } from "vitest";
import {
  BUTTON_COLORS,
  CONTROL_SIZES,
  CONTROL_VARIANTS,
  GUTTER_SIZES,
  ICON_SIZES,
  RADII,
  TEXT_SIZES,
  TITLE_SIZES,
} from "../../../../templates/+self-hosted+node/server/chatkit/widgets/enums.ts";
import { hasBrowser } from "../../../helpers/browser.ts";
import { PICTURE } from "../view/everything.ts";
import { boxOf, openWidget, type Sent, styleOf, themeColor } from "./open-widget.ts";

type Component = { readonly type: string; readonly [prop: string]: unknown };

/** A card with one component per row of a table. */
async function inCard(components: readonly Component[]) {
  const opened = await openWidget({ type: "Card", size: "full", children: components });
  await expect.poll(() => opened.widget.locator(".ckw-faults").count()).toBe(0);
  return opened;
}

const text = (value: string, props: object = {}): Component => ({ type: "Text", value, ...props });
const box = (value: string, props: object = {}): Component => ({
  type: "Box",
  children: [text(value)],
  ...props,
});

/** What a component looks like: rows of props, the property that shows them, and its value. */
type Row = readonly [props: object, property: string, value: string | RegExp];

async function looks(
  rows: readonly Row[],
  component: (name: string, props: object) => Component,
  find: (widget: Locator, name: string) => Locator,
) {
  const { widget } = await inCard(rows.map(([props], index) => component(`row ${index};`, props)));
  const seen: [object, string, string][] = [];
  for (const [index, [props, property]] of rows.entries()) {
    seen.push([props, property, await styleOf(find(widget, `row ${index};`), property)]);
  }
  expect(seen).toEqual(
    await Promise.all(
      rows.map(async ([props, property, value]) => [
        props,
        property,
        typeof value !== "string"
          ? expect.stringMatching(value)
          : value.startsWith("var(")
            ? await themeColor(widget, value)
            : value,
      ]),
    ),
  );
}

/** Whether each is larger than the one before it. */
function rises(sizes: readonly number[]): boolean {
  return sizes.every((size, index) => index === 0 || size > (sizes[index - 1] ?? 0));
}

describe.skipIf(!hasBrowser)("what a component looks like", () => {
  test("a box", async () => {
    const rows: readonly Row[] = [
      [{ direction: "row" }, "flex-direction", "row"],
      [{ direction: "col" }, "flex-direction", "column"],
      [{ align: "center" }, "align-items", "center"],
      [{ align: "baseline" }, "align-items", "baseline"],
      [{ justify: "between" }, "justify-content", "space-between"],
      [{ justify: "end" }, "justify-content", "flex-end"],
      [{ wrap: "wrap-reverse" }, "flex-wrap", "wrap-reverse"],
      [{ flex: 2 }, "flex-grow", "2"],
      [{ flex: "1 1 50%" }, "flex-basis", "50%"],
      [{ gap: 3 }, "row-gap", "12px"],
      [{ gap: "7px" }, "column-gap", "7px"],
      [{ padding: 2 }, "padding-top", "8px"],
      [{ padding: { x: 5, left: "1px" } }, "padding", "0px 20px 0px 1px"],
      [{ margin: { top: 4 } }, "margin-top", "16px"],
      [{ border: 2 }, "border-top", /^2px solid/],
      [
        { border: { size: 3, style: "dotted", color: "#ff0000" } },
        "border-left",
        "3px dotted rgb(255, 0, 0)",
      ],
      [{ border: { bottom: 1 } }, "border-width", "0px 0px 1px"],
      [{ background: "#00ff00" }, "background-color", "rgb(0, 255, 0)"],
      [{ background: "surface-secondary" }, "background-color", "var(--ck-surface-2)"],
      [{ background: "red-100" }, "background-color", /^oklch\(/],
      [
        { background: { light: "#111111", dark: "#eeeeee" } },
        "background-color",
        "rgb(17, 17, 17)",
      ],
      [{ height: 80 }, "height", "80px"],
      [{ width: "50px" }, "width", "50px"],
      [{ size: 90 }, "width", "90px"],
      [{ minHeight: 70 }, "min-height", "70px"],
      [{ minWidth: 71 }, "min-width", "71px"],
      [{ minSize: 72 }, "min-height", "72px"],
      [{ maxHeight: 10 }, "max-height", "10px"],
      [{ maxWidth: 110 }, "max-width", "110px"],
      [{ maxSize: 120 }, "max-width", "120px"],
      [{ width: 60, aspectRatio: "2 / 1" }, "aspect-ratio", "2 / 1"],
      [{ radius: "full" }, "border-radius", "9999px"],
      [{ radius: "none" }, "border-radius", "0px"],
    ];
    await looks(rows, box, (widget, name) => widget.getByText(name).locator(".."));
  });

  test("a row, a column, a form and a basic root", async () => {
    const child = [text("inside")];
    const { widget } = await openWidget([
      { type: "Card", children: [{ type: "Row", gap: 1, children: child }] },
      { type: "Card", children: [{ type: "Col", gap: 1, children: child }] },
      { type: "Card", children: [{ type: "Form", direction: "row", gap: 1, children: child }] },
      {
        type: "Basic",
        direction: "row",
        gap: 1,
        padding: 2,
        align: "end",
        justify: "center",
        children: child,
      },
    ]);
    const boxes = widget.page().locator(".ckw-box");
    const directions = await boxes.evaluateAll((all) =>
      all.map((one) => getComputedStyle(one).flexDirection),
    );
    expect(directions).toEqual(["row", "column", "row", "row"]);
    const basic = boxes.nth(3);
    expect(await styleOf(basic, "padding-top")).toBe("8px");
    expect(await styleOf(basic, "align-items")).toBe("flex-end");
    expect(await styleOf(basic, "justify-content")).toBe("center");
  });

  test("corners get rounder from 2xs to 4xl", async () => {
    const { widget } = await inCard(RADII.map((radius) => box(radius, { radius })));
    const radii = await Promise.all(
      RADII.slice(0, 9).map(async (radius) =>
        Number.parseFloat(
          await styleOf(
            widget.getByText(radius, { exact: true }).locator(".."),
            "border-top-left-radius",
          ),
        ),
      ),
    );
    expect(rises(radii)).toBe(true);
  });

  test("a text", async () => {
    const rows: readonly Row[] = [
      [{ italic: true }, "font-style", "italic"],
      [{ lineThrough: true }, "text-decoration-line", "line-through"],
      [{ weight: "normal" }, "font-weight", "400"],
      [{ weight: "medium" }, "font-weight", "500"],
      [{ weight: "semibold" }, "font-weight", "600"],
      [{ weight: "bold" }, "font-weight", "700"],
      [{ textAlign: "end" }, "text-align", "end"],
      [{ textAlign: "center" }, "text-align", "center"],
      [{ color: "#0000ff" }, "color", "rgb(0, 0, 255)"],
      [{ color: "danger" }, "color", "var(--ck-danger)"],
      [{ color: "tertiary" }, "color", "var(--ck-text-tertiary)"],
      [{ width: 77 }, "width", "77px"],
      [{ truncate: true }, "text-overflow", "ellipsis"],
      [{ truncate: true }, "white-space", "nowrap"],
      [{ maxLines: 2 }, "-webkit-line-clamp", "2"],
      [{ minLines: 3 }, "min-height", "72px"],
    ];
    await looks(
      rows,
      (value, props) => text(`${value} ${"word ".repeat(60)}`, props),
      (widget, name) => widget.getByText(name),
    );
  });

  test("long texts end where they are told to", async () => {
    const long = (value: string, props: object) => text(`${value} ${"word ".repeat(200)}`, props);
    const { widget } = await inCard([
      long("one;", { truncate: true }),
      long("three;", { maxLines: 3 }),
      text("short;", { minLines: 4 }),
    ]);
    const heights = await Promise.all(
      ["one;", "three;", "short;"].map(
        async (name) => (await boxOf(widget.getByText(name))).height,
      ),
    );
    expect(heights).toEqual([24, 72, 96]);
  });

  test.each([
    ["Text", TEXT_SIZES],
    ["Title", TITLE_SIZES],
    ["Caption", ["sm", "md", "lg"]],
    ["Label", TEXT_SIZES],
  ] as const)("a %s of each size", async (type, sizes) => {
    const { widget } = await inCard(
      sizes.map((size) => ({
        type,
        value: `${size};`,
        size,
        ...(type === "Label" && { fieldName: size }),
      })),
    );
    const seen = await Promise.all(
      sizes.map(async (size) =>
        Number.parseFloat(
          await styleOf(widget.getByText(`${size};`, { exact: true }), "font-size"),
        ),
      ),
    );
    expect(rises(seen)).toBe(true);
  });

  test.each(["Title", "Caption", "Label"])(
    "a %s has a colour, a weight and a place",
    async (type) => {
      const { widget } = await inCard(
        [
          {
            type,
            value: "It",
            fieldName: "x",
            color: "#010203",
            weight: "bold",
            textAlign: "center",
          },
        ].map(({ fieldName, ...props }) => (type === "Label" ? { ...props, fieldName } : props)),
      );
      const it = widget.getByText("It", { exact: true });
      expect(await styleOf(it, "color")).toBe("rgb(1, 2, 3)");
      expect(await styleOf(it, "font-weight")).toBe("700");
      expect(await styleOf(it, "text-align")).toBe("center");
    },
  );

  test.each(["Title", "Caption"])("a long %s is cut", async (type) => {
    const value = "word ".repeat(200);
    const { widget } = await inCard([
      { type, value: `one; ${value}`, truncate: true },
      { type, value: `two; ${value}`, maxLines: 2 },
    ]);
    expect(await styleOf(widget.getByText("one;"), "text-overflow")).toBe("ellipsis");
    const line = Number.parseFloat(await styleOf(widget.getByText("two;"), "line-height"));
    expect((await boxOf(widget.getByText("two;"))).height).toBeCloseTo(2 * line, 0);
  });

  test("a badge of each colour, variant and size", async () => {
    const { widget } = await inCard([
      { type: "Badge", label: "solid", color: "danger", variant: "solid" },
      { type: "Badge", label: "soft", color: "info", variant: "soft" },
      { type: "Badge", label: "outline", color: "success", variant: "outline" },
      { type: "Badge", label: "pill", pill: true, size: "lg" },
      ...["sm", "md", "lg"].map((size) => ({ type: "Badge", label: `size ${size}`, size })),
    ]);
    const badge = (name: string) => widget.getByText(name, { exact: true });
    expect(await styleOf(badge("solid"), "background-color")).toBe(
      await themeColor(widget, "var(--ck-danger)"),
    );
    expect(await styleOf(badge("solid"), "color")).toBe(
      await themeColor(widget, "var(--ck-on-danger)"),
    );
    expect(await styleOf(badge("soft"), "background-color")).toBe(
      await themeColor(widget, "var(--ck-info-soft)"),
    );
    expect(await styleOf(badge("outline"), "background-color")).toBe("rgba(0, 0, 0, 0)");
    expect(await styleOf(badge("outline"), "border-top-color")).not.toBe("rgba(0, 0, 0, 0)");
    expect(await styleOf(badge("pill"), "border-radius")).toBe("999px");
    const sizes = await Promise.all(
      ["sm", "md", "lg"].map(async (size) => (await boxOf(badge(`size ${size}`))).height),
    );
    expect(rises(sizes)).toBe(true);
  });

  test("an icon of each size, in its colour", async () => {
    const { widget } = await inCard(
      ICON_SIZES.map((size) => ({ type: "Icon", name: "star", size, color: "#ff00ff" })),
    );
    const icons = widget.locator(".ckw-icon");
    const widths = await icons
      .locator("svg")
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width));
    expect(widths).toHaveLength(ICON_SIZES.length);
    expect(rises(widths)).toBe(true);
    expect(await styleOf(icons, "color")).toBe("rgb(255, 0, 255)");
  });

  test("a spacer pushes apart, and keeps its least size", async () => {
    const { widget } = await inCard([
      { type: "Row", children: [text("left;"), { type: "Spacer" }, text("right;")] },
      {
        type: "Row",
        width: 10,
        children: [text("a;"), { type: "Spacer", minSize: 50 }, text("b;")],
      },
    ]);
    const row = await boxOf(widget.getByText("left;").locator(".."));
    const right = await boxOf(widget.getByText("right;"));
    expect(right.x + right.width).toBeCloseTo(row.x + row.width, 0);
    const [a, b] = [await boxOf(widget.getByText("a;")), await boxOf(widget.getByText("b;"))];
    expect(b.x - a.x - a.width).toBeGreaterThanOrEqual(49);
  });

  test("a divider has a thickness, a colour and a distance, and may reach the edge", async () => {
    const { widget } = await inCard([
      { type: "Divider", size: 5, color: "#123456", spacing: 4 },
      { type: "Divider", flush: true },
      { type: "Row", height: 40, children: [{ type: "Divider", size: 3 }] },
    ]);
    const dividers = widget.getByRole("separator");
    expect((await boxOf(dividers.nth(0))).height).toBe(5);
    expect(await styleOf(dividers.nth(0), "background-color")).toBe("rgb(18, 52, 86)");
    expect(await styleOf(dividers.nth(0), "margin-top")).toBe("16px");
    const card = await boxOf(widget.locator(".ckw-card"));
    expect((await boxOf(dividers.nth(1))).width).toBeCloseTo(card.width - 2, 0);
    // Between things side by side it stands upright.
    const upright = await boxOf(dividers.nth(2));
    expect([upright.width, upright.height]).toEqual([3, 40]);
  });

  test("an image", async () => {
    const image = (alt: string, props: object) => ({ type: "Image", src: PICTURE, alt, ...props });
    const { widget } = await inCard([
      image("flush", { flush: true, height: 50 }),
      image("fit", { width: 60, height: 50, fit: "contain", position: "bottom right" }),
      image("frame", { size: 40, frame: true, radius: "full", background: "#aabbcc", margin: 2 }),
      image("ratio", { width: 90, aspectRatio: 3, minHeight: 10, maxWidth: 90 }),
      { type: "Row", children: [image("flex", { flex: 1, height: 20 })] },
    ]);
    const picture = (name: string) => widget.getByRole("img", { name, exact: true });
    const around = (name: string) => picture(name).locator("..");
    const card = await boxOf(widget.locator(".ckw-card"));
    const flush = await boxOf(around("flush"));
    expect([flush.x, flush.width, flush.y]).toEqual([card.x + 1, card.width - 2, card.y + 1]);
    expect(await styleOf(picture("fit"), "object-fit")).toBe("contain");
    expect(await styleOf(picture("fit"), "object-position")).toBe("100% 100%");
    expect(await styleOf(around("frame"), "box-shadow")).toContain("0px 0px 0px 1px");
    expect(await styleOf(around("frame"), "border-radius")).toBe("9999px");
    expect(await styleOf(around("frame"), "background-color")).toBe("rgb(170, 187, 204)");
    expect(await styleOf(around("frame"), "margin-left")).toBe("8px");
    const ratio = await boxOf(around("ratio"));
    expect([ratio.width, ratio.height]).toEqual([90, 30]);
    expect((await boxOf(around("flex"))).width).toBeGreaterThan(200);
  });

  test("an image that is a drawing in its address", async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="7" height="5"/>';
    const src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
    const { widget } = await inCard([{ type: "Image", src, alt: "A drawing" }]);
    const drawing = widget.getByRole("img", { name: "A drawing", exact: true });
    const width = () => drawing.evaluate((img: HTMLImageElement) => img.naturalWidth);
    await expect.poll(width).toBe(7);
  });

  test("an image that cannot be had says so, in the words of its description", async () => {
    const { widget } = await inCard([
      { type: "Image", src: "data:image/png;base64,AAAA", alt: "A lost picture" },
      { type: "Image", src: "data:image/png;base64,AAAA" },
    ]);
    await widget.getByText("A lost picture").waitFor();
    await widget.getByText("This image cannot be shown.").waitFor();
  });

  test("a button of each color and variant", async () => {
    const buttons = BUTTON_COLORS.flatMap((color) =>
      CONTROL_VARIANTS.map((variant) => ({
        type: "Button",
        label: `${color} ${variant}`,
        color,
        variant,
      })),
    );
    const { widget } = await inCard(buttons);
    const seen = new Set<string>();
    for (const { label } of buttons) {
      const button = widget.getByRole("button", { name: label, exact: true });
      const style = await Promise.all(
        ["color", "background-color", "border-top-color"].map((property) =>
          styleOf(button, property),
        ),
      );
      seen.add(style.join());
    }
    // What is primary is so in the colour of the accent, which without one is that of text.
    expect(seen.size).toBeGreaterThan(buttons.length - 4);
  });

  test("a button", async () => {
    const { widget } = await inCard([
      { type: "Button", label: "Primary", style: "primary" },
      { type: "Button", label: "Secondary", style: "secondary" },
      { type: "Button", label: "Pill", pill: true },
      { type: "Button", label: "Block", block: true },
      { type: "Button", label: "Off", disabled: true },
      { type: "Button", iconStart: "plus", uniform: true, size: "lg" },
      {
        type: "Button",
        label: "Icons",
        iconStart: "star",
        iconEnd: "chevron-right",
        iconSize: "2xl",
      },
      { type: "Button", label: "Small icon", iconStart: "star", iconSize: "sm" },
    ]);
    const button = (name: string) => widget.getByRole("button", { name, exact: true });
    expect(await styleOf(button("Primary"), "background-color")).toBe(
      await themeColor(widget, "var(--ck-accent)"),
    );
    expect(await styleOf(button("Secondary"), "background-color")).toBe("rgba(0, 0, 0, 0)");
    expect(await styleOf(button("Pill"), "border-radius")).toBe("999px");
    const body = await boxOf(widget.locator(".ckw-card-body"));
    expect((await boxOf(button("Block"))).width).toBe(body.width);
    expect(await button("Off").isDisabled()).toBe(true);
    const uniform = await boxOf(button("plus"));
    expect(uniform.width).toBe(uniform.height);
    expect(await button("Icons").locator("svg").count()).toBe(2);
    const icon = async (name: string) => (await boxOf(button(name).locator("svg"))).width;
    expect(await icon("Icons")).toBeGreaterThan(await icon("Small icon"));
  });

  const field = (size: string) => ({ size, name: size });
  const SIZED: readonly (readonly [
    string,
    (size: string) => Component,
    (widget: Locator, size: string) => Locator,
  ])[] = [
    [
      "Button",
      (size) => ({ type: "Button", label: size, size }),
      (widget, size) => widget.getByRole("button", { name: size, exact: true }),
    ],
    [
      "Input",
      (size) => ({ type: "Input", ...field(size) }),
      (widget, size) => widget.getByRole("textbox", { name: size, exact: true }),
    ],
    [
      "Select",
      (size) => ({ type: "Select", options: [], ...field(size) }),
      (widget, size) => widget.getByRole("combobox", { name: `${size} Select`, exact: true }),
    ],
    [
      "DatePicker",
      (size) => ({ type: "DatePicker", ...field(size) }),
      (widget, size) => widget.getByRole("button", { name: `${size} Pick a date`, exact: true }),
    ],
  ];

  test.each(SIZED)(
    "a %s of each size, and never too small to hit",
    async (_type, component, find) => {
      const { widget } = await inCard(CONTROL_SIZES.map(component));
      const heights = await Promise.all(
        CONTROL_SIZES.map(async (size) => (await boxOf(find(widget, size))).height),
      );
      expect(rises(heights)).toBe(true);
      expect(heights[0]).toBeGreaterThanOrEqual(24);
    },
  );

  test("fields of each gutter, and of both variants", async () => {
    const { widget } = await inCard([
      ...GUTTER_SIZES.map((gutterSize) => ({ type: "Input", name: `i-${gutterSize}`, gutterSize })),
      ...GUTTER_SIZES.map((gutterSize) => ({
        type: "Textarea",
        name: `t-${gutterSize}`,
        gutterSize,
      })),
      { type: "Input", name: "soft", variant: "soft" },
      { type: "Textarea", name: "outline", variant: "outline" },
      { type: "Input", name: "pill", pill: true },
    ]);
    const named = (name: string) => widget.getByRole("textbox", { name, exact: true });
    for (const kind of ["i", "t"]) {
      const gutters = await Promise.all(
        GUTTER_SIZES.map(async (size) =>
          Number.parseFloat(await styleOf(named(`${kind}-${size}`), "padding-left")),
        ),
      );
      expect(rises(gutters)).toBe(true);
    }
    expect(await styleOf(named("soft"), "border-top-color")).toBe("rgba(0, 0, 0, 0)");
    expect(await styleOf(named("outline"), "border-top-color")).toBe(
      await themeColor(widget, "var(--ck-border-strong)"),
    );
    expect(await styleOf(named("pill"), "border-radius")).toBe("999px");
  });

  test("lists and calendars of each variant", async () => {
    const { widget } = await inCard(
      CONTROL_VARIANTS.flatMap((variant) => [
        { type: "Select", name: `s-${variant}`, options: [], variant, pill: true, block: true },
        { type: "DatePicker", name: `d-${variant}`, variant, block: true },
      ]),
    );
    for (const kind of ["s", "d"]) {
      const seen = await Promise.all(
        CONTROL_VARIANTS.map(async (variant) => {
          const control = widget.locator(`button[id$="${kind}-${variant}"]`);
          return (
            await Promise.all(
              ["background-color", "border-top-color"].map((property) =>
                styleOf(control, property),
              ),
            )
          ).join();
        }),
      );
      expect(new Set(seen).size).toBe(CONTROL_VARIANTS.length);
    }
    const control = await boxOf(widget.locator('button[id$="s-solid"]'));
    expect(control.width).toBeCloseTo((await boxOf(widget.locator(".ckw-card-body"))).width, 0);
    expect(await styleOf(widget.locator('button[id$="s-solid"]'), "border-radius")).toBe("999px");
  });

  test("a card of each size, with a ground, a border and a padding of its own", async () => {
    const cards: readonly Sent[] = ["sm", "md", "lg", "full"].map((size) => ({
      type: "Card",
      size,
      children: [text("x")],
    }));
    const own: Sent = {
      type: "Card",
      background: "#fedcba",
      border: { size: 4, style: "double", color: "#010101" },
      padding: 6,
      children: [text("x")],
    };
    const { page } = await openWidget([...cards, own], { viewport: { width: 1200, height: 900 } });
    const all = page.locator(".ckw-card");
    const widths = await all.evaluateAll((found) =>
      found.map((one) => one.getBoundingClientRect().width),
    );
    expect(rises(widths.slice(0, 4))).toBe(true);
    expect(await styleOf(all.nth(4), "background-color")).toBe("rgb(254, 220, 186)");
    expect(await styleOf(all.nth(4), "border-top")).toBe("4px double rgb(1, 1, 1)");
    expect(await styleOf(all.nth(4), "padding-top")).toBe("24px");
  });

  test("a theme of its own turns the colours of a root", async () => {
    const roots: readonly Sent[] = [
      { type: "Card", theme: "dark", children: [text("card;")] },
      {
        type: "ListView",
        theme: "dark",
        children: [{ type: "ListViewItem", children: [text("list;")] }],
      },
      { type: "Basic", theme: "dark", children: [text("basic;")] },
      { type: "Card", children: [text("light;")] },
    ];
    const { page } = await openWidget(roots);
    const light = await styleOf(page.getByText("light;"), "color");
    expect(light).toBe(await themeColor(page.locator(".ck-frame"), "var(--ck-text)"));
    for (const name of ["card;", "list;", "basic;"]) {
      const color = await styleOf(page.getByText(name), "color");
      expect([name, color]).toEqual([
        name,
        await themeColor(page.getByText(name), "var(--ck-text)"),
      ]);
      expect(color).not.toBe(light);
    }
  });

  test("a status stands above a card and a list, with an icon or a favicon", async () => {
    const { page } = await openWidget([
      { type: "Card", status: { text: "With an icon", icon: "star" }, children: [text("below")] },
      {
        type: "ListView",
        status: { text: "With a favicon", favicon: PICTURE, frame: true },
        children: [],
      },
    ]);
    const status = (name: string) => page.locator(".ckw-status", { hasText: name });
    expect(await status("With an icon").locator("svg").count()).toBe(1);
    expect((await boxOf(status("With an icon"))).y).toBeLessThan(
      (await boxOf(page.getByText("below"))).y,
    );
    const favicon = status("With a favicon").locator(".ckw-favicon");
    expect(await favicon.locator("img").evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(
      120,
    );
    expect(await styleOf(favicon, "border-top-width")).toBe("1px");
  });

  test("a collapsed card hides its body and its buttons", async () => {
    const action = { type: "x" };
    const { page } = await openWidget([
      {
        type: "Card",
        collapsed: true,
        status: { text: "Done" },
        confirm: { label: "Go", action },
        children: [text("body")],
      },
      { type: "Card", collapsed: true, children: [text("other")] },
    ]);
    await page.getByText("Done").waitFor();
    await page.getByText("Collapsed").waitFor();
    expect(await page.getByText("body").isVisible()).toBe(false);
    expect(await page.getByRole("button", { name: "Go" }).isVisible()).toBe(false);
  });

  test("a list shows as many items as its limit says, then all", async () => {
    const items = (limit?: number | "auto"): Sent => ({
      type: "ListView",
      ...(limit !== undefined && { limit }),
      children: Array.from({ length: 8 }, (_, index) => ({
        type: "ListViewItem",
        gap: 5,
        align: "end",
        children: [text(`${limit} ${index}`)],
      })),
    });
    const { page } = await openWidget([items(3), items("auto"), items()]);
    const lists = page.locator("chatkit-offline-list");
    const counts = await lists.evaluateAll((all) =>
      all.map((list) => list.querySelectorAll("li").length),
    );
    expect(counts).toEqual([3, 5, 8]);
    expect(await styleOf(page.locator(".ckw-item-content"), "column-gap")).toBe("20px");
    expect(await styleOf(page.locator(".ckw-item-content"), "align-items")).toBe("flex-end");
    await page.getByRole("button", { name: "Show more (5)" }).click();
    expect(await lists.first().getByRole("listitem").count()).toBe(8);
    // The button is gone: the focus goes to the first item that it showed.
    expect(await page.evaluate("chat.shadowRoot.activeElement.textContent.trim()")).toBe("3 3");
  });

  test("a table", async () => {
    const cell = (value: string, props: object = {}) => ({
      type: "Table.Cell",
      children: [text(value)],
      ...props,
    });
    const { widget } = await inCard([
      {
        type: "Table",
        children: [
          {
            type: "Table.Row",
            header: true,
            children: [
              cell("Name", { width: 150 }),
              cell("Count", { colSize: "xl" }),
              cell("More"),
            ],
          },
          {
            type: "Table.Row",
            children: [
              cell("wide", { colSpan: 2, align: "end" }),
              cell("tall", { rowSpan: 2, vAlign: "end" }),
            ],
          },
          {
            type: "Table.Row",
            children: [
              cell("padded", { padding: { x: 6 } }),
              cell("last", { align: "center", vAlign: "start" }),
            ],
          },
        ],
      },
    ]);
    expect(await widget.getByRole("columnheader").count()).toBe(3);
    const named = (name: string) => widget.getByRole("cell", { name, exact: true });
    expect(await named("wide").getAttribute("colspan")).toBe("2");
    expect(await named("tall").getAttribute("rowspan")).toBe("2");
    expect(await styleOf(named("wide"), "text-align")).toBe("end");
    expect(await styleOf(named("tall"), "vertical-align")).toBe("bottom");
    expect(await styleOf(named("last"), "vertical-align")).toBe("top");
    expect(await styleOf(named("padded"), "padding-left")).toBe("24px");
    expect(
      (await boxOf(widget.getByRole("columnheader", { name: "Name" }))).width,
    ).toBeGreaterThanOrEqual(150);
    expect(
      (await boxOf(widget.getByRole("columnheader", { name: "Count" }))).width,
    ).toBeGreaterThanOrEqual(260);
  });

  test("markdown is drawn, and its links to the page are told of", async () => {
    const opened = await inCard([
      {
        type: "Markdown",
        value: "Some **bold** words, and [an order](chatkit-link://openOrder?id=5).",
      },
    ]);
    expect(await opened.widget.locator("strong").textContent()).toBe("bold");
    await opened.widget.getByText("an order").click();
    const events = await opened.events();
    expect(events.filter(({ name }) => name === "deeplink").map(({ detail }) => detail)).toEqual([
      { name: "openOrder", data: { id: "5" } },
    ]);
  });
});
