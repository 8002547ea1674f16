import { blend, type Color, clampRgb, converter, formatHex, parse, wcagContrast } from "culori";

const toRgb = converter("rgb");

/**
 * Reads a CSS colour that means the same everywhere. `var(--x)` and `currentColor` do not: ChatKit
 * draws inside a frame of its own, which knows nothing of the page's styles.
 *
 * @param text such as `#0066CC`, `rebeccapurple`, `oklch(60% 0.15 250)`
 * @returns undefined when it is no such colour
 */
export function parseColour(text: string): Color | undefined {
  // culori takes two things that browsers do not: hex digits without # and its own colour spaces.
  if (/^\s*[\da-f]+\s*$/i.test(text) || /^\s*color\(\s*--/i.test(text)) return undefined;
  const colour = parsed(text);
  // CSS cuts what rgb() has too much of; culori keeps it.
  return colour && /^\s*rgb/i.test(text) ? clampRgb(colour) : colour;
}

/** What culori makes of a text; some texts that are no colour, such as `calc(1px)`, make it throw. */
function parsed(text: string): Color | undefined {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/**
 * Whether a text is a colour of CSS that only a browser can work out, such as `color-mix(…)`,
 * `light-dark(…)` or one that is made from another, as `rgb(from …)`.
 *
 * @param text a CSS colour, maybe
 */
export function isForBrowsersOnly(text: string): boolean {
  const inside =
    /^\s*(?:color-mix|light-dark|contrast-color|[a-z]+(?=\(\s*from\s))\((.+)\)\s*$/is.exec(
      text,
    )?.[1];
  if (inside === undefined || /var\(|[;{}]/i.test(inside)) return false;
  let open = 0;
  for (const character of inside) {
    if (character === "(") open += 1;
    if (character === ")") open -= 1;
    if (open < 0) return false;
  }
  return open === 0;
}

/** Whether a text is a colour of CSS that a theme may have. */
export function isColourText(text: string): boolean {
  return parseColour(text) !== undefined || isForBrowsersOnly(text);
}

/**
 * Red, green and blue of a CSS colour, for showing it on a terminal.
 *
 * @param colour any CSS colour
 * @returns channels of 0–255, or undefined when it is no colour
 */
export function rgbChannels(colour: string): { r: number; g: number; b: number } | undefined {
  const parsed = toRgb(parseColour(colour));
  if (!parsed) return undefined;
  const channel = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * 255);
  return { r: channel(parsed.r), g: channel(parsed.g), b: channel(parsed.b) };
}

/**
 * The contrast ratio of WCAG 2.2 between two colours; what is translucent is laid on what is
 * behind it first.
 *
 * @param foreground a CSS colour
 * @param background a CSS colour
 * @param behind the opaque ground behind a translucent background
 * @returns 1 to 21, or undefined when one of them is no colour
 */
export function contrastRatio(
  foreground: string,
  background: string,
  behind: string,
): number | undefined {
  const [front, ground, base] = [foreground, background, behind].map(parseColour);
  if (!front || !ground || !base) return undefined;
  const solid = blend([base, ground], "normal", "rgb");
  return wcagContrast(formatHex(blend([solid, front], "normal", "rgb")), formatHex(solid));
}
