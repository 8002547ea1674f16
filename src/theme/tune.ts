import { unknownChoice } from "../choice.ts";
import { usageError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { shown } from "../terminal/visible.ts";
import { deriveColours } from "./derive.ts";
import { guessValue, type Path } from "./repair.ts";
import { checkColour, DEFAULT_ACCENT_LEVEL } from "./resolve.ts";
import { schemaAt, type Theme, themeSchema } from "./schema.ts";

/** What somebody wants a theme to have; all of it text, as typed, and unchecked. */
export interface ThemeWishes {
  readonly from?: string | undefined;
  readonly scheme?: string | undefined;
  readonly radius?: string | undefined;
  readonly density?: string | undefined;
  readonly accent?: string | undefined;
  readonly accentLevel?: string | undefined;
  /** `hue,tint` or `hue,tint,shade`. */
  readonly grayscale?: string | undefined;
  /** `background,foreground`. */
  readonly surface?: string | undefined;
  readonly font?: string | undefined;
  readonly fontMono?: string | undefined;
  readonly baseSize?: string | undefined;
  /** Already read and checked: see `readFontSources`. */
  readonly fontSources?: NonNullable<Theme["typography"]>["fontSources"] | undefined;
}

/** A theme as it was wished for. */
export interface TunedTheme {
  readonly theme: Theme;
  /** The brand colour as hex, where `from` gave an accent that is another one. */
  readonly adjustedFrom: string | undefined;
}

/**
 * Reads one of the values that the schema lists, or a number within its range.
 *
 * @param flag how to call it in a message
 * @param text what was typed
 * @param path where it goes in a theme
 * @throws {CliError} `unknown_choice` or `bad_number` (exit 2)
 */
function listed(flag: string, text: string, path: Path): string | number {
  const node = schemaAt(path) ?? themeSchema;
  const number = /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!node.enum) {
    const { minimum = -Infinity, maximum = Infinity } = node;
    if (number >= minimum && number <= maximum) return number;
    throw usageError(
      "bad_number",
      `${flag} cannot be ${shown(text)}; it is a number from ${minimum} to ${maximum}.`,
    );
  }
  const value = node.type === "number" ? number : text;
  if (node.enum.includes(value)) return value;
  const { repair } = guessValue(path, text, node, false);
  const known = repair?.kind === "set" ? String(repair.value) : undefined;
  const words = node.enum.map(String);
  // Of two numbers, none is nearer in writing.
  const guess = node.type === "number" ? undefined : nearest(text, words);
  throw unknownChoice(flag, text, words, known ?? guess ?? null);
}

/**
 * The parts of a text between its commas, but for commas within `rgb(…)`.
 *
 * @returns each without blanks around it
 */
export function parts(text: string): string[] {
  return text.split(/,(?![^(]*\))/).map((part) => part.trim());
}

function grayscale(text: string): Record<string, string | number> {
  const flag = "--grayscale";
  const [hue, tint, shade, ...more] = parts(text);
  if (!hue || !tint || shade === "" || more.length > 0) {
    throw usageError(
      "bad_value",
      `${flag} cannot be ${shown(text)}; it is hue,tint or hue,tint,shade.`,
      `For example: ${flag} 220,6 or ${flag} 220,6,-4`,
    );
  }
  const at = (key: string) => ["color", "grayscale", key];
  return {
    hue: listed(`${flag} (hue)`, hue, at("hue")),
    tint: listed(`${flag} (tint)`, tint, at("tint")),
    ...(shade !== undefined && { shade: listed(`${flag} (shade)`, shade, at("shade")) }),
  };
}

function surface(text: string): { background: string; foreground: string } {
  const [background, foreground, ...more] = parts(text);
  if (!background || !foreground || more.length > 0) {
    throw usageError(
      "bad_value",
      `--surface cannot be ${shown(text)}; it is background,foreground: two CSS colours.`,
      "For example: --surface '#ffffff,#1a1a1a'",
    );
  }
  checkColour("--surface (background)", background);
  checkColour("--surface (foreground)", foreground);
  return { background, foreground };
}

function accent(base: Theme, wishes: ThemeWishes): Record<string, string | number> | undefined {
  const before = base.color?.accent;
  const primary = wishes.accent ?? before?.primary;
  if (wishes.accent !== undefined) checkColour("--accent", wishes.accent);
  if (primary === undefined) {
    if (wishes.accentLevel === undefined) return undefined;
    throw usageError(
      "answer_does_not_belong",
      "--accent-level belongs to an accent, and this theme has none.",
      "Add --accent with a CSS colour.",
    );
  }
  const level =
    wishes.accentLevel === undefined
      ? (before?.level ?? DEFAULT_ACCENT_LEVEL)
      : listed("--accent-level", wishes.accentLevel, ["color", "accent", "level"]);
  return { primary, level };
}

function named(flag: string, font: string): string {
  if (font.trim() !== "") return font;
  throw usageError("bad_value", `${flag} cannot be empty; it is a CSS font-family.`);
}

/** What is left when whatever is not there is taken out; nothing, where nothing is left. */
function present(values: Record<string, unknown>): Record<string, unknown> | undefined {
  const there = Object.entries(values).filter(([, value]) => value !== undefined);
  return there.length === 0 ? undefined : Object.fromEntries(there);
}

/**
 * Changes a theme as somebody wishes. With `from`, accent, greys and surface come from one brand
 * colour first; single wishes win over them.
 *
 * @param base the theme to begin with; may be empty
 * @param wishes what it should have
 * @returns a theme without faults whose keys stand in one order, whatever was given first
 * @throws {CliError} exit 2: `unknown_choice`, `bad_colour`, `bad_number`, `bad_value`,
 * `answer_does_not_belong`
 */
export function tuneTheme(base: Theme, wishes: ThemeWishes): TunedTheme {
  const choice = (key: "scheme" | "radius" | "density", path: string) => {
    const text = wishes[key];
    return text === undefined ? undefined : listed(`--${key}`, text, [path]);
  };
  const scheme = choice("scheme", "colorScheme") ?? base.colorScheme;
  const derived =
    wishes.from === undefined
      ? undefined
      : deriveColours(wishes.from, scheme === "dark" ? "dark" : "light");
  const start: Theme = derived ? { ...base, color: derived.color } : base;
  const size = wishes.baseSize;
  const theme = present({
    colorScheme: scheme ?? (derived && "light"),
    radius: choice("radius", "radius") ?? base.radius,
    density: choice("density", "density") ?? base.density,
    color: present({
      accent: accent(start, wishes),
      grayscale:
        wishes.grayscale === undefined ? start.color?.grayscale : grayscale(wishes.grayscale),
      surface: wishes.surface === undefined ? start.color?.surface : surface(wishes.surface),
    }),
    typography: present({
      baseSize:
        size === undefined
          ? base.typography?.baseSize
          : listed("--base-size", size, ["typography", "baseSize"]),
      fontFamily:
        wishes.font === undefined ? base.typography?.fontFamily : named("--font", wishes.font),
      fontFamilyMono:
        wishes.fontMono === undefined
          ? base.typography?.fontFamilyMono
          : named("--font-mono", wishes.fontMono),
      fontSources: wishes.fontSources ?? base.typography?.fontSources,
    }),
  });
  // Every part is the base's own or was checked above against the schema.
  const adjustedFrom = wishes.accent === undefined ? derived?.adjustedFrom : undefined;
  return { theme: (theme ?? {}) as Theme, adjustedFrom };
}
