const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Midnight at the start of the day that a time is in, where the browser is. */
function dayOf(time: Date): number {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
}

/**
 * Says when something was, as somebody would: "5 minutes ago", "yesterday", "3 November".
 *
 * @param at when it was
 * @param now the present
 * @param locale a BCP 47 tag
 */
export function relativeDate(at: Date, now: Date, locale: string): string {
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const ago = Math.max(0, now.getTime() - at.getTime());
  if (ago < MINUTE) return relative.format(0, "second");
  if (ago < HOUR) return relative.format(-Math.floor(ago / MINUTE), "minute");
  // A day of summer time has 23 or 25 hours.
  const days = Math.round((dayOf(now) - dayOf(at)) / DAY);
  if (days === 0) return relative.format(-Math.floor(ago / HOUR), "hour");
  if (days < 7) return relative.format(-days, "day");
  const sameYear = at.getFullYear() === now.getFullYear();
  return new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "long",
    ...(!sameYear && { year: "numeric" }),
  }).format(at);
}
