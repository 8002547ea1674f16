import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import Handlebars from "handlebars";

/** The module name under which `src/create/render.ts` imports the compiled templates. */
const MODULE = "virtual:precompiled-templates";
const RESOLVED = `\0${MODULE}`;
const TEMPLATES = join(dirname(fileURLToPath(import.meta.url)), "../templates");

/**
 * A Rolldown and Vite plugin that compiles every `templates/**\/*.hbs` while bundling, so that the
 * published program carries only the Handlebars runtime and starts without compiling anything.
 *
 * @returns a plugin whose virtual module has, as its default export, one entry for each template:
 * its path below `templates/` (with `/`) to a Handlebars template specification.
 */
export function precompiledTemplates() {
  return {
    name: "precompiled-templates",
    resolveId(id: string) {
      return id === MODULE ? RESOLVED : undefined;
    },
    load(id: string) {
      if (id !== RESOLVED) return undefined;
      const entries = readdirSync(TEMPLATES, { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith(".hbs"))
        .map((path) => path.split(sep).join("/"))
        .sort()
        .map((path) => {
          const source = readFileSync(join(TEMPLATES, path), "utf8");
          const specification = Handlebars.precompile(source, {
            strict: true,
            noEscape: true,
            knownHelpers: { json: true, html: true, md: true, sh: true },
          });
          return `${JSON.stringify(path)}: ${specification}`;
        });
      return `export default {\n${entries.join(",\n")}\n};\n`;
    },
  };
}
