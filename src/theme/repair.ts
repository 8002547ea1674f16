import { nearest } from "../nearest.ts";
import { parseColour } from "./colour.ts";
import { oldValues } from "./old-names.ts";
import { isColour, type SchemaNode, themeSchema } from "./schema.ts";

/** Where a value is in a theme: keys and indices from the top. */
export type Path = readonly (string | number)[];

/** A change of a theme that only one meaning of what was written allows. */
export type Repair =
  | { readonly kind: "set"; readonly path: Path; readonly value: unknown }
  | { readonly kind: "move"; readonly path: Path; readonly to: Path }
  | { readonly kind: "remove"; readonly path: Path };

/** What a faulty value or key was probably meant for. */
export interface Guess {
  /** The right value as JSON, or the right key. */
  readonly resembles?: string;
  /** Why, in words. */
  readonly because?: string;
  /** Only where nothing else can have been meant. */
  readonly repair?: Repair;
}

type JsonObject = Record<string, unknown>;

/** Whether a value is an object in the sense of JSON. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `color.accent.level`, `typography.fontSources[0].src`, `color["my key"]`. */
export function pathText(path: Path): string {
  return path
    .map((part, at) => {
      if (typeof part === "number" || !/^[\w$-]+$/.test(part)) return `[${JSON.stringify(part)}]`;
      return at === 0 ? part : `.${part}`;
    })
    .join("");
}

/** What stands at a path, or undefined. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part))
      return undefined;
    value = (value as JsonObject)[part];
  }
  return value;
}

function setTo(path: Path, value: unknown, because: string): Guess {
  return { resembles: JSON.stringify(value), because, repair: { kind: "set", path, value } };
}

/** The number that a text such as `16px`, `250deg` or `2` holds. */
function writtenNumber(value: unknown): number | undefined {
  const digits =
    typeof value === "string" ? /^\s*(-?[\d.]+)\s*(?:px|deg|°)?\s*$/i.exec(value) : null;
  const number = digits === null ? Number.NaN : Number(digits[1]);
  return Number.isFinite(number) ? number : undefined;
}

function guessWord(path: Path, value: unknown, choices: readonly unknown[]): Guess {
  const words = choices.filter((choice) => typeof choice === "string");
  if (typeof value !== "string") return {};
  const same = words.find((word) => word === value.trim().toLowerCase());
  if (same !== undefined) return setTo(path, same, "it is written this way");
  const near = nearest(value, words);
  return near === undefined ? {} : { resembles: JSON.stringify(near) };
}

function guessNumber(path: Path, value: unknown, node: SchemaNode): Guess {
  const written = writtenNumber(value);
  const number = written ?? (typeof value === "number" ? value : undefined);
  if (number === undefined) return {};
  if (node.enum) {
    return written !== undefined && node.enum.includes(number)
      ? setTo(path, number, "it is a number, without quotes or unit")
      : {};
  }
  const turns = ((number % 360) + 360) % 360;
  if (node.maximum === 360 && turns !== number) {
    return setTo(path, turns, "it is the same place on the circle");
  }
  return written === undefined ? {} : setTo(path, number, "it is a number, without quotes or unit");
}

function guessColour(path: Path, value: unknown): Guess {
  if (typeof value !== "string") return {};
  const withHash = `#${value.trim()}`;
  return parseColour(withHash) ? setTo(path, withHash, "hex digits begin with #") : {};
}

/**
 * What a value that is not allowed was meant for.
 *
 * @param path where it stands
 * @param value what is there
 * @param node the schema of that place
 * @param optional whether it may be left out
 */
export function guessValue(path: Path, value: unknown, node: SchemaNode, optional: boolean): Guess {
  if (value === null && optional) {
    return { because: "leave the key out instead", repair: { kind: "remove", path } };
  }
  const old =
    typeof value === "string" || typeof value === "number"
      ? oldValues[pathText(path)]?.[String(value).trim().toLowerCase()]
      : undefined;
  if (old !== undefined) {
    return setTo(
      path,
      old,
      typeof old === "number" ? "the scale once went from 1 to 5" : "an old name",
    );
  }
  if (path.length === 0 && (value === "light" || value === "dark")) {
    return setTo(path, { colorScheme: value }, "a theme file holds the whole theme");
  }
  if (isColour(path)) return guessColour(path, value);
  if (node.type === "number") return guessNumber(path, value, node);
  return node.enum ? guessWord(path, value, node.enum) : {};
}

/** Spellings that mean the same key: `color_scheme`, `Colour-Scheme`, `colors`. */
function bareKey(key: string): string {
  return key
    .toLowerCase()
    .replace(/[\s_-]/g, "")
    .replace(/colour/g, "color")
    .replace(/grey/g, "gray")
    .replace(/s$/, "");
}

/** Every place in the schema where a key of that spelling belongs. */
function homes(key: string, node: SchemaNode, above: Path = []): Path[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => [
    ...(bareKey(name) === bareKey(key) ? [[...above, name]] : []),
    ...homes(key, child, [...above, name]),
  ]);
}

/** Whether a key can be moved to a place without anything there being lost or left half done. */
function isFree(root: unknown, to: Path): boolean {
  const above = to.slice(0, -1);
  const holder = valueAt(root, above);
  if (isObject(holder)) return !Object.hasOwn(holder, String(to.at(-1)));
  // color and typography need nothing besides; a new accent without its level would be half done.
  return holder === undefined && above.length === 1;
}

/**
 * What a key that no theme has was meant for: another spelling, or a key of another place.
 *
 * @param root the whole theme
 * @param path of the key
 * @param node the schema of the object that holds it
 */
export function guessKey(root: unknown, path: Path, node: SchemaNode): Guess {
  const key = String(path.at(-1));
  const here = Object.keys(node.properties ?? {});
  const spelled = here.find((name) => bareKey(name) === bareKey(key));
  const places =
    spelled === undefined ? homes(key, themeSchema) : [[...path.slice(0, -1), spelled]];
  const [home, another] = places;
  if (home !== undefined && another === undefined) {
    const resembles = spelled ?? pathText(home);
    const because = spelled === undefined ? "it belongs there" : "it is written this way";
    return isFree(root, home)
      ? { resembles, because, repair: { kind: "move", path, to: home } }
      : { resembles };
  }
  if (path.length === 1 && key === "theme" && isObject(root) && isObject(root.theme)) {
    const others = Object.keys(root).filter((name) => name !== "theme" && name !== "$schema");
    const value = { ...("$schema" in root && { $schema: root.$schema }), ...root.theme };
    if (others.length === 0) {
      const because = "a theme file holds the theme itself";
      return { resembles: "what it holds", because, repair: { kind: "set", path: [], value } };
    }
  }
  const near = nearest(key, here);
  return near === undefined ? {} : { resembles: near };
}

/**
 * A theme with repairs made; the one that is given stays as it is.
 *
 * @param root the whole theme
 * @param repairs what to change, one after the other; one that cannot be made any more, as when two
 * keys want the same place, is left out
 */
export function repaired(root: unknown, repairs: readonly Repair[]): unknown {
  const whole = repairs.find(({ kind, path }) => kind === "set" && path.length === 0);
  if (whole?.kind === "set") return whole.value;
  const copy: unknown = structuredClone(root);
  for (const repair of repairs) {
    const holder = valueAt(copy, repair.path.slice(0, -1));
    const key = String(repair.path.at(-1));
    if (!isObject(holder) || !(repair.kind === "set" || Object.hasOwn(holder, key))) continue;
    if (repair.kind === "set") holder[key] = repair.value;
    else if (repair.kind === "remove") delete holder[key];
    else if (isFree(copy, repair.to)) moveKey(copy, holder, key, repair.to);
  }
  return copy;
}

/** A key that is only spelled otherwise keeps its place among the others. */
function moveKey(root: unknown, from: JsonObject, key: string, to: Path): void {
  const value = from[key];
  const name = String(to.at(-1));
  let home: unknown = root;
  for (const part of to.slice(0, -1)) {
    if (!isObject(home)) return;
    home[part] ??= {};
    home = home[part];
  }
  if (!isObject(home)) return;
  if (home !== from) {
    delete from[key];
    home[name] = value;
    return;
  }
  const entries = Object.entries(from);
  for (const [old] of entries) delete from[old];
  for (const [old, kept] of entries) {
    // A file may hold a key that is named __proto__, which plain assignment takes for something else.
    const own = { value: kept, enumerable: true, configurable: true, writable: true };
    Object.defineProperty(from, old === key ? name : old, own);
  }
}
