import { CliError, EXIT } from "../errors.ts";
import type { AdjustRow } from "../terminal/adjust.ts";
import type { ListItem, Prompts } from "../terminal/prompts.ts";
import { shellCommand } from "../terminal/quote.ts";
import { APP_THEME, type AppTheme } from "../theme/app-theme.ts";
import { type PresetName, presets } from "../theme/presets.ts";
import { DEFAULT_ACCENT_LEVEL, readThemeFile } from "../theme/resolve.ts";
import { schemaAt, type Theme } from "../theme/schema.ts";
import { parts, type ThemeWishes, type TunedTheme, tuneTheme } from "../theme/tune.ts";
import { flagWords, wishesOf } from "../theme/wishes.ts";
import type { CommandContext } from "./command.ts";
import { colourPatches, themeMark } from "./theme-mark.ts";
import { themePreview } from "./theme-preview.ts";

/** What can be tuned; the empty text leaves it to ChatKit. */
type Key = keyof Omit<ThemeWishes, "fontSources" | "from">;
type Values = Readonly<Record<Key, string>>;

const BRAND = "brand";
const APP = "this app's";

/** What the questions led to. */
export interface AskedTheme {
  readonly made: TunedTheme;
  /** Whether it goes into the app here. */
  readonly write: boolean;
}

function asValues(wishes: ThemeWishes): Values {
  const text = (key: Key) => wishes[key] ?? "";
  return {
    scheme: text("scheme"),
    radius: text("radius"),
    density: text("density"),
    accent: text("accent"),
    accentLevel: text("accentLevel"),
    grayscale: text("grayscale"),
    surface: text("surface"),
    font: text("font"),
    fontMono: text("fontMono"),
    baseSize: text("baseSize"),
  };
}

function asWishes(values: Values): ThemeWishes {
  const said = Object.entries(values).filter(
    // A level belongs to an accent, and goes with it.
    ([key, value]) => value !== "" && (key !== "accentLevel" || values.accent !== ""),
  );
  return Object.fromEntries(said);
}

/** The words of a place in the schema, and none at all where it may be left to ChatKit. */
function choices(path: readonly string[], optional: boolean): string[] {
  const words = (schemaAt(path)?.enum ?? []).map(String);
  return optional ? ["", ...words] : words;
}

function rows(values: Values): AdjustRow<Key>[] {
  const row = (key: Key, label: string, rest: Partial<AdjustRow<Key>>): AdjustRow<Key> => ({
    key,
    label,
    value: values[key],
    ...rest,
  });
  return [
    row("scheme", "scheme", { choices: choices(["colorScheme"], true) }),
    row("radius", "radius", { choices: choices(["radius"], true) }),
    row("density", "density", { choices: choices(["density"], true) }),
    row("accent", "accent", { mark: colourPatches([values.accent]) }),
    ...(values.accent
      ? [
          row("accentLevel", "accent level", {
            choices: choices(["color", "accent", "level"], false),
          }),
        ]
      : []),
    row("surface", "surface", { mark: colourPatches(parts(values.surface)) }),
    row("grayscale", "greys", {}),
    row("baseSize", "text size", { choices: choices(["typography", "baseSize"], true) }),
    row("font", "font", {}),
    row("fontMono", "code font", {}),
  ];
}

/** What to type for a key, and an example. */
const TYPED: Partial<Record<Key, string>> = {
  accent: "Accent, a CSS colour such as #0066CC (empty: none)",
  surface: "Background and text, two CSS colours such as #ffffff,#1a1a1a (empty: ChatKit's own)",
  grayscale: "Hue, tint and maybe shade of the greys, such as 220,6 (empty: ChatKit's own)",
  font: "A CSS font-family such as Inter, sans-serif (empty: ChatKit's own)",
  fontMono: "A CSS font-family for code (empty: ChatKit's own)",
};

/** What is wrong with a theme that is wished for, as a sentence. */
function faultOf(wishes: ThemeWishes): Promise<string | undefined> {
  try {
    tuneTheme({}, wishes);
    return Promise.resolve(undefined);
  } catch (error) {
    if (error instanceof CliError && error.exitCode === EXIT.usage) {
      return Promise.resolve(error.message);
    }
    throw error;
  }
}

/** Whether what is typed names colours. */
const isColour: Partial<Record<Key, boolean>> = { accent: true, surface: true };

function drawColours(text: string): string {
  const mark = colourPatches(parts(text));
  return mark === "" ? text : `${text} ${mark}`;
}

/** A theme to begin with, and the words that name it on a command line. */
interface Start extends TunedTheme {
  /** Nothing where flags say all of it. */
  readonly words: readonly string[];
}

async function askForStart(ask: Prompts, appTheme: Theme | undefined): Promise<Start> {
  type Choice = PresetName | typeof BRAND | typeof APP;
  const own: ListItem<Choice>[] = appTheme
    ? [{ value: APP, means: `what ${APP_THEME} has`, mark: themeMark(appTheme) }]
    : [];
  const chosen = await ask.select("Which theme to begin with?", [
    ...own,
    ...Object.entries(presets).map(([name, { means, theme }]) => ({
      value: name as PresetName,
      means,
      mark: themeMark(theme),
    })),
    { value: BRAND, means: "derived from a colour of yours", mark: themeMark({}) },
  ]);
  if (chosen === APP && appTheme) {
    return { theme: appTheme, adjustedFrom: undefined, words: [APP_THEME] };
  }
  if (chosen !== BRAND && chosen !== APP) {
    return { theme: presets[chosen].theme, adjustedFrom: undefined, words: [] };
  }
  const from = await ask.text("Your brand colour, such as #0066CC or rebeccapurple", {
    check: (value) => faultOf({ from: value }),
    draw: drawColours,
  });
  const scheme = await ask.select("For which scheme?", [
    { value: "light", means: "dark text on a light ground" },
    { value: "dark", means: "light text on a dark ground" },
  ]);
  return { ...tuneTheme({}, { from, scheme }), words: [] };
}

/** What a theme has that is not tuned here, and stays. */
function keptOf({ typography }: Theme): Theme {
  return typography?.fontSources ? { typography: { fontSources: typography.fontSources } } : {};
}

/** The web fonts of the app that a theme does not have, by name. */
function lostFonts(appTheme: Theme | undefined, theme: Theme): string[] {
  const families = ({ typography }: Theme) =>
    (typography?.fontSources ?? []).map(({ family }) => family);
  const left = families(theme);
  return [...new Set(families(appTheme ?? {}))].filter((family) => !left.includes(family));
}

/**
 * Asks which theme to begin with and what to change of it, showing its colours as they change.
 *
 * @param options `app`: the theme of the app here, where there is one; `mayWrite`: offer to write
 * it there; `words`: the flags that say where it goes, for the line that makes it again
 * @param context of this run
 * @throws {CliError} `interrupted` (exit 130) on Ctrl-C
 */
export async function askForTheme(
  {
    app,
    mayWrite,
    words,
  }: { app: AppTheme | undefined; mayWrite: boolean; words: readonly string[] },
  context: CommandContext,
): Promise<AskedTheme> {
  const { terminalPrompts } = await import("../terminal/prompts.ts");
  const ask = terminalPrompts(context.signal);
  const appTheme = app && (await themeOfApp(app, context));
  const start = await askForStart(ask, appTheme);
  const theme = await tuneByHand(start.theme, ask);
  const kept = theme.color?.accent?.primary === start.theme.color?.accent?.primary;
  const made = { theme, adjustedFrom: kept ? start.adjustedFrom : undefined };
  const lost = lostFonts(appTheme, theme);
  const loss = lost.length > 0 ? ` Its web fonts (${lost.join(", ")}) go.` : "";
  const write =
    mayWrite &&
    app !== undefined &&
    (await ask.confirm(`Write it into ${app.name}?${loss}`, loss === ""));
  // Into the app, options change the theme that is there.
  const base = write || words.includes("--write") ? [] : start.words;
  const line = ["chatkit", "theme", ...base, ...flagWords(wishesOf(theme)), ...words];
  context.reporter.info(
    `The same without questions: ${shellCommand([...line, ...(write ? ["--write"] : [])])}`,
  );
  return { made, write };
}

/** The theme that the app has now; nothing where there is none, or it has faults, which is said. */
async function themeOfApp(app: AppTheme, context: CommandContext): Promise<Theme | undefined> {
  if (app.text === "") return undefined;
  try {
    return await readThemeFile(app.path, app.name);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    context.reporter.warn(error.message);
    return undefined;
  }
}

async function tuneByHand(start: Theme, ask: Prompts): Promise<Theme> {
  const kept = keptOf(start);
  let values = asValues(wishesOf(start));
  let at: Key | undefined;
  for (;;) {
    const adjusted = await ask.adjust<Key>({
      message: "Tune the theme",
      values,
      at,
      rows,
      preview: (now) => themePreview(tuneTheme(kept, asWishes(now)).theme),
    });
    values = adjusted.values;
    at = adjusted.type;
    if (at === undefined) return tuneTheme(kept, asWishes(values)).theme;
    const key = at;
    const typed = await ask.text(TYPED[key] ?? key, {
      check: (value) => faultOf(asWishes({ ...values, [key]: value.trim() })),
      ...(isColour[key] && { draw: drawColours }),
    });
    const isNewAccent = key === "accent" && values.accentLevel === "";
    const level = isNewAccent ? { accentLevel: String(DEFAULT_ACCENT_LEVEL) } : {};
    values = { ...values, ...level, [key]: typed.trim() };
  }
}
