import { contrastRatio, parseColour } from "./colour.ts";
import type { Theme } from "./schema.ts";

/** How readable one colour is on another. */
export interface Contrast {
  readonly what: "text on background" | "accent on background";
  readonly foreground: string;
  readonly background: string;
  /** The theme names no background, so this is the one that its colour scheme most likely has. */
  readonly assumed: boolean;
  /** 1 to 21, cut off after two decimals: WCAG rounds nothing up. */
  readonly ratio: number;
  /** `AA large`: enough for large text and for controls, too little for text. */
  readonly grade: "AAA" | "AA" | "AA large" | "below AA";
}

/** The bars of WCAG 2.2: 1.4.6, 1.4.3 for text, 1.4.3 for large text and 1.4.11 for controls. */
const AAA = 7;
/** What text needs at least (WCAG 2.2, 1.4.3). */
export const AA = 4.5;
const AA_LARGE = 3;

/**
 * What the ground most likely is where a theme names none: what ChatKit draws is not published
 * (facts section 7), and these are the grounds that the page of an app has beside it.
 */
const GROUNDS = { light: "#ffffff", dark: "#212121" } as const;

/**
 * The ground behind whatever a theme draws.
 *
 * @param scheme its colour scheme; light is ChatKit's default
 */
export function groundOf(scheme: Theme["colorScheme"]): string {
  return GROUNDS[scheme ?? "light"];
}

function grade(ratio: number): Contrast["grade"] {
  if (ratio >= AAA) return "AAA";
  if (ratio >= AA) return "AA";
  return ratio >= AA_LARGE ? "AA large" : "below AA";
}

/**
 * Measures the colours of a theme against each other by WCAG 2.2.
 *
 * @param theme a theme without faults
 * @returns nothing for a theme that names no colours
 */
export function themeContrast({ colorScheme, color }: Theme): Contrast[] {
  const behind = groundOf(colorScheme);
  const background = color?.surface?.background ?? behind;
  const pairs = [
    { what: "text on background", foreground: color?.surface?.foreground },
    { what: "accent on background", foreground: color?.accent?.primary },
  ] as const;
  return pairs.flatMap(({ what, foreground }) => {
    const exact = foreground && contrastRatio(foreground, background, behind);
    if (!foreground || !exact) return [];
    const ratio = Math.floor(exact * 100) / 100;
    const assumed = color?.surface === undefined;
    return [{ what, foreground, background, assumed, ratio, grade: grade(exact) }];
  });
}

/**
 * A sentence about colours that are hard to tell apart.
 *
 * @returns undefined where WCAG 2.2 AA is met
 */
export function contrastWarning(contrast: Contrast): string | undefined {
  const { what, foreground, background, assumed, ratio, grade } = contrast;
  if (grade === "AAA" || grade === "AA") return undefined;
  const needs =
    grade === "AA large"
      ? `enough for controls and large text (${AA_LARGE}:1), below WCAG 2.2 AA for text (${AA}:1)`
      : `below WCAG 2.2 AA: ${AA}:1 for text, ${AA_LARGE}:1 for controls and large text`;
  return `${what}: ${foreground} on ${background}${assumed ? " (assumed: the theme names none)" : ""} has ${ratio}:1, ${needs}.`;
}

/** Whether a theme's surface is light in a dark scheme or the other way round. */
export function surfaceAgainstScheme({ colorScheme, color }: Theme): boolean {
  if (!color?.surface || colorScheme === undefined) return false;
  const { background, foreground } = color.surface;
  if (!parseColour(background) || !parseColour(foreground)) return false;
  const onWhite = (colour: string) => contrastRatio(colour, "#ffffff", "#ffffff") ?? 1;
  const isDark = onWhite(background) > onWhite(foreground);
  return isDark !== (colorScheme === "dark");
}
