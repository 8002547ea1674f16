import { createHash } from "node:crypto";
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { cleanEnv } from "./app.ts";
import { type Finished, type ProcessTree, spawnTree } from "./processes.ts";

/** The two programs of the package. */
export type Door = "create-chatkit-app" | "chatkit";

const BIN = fileURLToPath(new URL("../../bin/", import.meta.url));

/** The launcher of a door, as an absolute path. */
export function launcher(door: Door): string {
  return join(BIN, `${door}.js`);
}

/** Flags that make the smallest app at once: no question, no install, no git. */
export const QUICK = [
  ...["--frontend", "vanilla", "--backend", "hosted", "--runtime", "node"],
  ...["--theme", "minimal", "--sample", "bare"],
  ...["--no-install", "--no-git"],
] as const;

/** {@link QUICK}, but with an install. */
export const INSTALLING = QUICK.filter((flag) => flag !== "--no-install");

/** How to run the command. */
export interface CliOptions {
  readonly cwd: string;
  readonly door?: Door;
  /** Variables beyond those of {@link cleanEnv}. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the real command; its whole tree ends with the test. */
export function startCli(args: readonly string[], options: CliOptions): ProcessTree {
  const tree = spawnTree(
    process.execPath,
    [launcher(options.door ?? "create-chatkit-app"), ...args],
    { cwd: options.cwd, env: cleanEnv({ npm_config_user_agent: "npm", ...options.env }) },
  );
  onTestFinished(() => tree.kill());
  return tree;
}

/** Runs the real command to its end. */
export function cli(args: readonly string[], options: CliOptions): Promise<Finished> {
  return startCli(args, options).finished;
}

/** An empty directory that goes with the test, without links in its path. */
export async function scratch(): Promise<string> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "chatkit-cli-")));
  onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}

/**
 * Everything below a directory: path to what it is, with permissions and a hash of its contents.
 * Two equal records mean that nothing was added, removed or changed.
 */
export async function record(directory: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const path of (await readdir(directory, { recursive: true })).sort()) {
    const whole = join(directory, path);
    const entry = await lstat(whole);
    const mode = (entry.mode & 0o777).toString(8);
    if (entry.isSymbolicLink()) found[path] = `link to ${await readlink(whole)}`;
    else if (entry.isDirectory()) found[path] = `directory ${mode}`;
    else if (entry.isFile()) {
      const hash = createHash("sha256").update(await readFile(whole));
      found[path] = `file ${mode} ${hash.digest("hex").slice(0, 12)}`;
    } else found[path] = "special";
  }
  return found;
}

/** The files below a directory, sorted, without `.git`. */
export async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .filter((path) => !path.startsWith(".git/"))
    .sort();
}

async function onPath(program: string): Promise<string | undefined> {
  for (const folder of (cleanEnv().PATH ?? "").split(delimiter)) {
    const path = join(folder, program);
    if (await lstat(path).catch(() => undefined)) return path;
  }
  return undefined;
}

/**
 * A PATH that holds Node, the named programs of this machine, and shell scripts of our own.
 *
 * @param real programs that are taken from this machine, such as `git`
 * @param scripts name to the body of a `sh` script
 */
export async function pathWith(
  real: readonly string[],
  scripts: Readonly<Record<string, string>> = {},
): Promise<string> {
  const folder = await scratch();
  await symlink(process.execPath, join(folder, "node"));
  for (const name of real) {
    const path = await onPath(name);
    if (path) await symlink(path, join(folder, name));
  }
  await mkdir(folder, { recursive: true });
  for (const [name, body] of Object.entries(scripts)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${body}\n`);
    await chmod(join(folder, name), 0o755);
  }
  return folder;
}

/** The one JSON value that a run printed; throws when stdout holds anything else. */
export function oneJsonValue(run: Finished): Record<string, unknown> {
  if (!/^\{[^\n]*\}\n$/.test(run.stdout)) throw new Error(`Not one line of JSON: ${run.stdout}`);
  return JSON.parse(run.stdout) as Record<string, unknown>;
}
