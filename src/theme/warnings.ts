import { shown } from "../terminal/visible.ts";
import { isForBrowsersOnly } from "./colour.ts";
import { contrastWarning, surfaceAgainstScheme, themeContrast } from "./contrast.ts";
import type { Theme } from "./schema.ts";

/** ChatKit draws inside a frame of OpenAI's, where a path means a file of theirs. */
function fontWarning(src: string): string | undefined {
  const url = URL.canParse(src) ? new URL(src) : undefined;
  if (url?.protocol === "https:" || url?.protocol === "data:") return undefined;
  return url
    ? `the font ${shown(src)} is not on https, and the chat's frame is: browsers will not load it.`
    : `the font ${shown(src)} is no whole address: the chat's frame is OpenAI's, so it would be looked for there.`;
}

/** A colour that only a browser can work out is taken as it is, and that is said. */
function colourWarnings({ color }: Theme): string[] {
  return [color?.accent?.primary, color?.surface?.background, color?.surface?.foreground]
    .filter((colour) => colour !== undefined && isForBrowsersOnly(colour))
    .map(
      (colour) => `${shown(colour)} is left to the browser: its contrast cannot be measured here.`,
    );
}

/**
 * What is allowed in a theme, and yet most likely not what somebody wants.
 *
 * @param theme a theme without faults
 * @returns sentences
 */
export function themeWarnings(theme: Theme): string[] {
  const scheme = surfaceAgainstScheme(theme)
    ? `the surface is ${theme.colorScheme === "dark" ? "light" : "dark"}, and the color scheme is ${theme.colorScheme}: what ChatKit draws in colours of its own may not be readable.`
    : undefined;
  const fonts = (theme.typography?.fontSources ?? []).map(({ src }) => fontWarning(src));
  const contrasts = themeContrast(theme).map(contrastWarning);
  return [...contrasts, ...colourWarnings(theme), scheme, ...fonts].filter(
    (warning) => warning !== undefined,
  );
}
