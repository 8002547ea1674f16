import { randomUUID } from "node:crypto";
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { type CliError, usageError } from "../errors.ts";
import { linkTarget } from "../project/link-target.ts";
import { replaceFile } from "../project/replace-file.ts";

const OWNER_ONLY = 0o600;

/** More than any secret needs. */
const MOST_BYTES = 64 * 1024;
/** As much as a secret with all of its variables needs. */
const PROBE_BYTES = 2 * 1024;

/** What we write: a client secret or a token alone, or all variables of one of the two. */
const OURS =
  /^(?:ek_\S+|eyJ[\w-]+\.[\w-]+\.[\w-]+|CHATKIT_(?:CLIENT_SECRET|TOKEN)=\S+(?:\nCHATKIT_(?:SESSION_ID|COOKIE|USER|EXPIRES_AT)=[^\n]*)*)\n?$/;

/** A file that holds a secret, for its owner alone. */
export interface SecretFile {
  /** Absolute, with links followed. */
  readonly path: string;
  /** Puts the text in place of what was there, so that a reader sees the old or the new one whole. */
  write(text: string): Promise<void>;
  /**
   * What the file holds; undefined when it is gone.
   *
   * @throws {CliError} exit 2, `watch_file_unusable`: it is no file any more
   */
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
      "Such as --watch .env.secret",
    );
  }
  const path = await linkTarget(resolve(directory, typed));
  const there = await stat(path).catch(ignoreMissing);
  if (there && !there.isFile()) {
    throw noFile(typed, there.isDirectory() ? "a directory" : "no regular file");
  }
  if (there && there.size > 0 && !(await holdsSecret(path, there.size))) {
    throw usageError(
      "watch_file_in_use",
      `${typed} holds something else than a secret of ours, which would be lost.`,
      "Name a file that is new, empty, or was written by --watch before.",
    );
  }
  await tryToWrite(path);
  return {
    path,
    write: (contents) => replaceFile({ path, contents, mode: OWNER_ONLY }),
    read: () =>
      readFile(path, "utf8").catch((error: unknown) => {
        if (codeOf(error) === "EISDIR") throw noFile(path, "a directory");
        return ignoreMissing(error);
      }),
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

/** Finds a full or read-only disk before a session is spent on it. */
async function tryToWrite(path: string): Promise<void> {
  const probe = join(dirname(path), `.${randomUUID()}`);
  try {
    await writeFile(probe, "x".repeat(PROBE_BYTES), { flag: "wx", mode: OWNER_ONLY });
  } catch (error) {
    throw error instanceof Error && "path" in error ? Object.assign(error, { path }) : error;
  } finally {
    await rm(probe, { force: true });
  }
}

function noFile(path: string, what: string): CliError {
  return usageError(
    "watch_file_unusable",
    `${path} is ${what}, and cannot hold a secret.`,
    "Name a file; it is made when it is missing.",
  );
}

function ignoreMissing(error: unknown): undefined {
  if (codeOf(error) === "ENOENT") return undefined;
  throw error;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
