import { CliError } from "../errors.ts";
import { checkTheme, type ThemeFault } from "./check.ts";
import { duplicateKeys } from "./duplicate-keys.ts";
import { inLayoutOf } from "./layout.ts";
import { decodeText, type JsonDocument, parseJson } from "./read.ts";
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

/** A text that could not be taken for a theme at all. */
function unusable(faults: readonly ThemeFault[]): CheckedText {
  return { faults, left: faults, repaired: undefined, theme: undefined };
}

/**
 * Checks what a theme file holds.
 *
 * @param name how to call it, such as its path
 * @param bytes whatever it holds; what is no text, or no JSON, has that one fault
 */
export function checkText(name: string, bytes: Uint8Array): CheckedText {
  let document: JsonDocument;
  try {
    document = parseJson(name, decodeText(name, bytes));
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const because = [error.message, error.hint].filter(Boolean).join(" ");
    return unusable([{ kind: "not_json", path: "", allowed: "JSON", because }]);
  }
  const { text, value } = document;
  const { faults, repaired } = checkTheme(value);
  const duplicates = duplicateKeys(text.replace(/^\uFEFF/, ""));
  if (duplicates.length > 0) {
    // A repair would write the text anew, and only a person knows which of the two is meant.
    return unusable([
      ...duplicates.map((path) => ({
        kind: "duplicate_key" as const,
        path,
        allowed: "one of them",
      })),
      ...faults.map(({ repair: _none, ...fault }) => fault),
    ]);
  }
  const left = faults.filter(({ repair }) => repair === undefined);
  return {
    faults,
    left,
    repaired: left.length < faults.length ? inLayoutOf(text, repaired) : undefined,
    theme: left.length === 0 ? (repaired as Theme) : undefined,
  };
}
