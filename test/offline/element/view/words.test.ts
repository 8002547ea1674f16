import { expect, test } from "vitest";
import { dayInWords, durationInWords, hostOf } from "../../../../src/offline/element/view/words.ts";

test.each([
  [0, "0 seconds"],
  [1, "1 second"],
  [12.4, "12 seconds"],
  [60, "1 minute"],
  [125, "2 minutes 5 seconds"],
  [-1, "0 seconds"],
])("%d seconds are %s", (seconds, words) => {
  expect(durationInWords(seconds)).toBe(words);
});

test("a timestamp that is no time stays as it is", () => {
  expect(dayInWords("2026-11-21T10:00:00Z")).toBe("Nov 21, 2026");
  expect(dayInWords("last week")).toBe("last week");
});

test("a host is told without what most hosts begin with", () => {
  expect(hostOf("https://www.example.com/a")).toBe("example.com");
  expect(hostOf("nowhere")).toBe("");
});
