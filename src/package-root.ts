import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

function findRoot(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, "package.json"))) directory = dirname(directory);
  return directory;
}

/** The absolute directory of this package: `templates/` and `package.json` are in it. */
export const packageRoot = findRoot();

/** This program's version, as its package.json has it. */
export function packageVersion(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(join(packageRoot, "package.json"), "utf8"),
  );
  return manifest.version;
}
