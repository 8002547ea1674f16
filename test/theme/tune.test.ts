import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { checkTheme } from "../../src/theme/check.ts";
import { readFontSources } from "../../src/theme/font-sources.ts";
import { presets } from "../../src/theme/presets.ts";
import type { Theme } from "../../src/theme/schema.ts";
import { type ThemeWishes, tuneTheme } from "../../src/theme/tune.ts";
import { flagWords, wishesOf } from "../../src/theme/wishes.ts";

const LIGHT: Theme = presets["corporate-light"].theme;

describe("each wish is one key of the theme", () => {
  test.each<[ThemeWishes, Theme]>([
    [{ scheme: "dark" }, { colorScheme: "dark" }],
    [{ radius: "pill" }, { radius: "pill" }],
    [{ density: "spacious" }, { density: "spacious" }],
    [{ accent: "red" }, { color: { accent: { primary: "red", level: 2 } } }],
    [{ accent: "red", accentLevel: "0" }, { color: { accent: { primary: "red", level: 0 } } }],
    [{ grayscale: "220,6" }, { color: { grayscale: { hue: 220, tint: 6 } } }],
    [{ grayscale: " 0.5, 9 , -4" }, { color: { grayscale: { hue: 0.5, tint: 9, shade: -4 } } }],
    [
      { surface: "rgb(1,2,3),#fff" },
      { color: { surface: { background: "rgb(1,2,3)", foreground: "#fff" } } },
    ],
    [{ font: "Inter, sans-serif" }, { typography: { fontFamily: "Inter, sans-serif" } }],
    [{ fontMono: "Fira Code" }, { typography: { fontFamilyMono: "Fira Code" } }],
    [{ baseSize: "18" }, { typography: { baseSize: 18 } }],
    [
      { fontSources: [{ family: "Inter", src: "https://a.example/i.woff2" }] },
      { typography: { fontSources: [{ family: "Inter", src: "https://a.example/i.woff2" }] } },
    ],
    [{}, {}],
  ])("%j", (wishes, theme) => {
    expect(tuneTheme({}, wishes).theme).toEqual(theme);
    expect(checkTheme(theme).faults).toEqual([]);
  });
});

describe("a wish changes a theme only where it says so", () => {
  test("the accent keeps its level, the level its accent", () => {
    const playful = presets.playful.theme;
    expect(tuneTheme(playful, { accent: "red" }).theme.color?.accent?.level).toBe(3);
    expect(tuneTheme(playful, { accentLevel: "1" }).theme).toEqual({
      ...playful,
      color: { accent: { primary: "#FF6B6B", level: 1 } },
    });
  });
  test("from a colour: colours only, in the scheme of the theme, and single wishes win", () => {
    const { theme } = tuneTheme(presets["corporate-dark"].theme, {
      from: "#0066CC",
      accent: "red",
    });
    expect(theme).toMatchObject({ colorScheme: "dark", radius: "soft", density: "normal" });
    expect(theme.color?.accent).toEqual({ primary: "red", level: 2 });
    expect(theme.color).toHaveProperty("surface.background", expect.stringMatching(/^#1/));
    expect(theme.color).toHaveProperty("grayscale.hue", 210);
  });
  test("from a colour alone: the light scheme", () => {
    expect(tuneTheme({}, { from: "#0066CC" }).theme).toMatchObject({ colorScheme: "light" });
    expect(tuneTheme({}, { from: "#0066CC", scheme: "dark" }).theme.colorScheme).toBe("dark");
  });
  test("the theme that is given stays as it is", () => {
    const before = structuredClone(LIGHT);
    tuneTheme(LIGHT, { accent: "red", from: "blue", radius: "pill", baseSize: "14" });
    expect(LIGHT).toEqual(before);
  });
  test("keys stand in one order", () => {
    const { theme } = tuneTheme({ density: "normal", radius: "soft" }, { scheme: "dark" });
    expect(Object.keys(theme)).toEqual(["colorScheme", "radius", "density"]);
  });
});

describe("what no theme can have is refused, with what it can", () => {
  test.each<[ThemeWishes, string, RegExp]>([
    [{ scheme: "drak" }, "unknown_choice", /--scheme cannot be "drak"; it is one of light, dark\./],
    [{ radius: "md" }, "unknown_choice", /--radius .* pill, round, soft, sharp/],
    [{ accent: "bluish" }, "bad_colour", /--accent/],
    [{ from: "bluish" }, "bad_colour", /--from/],
    [{ accentLevel: "2" }, "answer_does_not_belong", /--accent-level belongs to an accent/],
    [{ accent: "red", accentLevel: "5" }, "unknown_choice", /--accent-level .* 0, 1, 2, 3/],
    [{ accent: "red", accentLevel: "" }, "unknown_choice", /--accent-level/],
    [{ accent: "red", accentLevel: "0x1" }, "unknown_choice", /--accent-level/],
    [{ grayscale: "220" }, "bad_value", /hue,tint/],
    [{ grayscale: "220,6,1,1" }, "bad_value", /hue,tint/],
    [{ grayscale: "220,6," }, "bad_value", /hue,tint/],
    [{ grayscale: "361,6" }, "bad_number", /--grayscale \(hue\) .* 0 to 360/],
    [{ grayscale: "x,6" }, "bad_number", /--grayscale \(hue\)/],
    [{ grayscale: "220,10" }, "unknown_choice", /--grayscale \(tint\)/],
    [{ grayscale: "220,6,-5" }, "unknown_choice", /--grayscale \(shade\)/],
    [{ surface: "#fff" }, "bad_value", /background,foreground/],
    [{ surface: "#fff,#000,#111" }, "bad_value", /background,foreground/],
    [{ surface: "#fff,blak" }, "bad_colour", /--surface \(foreground\)/],
    [{ font: " " }, "bad_value", /--font cannot be empty/],
    [{ fontMono: "" }, "bad_value", /--font-mono/],
    [{ baseSize: "13" }, "unknown_choice", /--base-size .* 14, 15, 16, 17, 18/],
  ])("%j", (wishes, code, says) => {
    const error = expect.objectContaining({
      code,
      exitCode: 2,
      message: expect.stringMatching(says),
    });
    expect(() => tuneTheme({}, wishes)).toThrow(error);
  });

  test.each<[ThemeWishes, string]>([
    [{ radius: "md" }, "--radius soft"],
    [{ density: "comfortable" }, "--density normal"],
    [{ accent: "red", accentLevel: "5" }, "--accent-level 3"],
    [{ scheme: "Dark" }, "--scheme dark"],
    [{ radius: "rond" }, "--radius round"],
    [{ accent: "red", accentLevel: "x" }, ""],
    [{ grayscale: "220,6,-9" }, ""],
    [{ baseSize: "9" }, ""],
  ])("%j, with the word of today, or none", (wishes, meant) => {
    const error = expect.objectContaining({ hint: meant ? `Did you mean ${meant}?` : undefined });
    expect(() => tuneTheme({}, wishes)).toThrow(error);
  });
});

test("a theme is made again by the flags that say the same", () => {
  const theme: Theme = {
    ...tuneTheme({ radius: "pill", density: "compact" }, { from: "#0066CC" }).theme,
    typography: { baseSize: 16, fontFamily: "Inter, sans-serif", fontFamilyMono: "monospace" },
  };
  expect(tuneTheme({}, wishesOf(theme)).theme).toEqual(theme);
  expect(flagWords(wishesOf(presets.playful.theme))).toEqual([
    ...["--scheme", "light", "--radius", "round", "--density", "normal"],
    ...["--accent", "#FF6B6B", "--accent-level", "3"],
  ]);
});

describe("web fonts", () => {
  async function fontFile(contents: unknown): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), "chatkit-font-"));
    onTestFinished(() => rm(directory, { recursive: true }));
    const path = join(directory, "fonts.json");
    await writeFile(path, typeof contents === "string" ? contents : JSON.stringify(contents));
    return path;
  }
  const INTER = { family: "Inter", src: "https://a.example/inter.woff2", weight: "100 900" };
  const FIRA = { family: "Fira", src: "https://a.example/fira.woff2", style: "italic" };

  test("come from files that hold one or several", async () => {
    const files = [await fontFile(INTER), await fontFile([FIRA, INTER])];
    expect(await readFontSources(files)).toEqual([INTER, FIRA]);
  });
  test.each([
    [{ family: "Inter" }, "theme_invalid", /holds no web font:\n {2}src: is missing/],
    [[INTER, { ...FIRA, style: "slanted" }], "theme_invalid", /\[1\]\.style: cannot be "slanted"/],
    [{ ...INTER, url: "x" }, "theme_invalid", /url: no theme has this key/],
    [3, "theme_invalid", /the font: cannot be 3/],
    [[], "theme_invalid", /the list is empty/],
    [
      [INTER, { family: "", src: "" }],
      "theme_invalid",
      /\[1\]\.family: is empty\n {2}\[1\]\.src: is empty/,
    ],
    [
      { typography: { fontSources: [INTER] } },
      "theme_invalid",
      /typography: no theme has this key; there is family, .*unicodeRange$/,
    ],
    ["{", "theme_invalid", /is not JSON/],
  ])("%j are none", async (contents, code, says) => {
    const refused = readFontSources([await fontFile(contents)]);
    await expect(refused).rejects.toMatchObject({ code, exitCode: 2 });
    await expect(refused).rejects.toThrow(says);
  });
});
