import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { environmentWith, officialPython } from "../helpers/official-python.ts";
import { spawnTree, until } from "../helpers/processes.ts";

const SOURCE = fileURLToPath(new URL("./python", import.meta.url));

/** Starts the official server, whose handlers do what the requests tell them. */
export async function startPython(
  modelUrl: string,
): Promise<{ origin: string; close(): Promise<void> }> {
  const python = await officialPython();
  const tree = spawnTree(python, [join(SOURCE, "server.py")], {
    cwd: SOURCE,
    env: environmentWith({ MODEL_URL: modelUrl, PYTHONDONTWRITEBYTECODE: "1" }),
  });
  const port = await until("the Python server", () => {
    if (tree.child.exitCode !== null) throw new Error(tree.output());
    return /"port": (\d+)/.exec(tree.output())?.[1];
  });
  return { origin: `http://127.0.0.1:${port}`, close: () => tree.kill() };
}
