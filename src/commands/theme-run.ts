import { extname } from "node:path";
import { unknownChoice } from "../choice.ts";
import { isThemeFile } from "../create/answers.ts";
import { CliError, usageError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { replaceFile } from "../project/replace-file.ts";
import { mayAsk } from "../terminal/interactive.ts";
import { shown } from "../terminal/visible.ts";
import type { AppTheme } from "../theme/app-theme.ts";
import { type Backend, emitTheme, type Format, formats } from "../theme/emit.ts";
import { type PresetName, presets } from "../theme/presets.ts";
import { readThemeFile } from "../theme/resolve.ts";
import type { Theme } from "../theme/schema.ts";
import { type ThemeWishes, type TunedTheme, tuneTheme } from "../theme/tune.ts";
import type { CommandContext } from "./command.ts";
import type { ThemeFlags } from "./theme.ts";
import { reportTheme, reportWritten, tellWarnings } from "./theme-report.ts";

/** Where a theme goes when it is made. */
type Destination =
  | { readonly kind: "print" }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "app"; readonly app: AppTheme };

const SUBCOMMANDS = ["list", "check", "schema"];
/** The format of a file that is to be written, by its ending. */
const FORMAT_OF: Readonly<Record<string, Format>> = {
  ...{ ".json": "json", ".ts": "ts", ".tsx": "ts", ".mts": "ts", ".cts": "ts" },
};

/** What a file is to hold, where no format is named: nothing is guessed. */
function formatOfFile(out: string): Format {
  const found = FORMAT_OF[extname(out).toLowerCase()];
  if (found) return found;
  throw usageError(
    "missing_answer",
    `What ${shown(out)} is to hold cannot be told by its name: it ends neither in .json nor in .ts.`,
    out === "-"
      ? "Leave --out out to print the theme."
      : `Add --format ${formats.join(", or --format ")}.`,
  );
}

/** The format that is wanted; flags that leave no sense to each other are refused first. */
function checkFormat({ format, out, write }: ThemeFlags): Format {
  if (write && out !== undefined) {
    throw usageError(
      "answer_does_not_belong",
      "--write writes into the app here and --out anywhere else.",
      "Leave one of the two out.",
    );
  }
  if (format === undefined) return out === undefined ? "json" : formatOfFile(out);
  const found = formats.find((name) => name === format);
  if (found) return found;
  throw unknownChoice("--format", format, formats);
}

/** The app here as a destination. What only some lines need is loaded with them. */
async function appHere(): Promise<Destination> {
  const { needAppTheme } = await import("../theme/app-theme.ts");
  return { kind: "app", app: await needAppTheme(process.cwd()) };
}

/** The app here, where there is one whose theme can be read; where it cannot, that is said. */
async function appIfAny(context: CommandContext): Promise<AppTheme | undefined> {
  const { findAppTheme } = await import("../theme/app-theme.ts");
  try {
    return await findAppTheme(process.cwd());
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    context.reporter.warn(error.message);
    return undefined;
  }
}

/** The flags that say what becomes of a theme, as they were given. */
function outputWords({ format, out, write }: ThemeFlags): string[] {
  return [
    ...(format === undefined ? [] : ["--format", format]),
    ...(out === undefined ? [] : ["--out", out]),
    ...(write ? ["--write"] : []),
  ];
}

/** Whose options `--format options` shows: those of the app here, else of a server of one's own. */
async function backendHere(): Promise<Backend> {
  const { readChatKitJson } = await import("../project/chatkit-json.ts");
  return (await readChatKitJson(process.cwd()))?.backend ?? "self-hosted";
}

async function checkDestination(flags: ThemeFlags, format: Format): Promise<Destination> {
  const { write, out } = flags;
  if (write && format !== "json") {
    throw usageError(
      "answer_does_not_belong",
      `--write keeps the theme as JSON; --format ${format} is another text.`,
      "Leave --format out, or type --out <file> instead of --write.",
    );
  }
  if (write) return appHere();
  return out === undefined ? { kind: "print" } : { kind: "file", path: out };
}

/** What the flags say of the theme itself, with the fonts read. */
async function readWishes(flags: ThemeFlags): Promise<ThemeWishes> {
  const { from, scheme, radius, density, accent, accentLevel, grayscale } = flags;
  const { surface, font, fontMono, fontSource, baseSize } = flags;
  const fontSources =
    fontSource && (await (await import("../theme/font-sources.ts")).readFontSources(fontSource));
  return {
    ...{ from, scheme, radius, density, accent, accentLevel, grayscale },
    ...{ surface, font, fontMono, baseSize, fontSources },
  };
}

async function baseTheme(preset: string | undefined, to: Destination): Promise<Theme> {
  if (preset === undefined) {
    return to.kind === "app" && to.app.text !== "" ? readThemeFile(to.app.path, to.app.name) : {};
  }
  if (isThemeFile(preset)) return readThemeFile(preset, preset);
  const names = Object.keys(presets) as PresetName[];
  const name = names.find((word) => word === preset);
  if (name) return presets[name].theme;
  const meant = nearest(preset, [...names, ...SUBCOMMANDS]);
  throw usageError(
    "unknown_choice",
    `The preset cannot be ${shown(preset)}; it is one of ${names.join(", ")}, or a .json file.`,
    meant === undefined ? "Type chatkit theme list to see them." : `Did you mean ${meant}?`,
  );
}

function nothingAsked(): Error {
  return usageError(
    "missing_answer",
    "Nobody can be asked here, and nothing is said of the theme.",
    `Name a preset (${Object.keys(presets).join(", ")}), or say --from <css colour>, or any of the options of chatkit theme --help.`,
  );
}

async function finish(
  made: TunedTheme,
  to: Destination,
  format: Format,
  context: CommandContext,
): Promise<void> {
  const { theme } = made;
  if (to.kind === "app") {
    const { writeAppTheme } = await import("../theme/app-theme.ts");
    const diff = await writeAppTheme(to.app, theme);
    tellWarnings(made, context);
    reportWritten({ made, file: to.app.name, diff }, context);
    return;
  }
  const backend = format === "options" ? await backendHere() : "self-hosted";
  const text = emitTheme(theme, format, backend);
  if (to.kind === "file") {
    await replaceFile({ path: to.path, contents: text });
    tellWarnings(made, context);
    reportWritten({ made, file: to.path }, context);
    return;
  }
  tellWarnings(made, context);
  reportTheme({ made, format, text }, context);
}

/**
 * Runs `theme`: makes a theme from a preset and the flags, or asks, and prints or writes it.
 *
 * @param preset its name or a file, as typed
 * @param flags what was given
 * @param context of this run
 * @throws {CliError} with the exit codes of design 1.2
 */
export async function runTheme(
  preset: string | undefined,
  flags: ThemeFlags,
  context: CommandContext,
): Promise<void> {
  const format = checkFormat(flags);
  const to = await checkDestination(flags, format);
  const wishes = await readWishes(flags);
  const saysNothing = Object.values(wishes).every((wish) => wish === undefined);
  if (preset === undefined && saysNothing) {
    if (!mayAsk({ json: context.json })) throw nothingAsked();
    const { askForTheme } = await import("./theme-questions.ts");
    const app = to.kind === "app" ? to.app : await appIfAny(context);
    const mayWrite = to.kind === "print" && format === "json";
    const asked = await askForTheme({ app, mayWrite, words: outputWords(flags) }, context);
    await finish(asked.made, asked.write ? await appHere() : to, format, context);
    return;
  }
  await finish(tuneTheme(await baseTheme(preset, to), wishes), to, format, context);
}
