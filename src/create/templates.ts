import { readdir, readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { packageRoot } from "../package-root.ts";

/** One file of one layer. */
export interface TemplateFile {
  /** The layer's folder: `base`, or the answers that bring it, such as `+react+hosted`. */
  readonly layer: string;
  /** Path below the layer, with `/`, as it is stored (`_gitignore`, `index.html.hbs`). */
  readonly source: string;
  /** The bytes of a plain file; undefined for a Handlebars template, which is compiled. */
  readonly contents: Buffer | undefined;
}

/** What development leaves in a template folder and no app may get. */
const LEFTOVERS =
  /(^|\/)(__pycache__|node_modules|\.venv|\.pytest_cache|\.ruff_cache|\.mypy_cache)(\/|$)|\.pyc$/;

/**
 * Reads the layers that a set of answers brings.
 *
 * @param wanted whether a layer, by its folder name, is brought
 * @returns the files of those layers, in no particular order
 */
export async function readTemplates(wanted: (layer: string) => boolean): Promise<TemplateFile[]> {
  const root = join(packageRoot, "templates");
  const layers = (await readdir(root)).filter(wanted);
  const files = await Promise.all(
    layers.map(async (layer) => {
      const entries = await readdir(join(root, layer), { recursive: true, withFileTypes: true });
      return Promise.all(
        entries
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name))
          .map((path) => ({
            path,
            source: path
              .slice(join(root, layer).length + 1)
              .split(sep)
              .join("/"),
          }))
          .filter(({ source }) => !LEFTOVERS.test(source))
          .map(async ({ path, source }) => ({
            layer,
            source,
            contents: source.endsWith(".hbs") ? undefined : await readFile(path),
          })),
      );
    }),
  );
  return files.flat();
}
