import { basename } from "node:path";
import { usageError } from "../errors.ts";
import { shown } from "../terminal/visible.ts";
import { isColourText } from "./colour.ts";
import { type PresetName, presets } from "./presets.ts";
import type { Theme } from "./schema.ts";

/** The accent level of a theme that has no accent of its own (design 1.1). */
export const DEFAULT_ACCENT_LEVEL = 2;

/**
 * Reads a theme file.
 *
 * @param path the file
 * @param name how to call it in a message, such as `--theme brand.json`
 * @returns the theme, without its `$schema`
 * @throws {CliError} exit 2: `theme_unreadable`, `theme_invalid` with every fault
 */
export async function readThemeFile(path: string, name: string): Promise<Theme> {
  const [{ checkTheme }, { readJsonFile }, { faultLine }] = await Promise.all([
    import("./check.ts"),
    import("./read.ts"),
    import("./words.ts"),
  ]);
  const { value } = await readJsonFile(path, name);
  const { faults } = checkTheme(value);
  if (faults.length > 0) {
    const lines = faults.map((fault) => `  ${faultLine(fault, basename(path))}`);
    const mendable = faults.some(({ repair }) => repair !== undefined);
    throw usageError(
      "theme_invalid",
      `${name} is not a ChatKit theme:\n${lines.join("\n")}`,
      mendable
        ? `chatkit theme check --fix ${path} repairs what is unambiguous. Presets: ${Object.keys(presets).join(", ")}.`
        : `Presets: ${Object.keys(presets).join(", ")}.`,
    );
  }
  const { $schema: _dropped, ...theme } = value as Theme & { $schema?: string };
  return theme;
}

/**
 * Refuses what is no CSS colour.
 *
 * @param name the flag that gave it
 * @param colour what was given
 * @throws {CliError} `bad_colour` (exit 2)
 */
export function checkColour(name: string, colour: string): void {
  if (isColourText(colour)) return;
  throw usageError(
    "bad_colour",
    `${name} cannot be ${shown(colour)}; it is a CSS colour.`,
    "For example: #0066CC, rebeccapurple, oklch(60% 0.15 250).",
  );
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
    typeof source === "string"
      ? presets[source].theme
      : await readThemeFile(source.file, `--theme ${source.file}`);
  if (accent === undefined) return theme;
  checkColour("--accent", accent);
  const level = theme.color?.accent?.level ?? DEFAULT_ACCENT_LEVEL;
  return { ...theme, color: { ...theme.color, accent: { primary: accent, level } } };
}
