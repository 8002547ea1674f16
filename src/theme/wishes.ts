import type { Theme } from "./schema.ts";
import type { ThemeWishes } from "./tune.ts";

/** The flag of each wish that is a text. */
const FLAGS = {
  scheme: "--scheme",
  radius: "--radius",
  density: "--density",
  accent: "--accent",
  accentLevel: "--accent-level",
  grayscale: "--grayscale",
  surface: "--surface",
  font: "--font",
  fontMono: "--font-mono",
  baseSize: "--base-size",
} as const satisfies Partial<Record<keyof ThemeWishes, string>>;

/**
 * The wishes that make a theme from nothing.
 *
 * @param theme a theme without faults
 */
export function wishesOf({ colorScheme, radius, density, color, typography }: Theme): ThemeWishes {
  const { accent, grayscale, surface } = color ?? {};
  const shade = grayscale?.shade === undefined ? "" : `,${grayscale.shade}`;
  return {
    scheme: colorScheme,
    radius,
    density,
    accent: accent?.primary,
    accentLevel: accent && String(accent.level),
    grayscale: grayscale && `${grayscale.hue},${grayscale.tint}${shade}`,
    surface: surface && `${surface.background},${surface.foreground}`,
    font: typography?.fontFamily,
    fontMono: typography?.fontFamilyMono,
    baseSize: typography?.baseSize === undefined ? undefined : String(typography.baseSize),
    fontSources: typography?.fontSources,
  };
}

/**
 * The words of a command line that say the same.
 *
 * @param wishes any but web fonts, which only a file can hold
 */
export function flagWords(wishes: ThemeWishes): string[] {
  return Object.entries(FLAGS).flatMap(([key, flag]) => {
    const value = wishes[key as keyof typeof FLAGS];
    // A negative number would be taken for a flag.
    return value === undefined ? [] : value.startsWith("-") ? [`${flag}=${value}`] : [flag, value];
  });
}
