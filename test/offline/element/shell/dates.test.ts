import { describe, expect, test } from "vitest";
import { relativeDate } from "../../../../src/offline/element/shell/dates.ts";

describe("when something was", () => {
  const now = new Date(2026, 10, 21, 14, 30);

  test.each([
    [new Date(2026, 10, 21, 14, 29, 40), "now"],
    [new Date(2026, 10, 21, 14, 31), "now"],
    [new Date(2026, 10, 21, 14, 25), "5 minutes ago"],
    [new Date(2026, 10, 21, 11, 15), "3 hours ago"],
    [new Date(2026, 10, 20, 23, 59), "yesterday"],
    [new Date(2026, 10, 16, 9, 0), "5 days ago"],
    [new Date(2026, 10, 3), "November 3"],
    [new Date(2025, 10, 3), "November 3, 2025"],
  ])("%s", (at, expected) => {
    expect(relativeDate(at, now, "en")).toBe(expected);
  });

  test("is said in the language of the chat", () => {
    expect(relativeDate(new Date(2026, 10, 20), now, "de-DE")).toBe("gestern");
  });
});
