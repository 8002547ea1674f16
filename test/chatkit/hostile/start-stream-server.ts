import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { spawnTree, until } from "../../helpers/processes.ts";
import type { StreamServerState } from "./stream-server.ts";

const HERE = dirname(fileURLToPath(import.meta.url));
const MODULES = join(HERE, "../../../node_modules");

/** A chat in a process of its own. */
export interface StreamServer {
  readonly port: number;
  state(): Promise<StreamServerState>;
  /** Begins to count anew. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Bundles `stream-server.ts`, since Node 20 runs no TypeScript, and starts it. */
export async function startStreamServer(): Promise<StreamServer> {
  const directory = await mkdtemp(join(tmpdir(), "streams-"));
  await symlink(MODULES, join(directory, "node_modules"), "junction");
  const file = join(directory, "server.mjs");
  await build({
    input: join(HERE, "stream-server.ts"),
    platform: "node",
    external: /^[^./]/,
    output: { file, format: "esm" },
    logLevel: "warn",
  });
  const { PATH = "" } = process.env;
  const tree = spawnTree(process.execPath, ["--expose-gc", file], {
    cwd: directory,
    env: { PATH, NODE_ENV: "production" },
  });
  const port = await until("the server of the streams", () => {
    if (tree.child.exitCode !== null) throw new Error(tree.output());
    return Number(/"port":(\d+)/.exec(tree.output())?.[1]) || undefined;
  });
  const origin = `http://127.0.0.1:${port}`;
  return {
    port,
    state: async () => (await (await fetch(`${origin}/state`)).json()) as StreamServerState,
    async reset() {
      await fetch(`${origin}/reset`, { method: "POST" });
    },
    async close() {
      await tree.kill();
      await rm(directory, { recursive: true });
    },
  };
}
