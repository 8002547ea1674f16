import type { ChatKitOptions, ThemeOption } from "@openai/chatkit";
import { ThemeFonts } from "./fonts.ts";
import { measuresOf } from "./measures.ts";
import { paletteOf } from "./palette.ts";
import { readColour } from "./read-colour.ts";

/** The page's theme as a style sheet, which replaces the values of `variables.css`. */
export class ThemeSheet {
  readonly #sheet = new CSSStyleSheet();
  readonly #fonts = new ThemeFonts();
  #shown: string | undefined;
  #colorScheme: "light" | "dark" = "light";

  /** The scheme of what is shown. */
  get colorScheme(): "light" | "dark" {
    return this.#colorScheme;
  }

  /** Lets a shadow root have the theme. */
  adoptInto(root: ShadowRoot): void {
    if (!root.adoptedStyleSheets.includes(this.#sheet)) root.adoptedStyleSheets.push(this.#sheet);
  }

  /**
   * Shows a theme; one that is shown already costs nothing.
   *
   * @param option the theme of the page's options
   * @param onFontFault is told of each font that cannot be loaded
   */
  show(
    option: ChatKitOptions["theme"],
    onFontFault: (family: string, reason: string) => void,
  ): void {
    const theme: ThemeOption =
      typeof option === "object" ? option : { colorScheme: option ?? "light" };
    const wanted = JSON.stringify(theme);
    if (wanted === this.#shown) return;
    this.#shown = wanted;
    this.#colorScheme = theme.colorScheme ?? "light";
    this.#sheet.replaceSync(":host {}");
    const [rule] = this.#sheet.cssRules;
    if (!(rule instanceof CSSStyleRule)) return;
    rule.style.setProperty("color-scheme", this.#colorScheme);
    for (const [name, value] of Object.entries(valuesOf(theme))) {
      // One at a time: a font whose name holds a semicolon remains one value, or none.
      rule.style.setProperty(`--ck-${name}`, value);
    }
    this.#fonts.show(theme.typography?.fontSources ?? [], onFontFault);
  }
}

function valuesOf(theme: ThemeOption): Record<string, string> {
  const light = paletteOf("light", theme, readColour);
  const dark = paletteOf("dark", theme, readColour);
  const colours = Object.keys(light).map((name) => [
    name,
    `light-dark(${light[name]}, ${dark[name]})`,
  ]);
  return { ...Object.fromEntries(colours), ...measuresOf(theme) };
}
