import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { converter, parse } from "culori";
import { usageError } from "../errors.ts";
import { type PresetName, presets } from "./presets.ts";
import { type Theme, themeSchema } from "./schema.ts";

/** The accent level of a theme that has no accent of its own (design 1.1). */
const DEFAULT_ACCENT_LEVEL = 2;

const toRgb = converter("rgb");

/**
 * Red, green and blue of a CSS colour, for showing it on a terminal.
 *
 * @param colour any CSS colour
 * @returns channels of 0–255, or undefined when it is no colour
 */
export function rgbChannels(colour: string): { r: number; g: number; b: number } | undefined {
  const parsed = toRgb(colour);
  if (!parsed) return undefined;
  const channel = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * 255);
  return { r: channel(parsed.r), g: channel(parsed.g), b: channel(parsed.b) };
}

async function readThemeFile(path: string): Promise<Theme> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? ` (${cause.code})` : "";
    throw usageError("theme_unreadable", `--theme ${path} cannot be read${reason}.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw usageError("theme_invalid", `--theme ${path} is not JSON: ${reason}`);
  }
  const checked = themeSchema.safeParse(value);
  if (!checked.success) {
    const faults = checked.error.issues.map(
      (issue) => `  ${issue.path.join(".") || basename(path)}: ${issue.message}`,
    );
    throw usageError(
      "theme_invalid",
      `--theme ${path} is not a ChatKit theme:\n${faults.join("\n")}`,
      `Presets: ${Object.keys(presets).join(", ")}.`,
    );
  }
  const { $schema: _dropped, ...theme } = checked.data;
  return theme;
}

/**
 * The theme that an app is made with.
 *
 * @param source a preset's name, or `{ file }` with a path
 * @param accent a CSS colour that replaces the accent; the level stays, else 2
 * @throws {CliError} exit 2: `theme_unreadable`, `theme_invalid`, `bad_colour`
 */
export async function resolveTheme(
  source: PresetName | { readonly file: string },
  accent: string | undefined,
): Promise<Theme> {
  const theme: Theme =
    typeof source === "string" ? presets[source].theme : await readThemeFile(source.file);
  const colours = {
    "--accent": accent,
    "color.accent.primary": theme.color?.accent?.primary,
    "color.surface.background": theme.color?.surface?.background,
    "color.surface.foreground": theme.color?.surface?.foreground,
  };
  for (const [name, colour] of Object.entries(colours)) {
    if (colour !== undefined && !parse(colour)) {
      throw usageError(
        "bad_colour",
        `${name} cannot be ${JSON.stringify(colour)}; it is a CSS colour.`,
        "For example: #0066CC, rebeccapurple, oklch(60% 0.15 250).",
      );
    }
  }
  if (accent === undefined) return theme;
  const level = theme.color?.accent?.level ?? DEFAULT_ACCENT_LEVEL;
  return { ...theme, color: { ...theme.color, accent: { primary: accent, level } } };
}
