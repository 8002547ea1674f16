import { readFile } from "node:fs/promises";
import { usageError } from "../errors.ts";

/** A file's text, and the JSON value in it. */
export interface JsonDocument {
  readonly text: string;
  readonly value: unknown;
}

/** `line 3, column 5`, from what Node says of a place in a text. */
function placeIn(text: string, message: string): string {
  const position = /at position (\d+)/.exec(message)?.[1];
  // Newer versions of Node say line and column themselves; all say where the text ended too early.
  if (position === undefined || /line \d+/.test(message)) return "";
  const before = text.slice(0, Number(position)).split("\n");
  return ` (line ${before.length} column ${(before.at(-1) ?? "").length + 1})`;
}

/**
 * Reads a text as JSON; a byte order mark is no part of it.
 *
 * @param name how to call the text, such as its path
 * @throws {CliError} exit 2, `theme_invalid`, with the line and the column
 */
export function parseJson(name: string, text: string): JsonDocument {
  const bare = text.replace(/^\uFEFF/, "");
  if (bare.trim() === "") throw usageError("theme_invalid", `${name} is empty.`);
  try {
    return { text, value: JSON.parse(bare) };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw usageError("theme_invalid", `${name} is not JSON: ${reason}${placeIn(bare, reason)}`);
  }
}

/**
 * Reads a text file.
 *
 * @param path the file
 * @param name how to call it in a message
 * @throws {CliError} exit 2: `theme_unreadable`
 */
export async function readText(path: string, name: string = path): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? ` (${cause.code})` : "";
    throw usageError("theme_unreadable", `${name} cannot be read${reason}.`);
  }
}

/**
 * Reads a JSON file.
 *
 * @param path the file
 * @param name how to call it in a message
 * @throws {CliError} exit 2: `theme_unreadable` or `theme_invalid`
 */
export async function readJsonFile(path: string, name: string = path): Promise<JsonDocument> {
  return parseJson(name, await readText(path, name));
}
