import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

/** The module name under which `src/dev/inspector/assets.ts` imports the page's code. */
const MODULE = "virtual:inspector-page";
const RESOLVED = `\0${MODULE}`;
const PAGE = join(dirname(fileURLToPath(import.meta.url)), "../src/dev/inspector/page");

async function bundlePage(): Promise<{ code: string; modules: readonly string[] }> {
  const bundle = await rolldown({ input: join(PAGE, "main.ts"), platform: "browser" });
  const { output } = await bundle.generate({ format: "iife", minify: true });
  await bundle.close();
  const [{ code, moduleIds }] = output;
  return { code, modules: moduleIds };
}

/**
 * A Rolldown and Vite plugin that bundles the browser code of the inspector into text, so that it is
 * a part of the program: tests of the sources serve the same page as the published package.
 *
 * @returns a plugin whose virtual module exports `script` and `style`, and `modules`: what the page
 * was made of, for its licences, once the bundle is written
 */
export function inspectorPage() {
  const modules: string[] = [];
  return {
    name: "inspector-page",
    modules,
    resolveId(id: string) {
      return id === MODULE ? RESOLVED : undefined;
    },
    async load(id: string) {
      if (id !== RESOLVED) return undefined;
      const page = await bundlePage();
      modules.push(...page.modules);
      const style = readFileSync(join(PAGE, "style.css"), "utf8");
      return `export const script = ${JSON.stringify(page.code)};
export const style = ${JSON.stringify(style)};
`;
    },
  };
}
