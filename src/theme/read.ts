import { readFile } from "node:fs/promises";
import { usageError } from "../errors.ts";
import { visible } from "../terminal/visible.ts";

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

/** More than a theme has, and less than what would fill the stack of whoever walks through it. */
const MOST_LEVELS = 32;

/** Whether lists and objects hold each other more often than any theme's do. */
function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MOST_LEVELS) return true;
    level = level.flatMap((each) =>
      typeof each === "object" && each !== null ? Object.values(each) : [],
    );
  }
  return false;
}

/**
 * Reads a text as JSON; a byte order mark is no part of it.
 *
 * @param name how to call the text, such as its path
 * @throws {CliError} exit 2, `theme_invalid`, with the line and the column; also for JSON that is
 * nested deeper than any theme
 */
export function parseJson(name: string, text: string): JsonDocument {
  const bare = text.replace(/^\uFEFF/, "");
  if (bare.trim() === "") throw usageError("theme_invalid", `${name} is empty.`);
  let value: unknown;
  try {
    value = JSON.parse(bare);
  } catch (cause) {
    // The reason quotes the text.
    const reason = visible(cause instanceof Error ? cause.message : String(cause));
    throw usageError("theme_invalid", `${name} is not JSON: ${reason}${placeIn(bare, reason)}`);
  }
  if (!isTooDeep(value)) return { text, value };
  throw usageError(
    "theme_invalid",
    `${name} holds lists or objects within each other, more than ${MOST_LEVELS} deep; no theme does.`,
  );
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
