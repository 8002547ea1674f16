import { converter, parse } from "culori";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkTheme } from "../../src/theme/check.ts";
import { contrastRatio, parseColour, rgbChannels } from "../../src/theme/colour.ts";
import { contrastWarning, themeContrast } from "../../src/theme/contrast.ts";
import { deriveColours } from "../../src/theme/derive.ts";
import { themeWarnings } from "../../src/theme/warnings.ts";

describe("a colour", () => {
  test.each([
    ["#0066CC", true],
    ["RebeccaPurple", true],
    ["rgb(0 102 204 / 50%)", true],
    ["hsl(210, 100%, 40%)", true],
    ["oklch(60% 0.15 250)", true],
    ["color(display-p3 0 1 0)", true],
    ["transparent", true],
    ["0066CC", false],
    ["bad", false],
    ["color(--hsv 0 1 1)", false],
    ["var(--brand)", false],
    ["currentColor", false],
    ["light-dark(white, black)", false],
    ["", false],
  ])("%s: %s", (text, isColour) => {
    expect(parseColour(text) !== undefined).toBe(isColour);
  });
});

test("whatever is typed for a colour, it is one or none", () => {
  const piece = fc.constantFrom(
    ...[
      "rgb",
      "hsl",
      "oklch",
      "color",
      "color-mix",
      "calc",
      "from",
      "none",
      "red",
      "srgb",
      "#f",
      "0",
    ],
    ...["(", ")", " ", ",", "/", "%", "deg", "-", "+", ".", "1e9", "12", "--x", "\u0000", "☃", ";"],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const colour = parseColour(pieces.join(""));
      if (colour) expect(rgbChannels(pieces.join(""))).toBeDefined();
    }),
    { numRuns: 5000 },
  );
}, 30_000);

describe("a colour that only a browser can work out", () => {
  test.each([
    ["color-mix(in srgb, red, rgb(0 0 0 / 50%))", true],
    ["light-dark(#fff, #000)", true],
    ["rgb(from teal r g b / 50%)", true],
    ["color-mix(in srgb, var(--brand), red)", false],
    ["color-mix(in srgb, red", false],
    ["color-mix(red)) url(x)", false],
    ["calc(1px)", false],
  ])("%s: %s", (primary, isTaken) => {
    const theme = { color: { accent: { primary, level: 2 } } } as const;
    expect(checkTheme(theme).faults.length === 0).toBe(isTaken);
    if (isTaken)
      expect(themeWarnings(theme)).toEqual([expect.stringContaining("left to the browser")]);
  });
  test("makes no theme, since nothing can be computed from it", () => {
    const error = expect.objectContaining({ message: expect.stringContaining("only a browser") });
    expect(() => deriveColours("light-dark(#fff, #000)", "light")).toThrow(error);
  });
});

describe("contrast", () => {
  // Known values: the first is the definition, #767676 is the lightest grey that is AA on white.
  test.each([
    ["#000000", "#ffffff", 21],
    ["#ffffff", "#ffffff", 1],
    ["#767676", "#ffffff", 4.54],
    ["#777777", "#ffffff", 4.47],
    ["#0066cc", "#ffffff", 5.57],
  ])("of %s on %s is %d:1", (foreground, background, ratio) => {
    expect(contrastRatio(foreground, background, "#ffffff")).toBeCloseTo(ratio, 1);
  });

  test("of what is translucent is that of the colour it shows as", () => {
    const half = contrastRatio("rgb(0 0 0 / 50%)", "#ffffff", "#ffffff");
    expect(half).toBe(contrastRatio("#808080", "#ffffff", "#ffffff"));
    const onDark = contrastRatio("#ffffff", "rgb(255 255 255 / 0%)", "#212121");
    expect(onDark).toBe(contrastRatio("#ffffff", "#212121", "#212121"));
  });

  test.each([
    ["#595959", "AAA", undefined],
    ["#767676", "AA", undefined],
    [
      "#777777",
      "AA large",
      /4\.47:1, enough for controls .* below WCAG 2\.2 AA for text \(4\.5:1\)/,
    ],
    ["#949494", "AA large", /3\.03:1/],
    ["#959595", "below AA", /2\.99:1, below WCAG 2\.2 AA: 4\.5:1 for text, 3:1 for controls/],
  ])("%s on white is %s", (primary, grade, warns) => {
    const surface = { background: "#ffffff", foreground: "#000000" };
    const theme = { color: { surface, accent: { primary, level: 2 } } } as const;
    const [text, accent] = themeContrast(theme);
    expect(text).toMatchObject({ what: "text on background", ratio: 21, grade: "AAA" });
    expect(accent).toMatchObject({ what: "accent on background", grade, assumed: false });
    const warning = accent && contrastWarning(accent);
    if (warns) expect(warning).toMatch(warns);
    else expect(warning).toBeUndefined();
  });

  test("is measured on the ground of the scheme where the theme names none, and says so", () => {
    const color = { accent: { primary: "#4D9FFF", level: 2 } } as const;
    expect(themeContrast({ colorScheme: "dark", color })).toMatchObject([
      { background: "#212121", assumed: true, grade: "AA" },
    ]);
    expect(themeContrast({ color })).toMatchObject([{ background: "#ffffff", grade: "below AA" }]);
    expect(themeWarnings({ color })).toEqual([expect.stringContaining("assumed")]);
    expect(themeContrast({ radius: "soft" })).toEqual([]);
  });
});

describe("what is allowed and most likely a mistake is warned of", () => {
  test.each([
    [
      { colorScheme: "dark", color: { surface: { background: "#fff", foreground: "#111" } } },
      /surface is light/,
    ],
    [
      { colorScheme: "light", color: { surface: { background: "#111", foreground: "#fff" } } },
      /surface is dark/,
    ],
    [
      { typography: { fontSources: [{ family: "I", src: "/inter.woff2" }] } },
      /inter\.woff2" is no whole address/,
    ],
    [
      { typography: { fontSources: [{ family: "I", src: "http://a.example/i.woff2" }] } },
      /not on https/,
    ],
  ] as const)("%j", (theme, says) => {
    expect(themeWarnings(structuredClone(theme) as never)).toEqual([expect.stringMatching(says)]);
  });
  test("and nothing else", () => {
    const fontSources = [{ family: "I", src: "https://a.example/i.woff2" }];
    const surface = { background: "#111", foreground: "#fff" };
    expect(
      themeWarnings({ colorScheme: "dark", color: { surface }, typography: { fontSources } }),
    ).toEqual([]);
  });
});

const toOklch = converter("oklch");

describe("a theme from a brand colour", () => {
  const channel = fc.integer({ min: 0, max: 255 });
  const hex = fc
    .tuple(channel, channel, channel)
    .map((rgb) => `#${rgb.map((value) => value.toString(16).padStart(2, "0")).join("")}`);

  test("is a theme, in hex, readable, in the brand's hue, whatever the colour", () => {
    fc.assert(
      fc.property(hex, fc.constantFrom("light", "dark"), (brand, scheme) => {
        const { color } = deriveColours(brand, scheme);
        expect(checkTheme({ colorScheme: scheme, color }).faults).toEqual([]);
        const { accent, surface, grayscale } = color;
        for (const colour of [accent.primary, surface.background, surface.foreground]) {
          expect(colour).toMatch(/^#[\da-f]{6}$/);
        }
        expect(themeWarnings({ colorScheme: scheme, color })).toEqual([]);
        const ratio = contrastRatio(surface.foreground, surface.background, "#ffffff");
        expect(ratio).toBeGreaterThanOrEqual(7);
        expect(Number.isInteger(grayscale.hue)).toBe(true);
        const [was, is] = [toOklch(parse(brand)), toOklch(parse(accent.primary))];
        // Where there is little chroma left, one digit of hex turns the hue far.
        if ((was?.c ?? 0) < 0.05 || (is?.c ?? 0) < 0.05) return;
        const turn = Math.abs((was?.h ?? 0) - (is?.h ?? 0));
        expect(Math.min(turn, 360 - turn)).toBeLessThan(4);
      }),
      { numRuns: 500 },
    );
  }, 30_000);

  test.each([
    ["#0066CC", "light", "#0066cc"],
    ["#4D9FFF", "dark", "#4d9fff"],
    ["#FFD700", "dark", "#ffd700"],
  ] as const)("%s stays as it is where it can be read (%s)", (brand, scheme, primary) => {
    const { color, adjustedFrom } = deriveColours(brand, scheme);
    expect(color.accent).toEqual({ primary, level: 2 });
    expect(adjustedFrom).toBeUndefined();
  });

  test("gets an accent of its hue that can be read, and says so", () => {
    const { color, adjustedFrom } = deriveColours("#FFD700", "light");
    expect(adjustedFrom).toBe("#ffd700");
    expect(contrastRatio(color.accent.primary, color.surface.background, "#fff")).toBeCloseTo(
      4.5,
      1,
    );
  });

  test("of grey, black and white has greys without a tint", () => {
    for (const brand of ["#808080", "black", "white"]) {
      for (const scheme of ["light", "dark"] as const) {
        expect(deriveColours(brand, scheme).color.grayscale).toEqual({ hue: 0, tint: 0 });
      }
    }
  });

  test.each([
    ["white", "light"],
    ["black", "dark"],
    ["#fffffe", "light"],
  ] as const)("of %s is the nearest grey that can be read (%s)", (brand, scheme) => {
    const { accent, surface } = deriveColours(brand, scheme).color;
    expect(contrastRatio(accent.primary, surface.background, "#fff")).toBeCloseTo(4.5, 0);
  });

  test("of an rgb() with too much of a channel is the one that browsers show", () => {
    expect(deriveColours("rgb(300, 0, 0)", "light")).toEqual(deriveColours("#ff0000", "light"));
  });

  test("of a colour that no screen of sRGB shows is one that it shows", () => {
    expect(deriveColours("color(display-p3 0 1 0)", "dark").color.accent.primary).toMatch(/^#/);
  });

  test.each(["bluish", "rgb(0 0 0 / 50%)", "transparent", "0066CC", ""])("not from %j", (from) => {
    expect(() => deriveColours(from, "light")).toThrow(
      expect.objectContaining({ code: "bad_colour", exitCode: 2 }),
    );
  });
});
