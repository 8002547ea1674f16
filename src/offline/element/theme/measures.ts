import type { ThemeOption } from "@openai/chatkit";
import type { Palette } from "./palette.ts";

/** Corners by the theme's `radius`, in CSS pixels; what they look like is not published. */
const CORNERS = {
  pill: { scale: 1.25, sm: 8, md: 14, lg: 20, control: 999, bubble: 22, composer: 28 },
  round: { scale: 1, sm: 8, md: 12, lg: 16, control: 12, bubble: 18, composer: 20 },
  soft: { scale: 0.5, sm: 4, md: 6, lg: 8, control: 6, bubble: 8, composer: 10 },
  sharp: { scale: 0, sm: 0, md: 0, lg: 0, control: 0, bubble: 0, composer: 0 },
} as const;

/** Room by the theme's `density`, in CSS pixels. */
const ROOM = {
  compact: { space: 3, control: 30, lineHeight: 1.4 },
  normal: { space: 4, control: 36, lineHeight: 1.5 },
  spacious: { space: 5, control: 42, lineHeight: 1.6 },
} as const;

const BASE_SIZE = 16;

/**
 * Corners, room and type of a theme.
 *
 * @param theme a valid theme
 * @returns values of custom properties; a font is left out where the theme has none
 */
export function measuresOf({ radius, density, typography }: ThemeOption): Palette {
  const { scale, ...corners } = CORNERS[radius ?? "pill"];
  const { space, control, lineHeight } = ROOM[density ?? "normal"];
  const { baseSize, fontFamily, fontFamilyMono } = typography ?? {};
  const rounded = Object.entries(corners).map(([name, size]) => [`radius-${name}`, `${size}px`]);
  return {
    ...Object.fromEntries(rounded),
    "radius-scale": String(scale),
    space: `${space}px`,
    control: `${control}px`,
    "line-height": String(lineHeight),
    "font-size": `${baseSize ?? BASE_SIZE}px`,
    ...(fontFamily && { font: `${fontFamily}, ui-sans-serif, system-ui, sans-serif` }),
    ...(fontFamilyMono && { "font-mono": `${fontFamilyMono}, ui-monospace, monospace` }),
  };
}
