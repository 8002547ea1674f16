import { randomBytes } from "node:crypto";
import { open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { CliError, EXIT, usageError } from "../errors.ts";
import { shellCommand } from "../terminal/quote.ts";
import { linkTarget } from "./link-target.ts";

/** Undefined where there is no such file; everything else that the disk says is thrown. */
function unlessMissing(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}

/**
 * Writes a file whole or not at all: a reader sees the old contents or the new, and a failure
 * leaves the old. A symbolic link stays one; what it leads to is replaced.
 *
 * @param file `path` of a file in a directory that exists; its `contents`; `mode`: the permissions
 * of the file, else those that it has, else what the process gives
 * @throws `not_a_file` (exit 2) where a directory or a device has that name, `no_such_directory`
 * (exit 1) where its directory is missing, or whatever the disk says; nothing of this run is left then
 */
export async function replaceFile(file: {
  path: string;
  contents: string;
  mode?: number;
}): Promise<void> {
  // By its own name: that of a pipe, as /dev/stdout leads to, is found nowhere on the disk.
  const kept = await stat(file.path).catch(unlessMissing);
  if (kept && !kept.isFile()) {
    const what = kept.isDirectory() ? "a directory" : "no ordinary file";
    throw usageError("not_a_file", `${file.path} cannot be written: it is ${what}.`);
  }
  const target = await linkTarget(resolve(file.path));
  const directory = dirname(target);
  if (!(await stat(directory).catch(unlessMissing))) {
    throw new CliError(`Cannot write ${file.path}: there is no directory ${directory}.`, {
      code: "no_such_directory",
      exitCode: EXIT.failed,
      hint: `Make it first: ${shellCommand(["mkdir", "-p", directory])}`,
    });
  }
  const mode = file.mode ?? (kept && kept.mode & 0o777);
  const staged = join(directory, `.${basename(target)}.${randomBytes(6).toString("hex")}`);
  try {
    const handle = await open(staged, "wx", file.mode ?? 0o666);
    try {
      await handle.writeFile(file.contents);
      // The umask takes from what open is told.
      if (mode !== undefined) await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(staged, target);
  } catch (error) {
    await rm(staged, { force: true });
    // Nobody knows the name of the staged file.
    throw error instanceof Error && "path" in error
      ? Object.assign(error, { path: file.path })
      : error;
  }
}
