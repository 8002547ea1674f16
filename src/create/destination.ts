import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { usageError } from "../errors.ts";
import { checkDirectoryName } from "./names.ts";

/**
 * The directory that a run works in while it writes. Inside an existing destination its name is
 * fixed, so that making it is also the lock between two runs.
 */
export const STAGING_NAME = ".create-chatkit-app";

/** Where an app will be written. */
export interface Destination {
  /** What the person typed, without a trailing separator. */
  readonly typed: string;
  /** The absolute directory. */
  readonly path: string;
  /** The last part of the path: the app's title. */
  readonly name: string;
  /** A directory is there already: empty, with `.git` alone, or any with `--force`. */
  readonly exists: boolean;
  /** Files that the app brings may replace what is there. */
  readonly force: boolean;
}

function inUse(typed: string, found: readonly string[]): Error {
  const shown = found.slice(0, 3).join(", ");
  const more = found.length > 3 ? ` and ${found.length - 3} more` : "";
  return usageError(
    "destination_in_use",
    `The directory ${typed} is not empty: it holds ${shown}${more}.`,
    "Choose another directory, or add --force: it replaces the files that the app brings and deletes nothing.",
  );
}

/**
 * The names in a directory that keep it from being free: all but `.git` (design 1.1).
 *
 * @param path an existing directory
 */
export async function occupants(path: string): Promise<string[]> {
  const names = await readdir(path);
  return names.filter((name) => name !== ".git" && name !== STAGING_NAME).sort();
}

/** What the system says of a path at which no directory can ever be made. */
const REFUSED_PATHS: Record<string, string> = {
  ENOTDIR: "a part of the path is a file, not a directory",
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "the name is longer than this file system allows",
};

/** On Windows both separators end a path; elsewhere a backslash may be the end of a name. */
function withoutTrailingSeparator(typed: string): string {
  return typed.replace(sep === "\\" ? /[\\/]+$/ : /\/+$/, "") || typed;
}

/**
 * Looks at where an app is wanted.
 *
 * @param typed a relative or absolute path, as it was typed
 * @param options `cwd`: what it is relative to; `force`: any directory will do
 * @throws {CliError} exit 2: `bad_name`, `bad_path`, `destination_is_file`, `destination_in_use`
 */
export async function inspectDestination(
  typed: string,
  options: { cwd: string; force: boolean },
): Promise<Destination> {
  if (typed.trim() === "") checkDirectoryName(typed);
  const path = resolve(options.cwd, typed);
  const name = basename(path);
  checkDirectoryName(name);
  const shown = withoutTrailingSeparator(typed);
  const entry = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    const reason = REFUSED_PATHS[error.code ?? ""];
    if (!reason) throw error;
    throw usageError("bad_path", `Nothing can be made at ${shown}: ${reason}.`, "Choose another.");
  });
  const destination = { typed: shown, path, name, force: options.force };
  if (!entry) return { ...destination, exists: false };
  const target = entry.isSymbolicLink() ? await followLink(path, shown) : path;
  if (!(await stat(target)).isDirectory()) {
    throw usageError(
      "destination_is_file",
      `${shown} is a file, not a directory.`,
      "Choose another name.",
    );
  }
  const found = await occupants(target);
  if (found.length > 0 && !options.force) throw inUse(shown, found);
  return { ...destination, path: target, exists: true };
}

async function followLink(path: string, shown: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    if (
      cause instanceof Error &&
      "code" in cause &&
      (cause.code === "ENOENT" || cause.code === "ELOOP")
    ) {
      throw usageError(
        "destination_is_file",
        `${shown} is a symbolic link that leads nowhere.`,
        `Remove it, or choose another name in ${dirname(path)}.`,
      );
    }
    throw cause;
  }
}

/** The default destination of design 1.1. */
export const DEFAULT_DIRECTORY = "my-chatkit-app";

/**
 * Whether a path is at or below another.
 *
 * @param path an absolute path
 * @param directory an absolute directory
 */
export function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(join(directory, "/"));
}
