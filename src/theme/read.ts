import { readFile } from "node:fs/promises";
import { parse } from "@humanwhocodes/momoa";
import { type CliError, usageError } from "../errors.ts";
import { shown, visible } from "../terminal/visible.ts";

/** A file's text, and the JSON value in it. */
export interface JsonDocument {
  readonly text: string;
  readonly value: unknown;
}

/** More than a theme has, and less than what would fill the stack of whoever walks through it. */
const MOST_LEVELS = 32;

function invalid(message: string, hint?: string): CliError {
  return usageError("theme_invalid", message, hint);
}

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

/** Where a text stops being JSON. Not every message of Node's says so; a parser of its own does. */
function whereItStops(text: string, message: string): number | undefined {
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return Number(position);
  if (message.includes("end of JSON input")) return text.length;
  try {
    parse(text, { mode: "json" });
    return undefined;
  } catch (error) {
    // A text that is nested too deep for it has no place that could be told.
    return error instanceof Error && "offset" in error ? Number(error.offset) : undefined;
  }
}

/** What stands in the way at a place, in words. */
function reasonAt(text: string, at: number): string {
  const [character = ""] = text.slice(at);
  if (character === "") return "it ends too early";
  if (character === "/") return "JSON has no comments";
  if (character === "'") return "texts stand in double quotes";
  if (/,\s*$/.test(text.slice(0, at)) && "]}".includes(character)) {
    return `no comma stands before ${character}`;
  }
  return `${shown(character)} was not expected`;
}

function notJson(name: string, text: string, message: string): CliError {
  const at = whereItStops(text, message);
  if (at === undefined) return invalid(`${name} is not JSON: ${visible(message)}`);
  const before = text.slice(0, at).split("\n");
  const place = `line ${before.length}, column ${(before.at(-1) ?? "").length + 1}`;
  return invalid(`${name} is not JSON: ${reasonAt(text, at)} (${place}).`);
}

/**
 * The text in a file's bytes.
 *
 * @param name how to call the file
 * @param bytes what it holds
 * @returns the text; a byte order mark stays its first character
 * @throws {CliError} exit 2, `theme_invalid`, where it is not UTF-8
 */
export function decodeText(name: string, bytes: Uint8Array): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw invalid(
      `${name} is UTF-16, as > in Windows PowerShell writes it; JSON is UTF-8.`,
      "Save it as UTF-8; chatkit theme --out <file> writes that.",
    );
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // All that a decoder throws is that it cannot.
    throw invalid(`${name} is not UTF-8, as JSON is.`, "Save it as UTF-8 in your editor.");
  }
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
  if (bare.trim() === "") throw invalid(`${name} is empty.`);
  let value: unknown;
  try {
    value = JSON.parse(bare);
  } catch (cause) {
    throw notJson(name, bare, cause instanceof Error ? cause.message : String(cause));
  }
  if (!isTooDeep(value)) return { text, value };
  throw invalid(
    `${name} holds lists or objects within each other, more than ${MOST_LEVELS} deep; no theme does.`,
  );
}

/**
 * Reads a file.
 *
 * @param path the file
 * @param name how to call it in a message
 * @throws {CliError} exit 2: `theme_unreadable`
 */
export async function readBytes(path: string, name: string = path): Promise<Uint8Array> {
  try {
    return await readFile(path);
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
  return parseJson(name, decodeText(name, await readBytes(path, name)));
}
