import { converter, parse } from "culori";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type CssColour,
  contrast,
  type Rgb,
} from "../../../../src/offline/element/theme/colour.ts";
import { paletteOf } from "../../../../src/offline/element/theme/palette.ts";
import { presets } from "../../../../src/theme/presets.ts";
import type { Theme } from "../../../../src/theme/schema.ts";

const toRgb = converter("rgb");

/** Reads colours as a browser would. */
function read(text: string): CssColour | undefined {
  const colour = toRgb(parse(text));
  return colour && { r: colour.r, g: colour.g, b: colour.b, alpha: colour.alpha ?? 1 };
}

function rgb(hex: string | undefined): Rgb {
  const colour = hex === undefined ? undefined : read(hex);
  if (!colour) throw new Error(`${hex} is no colour`);
  return colour;
}

const SCHEMES = ["light", "dark"] as const;
const MEANINGS = ["danger", "warning", "caution", "success", "info", "discovery"];

/** What is written on what, and how much contrast it needs. */
const PAIRS: readonly (readonly [front: string, ground: string, ratio: number])[] = [
  ...["text", "text-secondary", "text-tertiary", "link", "accent-text"].flatMap((front) =>
    ["surface", "surface-2", "surface-3", "surface-raised", "header"].map(
      (ground) => [front, ground, 4.5] as const,
    ),
  ),
  ["on-accent", "accent", 4.5],
  ["on-accent-soft", "accent-soft", 4.5],
  ["on-user-bubble", "user-bubble", 4.5],
  ["on-prompt", "prompt", 4.5],
  ["prompt-icon", "prompt", 4.5],
  ["border-strong", "surface", 3],
  ["border-strong", "surface-raised", 3],
  ["focus", "surface", 3],
  ["focus", "surface-2", 3],
  ...MEANINGS.flatMap((name) => [
    [name, "surface", 4.5] as const,
    [name, "surface-3", 4.5] as const,
    [name, `${name}-soft`, 4.5] as const,
    [`on-${name}`, name, 4.5] as const,
  ]),
];

/** The pairs of a theme that are hard to tell apart. */
function faint(theme: Theme): string[] {
  return SCHEMES.flatMap((scheme) => {
    const palette = paletteOf(scheme, theme, read);
    return PAIRS.flatMap(([front, ground, ratio]) => {
      const has = contrast(rgb(palette[front]), rgb(palette[ground]));
      return has >= ratio
        ? []
        : [
            `${scheme}: ${front} ${palette[front]} on ${ground} ${palette[ground]}: ${has.toFixed(2)}`,
          ];
    });
  });
}

describe("the colours of a theme", () => {
  test.each(Object.entries(presets))("%s can be read in both schemes", (_name, { theme }) => {
    expect(faint(theme)).toEqual([]);
  });

  test("whatever accent and greys a theme has, text can be read", () => {
    const channel = fc.integer({ min: 0, max: 255 });
    const accent = fc
      .tuple(channel, channel, channel)
      .map((channels) => `rgb(${channels.join(" ")})`);
    const themes = fc.record({
      primary: accent,
      level: fc.constantFrom(0, 1, 2, 3),
      hue: fc.integer({ min: 0, max: 360 }),
      tint: fc.integer({ min: 0, max: 9 }),
      shade: fc.integer({ min: -4, max: 4 }),
    });
    fc.assert(
      fc.property(themes, ({ primary, level, hue, tint, shade }) => {
        const color = { accent: { primary, level }, grayscale: { hue, tint, shade } };
        expect(faint({ color } as Theme)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test("a surface is taken as it is, and everything else can be read on it", () => {
    const surface = { background: "#0f172a", foreground: "#f8fafc" };
    const theme: Theme = { colorScheme: "dark", color: { surface } };
    expect(paletteOf("dark", theme, read)).toMatchObject({ surface: "#0f172a", text: "#f8fafc" });
    expect(faint(theme)).toEqual([]);
  });

  test("a surface belongs to the scheme of its theme, and the other one has greys", () => {
    const surface = { background: "#fff8f0", foreground: "#331100" };
    const theme: Theme = { colorScheme: "light", color: { surface } };
    expect(paletteOf("dark", theme, read)).toMatchObject({ surface: "#212121" });
  });

  test("without an accent it is the text that marks what matters", () => {
    const palette = paletteOf("light", {}, read);
    expect(palette.accent).toBe(palette.text);
  });

  test("white is on an accent only where it can be read", () => {
    const on = (primary: string) =>
      paletteOf("light", { color: { accent: { primary, level: 1 } } }, read)["on-accent"];
    expect([on("#0066cc"), on("#ff6b6b")]).toEqual(["#ffffff", "#000000"]);
  });

  test("a translucent accent is what it looks like on the ground", () => {
    const accent = { primary: "rgb(0 0 0 / 40%)", level: 1 } as const;
    expect(paletteOf("light", { color: { accent } }, read).accent).toBe("#999999");
  });

  test.each([
    [0, { link: "text", "user-bubble": "surface-2", prompt: "surface", header: "surface" }],
    [1, { link: "accent", "user-bubble": "surface-2", prompt: "surface", header: "surface" }],
    [2, { link: "accent", "user-bubble": "accent-soft", prompt: "surface", header: "surface" }],
    [3, { link: "accent", "user-bubble": "accent", prompt: "accent-soft" }],
  ] as const)("accent level %i colours as much as it should", (level, same) => {
    const accent = { primary: "#0055aa", level };
    const palette = paletteOf("light", { color: { accent } }, read);
    for (const [name, other] of Object.entries(same)) expect(palette[name]).toBe(palette[other]);
    if (level === 3) expect(palette.header).not.toBe(palette.surface);
  });

  test("greys have the hue, the tint and the shade that they should", () => {
    const third = (grayscale?: NonNullable<Theme["color"]>["grayscale"]) =>
      paletteOf("dark", { color: { ...(grayscale && { grayscale }) } }, read)["surface-3"];
    const all = [
      third(),
      third({ hue: 220, tint: 6 }),
      third({ hue: 220, tint: 9 }),
      third({ hue: 20, tint: 6 }),
      third({ hue: 220, tint: 6, shade: -3 }),
      third({ hue: 220, tint: 6, shade: 3 }),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(third({ hue: 220, tint: 0 })).toBe(third());
    const { r, b } = rgb(third({ hue: 220, tint: 6 }));
    expect(b).toBeGreaterThan(r);
  });
});
