import { describe, expect, test } from "vitest";
import { activeLocale, directionOf } from "../../../../src/offline/element/locale.ts";

describe("the active locale", () => {
  test.each([
    ["de-DE", "fr", "de-DE"],
    [undefined, "fr-CA", "fr-CA"],
    [undefined, "zh-Hant-TW", "zh-Hant-TW"],
    [undefined, "no", "no"],
    [undefined, "fil-PH", "fil-PH"],
    [undefined, "cy-GB", "en"],
    ["xx", "fr", "en"],
  ])("chosen: %s, the browser's: %s", (chosen, ofBrowser, expected) => {
    expect(activeLocale(chosen, ofBrowser)).toBe(expected);
  });
});

test.each([
  ["ar", "rtl"],
  ["ar-EG", "rtl"],
  ["ur", "rtl"],
  ["en", "ltr"],
  ["zh-Hant", "ltr"],
])("text of %s runs %s", (locale, direction) => {
  expect(directionOf(locale)).toBe(direction);
});
