import { readlink, realpath } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/**
 * Where a file is that is written through symbolic links, also where there is none yet: a link that
 * leads to a missing file names the place for it.
 *
 * @param path absolute
 * @throws the file system's error, such as ELOOP for links in a circle
 */
export async function linkTarget(path: string): Promise<string> {
  const real = await unlessOf("ENOENT", realpath(path));
  if (real !== undefined) return real;
  // EINVAL: no link, so the name itself is missing.
  const next = await unlessOf("EINVAL", unlessOf("ENOENT", readlink(path)));
  return next === undefined ? path : linkTarget(resolve(dirname(path), next));
}

async function unlessOf<Value>(code: string, work: Promise<Value>): Promise<Value | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === code) return undefined;
    throw error;
  }
}
