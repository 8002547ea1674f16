import { randomUUID } from "node:crypto";
import { open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { CliError, EXIT, usageError } from "../errors.ts";

const OWNER_ONLY = 0o600;

/** More than any secret needs. */
const MOST_BYTES = 64 * 1024;

/** What we write: a client secret or a token alone, or all variables of one of the two. */
const OURS =
  /^(?:ek_\S+|eyJ[\w-]+\.[\w-]+\.[\w-]+|CHATKIT_(?:CLIENT_SECRET|TOKEN)=\S+(?:\nCHATKIT_(?:SESSION_ID|COOKIE|USER|EXPIRES_AT)=[^\n]*)*)\n?$/;

/** A file that holds a secret, for its owner alone. */
export interface SecretFile {
  /** Absolute, with links followed. */
  readonly path: string;
  /** Puts the text in place of what was there, so that a reader sees the old or the new one whole. */
  write(text: string): Promise<void>;
  /** What the file holds; undefined when it is gone. */
  read(): Promise<string | undefined>;
  remove(): Promise<void>;
}

/**
 * Finds out whether a secret can be kept at a place, before one is minted for it.
 *
 * @param typed where, as it was typed
 * @param directory what a relative path starts from
 * @throws {CliError} exit 2: `watch_file_in_use` when it holds what nobody else should lose,
 * `watch_file_unusable` when it is no file
 * @throws the file system's error when nothing can be written there
 */
export async function openSecretFile(typed: string, directory: string): Promise<SecretFile> {
  if (typed.trim() === "") {
    throw usageError(
      "missing_answer",
      "--watch needs the name of a file.",
      "Such as --watch .chatkit-secret",
    );
  }
  const path = await followed(resolve(directory, typed));
  const there = await stat(path).catch(ignoreMissing);
  if (there && !there.isFile()) {
    throw usageError(
      "watch_file_unusable",
      `${typed} is ${there.isDirectory() ? "a directory" : "no regular file"}, and cannot hold a secret.`,
      "Name a file; it is made when it is missing.",
    );
  }
  if (there && there.size > 0 && !(await holdsSecret(path, there.size))) {
    throw usageError(
      "watch_file_in_use",
      `${typed} holds something else than a secret of ours, which would be lost.`,
      "Name a file that is new, empty, or was written by --watch before.",
    );
  }
  const beside = () => join(dirname(path), `.${basename(path).slice(0, 100)}.${randomUUID()}.tmp`);
  // A full or read-only disk is found before a session is spent on it.
  await writeWhole(beside(), "", rm);
  return {
    path,
    write: (text) => writeWhole(beside(), text, (temporary) => rename(temporary, path)),
    read: () => readFile(path, "utf8").catch(ignoreMissing),
    remove: () => rm(path, { force: true }),
  };
}

/**
 * Whether a text is a secret, or variables that hold one, as `--watch` writes them.
 *
 * @param text what a file holds
 */
export function isSecretText(text: string): boolean {
  return text.length <= MOST_BYTES && OURS.test(text);
}

async function holdsSecret(path: string, size: number): Promise<boolean> {
  return size <= MOST_BYTES && isSecretText(await readFile(path, "utf8"));
}

/** Writes a file that nobody else may read, then does something with it; leaves none behind. */
async function writeWhole(
  temporary: string,
  text: string,
  then: (temporary: string) => Promise<void>,
): Promise<void> {
  try {
    const file = await open(temporary, "wx", OWNER_ONLY);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await then(temporary);
  } catch (error) {
    // What could not be written is the news; that its rest stays too would hide it.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** The file itself where a link leads to it, so that the link stays. */
async function followed(path: string): Promise<string> {
  const real = await realpath(path).catch(ignoreMissing);
  if (real !== undefined) return real;
  const directory = await realpath(dirname(path)).catch(ignoreMissing);
  if (directory !== undefined) return join(directory, basename(path));
  throw new CliError(`There is no directory ${dirname(path)}.`, {
    code: "no_such_directory",
    exitCode: EXIT.failed,
    hint: "Make it first, or name a file elsewhere.",
  });
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}
