import { describe, expect, test } from "vitest";
import {
  addDays,
  addMonths,
  clampDay,
  dayFormat,
  dayOf,
  isBetween,
  weeksOf,
} from "../../../../src/offline/element/widgets/values/calendar.ts";

test.each([
  ["2026-11-21", "2026-11-21"],
  ["2026-11-21T23:30:00Z", "2026-11-21"],
  ["2026-11-21T00:30:00+09:00", "2026-11-21"],
  [undefined, undefined],
])("the day of %s is as it is written", (value, day) => expect(dayOf(value)).toBe(day));

test.each([
  ["2026-02-28", 1, "2026-03-01"],
  ["2028-02-28", 1, "2028-02-29"],
  ["2026-01-01", -1, "2025-12-31"],
  // A day on which clocks change is a day like any other.
  ["2026-03-28", 2, "2026-03-30"],
])("%s and %i days are %s", (day, days, later) => expect(addDays(day, days)).toBe(later));

test.each([
  ["2026-01-31", 1, "2026-02-28"],
  ["2026-03-31", -1, "2026-02-28"],
  ["2026-12-15", 1, "2027-01-15"],
  ["2028-02-29", 12, "2029-02-28"],
])("%s and %i months are %s", (day, months, later) => expect(addMonths(day, months)).toBe(later));

describe("weeks", () => {
  test.each([
    [1, "2026-10-26", "2026-12-06", 6],
    [7, "2026-11-01", "2026-12-05", 5],
    [6, "2026-10-31", "2026-12-04", 5],
  ])("of a month that begin on weekday %i", (first, from, to, count) => {
    const weeks = weeksOf("2026-11-21", first);
    expect(weeks).toHaveLength(count);
    expect([weeks[0]?.[0], weeks.at(-1)?.[6]]).toEqual([from, to]);
  });
});

test.each([
  ["2026-11-21", undefined, undefined, true, "2026-11-21"],
  ["2026-11-21", "2026-11-21", "2026-11-21", true, "2026-11-21"],
  ["2026-11-20", "2026-11-21", undefined, false, "2026-11-21"],
  ["2026-11-22", undefined, "2026-11-21", false, "2026-11-21"],
])("%s between %s and %s", (day, min, max, is, nearest) => {
  expect(isBetween(day, min, max)).toBe(is);
  expect(clampDay(day, min, max)).toBe(nearest);
});

test("days are written in the language of the chat", () => {
  const english = dayFormat("en-US");
  expect(english.short("2026-11-21")).toBe("Nov 21, 2026");
  expect(english.month("2026-11-21")).toBe("November 2026");
  expect(english.firstWeekday).toBe(7);
  expect(english.weekdays[0]).toEqual({ short: "Sun", long: "Sunday" });
  const german = dayFormat("de-DE");
  expect(german.long("2026-11-21")).toBe("Samstag, 21. November 2026");
  expect(german.weekdays.map(({ long }) => long)[0]).toBe("Montag");
});
