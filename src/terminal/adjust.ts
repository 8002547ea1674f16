import {
  createPrompt,
  isDownKey,
  isEnterKey,
  isSpaceKey,
  isUpKey,
  makeTheme,
  useKeypress,
  usePrefix,
  useState,
} from "@inquirer/core";
import { out } from "./colour.ts";

/** One thing that can be adjusted. */
export interface AdjustRow<Key extends string> {
  readonly key: Key;
  readonly label: string;
  /** What it is now, as text. */
  readonly value: string;
  /** What it can be; without, it is typed. */
  readonly choices?: readonly string[];
  /** Shown before a typed value, such as a patch of its colour. */
  readonly mark?: string;
}

/** What is adjusted, and how it is shown while it changes. */
export interface AdjustConfig<Key extends string> {
  readonly message: string;
  readonly values: Readonly<Record<Key, string>>;
  /** The row to begin at. */
  readonly at?: Key | undefined;
  rows(values: Readonly<Record<Key, string>>): readonly AdjustRow<Key>[];
  /** Lines above the rows, drawn anew at every change. */
  preview(values: Readonly<Record<Key, string>>): readonly string[];
}

/** How it ended: all is set, or somebody wants to type a value. */
export type Adjusted<Key extends string> = {
  readonly values: Readonly<Record<Key, string>>;
  readonly type: Key | undefined;
};

const HIDE_CURSOR = "\u001b[?25l";
const DONE = "done";

function shownValue({ choices, value, mark }: AdjustRow<string>): string {
  if (!choices) return `${mark ? `${mark} ` : ""}${value || out.dim("–")}`;
  return choices
    .map((choice) => {
      const word = choice || "–";
      return choice === value ? out.bold(`[${word}]`) : out.dim(` ${word} `);
    })
    .join("");
}

/** The choice that stands a step before or behind the present one, around the ends. */
function step(choices: readonly string[], value: string, by: 1 | -1): string {
  const at = choices.indexOf(value);
  const next = at === -1 && by === -1 ? choices.length - 1 : at + by;
  return choices[(next + choices.length) % choices.length] ?? value;
}

/**
 * A question that shows several values at once: up and down choose one, left and right change it,
 * Enter types a value or ends. It takes its lines away when it has ended.
 */
const adjustPrompt = createPrompt<Adjusted<string>, AdjustConfig<string>>((config, done) => {
  const prefix = usePrefix({ status: "idle", theme: makeTheme({}) });
  const [values, setValues] = useState(config.values);
  const [at, setAt] = useState(config.at ?? "");
  const rows = config.rows(values);
  const keys = [...rows.map(({ key }) => key), DONE];
  // A row can go while it is pointed at, as when there is nothing left that it belongs to.
  const active = Math.max(0, keys.indexOf(at));
  const row = rows[active];

  const change = (by: 1 | -1) => {
    if (row?.choices) {
      setValues({ ...values, [row.key]: step(row.choices, row.value, by) });
    }
  };
  useKeypress((key, line) => {
    line.clearLine(0);
    if (isUpKey(key)) setAt(keys[(active + keys.length - 1) % keys.length] ?? DONE);
    else if (isDownKey(key)) setAt(keys[(active + 1) % keys.length] ?? DONE);
    else if (key.name === "left") change(-1);
    else if (key.name === "right" || (isSpaceKey(key) && row?.choices)) change(1);
    else if (isEnterKey(key)) {
      if (row && !row.choices) done({ values, type: row.key });
      else done({ values, type: undefined });
    }
  });

  const width = Math.max(...rows.map(({ label }) => label.length));
  const pointer = (index: number) => (index === active ? out.cyan("❯") : " ");
  const help = row && !row.choices ? "⏎ type it" : row ? "←→ change • ⏎ done" : "⏎ done";
  return [
    `${prefix} ${out.bold(config.message)}`,
    ...config.preview(values),
    ...rows.map(
      (each, index) => `${pointer(index)} ${each.label.padEnd(width)}  ${shownValue(each)}`,
    ),
    `${pointer(rows.length)} ${DONE}`,
    `${out.dim(`  ↑↓ move • ${help}`)}${HIDE_CURSOR}`,
  ].join("\n");
});

/**
 * Asks somebody to adjust several values.
 *
 * @param config see {@link AdjustConfig}
 * @param signal takes the question away
 * @throws what inquirer throws on Ctrl-C, and when the signal is aborted
 */
export function adjust<Key extends string>(
  config: AdjustConfig<Key>,
  signal: AbortSignal,
): Promise<Adjusted<Key>> {
  // The prompt hands back the keys that it was given.
  return adjustPrompt(config as unknown as AdjustConfig<string>, {
    signal,
    clearPromptOnDone: true,
  }) as Promise<Adjusted<Key>>;
}
