import { usageError } from "../errors.ts";

const UNITS: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600 };

/**
 * Reads a length of time as it is typed: `30s`, `10m`, or seconds alone.
 *
 * @param typed the text
 * @param limit `flag`: which one it was given to; `maximum`: in seconds; `reason`: why not longer
 * @returns whole seconds, from 1 to the maximum
 * @throws {CliError} exit 2, `bad_duration`
 */
export function readDuration(
  typed: string,
  { flag, maximum, reason }: { flag: string; maximum: number; reason: string },
): number {
  const [, digits, unit = ""] = /^(\d+)\s*([smh]?)$/.exec(typed.trim().toLowerCase()) ?? [];
  const seconds = digits === undefined ? Number.NaN : Number(digits) * (UNITS[unit] ?? Number.NaN);
  if (seconds >= 1 && seconds <= maximum) return seconds;
  const longest = maximum % 60 === 0 ? `${maximum / 60}m` : `${maximum}s`;
  const typedWord = JSON.stringify(typed.slice(0, 40));
  const range = `${flag} is from 1 to ${maximum} seconds, and ${typedWord} is ${seconds}`;
  throw usageError(
    "bad_duration",
    Number.isNaN(seconds)
      ? `${flag} cannot be ${typedWord}; it is a length of time such as 30s, 10m or 600.`
      : seconds > maximum
        ? `${range}: ${reason}.`
        : `${range}.`,
    `Type ${flag} ${longest} for the longest.`,
  );
}
