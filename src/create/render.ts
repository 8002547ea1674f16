import specifications from "virtual:precompiled-templates";
import Handlebars from "handlebars/runtime.js";
import { shellWord } from "../terminal/quote.ts";

/** What templates may use; each name is documented by its use in `plan.ts`. */
export interface RenderContext {
  readonly title: string;
  readonly appId: string;
  readonly packageName: string;
  readonly frontend: string;
  readonly backend: string;
  readonly runtime: string;
  readonly store: string;
  readonly sample: string;
  readonly packageManager: string;
  readonly recreate: string;
  readonly react: boolean;
  readonly vanilla: boolean;
  readonly hosted: boolean;
  readonly selfHosted: boolean;
  readonly node: boolean;
  readonly python: boolean;
  readonly sqlite: boolean;
  readonly postgres: boolean;
  readonly memory: boolean;
  readonly tour: boolean;
  readonly bare: boolean;
  readonly yarn: boolean;
}

/**
 * A string literal that is valid in JSON, TypeScript, Python and TOML, and safe inside a script
 * element.
 *
 * @param value any text
 */
export function jsonLiteral(value: string): string {
  // TOML has no escape for a surrogate pair, and raw non-ASCII is valid in all four.
  return JSON.stringify(value).replaceAll("<", "\\u003c").replaceAll("\u007f", "\\u007f");
}

/**
 * Text that is safe as HTML content and inside a quoted attribute.
 *
 * @param value any text
 */
export function htmlText(value: string): string {
  return value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/**
 * Text that Markdown shows as it is, within a line.
 *
 * @param value any text of one line
 */
export function markdownText(value: string): string {
  return value.replace(/[\\`*_{}[\]()#+\-.!|~<>&$]/g, (mark, at: number) =>
    // A dot or a dash inside a word is never markup, and my-chatkit-app should read as such.
    /[-.]/.test(mark) && /\w/.test(value[at - 1] ?? "") ? mark : `\\${mark}`,
  );
}

const engine = Handlebars.create();
engine.registerHelper({
  json: jsonLiteral,
  html: htmlText,
  md: markdownText,
  sh: (value: string) => shellWord(value),
});

const compiled = new Map<string, Handlebars.TemplateDelegate>();

/**
 * Renders one compiled template.
 *
 * @param path its path below `templates/`, with `/`
 * @param context the answers
 * @throws when the template names something that the context lacks
 */
export function renderTemplate(path: string, context: RenderContext): string {
  const known = compiled.get(path);
  if (known) return known(context);
  const specification = specifications[path];
  if (!specification) throw new Error(`The template ${path} is not compiled: run npm run build.`);
  const template = engine.template(specification);
  compiled.set(path, template);
  return template(context);
}
