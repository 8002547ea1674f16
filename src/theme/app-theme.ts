import { stat } from "node:fs/promises";
import { join } from "node:path";
import { createPatch, FILE_HEADERS_ONLY } from "diff";
import { CliError, usageError } from "../errors.ts";
import { readChatKitJson } from "../project/chatkit-json.ts";
import { replaceFile } from "../project/replace-file.ts";
import { themeFile, themeFileText } from "./emit.ts";
import { inLayoutOf } from "./layout.ts";
import { type JsonDocument, readJsonFile } from "./read.ts";
import { isObject } from "./repair.ts";
import type { Theme } from "./schema.ts";

/** Where an app keeps its theme (design 2). */
export const APP_THEME = "src/theme.json";
const SCHEMA_FILE = "src/theme.schema.json";
/** What `$schema` of that file says to find the schema beside it. */
const SCHEMA_NAME = "./theme.schema.json";

/** The theme file of the app in a directory. */
export interface AppTheme {
  /** Absolute. */
  readonly path: string;
  /** As a person knows it: `src/theme.json`. */
  readonly name: string;
  /** The file's text; empty where an app of ours has lost the file. */
  readonly text: string;
  /** What `$schema` will say; undefined: nothing. */
  readonly schema: string | undefined;
}

async function isFile(path: string): Promise<boolean> {
  // What cannot be looked at is no file that could be read.
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

/** What cannot be read as JSON cannot be shown as a difference either, and is not thrown away. */
async function readAppFile(path: string): Promise<JsonDocument> {
  try {
    return await readJsonFile(path, APP_THEME);
  } catch (error) {
    if (!(error instanceof CliError) || error.hint !== undefined) throw error;
    const hint = "Mend it, or remove it and try again; --out <file> writes anywhere else.";
    throw usageError(error.code, error.message, hint);
  }
}

/**
 * Finds the theme of the app here: an app of ours (`chatkit.json`), or any project that keeps a
 * theme in the same place.
 *
 * @param directory the app's own directory
 * @returns undefined where there is neither
 * @throws {CliError} exit 2: `theme_unreadable`, `theme_invalid` when the file holds no JSON,
 * `chatkit_json_invalid`
 */
export async function findAppTheme(directory: string): Promise<AppTheme | undefined> {
  const path = join(directory, APP_THEME);
  const place = { path, name: APP_THEME };
  if (await isFile(path)) {
    const { text, value } = await readAppFile(path);
    const schema = isObject(value) ? value.$schema : undefined;
    return { ...place, text, schema: typeof schema === "string" ? schema : undefined };
  }
  if ((await readChatKitJson(directory)) === undefined) return undefined;
  const schema = (await isFile(join(directory, SCHEMA_FILE))) ? SCHEMA_NAME : undefined;
  return { ...place, text: "", schema };
}

/**
 * {@link findAppTheme}, for who cannot go on without one.
 *
 * @throws {CliError} `no_app_here` (exit 2), and what {@link findAppTheme} throws
 */
export async function needAppTheme(directory: string): Promise<AppTheme> {
  const found = await findAppTheme(directory);
  if (found) return found;
  throw usageError(
    "no_app_here",
    `There is no app here that keeps its theme in ${APP_THEME}: ${directory} holds neither that file nor chatkit.json.`,
    "Go into the app's directory, or type --out <file> to write anywhere else.",
  );
}

/** The change that a text makes to a file, as a unified diff; empty where nothing changes. */
function fileDiff(name: string, before: string, after: string): string {
  if (before === after) return "";
  return createPatch(name, before, after, "", "", { headerOptions: FILE_HEADERS_ONLY }).trimEnd();
}

/**
 * Writes a theme into the app's file, whole or not at all; `$schema` and the layout stay what they
 * were.
 *
 * @param app see {@link findAppTheme}
 * @param theme a theme without faults
 * @returns the diff; empty where the file says so already, and nothing was written
 */
export async function writeAppTheme(app: AppTheme, theme: Theme): Promise<string> {
  const contents =
    app.text === ""
      ? themeFileText(theme, app.schema)
      : inLayoutOf(app.text, themeFile(theme, app.schema));
  const diff = fileDiff(app.name, app.text, contents);
  if (diff !== "") await replaceFile({ path: app.path, contents });
  return diff;
}
