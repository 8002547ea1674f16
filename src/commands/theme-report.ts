import { out } from "../terminal/colour.ts";
import { type Contrast, themeContrast } from "../theme/contrast.ts";
import type { Format } from "../theme/emit.ts";
import { presets } from "../theme/presets.ts";
import type { TunedTheme } from "../theme/tune.ts";
import { themeWarnings } from "../theme/warnings.ts";
import type { CommandContext } from "./command.ts";
import { themeMark } from "./theme-mark.ts";

/** The contrasts of a theme in one line. */
export function contrastLine(contrasts: readonly Contrast[]): string {
  return contrasts.map(({ what, ratio, grade }) => `${what} ${ratio}:1 ${grade}`).join(", ");
}

/**
 * Says what became of a brand colour, and what is hard to read.
 *
 * @param made the theme
 * @param context of this run
 */
export function tellWarnings({ theme, adjustedFrom }: TunedTheme, context: CommandContext): void {
  if (adjustedFrom !== undefined) {
    context.reporter.info(
      `The accent is ${theme.color?.accent?.primary}: ${adjustedFrom} with its hue kept and its lightness changed, since it could not be read on ${theme.color?.surface?.background}. --accent '${adjustedFrom}' takes it as it is.`,
    );
  }
  for (const warning of themeWarnings(theme)) context.reporter.warn(warning);
}

function facts({ theme, adjustedFrom }: TunedTheme) {
  return {
    theme,
    contrast: themeContrast(theme),
    warnings: themeWarnings(theme),
    ...(adjustedFrom !== undefined && { adjustedFrom }),
  };
}

/**
 * Prints a theme, ready for a pipe.
 *
 * @param made the theme; its `text` in the `format` that is wanted
 * @param context of this run
 */
export function reportTheme(
  { made, format, text }: { made: TunedTheme; format: Format; text: string },
  context: CommandContext,
): void {
  const told = format === "json" ? {} : { format, text };
  context.reporter.result(text.trimEnd(), Object.assign({ ok: true as const }, facts(made), told));
}

/** A unified diff in the colours of git. */
function colouredDiff(diff: string): string {
  return diff
    .split("\n")
    .map((line) => {
      if (line.startsWith("+++") || line.startsWith("---")) return out.bold(line);
      if (line.startsWith("@@")) return out.cyan(line);
      if (line.startsWith("+")) return out.green(line);
      return line.startsWith("-") ? out.red(line) : line;
    })
    .join("\n");
}

/**
 * Says where a theme was written, and what changed there.
 *
 * @param written the theme, the file, and the diff where the file is an app's own
 * @param context of this run
 */
export function reportWritten(
  { made, file, diff }: { made: TunedTheme; file: string; diff?: string },
  context: CommandContext,
): void {
  const changed = diff !== "";
  const line = changed ? `Wrote ${file}` : `${file} has this theme already; nothing was written.`;
  context.reporter.result(
    diff ? `${line}\n${colouredDiff(diff)}` : line,
    Object.assign({ ok: true as const }, facts(made), {
      file,
      written: changed,
      ...(diff !== undefined && { diff }),
    }),
  );
}

/**
 * Runs `theme list`.
 *
 * @param context of this run
 */
export function runThemeList(context: CommandContext): void {
  const width = Math.max(...Object.keys(presets).map((name) => name.length));
  const rows = Object.entries(presets).map(([name, { means, theme }]) => {
    const mark = themeMark(theme);
    return `${mark && `${mark} `}${name.padEnd(width)}  ${means}`;
  });
  const told = Object.entries(presets).map(([name, { means, theme }]) => ({ name, means, theme }));
  context.reporter.result(rows.join("\n"), Object.assign({ ok: true as const }, { presets: told }));
}
