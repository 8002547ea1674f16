/** The hues of primitives such as `red-100`, as angles of OKLCH; a grey has none. */
const HUES: Readonly<Record<string, number | null>> = {
  gray: null,
  red: 27,
  orange: 52,
  amber: 72,
  yellow: 92,
  lime: 125,
  green: 150,
  emerald: 163,
  teal: 182,
  cyan: 212,
  sky: 235,
  blue: 257,
  indigo: 275,
  violet: 292,
  purple: 306,
  fuchsia: 324,
  pink: 352,
  rose: 12,
};

/**
 * A primitive from the lightest (0) to the darkest (1000). The real shades are not published: these
 * are even steps of lightness in one hue, strongest in the middle.
 *
 * @param name such as `red-100`
 * @returns its CSS; undefined if there is no such primitive
 */
export function primitiveOf(name: string): string | undefined {
  const [, hue = "", digits = ""] = /^([a-z]+)-(\d{1,4})$/.exec(name) ?? [];
  const step = Number(digits) / 1000;
  if (!Object.hasOwn(HUES, hue) || step > 1) return undefined;
  const angle = HUES[hue] ?? null;
  const lightness = 1 - 0.86 * step ** 1.05;
  const chroma = angle === null ? 0 : 0.2 * Math.sin(Math.PI * step ** 0.8);
  return `oklch(${lightness.toFixed(3)} ${chroma.toFixed(3)} ${angle ?? 0})`;
}
