import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "lightningcss";
import { type Plugin, rolldown } from "rolldown";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Module names under which `src/` imports the code of its pages, and where that code is. */
const PAGES: Readonly<Record<string, string>> = {
  "virtual:inspector-page": "src/dev/inspector/page",
  "virtual:chat-page": "src/dev/chat-page/page",
  "virtual:offline-element": "src/offline/element",
};

/** Code that imports a style sheet of its own gets it as text, without comments and blanks. */
const stylesAsText: Plugin = {
  name: "styles-as-text",
  load(id) {
    if (!id.endsWith(".css")) return undefined;
    const { code } = transform({ filename: id, code: readFileSync(id), minify: true });
    return { code: `export default ${JSON.stringify(code.toString())};`, moduleType: "js" };
  },
};

/**
 * The pages want the lexer of Marked alone. Its parser and renderer cannot be shaken off, since its
 * module puts them on a function of its own at the end, so that the end is left out.
 */
const lexerOfMarked: Plugin = {
  name: "lexer-of-marked",
  transform(code, id) {
    if (!id.endsWith("/marked/lib/marked.esm.js")) return undefined;
    const end = code.search(/var \w+=new \w+;function \w+\(\w+,\w+\)\{return \w+\.parse\(/);
    const lexer = /(\w+) as Lexer\b/.exec(code)?.[1];
    if (end < 0 || lexer === undefined) throw new Error("Marked is written otherwise now.");
    return `${code.slice(0, end)}export{${lexer} as Lexer};`;
  },
};

/**
 * The element's templates are sent as they are written. Their indentation means nothing, and is a
 * hundredth of what is sent.
 */
const unindented: Plugin = {
  name: "unindented",
  transform(code, id) {
    const isElement = id.includes("/src/offline/element/") && id.endsWith(".ts");
    return isElement ? code.replace(/\n\s+/g, "\n") : undefined;
  },
};

async function bundlePage(page: string): Promise<{ code: string; modules: readonly string[] }> {
  const bundle = await rolldown({
    input: join(ROOT, page, "main.ts"),
    platform: "browser",
    plugins: [stylesAsText, lexerOfMarked, unindented],
  });
  const { output } = await bundle.generate({
    format: "iife",
    minify: true,
    // Licences are told in one file of the package, not a hundred times.
    comments: false,
  });
  await bundle.close();
  const [{ code, moduleIds }] = output;
  return { code, modules: moduleIds };
}

/**
 * A Rolldown and Vite plugin that bundles the browser code of `chatkit dev` into text, so that it is
 * a part of the program: tests of the sources serve the same pages as the published package.
 *
 * @returns a plugin whose virtual modules export `script` and `style`, and `modules`: what the pages
 * were made of, for their licences, once the bundle is written
 */
export function browserPages() {
  const modules: string[] = [];
  return {
    name: "browser-pages",
    modules,
    resolveId(id: string) {
      return id in PAGES ? `\0${id}` : undefined;
    },
    async load(id: string) {
      const page = id.startsWith("\0") ? PAGES[id.slice(1)] : undefined;
      if (page === undefined) return undefined;
      const { code, modules: used } = await bundlePage(page);
      modules.push(...used);
      const sheet = join(ROOT, page, "style.css");
      const style = existsSync(sheet) ? readFileSync(sheet, "utf8") : "";
      return `export const script = ${JSON.stringify(code)};
export const style = ${JSON.stringify(style)};
`;
    },
  };
}
