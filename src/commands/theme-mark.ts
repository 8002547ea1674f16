import { swatch } from "../terminal/colour.ts";
import { rgbChannels } from "../theme/colour.ts";
import { groundOf } from "../theme/contrast.ts";
import type { Theme } from "../theme/schema.ts";

/** Where a theme has no accent: ChatKit's own buttons are grey then. */
const NO_ACCENT = "#8f8f8f";

/**
 * Patches of the colours that are given.
 *
 * @param colours CSS colours; what is none is left out
 * @returns empty where stdout has no colour
 */
export function colourPatches(colours: readonly string[]): string {
  return colours
    .map(rgbChannels)
    .map((channels) => (channels ? swatch(channels) : ""))
    .join("");
}

/** The colours of a theme as patches: its ground, and its accent. */
export function themeMark({ colorScheme, color }: Theme): string {
  const ground = color?.surface?.background ?? groundOf(colorScheme);
  return colourPatches([ground, color?.accent?.primary ?? NO_ACCENT]);
}
