import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run, spawnTree, until } from "../helpers/processes.ts";

const SOURCE = fileURLToPath(new URL("./python", import.meta.url));
const REQUIREMENTS = join(SOURCE, "requirements.txt");
const CACHE = fileURLToPath(new URL("../../.test-cache/differential", import.meta.url));

/**
 * The Python that has the official server, in the versions that are pinned. It is made once;
 * `CHATKIT_REFERENCE_PYTHON` names another one.
 */
async function referencePython(): Promise<string> {
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
    const finished = await run(command, args, { cwd: SOURCE, env: environmentOf({}) });
    if (finished.code !== 0) throw new Error(`${command} failed:\n${finished.output}`);
  }
  // Whoever made it first has made the same.
  if (existsSync(python)) rmSync(staged, { recursive: true });
  else renameSync(staged, environment);
  return python;
}

/** Starts the official server, whose handlers do what the requests tell them. */
export async function startPython(
  modelUrl: string,
): Promise<{ origin: string; close(): Promise<void> }> {
  const python = await referencePython();
  const tree = spawnTree(python, [join(SOURCE, "server.py")], {
    cwd: SOURCE,
    env: environmentOf({ MODEL_URL: modelUrl, PYTHONDONTWRITEBYTECODE: "1" }),
  });
  const port = await until("the Python server", () => {
    if (tree.child.exitCode !== null) throw new Error(tree.output());
    return /"port": (\d+)/.exec(tree.output())?.[1];
  });
  return { origin: `http://127.0.0.1:${port}`, close: () => tree.kill() };
}

function environmentOf(more: Record<string, string>): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { ...Object.fromEntries(inherited), ...more };
}
