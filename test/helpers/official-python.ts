import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./processes.ts";

const PINNED = fileURLToPath(new URL("../differential/python", import.meta.url));
const REQUIREMENTS = join(PINNED, "requirements.txt");
const CACHE = fileURLToPath(new URL("../../.test-cache/differential", import.meta.url));

/**
 * The Python that has OpenAI's own packages (ChatKit's server, the agents SDK, the API's SDK), in the
 * versions that are pinned. It is made once; `CHATKIT_REFERENCE_PYTHON` names another one.
 */
export async function officialPython(): Promise<string> {
  const named = process.env.CHATKIT_REFERENCE_PYTHON;
  if (named) return named;
  const pinned = createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex");
  const environment = join(CACHE, `python-${pinned.slice(0, 12)}`);
  const python = join(environment, "bin/python");
  if (existsSync(python)) return python;
  const staged = `${environment}.${process.pid}`;
  const steps = [
    ["python3", "-m", "venv", staged],
    [join(staged, "bin/python"), "-m", "pip", "install", "--quiet", "-r", REQUIREMENTS],
  ];
  for (const [command = "", ...args] of steps) {
    const finished = await run(command, args, { cwd: PINNED, env: environmentWith({}) });
    if (finished.code !== 0) throw new Error(`${command} failed:\n${finished.output}`);
  }
  // Whoever made it first has made the same.
  if (existsSync(python)) rmSync(staged, { recursive: true });
  else renameSync(staged, environment);
  return python;
}

/** This process's environment, with more variables. */
export function environmentWith(more: Readonly<Record<string, string>>): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { ...Object.fromEntries(inherited), ...more };
}
