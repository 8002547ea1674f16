/** A number of seconds in words, such as "1 minute 5 seconds". */
export function durationInWords(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const counted = (count: number, unit: string) => `${count} ${unit}${count === 1 ? "" : "s"}`;
  if (whole < 60) return counted(whole, "second");
  const rest = whole % 60;
  const minutes = counted(Math.floor(whole / 60), "minute");
  return rest === 0 ? minutes : `${minutes} ${counted(rest, "second")}`;
}

/** A day in words where a timestamp can be read as one, else the timestamp as it is. */
export function dayInWords(timestamp: string): string {
  const time = Date.parse(timestamp);
  if (Number.isNaN(time)) return timestamp;
  return new Date(time).toLocaleDateString("en", { dateStyle: "medium" });
}

/** The host of an address, without `www.`; empty where there is none. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).hostname.replace(/^www\./, "") : "";
}
