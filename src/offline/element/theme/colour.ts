import {
  convertLabToLch,
  convertLchToLab,
  convertOklabToRgb,
  convertRgbToLrgb,
  convertRgbToOklab,
} from "culori/fn";

/** An opaque colour of sRGB, 0 to 1 each. */
export interface Rgb {
  readonly r: number;
  readonly g: number;
  readonly b: number;
}

/** What a CSS colour is as light; `alpha` 1 is opaque. */
export interface CssColour extends Rgb {
  readonly alpha: number;
}

/** A colour in OKLCH, where equal steps look equal; the hue in degrees. */
export interface Oklch {
  readonly l: number;
  readonly c: number;
  readonly h: number;
}

export const WHITE: Rgb = { r: 1, g: 1, b: 1 };
export const BLACK: Rgb = { r: 0, g: 0, b: 0 };

/** What text needs at least, and what controls do (WCAG 2.2, 1.4.3 and 1.4.11). */
export const AA = 4.5;
export const AA_CONTROLS = 3;

/** Steps of lightness and chroma in which a colour is looked for; finer ones change no channel. */
const STEP = 0.005;

/** Converts a colour to OKLCH, where equal steps look equal. */
export function toOklch(colour: Rgb): Oklch {
  const { l, c, h = 0 } = convertLabToLch(convertRgbToOklab(colour), "oklch");
  return { l, c, h };
}

/** The colour that a screen can show: what it cannot loses chroma, and keeps lightness and hue. */
export function fromOklch({ l, c, h }: Oklch): Rgb {
  const lightness = Math.min(1, Math.max(0, l));
  for (let chroma = c; ; chroma -= STEP) {
    const lch = { l: lightness, c: Math.max(0, chroma), h };
    const { r, g, b } = convertOklabToRgb(convertLchToLab(lch));
    const isShown = [r, g, b].every((channel) => channel > -0.001 && channel < 1.001);
    if (isShown || chroma <= 0) return { r: bounded(r), g: bounded(g), b: bounded(b) };
  }
}

function bounded(channel: number): number {
  return Math.min(1, Math.max(0, channel));
}

/** A colour some way from one to another, as light mixes on a screen. */
export function mix(from: Rgb, to: Rgb, part: number): Rgb {
  const between = (a: number, b: number) => a + (b - a) * part;
  return { r: between(from.r, to.r), g: between(from.g, to.g), b: between(from.b, to.b) };
}

function luminance(colour: Rgb): number {
  const { r, g, b } = convertRgbToLrgb(colour);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast ratio of WCAG 2.2, from 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [
    number,
    number,
  ];
  return (light + 0.05) / (dark + 0.05);
}

/** Whether a colour has a contrast on each of some grounds. */
export function isReadable(colour: Rgb, grounds: readonly Rgb[], ratio: number): boolean {
  // What is written into a style sheet is rounded to 1/255.
  const asWritten = rounded(colour);
  return grounds.every((ground) => contrast(asWritten, rounded(ground)) >= ratio);
}

/**
 * A colour, darker or lighter until it can be read on some grounds; hue and, as far as a screen can
 * show it, chroma stay.
 *
 * @param colour what is wanted
 * @param grounds all that it is to be read on
 * @param ratio the least contrast
 * @returns black or white, the better of them, where nothing else does
 */
export function readable(colour: Rgb, grounds: readonly Rgb[], ratio: number): Rgb {
  if (isReadable(colour, grounds, ratio)) return colour;
  const { l, c, h } = toOklch(colour);
  const best = onColour(grounds[0] ?? WHITE);
  const step = best === WHITE ? STEP : -STEP;
  for (let lightness = l; lightness >= 0 && lightness <= 1; lightness += step) {
    const found = fromOklch({ l: lightness, c, h });
    if (isReadable(found, grounds, ratio)) return found;
  }
  return best;
}

/** White or black, whichever reads well on a colour; white where both do. */
export function onColour(ground: Rgb): Rgb {
  const onWhite = contrast(WHITE, ground);
  return onWhite >= AA || onWhite >= contrast(BLACK, ground) ? WHITE : BLACK;
}

function rounded({ r, g, b }: Rgb): Rgb {
  const round = (channel: number) => Math.round(channel * 255) / 255;
  return { r: round(r), g: round(g), b: round(b) };
}

/** As `#rrggbb`. */
export function hexOf({ r, g, b }: Rgb): string {
  const digits = (channel: number) =>
    Math.round(channel * 255)
      .toString(16)
      .padStart(2, "0");
  return `#${digits(r)}${digits(g)}${digits(b)}`;
}
