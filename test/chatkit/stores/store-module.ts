import { existsSync, readdirSync } from "node:fs";
import { symlink } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { bringsLayer } from "../../../src/create/layers.ts";
import type { Environment } from "../../../templates/+node/server/environment.ts";
import type { Files, Store } from "../../../templates/+self-hosted+node/server/chatkit/store.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const TEMPLATES = join(ROOT, "templates");

export type StoreName = "sqlite" | "postgres" | "memory";

/** What `server/store.ts` of an app exports. */
export interface StoreModule {
  openStorage(options: {
    readonly environment: Environment;
    readonly dataDirectory: string;
  }): Promise<{ readonly store: Store; readonly files: Files }>;
}

/**
 * Bundles `server/store.ts` of an app, whose files lie in several layers, so that a plain Node
 * process can import it.
 *
 * @param directory an empty directory
 * @returns the path of the bundle
 */
export async function bundleStore(name: StoreName, directory: string): Promise<string> {
  const words = new Set(["self-hosted", "node", name]);
  const servers = readdirSync(TEMPLATES)
    .filter((layer) => bringsLayer(layer, words))
    .map((layer) => join(TEMPLATES, layer, "server"));
  await symlink(join(ROOT, "node_modules"), join(directory, "node_modules"), "junction");
  const file = join(directory, "store.mjs");
  await build({
    input: join(TEMPLATES, `+node+${name}`, "server/store.ts"),
    platform: "node",
    external: /^[^./]/,
    plugins: [
      {
        name: "layers",
        resolveId(source, importer) {
          const own = servers.find((server) => importer?.startsWith(server));
          if (!own || !importer) return null;
          const path = relative(own, join(dirname(importer), source));
          return servers.map((server) => join(server, path)).find(existsSync) ?? null;
        },
      },
    ],
    output: { file, format: "esm" },
  });
  return file;
}

/** An environment in which nothing is set but these variables. */
export function environmentOf(variables: Readonly<Record<string, string>>): Environment {
  const find = (name: string) => {
    const value = variables[name];
    return value === undefined ? undefined : { name, value, source: "shell" as const };
  };
  return { find, inFile: () => undefined, value: (name) => find(name)?.value };
}
