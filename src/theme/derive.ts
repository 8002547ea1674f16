import { type Color, clampChroma, converter, displayable, formatHex, type Oklch } from "culori";
import { usageError } from "../errors.ts";
import { shown } from "../terminal/visible.ts";
import { contrastRatio, parseColour } from "./colour.ts";
import { AA } from "./contrast.ts";
import { checkColour, DEFAULT_ACCENT_LEVEL } from "./resolve.ts";
import type { Theme } from "./schema.ts";

const toOklch = converter("oklch");
const toHsl = converter("hsl");

/** Keeps lightness and hue of what a screen of sRGB cannot show, and gives up chroma. */
function toScreen(colour: Color): Color {
  return clampChroma(colour, "oklch", "rgb");
}

/** Below this chroma an eye sees grey, and a hue means nothing. */
const GREY = 0.02;
/** Steps of lightness in which a readable accent is looked for; finer ones change no channel. */
const STEP = 0.0025;
/**
 * How tinted the greys become for a colour of full chroma. What a step of `tint` looks like is not
 * published; the strongest that OpenAI's own starter app uses is 6 of 9.
 */
const TINT = { perChroma: 25, most: 6 };

/** The grounds and the text of a scheme: lightness, and chroma as a part of the brand's, bounded. */
const SURFACES = {
  light: {
    background: { l: 0.99, part: 0.03, most: 0.006 },
    foreground: { l: 0.22, part: 0.12, most: 0.03 },
  },
  dark: {
    background: { l: 0.2, part: 0.08, most: 0.016 },
    foreground: { l: 0.96, part: 0.05, most: 0.01 },
  },
} as const;

/** The colours of a theme that come from one brand colour. */
export interface DerivedColours {
  readonly color: Required<NonNullable<Theme["color"]>>;
  /** The brand colour as hex, where the accent had to be another one to be readable. */
  readonly adjustedFrom: string | undefined;
}

/** What a screen can show is taken as it is: mapping it would move it by the last digit. */
function hexOf(colour: Color): string {
  return formatHex(displayable(colour) ? colour : toScreen(colour));
}

/**
 * The brand colour, darker or lighter until it can be read on the background as text; hue and, as
 * far as a screen can show it, chroma stay.
 */
function readable(
  brand: Oklch,
  asItIs: string,
  background: string,
  scheme: "light" | "dark",
): string {
  const isReadable = (hex: string) => (contrastRatio(hex, background, background) ?? 0) >= AA;
  if (isReadable(asItIs)) return asItIs;
  const step = scheme === "light" ? -STEP : STEP;
  // White is a hair above 1.
  for (let l = Math.min(1, Math.max(0, brand.l)); l >= 0 && l <= 1; l += step) {
    const hex = hexOf({ ...brand, l });
    if (isReadable(hex)) return hex;
  }
  return scheme === "light" ? "#000000" : "#ffffff";
}

/**
 * Derives accent, greys and surface from one brand colour, in OKLCH, where equal steps look equal:
 * text on the background meets WCAG 2.2 AAA, the accent on it AA.
 *
 * @param from an opaque CSS colour
 * @param scheme which of the two schemes the theme is for
 * @throws {CliError} `bad_colour` (exit 2)
 */
export function deriveColours(from: string, scheme: "light" | "dark"): DerivedColours {
  checkColour("--from", from);
  const solid = parseColour(from);
  const parsed = toOklch(solid);
  if (!solid || !parsed || (parsed.alpha ?? 1) < 1) {
    const reason = parsed ? "it is translucent" : "only a browser can work it out";
    throw usageError(
      "bad_colour",
      `--from cannot be ${shown(from)}: ${reason}, and a theme comes from a solid colour.`,
    );
  }
  const { l, c, h = 0 } = parsed;
  const brand: Oklch = { mode: "oklch", l, c, h };
  const tintable = c < GREY ? 0 : c;
  const tinted = ({ l, part, most }: { l: number; part: number; most: number }) =>
    hexOf({ mode: "oklch", l, c: Math.min(tintable * part, most), h });
  const surface = {
    background: tinted(SURFACES[scheme].background),
    foreground: tinted(SURFACES[scheme].foreground),
  };
  const asItIs = hexOf(solid);
  const primary = readable(brand, asItIs, surface.background, scheme);
  // The hue of the greys is one of HSL: OpenAI's starter app sets 220 beside #0f172a, whose hue is
  // 222 in HSL and 266 in OKLCH.
  const hue = tintable === 0 ? 0 : Math.round(toHsl(toScreen(brand)).h ?? 0) % 360;
  const tint = Math.min(TINT.most, Math.round(tintable * TINT.perChroma));
  return {
    color: {
      accent: { primary, level: DEFAULT_ACCENT_LEVEL },
      grayscale: { hue, tint: tint as 0 | 1 | 2 | 3 | 4 | 5 | 6 },
      surface,
    },
    adjustedFrom: primary === asItIs ? undefined : asItIs,
  };
}
