import { describe, expect, test } from "vitest";
import {
  borderOf,
  boxOf,
  flowOf,
  sizesOf,
} from "../../../../src/offline/element/widgets/values/boxes.ts";
import { colorOf } from "../../../../src/offline/element/widgets/values/colors.ts";
import { insetsOf } from "../../../../src/offline/element/widgets/values/insets.ts";
import {
  lengthOf,
  radiusOf,
  spaceOf,
  spacingOf,
} from "../../../../src/offline/element/widgets/values/lengths.ts";
import { primitiveOf } from "../../../../src/offline/element/widgets/values/palette.ts";

/** Without what is not set. */
const set = (styles: object) => JSON.parse(JSON.stringify(styles));

describe("lengths", () => {
  test.each([
    [12, "12px"],
    [0, "0px"],
    ["50%", "50%"],
    [undefined, undefined],
  ])("a size of %s is %s", (value, css) => expect(lengthOf(value)).toBe(css));

  test.each([
    [2, "calc(var(--ck-space) * 2)"],
    [0.5, "calc(var(--ck-space) * 0.5)"],
    ["1rem", "1rem"],
  ])("a distance of %s is %s", (value, css) => expect(spaceOf(value)).toBe(css));

  test.each([
    ["none", "0"],
    ["2xs", "calc(2px * var(--ck-radius-scale))"],
    ["4xl", "calc(24px * var(--ck-radius-scale))"],
    ["full", "9999px"],
    ["100%", "100%"],
  ] as const)("a radius of %s is %s", (value, css) => expect(radiusOf(value)).toBe(css));
});

describe("spacing", () => {
  const two = "calc(var(--ck-space) * 2)";

  test.each([
    [2, { padding: two }],
    ["8px 4px", { padding: "8px 4px" }],
    [{ x: 2 }, { "padding-right": two, "padding-left": two }],
    [
      { y: 2, top: 0 },
      { "padding-top": "calc(var(--ck-space) * 0)", "padding-bottom": two },
    ],
    [{ left: "1em" }, { "padding-left": "1em" }],
  ])("of %j", (value, styles) => expect(set(spacingOf("padding", value))).toEqual(styles));

  test.each([
    [undefined, {}],
    [2, ["top", "right", "bottom", "left"].map((side) => [side, two])],
    [
      "8px 4px",
      [
        ["top", "8px"],
        ["right", "4px"],
        ["bottom", "8px"],
        ["left", "4px"],
      ],
    ],
    ["calc(1px + 2px)", {}],
  ])("tells what is inside of %j how far the edge is", (padding, sides) => {
    const named = Array.isArray(sides)
      ? Object.fromEntries(sides.map(([side, space]) => [`--ckw-inset-${side}`, space]))
      : sides;
    expect(set(insetsOf(padding))).toEqual(named);
  });
});

describe("borders", () => {
  const line = (side: string, width: string, style = "solid", color = "var(--ck-border)") => ({
    [`border${side}-width`]: width,
    [`border${side}-style`]: style,
    [`border${side}-color`]: color,
  });

  test.each([
    [2, line("", "2px")],
    [
      { size: 1, style: "dashed", color: "strong" } as const,
      line("", "1px", "dashed", "var(--ck-border-strong)"),
    ],
    [{ top: 1 }, line("-top", "1px")],
    [
      { x: 1, right: { size: 3, color: "red" } },
      { ...line("-right", "3px", "solid", "red"), ...line("-left", "1px") },
    ],
  ])("of %j", (border, styles) => expect(set(borderOf(border))).toEqual(styles));
});

describe("colours", () => {
  test.each([
    ["secondary", "text", "var(--ck-text-secondary)"],
    ["danger", "text", "var(--ck-danger)"],
    ["surface-elevated", "background", "var(--ck-surface-raised)"],
    ["subtle", "border", "color-mix(in srgb, var(--ck-border) 55%, transparent)"],
    // A word of one place is CSS in another, where it is no colour.
    ["secondary", "background", "secondary"],
    ["#123456", "text", "#123456"],
    ["rgb(1 2 3 / 50%)", "background", "rgb(1 2 3 / 50%)"],
  ] as const)("%s of a %s is %s", (value, place, css) => expect(colorOf(value, place)).toBe(css));

  test("a pair follows the scheme, and each of it may be a word", () => {
    expect(colorOf({ light: "white", dark: "primary" }, "text")).toBe(
      "light-dark(white, var(--ck-text))",
    );
  });

  test("a chart knows its hues, in both schemes", () => {
    expect(colorOf("blue", "chart")).toMatch(/^light-dark\(oklch\(.+\), oklch\(.+\)\)$/);
  });

  test("primitives get darker from step to step", () => {
    const lightness = [0, 25, 50, 100, 300, 500, 700, 900, 1000].map((step) =>
      Number(/oklch\(([\d.]+)/.exec(primitiveOf(`red-${step}`) ?? "")?.[1]),
    );
    expect(lightness).toEqual([...lightness].sort((one, other) => other - one));
    expect(new Set(lightness).size).toBe(lightness.length);
  });

  test.each(["red", "red-", "red-1001", "mauve-100", "constructor-100", "red-100;color:blue"])(
    "%s is no primitive",
    (name) => expect(primitiveOf(name)).toBeUndefined(),
  );
});

describe("boxes", () => {
  test("a side of its own wins over the size", () => {
    expect(set(sizesOf({ size: 10, width: "50%", minSize: 1, maxHeight: 9, maxSize: 8 }))).toEqual({
      height: "10px",
      width: "50%",
      "min-height": "1px",
      "min-width": "1px",
      "max-height": "9px",
      "max-width": "8px",
    });
  });

  test.each([
    [16 / 9, String(16 / 9)],
    ["4 / 3", "4 / 3"],
  ])("an aspect ratio of %s", (aspectRatio, css) => {
    expect(set(sizesOf({ aspectRatio }))).toEqual({ "aspect-ratio": css });
  });

  test.each([
    [{ align: "start", justify: "between" } as const, ["flex-start", "space-between"]],
    [{ align: "baseline", justify: "evenly" } as const, ["baseline", "space-evenly"]],
    [{ align: "stretch", justify: "around" } as const, ["stretch", "space-around"]],
  ])("%j", (props, [align, justify]) => {
    expect(set(flowOf(props))).toEqual({ "align-items": align, "justify-content": justify });
  });

  test("hold everything that boxes have", () => {
    const styles = boxOf({
      direction: "col",
      wrap: "wrap-reverse",
      flex: 1,
      gap: 2,
      padding: 1,
      margin: { x: 1 },
      background: "surface",
      radius: "full",
    });
    expect(set(styles)).toEqual({
      "flex-direction": "column",
      "flex-wrap": "wrap-reverse",
      flex: "1",
      gap: "calc(var(--ck-space) * 2)",
      padding: "calc(var(--ck-space) * 1)",
      "margin-right": "calc(var(--ck-space) * 1)",
      "margin-left": "calc(var(--ck-space) * 1)",
      "background-color": "var(--ck-surface)",
      "border-radius": "9999px",
    });
  });
});
