import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { checkTheme } from "../../src/theme/check.ts";
import { rgbChannels } from "../../src/theme/colour.ts";
import { type PresetName, presets } from "../../src/theme/presets.ts";
import { resolveTheme } from "../../src/theme/resolve.ts";

async function themeFile(text: string): Promise<{ file: string }> {
  const directory = await mkdtemp(join(tmpdir(), "chatkit-theme-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, "brand.json");
  await writeFile(file, text);
  return { file };
}

test.each(Object.keys(presets) as PresetName[])("the preset %s is a theme", async (name) => {
  expect(checkTheme(presets[name].theme).faults).toEqual([]);
  expect(await resolveTheme(name, undefined)).toEqual(presets[name].theme);
});

describe("an accent", () => {
  test.each([
    ["playful", "rebeccapurple", { primary: "rebeccapurple", level: 3 }],
    ["minimal", "#123", { primary: "#123", level: 2 }],
  ] as const)("of %s", async (name, accent, expected) => {
    expect((await resolveTheme(name, accent)).color?.accent).toEqual(expected);
  });
  test.each(["#12345", "bluish", "", "url(x)", "red; background: url(x)", "</style>"])(
    "%j is no colour",
    async (accent) => {
      await expect(resolveTheme("minimal", accent)).rejects.toMatchObject({ code: "bad_colour" });
    },
  );
  test("leaves the preset as it is", async () => {
    await resolveTheme("playful", "red");
    expect(presets.playful.theme.color.accent.primary).toBe("#FF6B6B");
  });
});

describe("a theme file", () => {
  test("may begin with a byte order mark and name its schema, which is dropped", async () => {
    const file = await themeFile('\uFEFF{"$schema":"./x.json","radius":"pill"}');
    expect(await resolveTheme(file, undefined)).toEqual({ radius: "pill" });
  });
  test.each([
    ["no JSON", "{", "theme_invalid", /not JSON/],
    ["no object", "[]", "theme_invalid", /not a ChatKit theme/],
    ["an unknown key", '{"colour":1}', "theme_invalid", /colour/],
    ["an unknown choice", '{"radius":"md"}', "theme_invalid", /radius/],
    [
      "a level that is out of range",
      '{"color":{"accent":{"primary":"red","level":9}}}',
      "theme_invalid",
      /color\.accent\.level/,
    ],
    [
      "a colour that is none",
      '{"color":{"accent":{"primary":"reddish","level":1}}}',
      "theme_invalid",
      /color\.accent\.primary/,
    ],
    [
      "a ground that is none",
      '{"color":{"surface":{"background":"x y","foreground":"red"}}}',
      "theme_invalid",
      /color\.surface\.background/,
    ],
  ])("with %s is refused", async (_, text, code, says) => {
    const source = await themeFile(text);
    const refused = resolveTheme(source, undefined);
    await expect(refused).rejects.toMatchObject({ code, exitCode: 2 });
    await expect(refused).rejects.toThrow(says);
  });
  test("that is a directory is refused", async () => {
    await expect(resolveTheme({ file: tmpdir() }, undefined)).rejects.toMatchObject({
      code: "theme_unreadable",
    });
  });
});

test.each([
  ["#0066CC", { r: 0, g: 102, b: 204 }],
  ["white", { r: 255, g: 255, b: 255 }],
  ["color(display-p3 0 1 0)", { r: 0, g: 255, b: 0 }],
  ["no colour", undefined],
])("the channels of %s", (colour, channels) => {
  expect(rgbChannels(colour)).toEqual(channels);
});
