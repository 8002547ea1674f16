/** A day as ISO 8601 writes it, such as `2026-01-31`: no time, no zone. */
export type Day = string;

/** The day of an ISO date or time as it is written, whatever the zone. */
export function dayOf(value: string | undefined): Day | undefined {
  return value?.slice(0, 10);
}

function utc(day: Day): Date {
  return new Date(`${day}T00:00:00Z`);
}

function isoOf(date: Date): Day {
  return date.toISOString().slice(0, 10);
}

/** @returns the day so many days later, or earlier */
export function addDays(day: Day, days: number): Day {
  const date = utc(day);
  date.setUTCDate(date.getUTCDate() + days);
  return isoOf(date);
}

/** @returns the same day of a later or earlier month; its last day where it is shorter */
export function addMonths(day: Day, months: number): Day {
  const date = utc(day);
  const wanted = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(date);
  last.setUTCMonth(last.getUTCMonth() + 1, 0);
  date.setUTCDate(Math.min(wanted, last.getUTCDate()));
  return isoOf(date);
}

/**
 * The weeks that show a month.
 *
 * @param day any day of it
 * @param firstWeekday of a week: 1 is Monday, 7 is Sunday
 */
export function weeksOf(day: Day, firstWeekday: number): readonly (readonly Day[])[] {
  const month = day.slice(0, 7);
  const first = `${month}-01`;
  const before = ((utc(first).getUTCDay() || 7) - firstWeekday + 7) % 7;
  const weeks: Day[][] = [];
  for (let start = addDays(first, -before); start.slice(0, 7) <= month; start = addDays(start, 7)) {
    weeks.push(Array.from({ length: 7 }, (_, index) => addDays(start, index)));
  }
  return weeks;
}

/** @returns whether a day lies between two others, or is one of them */
export function isBetween(day: Day, min: Day | undefined, max: Day | undefined): boolean {
  return (min === undefined || day >= min) && (max === undefined || day <= max);
}

/** @returns the nearest day that lies between two others */
export function clampDay(day: Day, min: Day | undefined, max: Day | undefined): Day {
  if (min !== undefined && day < min) return min;
  return max !== undefined && day > max ? max : day;
}

/** Writes days in a language. */
export interface DayFormat {
  /** Such as `Jan 31, 2026`. */
  readonly short: (day: Day) => string;
  /** Such as `Saturday, January 31, 2026`. */
  readonly long: (day: Day) => string;
  /** Such as `January 2026`. */
  readonly month: (day: Day) => string;
  /** Of the seven days from one on, such as `Mo`, with the whole word. */
  readonly weekdays: readonly { readonly short: string; readonly long: string }[];
  /** 1 is Monday, 7 is Sunday. */
  readonly firstWeekday: number;
}

/** @param locale a BCP 47 tag */
export function dayFormat(locale: string): DayFormat {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const { format } = new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });
    return (day: Day) => format(utc(day));
  };
  const firstWeekday = firstWeekdayOf(locale);
  const long = format({ weekday: "long" });
  const short = format({ weekday: "short" });
  // 2024-01-01 was a Monday.
  const days = Array.from({ length: 7 }, (_, index) =>
    addDays("2024-01-01", index + firstWeekday - 1),
  );
  return {
    short: format({ dateStyle: "medium" }),
    long: format({ dateStyle: "full" }),
    month: format({ month: "long", year: "numeric" }),
    weekdays: days.map((day) => ({ short: short(day), long: long(day) })),
    firstWeekday,
  };
}

/** Not every browser knows it, and TypeScript's own types of `Intl` do not have it. */
interface WeekInfo {
  readonly getWeekInfo?: () => { readonly firstDay: number };
  readonly weekInfo?: { readonly firstDay: number };
}

function firstWeekdayOf(locale: string): number {
  const info: Intl.Locale & WeekInfo = new Intl.Locale(locale);
  return (info.getWeekInfo?.() ?? info.weekInfo)?.firstDay ?? 1;
}
