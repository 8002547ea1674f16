import { usageError } from "../errors.ts";
import { checkTheme } from "./check.ts";
import { readJsonFile } from "./read.ts";
import type { Theme } from "./schema.ts";
import { faultLine } from "./words.ts";

type FontSources = NonNullable<NonNullable<Theme["typography"]>["fontSources"]>;

/**
 * Reads web fonts for a theme.
 *
 * @param paths JSON files that each hold a font (`{ family, src, weight?, style?, display?,
 * unicodeRange? }`) or a list of them
 * @returns all of them, in that order
 * @throws {CliError} exit 2: `theme_unreadable`; `theme_invalid` with every fault
 */
export async function readFontSources(paths: readonly string[]): Promise<FontSources> {
  const all: FontSources = [];
  for (const path of paths) {
    const { value } = await readJsonFile(path, `--font-source ${path}`);
    const fontSources = Array.isArray(value) ? value : [value];
    const { faults } = checkTheme({ typography: { fontSources } });
    if (faults.length > 0) {
      const lines = faults.map((fault) => {
        const place = fault.path.replace("typography.fontSources", "");
        const bare = Array.isArray(value) ? place : place.replace(/^\[0\]\.?/, "");
        return `  ${faultLine({ ...fault, path: bare }, "the font")}`;
      });
      throw usageError(
        "theme_invalid",
        `--font-source ${path} holds no web font:\n${lines.join("\n")}`,
        `It holds, for example, {"family":"Inter","src":"https://…/inter.woff2"}, or a list of such.`,
      );
    }
    all.push(...(fontSources as FontSources));
  }
  return all;
}
