import { isDeepStrictEqual } from "node:util";
import { usageError } from "../errors.ts";
import { checkTheme } from "./check.ts";
import { readJsonFile } from "./read.ts";
import type { Theme } from "./schema.ts";
import { faultLine } from "./words.ts";

type FontSources = NonNullable<NonNullable<Theme["typography"]>["fontSources"]>;

/** What is wrong with fonts, a line each; a list that is empty holds none. */
function faultLines(fontSources: readonly unknown[], isList: boolean): string[] {
  if (fontSources.length === 0) return ["the list is empty"];
  const { faults } = checkTheme({ typography: { fontSources } });
  const places = faults.map((fault) => {
    const place = fault.path.replace("typography.fontSources", "");
    const path = isList ? place : place.replace(/^\[0\]\.?/, "");
    // Where a key belongs in a whole theme is of no use to a font.
    const { resembles: _none, because: _why, ...rest } = fault;
    return faultLine({ ...(fault.kind === "unknown_key" ? rest : fault), path }, "the font");
  });
  const empty = (fontSources as readonly Record<string, unknown>[]).flatMap((font, index) =>
    ["family", "src"]
      .filter((key) => font?.[key] === "")
      .map((key) => `${isList ? `[${index}].` : ""}${key}: is empty`),
  );
  return [...places, ...empty];
}

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
    const lines = faultLines(fontSources, Array.isArray(value));
    if (lines.length > 0) {
      throw usageError(
        "theme_invalid",
        `--font-source ${path} holds no web font:\n${lines.map((line) => `  ${line}`).join("\n")}`,
        `It holds, for example, {"family":"Inter","src":"https://…/inter.woff2"}, or a list of such.`,
      );
    }
    for (const font of fontSources as FontSources) {
      // The same font in two files is one font.
      if (!all.some((known) => isDeepStrictEqual(known, font))) all.push(font);
    }
  }
  return all;
}
