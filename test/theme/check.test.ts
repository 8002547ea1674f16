import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkTheme } from "../../src/theme/check.ts";
import { type PresetName, presets } from "../../src/theme/presets.ts";
import { faultLine } from "../../src/theme/words.ts";

/** The presets as the document had them that this project was created from. */
const OLD_PRESETS: Record<PresetName, object> = {
  "corporate-light": {
    colorScheme: "light",
    color: { accent: { primary: "#0066CC", level: 2 } },
    radius: "md",
    density: "comfortable",
  },
  "corporate-dark": {
    colorScheme: "dark",
    color: { accent: { primary: "#4D9FFF", level: 2 } },
    radius: "md",
    density: "comfortable",
  },
  minimal: { colorScheme: "light", radius: "sm", density: "compact" },
  playful: {
    colorScheme: "light",
    color: { accent: { primary: "#FF6B6B", level: 3 } },
    radius: "round",
    density: "comfortable",
  },
};

test.each(Object.entries(OLD_PRESETS))("the old preset %s is repaired to today's", (name, old) => {
  const { faults, repaired } = checkTheme(old);
  expect(faults.length).toBeGreaterThan(0);
  expect(repaired).toEqual(presets[name as PresetName].theme);
});

const A = { primary: "#0066CC", level: 2 };

function accent(change: object) {
  return { color: { accent: { ...A, ...change } } };
}

function greys(change: object) {
  return { color: { grayscale: { hue: 220, tint: 6, ...change } } };
}

test("a theme that is right is left alone", () => {
  const theme = { colorScheme: "dark", radius: "round", color: { accent: A } };
  expect(checkTheme({ $schema: "./theme.schema.json", ...theme }).faults).toEqual([]);
  expect(checkTheme({}).faults).toEqual([]);
});

/** What is in a file, where the fault is, what is allowed, and what it is repaired to. */
const REPAIRED: [string, unknown, string, RegExp, unknown][] = [
  ["radius none", { radius: "none" }, "radius", /"sharp"\s*: an old name/, { radius: "sharp" }],
  ["radius sm", { radius: "sm" }, "radius", /"sharp"/, { radius: "sharp" }],
  [
    "radius md",
    { radius: "md" },
    "radius",
    /"pill", "round", "soft" or "sharp" \("soft"/,
    { radius: "soft" },
  ],
  ["radius lg", { radius: "lg" }, "radius", /"round"/, { radius: "round" }],
  ["another case", { radius: "Pill" }, "radius", /"pill"/, { radius: "pill" }],
  ["density comfortable", { density: "comfortable" }, "density", /"normal"/, { density: "normal" }],
  [
    "level 4",
    accent({ level: 4 }),
    "color.accent.level",
    /0, 1, 2 or 3 \(3:/,
    accent({ level: 3 }),
  ],
  ["level 5", accent({ level: 5 }), "color.accent.level", /from 1 to 5/, accent({ level: 3 })],
  [
    "a level in quotes",
    accent({ level: "2" }),
    "color.accent.level",
    /number/,
    accent({ level: 2 }),
  ],
  [
    "an old level in quotes",
    accent({ level: "5" }),
    "color.accent.level",
    /3/,
    accent({ level: 3 }),
  ],
  [
    "hex without #",
    accent({ primary: "0066CC" }),
    "color.accent.primary",
    /CSS colour/,
    accent({}),
  ],
  [
    "a size with its unit",
    { typography: { baseSize: "16px" } },
    "typography.baseSize",
    /16/,
    { typography: { baseSize: 16 } },
  ],
  [
    "a hue past the circle",
    greys({ hue: 400 }),
    "color.grayscale.hue",
    /0 to 360/,
    greys({ hue: 40 }),
  ],
  ["a negative hue", greys({ hue: -30 }), "color.grayscale.hue", /330/, greys({ hue: 330 })],
  [
    "a hue with its unit",
    greys({ hue: "220deg" }),
    "color.grayscale.hue",
    /220/,
    greys({ hue: 220 }),
  ],
  [
    "null",
    { radius: null, density: "normal" },
    "radius",
    /leave the key out/,
    { density: "normal" },
  ],
  [
    "a key in snake case",
    { color_scheme: "dark" },
    "color_scheme",
    /colorScheme/,
    { colorScheme: "dark" },
  ],
  ["a British key", { colour: { accent: A } }, "colour", /color/, { color: { accent: A } }],
  ["a key in the wrong place", { accent: A }, "accent", /color\.accent/, { color: { accent: A } }],
  [
    "a font at the top",
    { fontFamily: "Inter" },
    "fontFamily",
    /typography/,
    { typography: { fontFamily: "Inter" } },
  ],
  [
    "the option around it",
    { theme: { radius: "soft" } },
    "theme",
    /the theme itself/,
    { radius: "soft" },
  ],
  ["only a scheme", "dark", "", /whole theme/, { colorScheme: "dark" }],
];

describe("what can mean only one thing is repaired", () => {
  test.each(REPAIRED)("%s", (_, value, path, says, expected) => {
    const { faults, repaired } = checkTheme(value);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatchObject({ path });
    expect(faults[0]?.repair).toBeDefined();
    expect(faults.map((fault) => faultLine(fault, "the theme")).join()).toMatch(says);
    expect(repaired).toEqual(expected);
  });
});

/** What is in a file, where the fault is, and what is said of it. */
const LEFT: [string, unknown, string, RegExp][] = [
  ["a typing error", { radius: "rond" }, "radius", /did you mean "round"/],
  ["a word of nobody", { density: "airy" }, "density", /"compact", "normal" or "spacious"$/],
  [
    "a level of no scale",
    accent({ level: 9 }),
    "color.accent.level",
    /cannot be 9; it is 0, 1, 2 or 3$/,
  ],
  ["a level between two", accent({ level: 1.5 }), "color.accent.level", /1\.5/],
  ["a colour of no name", accent({ primary: "bluish" }), "color.accent.primary", /CSS colour/],
  ["a variable of the page", accent({ primary: "var(--brand)" }), "color.accent.primary", /var/],
  [
    "an accent without level",
    { color: { accent: { primary: "red" } } },
    "color.accent.level",
    /missing; it is 0, 1, 2 or 3/,
  ],
  [
    "an accent that is a text",
    { color: { accent: "#0066CC" } },
    "color.accent",
    /an object with primary and level/,
  ],
  [
    "a surface without text",
    { color: { surface: { background: "#fff" } } },
    "color.surface.foreground",
    /missing/,
  ],
  ["a tint past the scale", greys({ tint: 10 }), "color.grayscale.tint", /cannot be 10/],
  [
    "a font without address",
    { typography: { fontSources: [{ family: "Inter" }] } },
    "typography.fontSources[0].src",
    /missing; it is a text/,
  ],
  [
    "a null among the fonts",
    { typography: { fontSources: [null] } },
    "typography.fontSources[0]",
    /cannot be null/,
  ],
  [
    "a key that is near to one",
    { radiuss: "soft", radius: "soft" },
    "radiuss",
    /did you mean radius/,
  ],
  ["a key of nobody", { "x.y/z~": 1 }, '["x.y/z~"]', /no theme has this key/],
  [
    "a key of another place that is taken",
    { accent: A, color: { accent: A } },
    "accent",
    /color\.accent/,
  ],
  ["options with more than a theme", { theme: {}, header: {} }, "theme", /no theme has this key/],
  ["a list", [], "", /cannot be \[\]; it is an object/],
  ["nothing at all", null, "", /cannot be null/],
];

describe("what can mean several things is only told", () => {
  test.each(LEFT)("%s", (_, value, path, says) => {
    const { faults, repaired } = checkTheme(value);
    const fault = faults.find((one) => one.path === path);
    expect(fault, JSON.stringify(faults)).toBeDefined();
    expect(fault?.repair).toBeUndefined();
    expect(fault && faultLine(fault, "the theme")).toMatch(says);
    expect(repaired).toEqual(value);
  });
});

test("every fault is found at once, also those behind a misspelled key", () => {
  const { faults, repaired } = checkTheme({
    ColorScheme: "Dark",
    radius: "md",
    colour: { accent: { primary: "0066CC", level: 5 }, surfaces: { background: "white" } },
    typography: { basesize: "18px", fontFamily: 3 },
  });
  expect(faults.map(({ path }) => path).sort()).toEqual([
    "ColorScheme",
    "color.accent.level",
    "color.accent.primary",
    "color.surface.foreground",
    "color.surfaces",
    "colorScheme",
    "colour",
    "radius",
    "typography.baseSize",
    "typography.basesize",
    "typography.fontFamily",
  ]);
  expect(repaired).toEqual({
    colorScheme: "dark",
    radius: "soft",
    color: { accent: { primary: "#0066CC", level: 3 }, surface: { background: "white" } },
    typography: { baseSize: 18, fontFamily: 3 },
  });
});

test("a key that is only spelled otherwise keeps its place", () => {
  const { repaired } = checkTheme({ Radius: "soft", density: "normal" });
  expect(JSON.stringify(repaired)).toBe('{"radius":"soft","density":"normal"}');
});

test("two keys that mean the same are not laid over each other", () => {
  const { faults, repaired } = checkTheme({ Radius: "soft", RADIUS: "pill" });
  expect(repaired).toEqual({ radius: "soft", RADIUS: "pill" });
  expect(faults.find(({ path }) => path === "RADIUS")?.repair).toBeUndefined();
});

test("what a file holds cannot speak to the terminal", () => {
  const hostile = "\u001b[2J\u009b31m\u202e\r\n";
  const { faults } = checkTheme({ [hostile]: hostile, radius: hostile, color: { [hostile]: 1 } });
  expect(faults).toHaveLength(3);
  for (const fault of faults) {
    expect(faultLine(fault, "the theme")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(faultLine(fault, "the theme")).toContain("\\u001b[2J\\u009b31m");
  }
});

test("what is checked stays as it is", () => {
  const value = { colour: { accent: A }, radius: "md" };
  const before = structuredClone(value);
  checkTheme(value);
  expect(value).toEqual(before);
});

const KEYS = [
  ...["color", "colour", "accent", "surface", "grayscale", "typography", "radius", "density"],
  ...["colorScheme", "primary", "level", "hue", "tint", "shade", "fontSources", "theme", "$schema"],
  ...["background", "foreground", "family", "src", "weight", "__proto__", "constructor"],
];

test("whatever a file holds, repairs leave only what was told, and nothing new", () => {
  const leaf = fc.oneof(
    fc.constantFrom<unknown>("md", "soft", "Light", "dark", "#fff", "fff", "2", null, true),
    fc.integer({ min: -400, max: 400 }),
    fc.double(),
    fc.string(),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaf,
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...KEYS), tie("value"), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(value, (given) => {
      // As a file holds it: no undefined, no -0, no NaN.
      const file: unknown = JSON.parse(JSON.stringify(given));
      const { faults, repaired } = checkTheme(file);
      const left = faults.filter(({ repair }) => repair === undefined).map(({ path }) => path);
      expect(
        checkTheme(repaired)
          .faults.map(({ path }) => path)
          .sort(),
      ).toEqual(left.sort());
    }),
    { numRuns: 2000 },
  );
}, 30_000);
