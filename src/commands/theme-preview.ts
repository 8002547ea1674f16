import { coloured, out, painted } from "../terminal/colour.ts";
import { contrastRatio, rgbChannels } from "../theme/colour.ts";
import { AA, groundOf, themeContrast } from "../theme/contrast.ts";
import type { Theme } from "../theme/schema.ts";
import { contrastLine } from "./theme-report.ts";

/** Columns of the picture. */
const WIDTH = 44;
/** Where a theme names no text colour: what is readable on the assumed ground. */
const INK = { light: "#0d0d0d", dark: "#ffffff" } as const;
const WHITE = { r: 255, g: 255, b: 255 };

/**
 * A small picture of a chat in a theme's colours, and what its contrast is. What ChatKit itself
 * makes of radius, density and level is not published, so that only colours are shown.
 *
 * @param theme a theme without faults
 * @returns lines; without colour on stdout, only the contrast
 */
export function themePreview(theme: Theme): string[] {
  const { colorScheme, color } = theme;
  const contrast = contrastLine(themeContrast(theme));
  const measured = contrast === "" ? [] : [out.dim(`  ${contrast}`)];
  if (!coloured.stdout) return measured;
  const ground = color?.surface?.background ?? groundOf(colorScheme);
  const ink = color?.surface?.foreground ?? INK[colorScheme ?? "light"];
  const accent = color?.accent?.primary ?? ink;
  const onAccent = (contrastRatio("#ffffff", accent, ground) ?? 0) >= AA ? "#ffffff" : "#0d0d0d";
  const rgb = (colour: string) => rgbChannels(colour) ?? WHITE;
  const page = { foreground: rgb(ink), background: rgb(ground) };
  const bubble = painted(" Hello! ", { foreground: rgb(onAccent), background: rgb(accent) });
  const link = painted("a link", { foreground: rgb(accent), background: rgb(ground) });
  const line = (text: string, columns: number, rest = "") =>
    `  ${painted(text, page)}${rest}${painted(" ".repeat(WIDTH - columns), page)}`;
  const greeting = "  What can I help with today?";
  const answer = "  An answer, with ";
  return [
    line("", 0),
    line(greeting, greeting.length),
    `  ${painted(" ".repeat(WIDTH - 10), page)}${bubble}${painted("  ", page)}`,
    line(answer, answer.length + 6, link),
    line("", 0),
    ...measured,
  ];
}
