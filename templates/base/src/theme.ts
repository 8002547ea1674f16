import type { ThemeOption } from "@openai/chatkit";
import themeFile from "./theme.json";

// `$schema` is for the editor; ChatKit would not know it.
const { $schema: _, ...options } = themeFile as ThemeOption & { $schema?: string };

/** The theme as `theme.json` has it. */
export const theme: ThemeOption = options;

/** Gives the page around the chat the colours of the theme. */
export function applyPageTheme({ colorScheme = "light", color }: ThemeOption): void {
  const { style, dataset } = document.documentElement;
  dataset.colorScheme = colorScheme;
  setOrRemove(style, "--accent", color?.accent?.primary);
  setOrRemove(style, "--background", color?.surface?.background);
  setOrRemove(style, "--foreground", color?.surface?.foreground);
}

function setOrRemove(style: CSSStyleDeclaration, name: string, value: string | undefined) {
  if (value === undefined) style.removeProperty(name);
  else style.setProperty(name, value);
}
