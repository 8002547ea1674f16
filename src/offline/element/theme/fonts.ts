import type { ThemeOption } from "@openai/chatkit";

type FontSource = NonNullable<NonNullable<ThemeOption["typography"]>["fontSources"]>[number];

function faceOf({ family, src, weight, style, display, unicodeRange }: FontSource): FontFace {
  return new FontFace(family, `url(${JSON.stringify(src)})`, {
    ...(weight !== undefined && { weight: String(weight) }),
    ...(style && { style }),
    ...(display && { display }),
    ...(unicodeRange && { unicodeRange }),
  });
}

/**
 * The web fonts of a theme. They belong to the document: a shadow root cannot have fonts of its own.
 */
export class ThemeFonts {
  #faces: FontFace[] = [];
  #shown = "[]";

  /**
   * Loads fonts, and lets go of those of the theme before.
   *
   * @param sources of a valid theme
   * @param onFault is told of each that cannot be loaded
   */
  show(sources: readonly FontSource[], onFault: (family: string, reason: string) => void): void {
    const wanted = JSON.stringify(sources);
    if (wanted === this.#shown) return;
    this.#shown = wanted;
    for (const face of this.#faces) document.fonts.delete(face);
    this.#faces = sources.flatMap((source) => {
      try {
        const face = faceOf(source);
        document.fonts.add(face);
        face.load().catch((error: unknown) => onFault(source.family, String(error)));
        return [face];
      } catch (error) {
        onFault(source.family, String(error));
        return [];
      }
    });
  }
}
