import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const MODULE = "virtual:lucide-icons";
const RESOLVED = `\0${MODULE}`;
const ICONS = join(
  dirname(fileURLToPath(import.meta.resolve("lucide-static/package.json"))),
  "icons",
);

/** What stands inside of an icon's `svg` element, on one line. */
function shapesOf(svg: string): string {
  const [, shapes = ""] = /<svg[^>]*>(.*)<\/svg>/s.exec(svg) ?? [];
  return shapes.replace(/\s*\n\s*/g, "").replaceAll(" />", "/>");
}

/**
 * A Rolldown and Vite plugin that bundles the icons of Lucide into one module, so that the published
 * package serves any of them without the library. All of them have the same `svg` element around
 * their shapes, which is left out.
 *
 * @returns a plugin whose virtual module exports `shapes`: names to what is inside of the icons; and
 * `modules`: where they are from, for the licence, once the bundle is written
 */
export function lucideIcons() {
  const modules: string[] = [];
  return {
    name: "lucide-icons",
    modules,
    resolveId(id: string) {
      return id === MODULE ? RESOLVED : undefined;
    },
    load(id: string) {
      if (id !== RESOLVED) return undefined;
      const files = readdirSync(ICONS).sort();
      const paths = files.map((file) => join(ICONS, file));
      modules.push(...paths.slice(0, 1));
      const shapes = paths.map((path, index) => [
        files[index]?.replace(/\.svg$/, ""),
        shapesOf(readFileSync(path, "utf8")),
      ]);
      return `export const shapes = ${JSON.stringify(Object.fromEntries(shapes))};\n`;
    },
  };
}
