import { randomBytes } from "node:crypto";
import { lstat, mkdir, readFile, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CliError, EXIT, usageError } from "../errors.ts";
import { addMissingEnvKeys } from "../project/env-file.ts";
import { type Destination, occupants, STAGING_NAME } from "./destination.ts";
import type { PlannedFile } from "./plan.ts";

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

/**
 * Makes a directory and those above it, and says which of them were not there before, innermost
 * first. Node's own recursive `mkdir` never returns where the system answers ENOENT, as in /proc,
 * and takes a disk without room for a missing directory.
 */
async function makeDirectory(path: string): Promise<string[]> {
  const missing: string[] = [];
  let above = path;
  // A place that cannot be looked at counts as missing: making it then says why.
  while (!(await lstat(above).catch(() => undefined)) && dirname(above) !== above) {
    missing.push(above);
    above = dirname(above);
  }
  const made: string[] = [];
  try {
    for (const directory of missing.toReversed()) {
      await mkdir(directory);
      made.unshift(directory);
    }
  } catch (error) {
    // Another run may have made the same directory in between.
    if (errorCode(error) === "EEXIST") return [...(await makeDirectory(path)), ...made];
    await removeMade(made);
    throw error;
  }
  return made;
}

/** Removes directories that this run made, innermost first; one that somebody filled stays. */
async function removeMade(directories: readonly string[]): Promise<void> {
  for (const directory of directories) {
    await rmdir(directory).catch((error: unknown) => {
      if (!["ENOTEMPTY", "EEXIST", "ENOENT"].includes(errorCode(error) ?? "")) throw error;
    });
  }
}

async function writeInto(
  directory: string,
  files: readonly PlannedFile[],
  signal: AbortSignal,
): Promise<void> {
  const ready = new Set<string>();
  for (const file of files) {
    signal.throwIfAborted();
    const path = join(directory, file.path);
    if (!ready.has(dirname(path))) await makeDirectory(dirname(path));
    ready.add(dirname(path));
    await writeFile(path, file.contents, { mode: file.mode ?? 0o666, flag: "wx" });
  }
}

function appeared(destination: Destination): CliError {
  return usageError(
    "destination_in_use",
    `The directory ${destination.typed} appeared while the app was being made, and is in use.`,
    "Nothing was written. Choose another directory.",
  );
}

/** Stages a fresh app beside its destination and renames it into place. */
async function writeFresh(
  destination: Destination,
  files: readonly PlannedFile[],
  signal: AbortSignal,
): Promise<void> {
  const parent = dirname(destination.path);
  const made = await makeDirectory(parent);
  const staging = join(parent, `${STAGING_NAME}-${randomBytes(6).toString("hex")}`);
  try {
    await mkdir(staging);
    await writeInto(staging, files, signal);
    signal.throwIfAborted();
    await rename(staging, destination.path);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    await removeMade(made);
    // Windows answers EPERM where the destination exists.
    const code = errorCode(error);
    if (code === "ENOTEMPTY" || code === "EEXIST" || code === "ENOTDIR" || code === "EPERM") {
      // Where it cannot be looked at, the error that is thrown below says more than we could.
      if (await lstat(destination.path).catch(() => undefined)) throw appeared(destination);
    }
    throw error;
  }
}

/** What was there before a file of the app, if anything. */
async function existingFile(path: string): Promise<"file" | undefined> {
  const entry = await lstat(path).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  });
  if (!entry) return undefined;
  if (entry.isFile()) return "file";
  throw usageError(
    "destination_in_use",
    `${path} is in the way: the app brings a file of that name, and this is ${entry.isDirectory() ? "a directory" : entry.isSymbolicLink() ? "a symbolic link" : "no ordinary file"}.`,
    "Move it away and try again.",
  );
}

/** Refuses to write through a link or a file that stands where the app has a directory. */
async function checkDirectories(root: string, files: readonly PlannedFile[]): Promise<void> {
  const directories = new Set<string>();
  for (const file of files) {
    for (let path = dirname(file.path); path !== "."; path = dirname(path)) directories.add(path);
  }
  for (const path of directories) {
    const entry = await lstat(join(root, path)).catch((error: unknown) => {
      if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return undefined;
      throw error;
    });
    if (entry && !entry.isDirectory()) {
      throw usageError(
        "destination_in_use",
        `${join(root, path)} is in the way: the app has a directory of that name, and this is ${entry.isSymbolicLink() ? "a symbolic link" : "a file"}.`,
        "Move it away and try again.",
      );
    }
  }
}

/** Keeps every line of an existing `.env` and adds the keys that it lacks (design 1.1). */
async function mergedWithExisting(root: string, file: PlannedFile): Promise<PlannedFile> {
  if (file.path !== ".env") return file;
  if (!(await existingFile(join(root, file.path)))) return file;
  const existing = await readFile(join(root, file.path), "utf8");
  return { ...file, contents: addMissingEnvKeys(existing, String(file.contents)) };
}

/** Stages files inside an existing directory and swaps them in; on failure all is put back. */
async function writeIntoExisting(
  destination: Destination,
  files: readonly PlannedFile[],
  signal: AbortSignal,
): Promise<void> {
  const root = destination.path;
  const staging = join(root, STAGING_NAME);
  try {
    await mkdir(staging);
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
    throw usageError(
      "destination_in_use",
      `Another run is writing into ${destination.typed}, or one was killed there.`,
      `If none is running, remove ${staging} and try again.`,
    );
  }
  const undo: (() => Promise<void>)[] = [];
  try {
    if (!destination.force && (await occupants(root)).length > 0) throw appeared(destination);
    await checkDirectories(root, files);
    const wanted = await Promise.all(files.map((file) => mergedWithExisting(root, file)));
    await writeInto(join(staging, "new"), wanted, signal);
    for (const { path } of wanted) {
      signal.throwIfAborted();
      const target = join(root, path);
      const made = await makeDirectory(dirname(target));
      if (made.length > 0) undo.push(() => removeMade(made));
      if (await existingFile(target)) {
        // What somebody put there since we looked is theirs.
        if (!destination.force) throw appeared(destination);
        const kept = join(staging, "old", path);
        await makeDirectory(dirname(kept));
        await rename(target, kept);
        undo.push(() => rename(kept, target));
      }
      await rename(join(staging, "new", path), target);
      undo.push(() => rm(target, { force: true }));
    }
    signal.throwIfAborted();
  } catch (error) {
    const lost: unknown[] = [];
    for (const step of undo.reverse()) await step().catch((reason) => lost.push(reason));
    if (lost.length > 0) {
      throw new CliError(
        `Writing into ${destination.typed} failed, and ${lost.length} of your files could not be put back.`,
        {
          code: "restore_failed",
          exitCode: EXIT.failed,
          hint: `They are safe in ${join(staging, "old")}: move them back by hand.`,
          cause: error,
        },
      );
    }
    await rm(staging, { recursive: true, force: true });
    throw error;
  }
  await rm(staging, { recursive: true, force: true });
}

/**
 * Writes an app, all or nothing.
 *
 * @param destination where; see {@link Destination}
 * @param files what, with paths below the destination (`/` as the separator)
 * @param signal aborts the writing; the place is then as it was
 * @throws whatever the disk says, `destination_in_use` (exit 2), `restore_failed` (exit 1), or the
 * signal's reason; in every case but `restore_failed` nothing of this run is left
 */
export async function writeApp(
  destination: Destination,
  files: readonly PlannedFile[],
  signal: AbortSignal,
): Promise<void> {
  // What cannot be looked at is written as if it were not there, and the disk says what is wrong.
  const isThere = (await stat(destination.path).catch(() => undefined))?.isDirectory() ?? false;
  if (isThere && !destination.exists && (await occupants(destination.path)).length > 0) {
    throw appeared(destination);
  }
  await (isThere ? writeIntoExisting : writeFresh)(destination, files, signal);
}
