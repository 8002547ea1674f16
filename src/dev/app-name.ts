import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";

/**
 * The name of a project: the one in its package.json, else that of its directory.
 *
 * @param cwd the project's directory
 */
export async function appName(cwd: string): Promise<string> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(cwd, "package.json"), "utf8"));
    if (typeof manifest === "object" && manifest && "name" in manifest) {
      if (typeof manifest.name === "string" && manifest.name) return manifest.name;
    }
  } catch {
    // A project without a package.json, or with a broken one, has the name of its directory.
  }
  return basename(cwd);
}
