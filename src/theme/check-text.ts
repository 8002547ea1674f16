import { CliError } from "../errors.ts";
import { checkTheme, type ThemeFault } from "./check.ts";
import { parseJson } from "./read.ts";
import type { Theme } from "./schema.ts";

/** What a check of a theme file's text found. */
export interface CheckedText {
  readonly faults: readonly ThemeFault[];
  /** The faults that no repair takes away. */
  readonly left: readonly ThemeFault[];
  /** The text with every repair made, in the layout that it had; undefined where none is needed. */
  readonly repaired: string | undefined;
  /** What the text means once repaired; undefined while faults are left. */
  readonly theme: Theme | undefined;
}

/** The layout of a JSON text: what it begins with, how it is indented, and how its lines end. */
function layoutOf(text: string) {
  const indent = /^\uFEFF?\s*[{[]\r?\n([ \t]+)/.exec(text)?.[1];
  return {
    start: text.startsWith("\uFEFF") ? "\uFEFF" : "",
    indent: indent ?? (text.trim().includes("\n") ? "  " : ""),
    newline: text.includes("\r\n") ? "\r\n" : "\n",
    end: /\r?\n$/.test(text),
  };
}

function inLayoutOf(text: string, value: unknown): string {
  const { start, indent, newline, end } = layoutOf(text);
  const json = JSON.stringify(value, null, indent);
  return `${start}${json.replaceAll("\n", newline)}${end ? newline : ""}`;
}

/**
 * Checks the text of a theme file.
 *
 * @param name how to call the text, such as its path
 * @param text whatever it holds; what is no JSON has that one fault
 */
export function checkText(name: string, text: string): CheckedText {
  let value: unknown;
  try {
    ({ value } = parseJson(name, text));
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const faults = [
      { kind: "not_json" as const, path: "", allowed: "JSON", because: error.message },
    ];
    return { faults, left: faults, repaired: undefined, theme: undefined };
  }
  const { faults, repaired } = checkTheme(value);
  const left = faults.filter(({ repair }) => repair === undefined);
  return {
    faults,
    left,
    repaired: left.length < faults.length ? inLayoutOf(text, repaired) : undefined,
    theme: left.length === 0 ? (repaired as Theme) : undefined,
  };
}
