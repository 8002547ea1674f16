import { readFileSync } from "node:fs";

const TYPES = new URL("../../../node_modules/@openai/chatkit/types/", import.meta.url);

function read(name: string): string {
  // Comments hold examples, which are no declarations.
  return readFileSync(new URL(name, TYPES), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
}

const declarations = read("index.d.ts");

/** Types that are values to an option rather than options themselves. */
const VALUES = ["UserMessageContent", "Record", "Promise"];

/** Text up to a `;` or the bracket that ends it, without what stands in brackets. */
function until(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const sign = text.charAt(at);
    if ("{([".includes(sign)) depth += 1;
    else if ("})]".includes(sign)) depth -= 1;
    if (depth < 0 || (depth === 0 && sign === ";")) return at;
  }
  return text.length;
}

/** What stands behind `export type <name> =`. */
function bodyOf(type: string): string {
  const [head = ""] = new RegExp(`export type ${type} =`).exec(declarations) ?? [];
  const from = declarations.indexOf(head) + head.length;
  return head === "" ? "" : declarations.slice(from, until(declarations, from));
}

/** Paths of the values of a type, such as `composer.tools[].id`; unions have those of all members. */
function pathsOf(type: string, path: string): string[] {
  if (type.includes("=>") && !type.trimStart().startsWith("{")) return [path];
  const paths: string[] = [];
  for (let at = 0; at < type.length; at++) {
    if (type.charAt(at) !== "{") continue;
    const close = closing(type, at);
    paths.push(...membersOf(type.slice(at + 1, close), path));
    at = close;
  }
  if (paths.length > 0) return paths;
  const named = [...type.matchAll(/(?<![\w'])([A-Z]\w+)(\[\])?/g)]
    .filter(([, name = ""]) => !VALUES.includes(name))
    .flatMap(([, name = "", list = ""]) => pathsOf(bodyOf(name), `${path}${list}`));
  const inner = named.filter((found) => found !== path && found !== `${path}[]`);
  return inner.length > 0 ? inner : [path];
}

function membersOf(body: string, path: string): string[] {
  const paths: string[] = [];
  let at = 0;
  for (;;) {
    const [head, key = ""] = /^\s*(\w+)\??:/.exec(body.slice(at)) ?? [];
    if (head === undefined) return paths;
    const end = until(body, at + head.length);
    paths.push(...pathsOf(body.slice(at + head.length, end), path ? `${path}.${key}` : key));
    at = end + 1;
  }
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text.charAt(at) === "{") depth += 1;
    if (text.charAt(at) === "}") depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}

/** Every option that holds a value rather than other options. */
export function declaredOptions(): string[] {
  return [...new Set(pathsOf(bodyOf("ChatKitOptions"), ""))];
}

/** Every method of the element, but for those of all elements. */
export function declaredMethods(): string[] {
  const [, body = ""] =
    /export interface OpenAIChatKit[^{]*\{([\s\S]*?)^\}/m.exec(declarations) ?? [];
  return [...body.matchAll(/^ {2}(\w+)\(/gm)].flatMap(([, name = ""]) =>
    name.endsWith("EventListener") ? [] : [name],
  );
}

/** Every event of the element. */
export function declaredEvents(): string[] {
  return [...declarations.matchAll(/^ {2}'(chatkit\.[\w.]+)':/gm)].map(([, name = ""]) => name);
}

/** Every component of widgets. */
export function declaredComponents(): string[] {
  const found = [...read("widgets.d.ts").matchAll(/^ {2}type: '([\w.]+)';/gm)];
  return [...new Set(found.map(([, name = ""]) => name))];
}
