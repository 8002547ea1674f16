import { CliError, EXIT } from "../errors.ts";
import type { AdjustRow } from "../terminal/adjust.ts";
import { shellCommand } from "../terminal/quote.ts";
import { findAppTheme } from "../theme/app-theme.ts";
import { type PresetName, presets } from "../theme/presets.ts";
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

/**
 * Asks which theme to begin with and what to change of it, showing its colours as they change.
 *
 * @param options `mayWrite`: offer to write it into the app here, where there is one
 * @param context of this run
 * @throws {CliError} `interrupted` (exit 130) on Ctrl-C
 */
export async function askForTheme(
  { mayWrite }: { mayWrite: boolean },
  context: CommandContext,
): Promise<AskedTheme> {
  const { terminalPrompts } = await import("../terminal/prompts.ts");
  const ask = terminalPrompts(context.signal);
  const items = Object.entries(presets).map(([name, { means, theme }]) => ({
    value: name as PresetName | typeof BRAND,
    means,
    mark: themeMark(theme),
  }));
  const chosen = await ask.select("Which theme to begin with?", [
    ...items,
    { value: BRAND, means: "derived from a colour of yours", mark: themeMark({}) },
  ]);
  let start: TunedTheme;
  if (chosen === BRAND) {
    const from = await ask.text("Your brand colour, such as #0066CC or rebeccapurple", {
      check: (value) => faultOf({ from: value }),
      draw: drawColours,
    });
    const scheme = await ask.select("For which scheme?", [
      { value: "light", means: "dark text on a light ground" },
      { value: "dark", means: "light text on a dark ground" },
    ]);
    start = tuneTheme({}, { from, scheme });
  } else start = { theme: presets[chosen].theme, adjustedFrom: undefined };

  const theme = await tuneByHand(start.theme, ask);
  const kept = theme.color?.accent?.primary === start.theme.color?.accent?.primary;
  const made = { theme, adjustedFrom: kept ? start.adjustedFrom : undefined };
  const app = mayWrite ? await findAppTheme(process.cwd()) : undefined;
  const write = app !== undefined && (await ask.confirm(`Write it into ${app.name}?`, true));
  context.reporter.info(
    `The same without questions: ${shellCommand(["chatkit", "theme", ...flagWords(wishesOf(theme)), ...(write ? ["--write"] : [])])}`,
  );
  return { made, write };
}

async function tuneByHand(
  start: Theme,
  ask: ReturnType<typeof import("../terminal/prompts.ts").terminalPrompts>,
): Promise<Theme> {
  let values = asValues(wishesOf(start));
  let at: Key | undefined;
  for (;;) {
    const adjusted = await ask.adjust<Key>({
      message: "Tune the theme",
      values,
      at,
      rows,
      preview: (now) => themePreview(tuneTheme({}, asWishes(now)).theme),
    });
    values = adjusted.values;
    at = adjusted.type;
    if (at === undefined) return tuneTheme({}, asWishes(values)).theme;
    const key = at;
    const typed = await ask.text(TYPED[key] ?? key, {
      check: (value) => faultOf(asWishes({ ...values, [key]: value.trim() })),
      ...(isColour[key] && { draw: drawColours }),
    });
    const level = key === "accent" && values.accentLevel === "" ? { accentLevel: "2" } : {};
    values = { ...values, ...level, [key]: typed.trim() };
  }
}
