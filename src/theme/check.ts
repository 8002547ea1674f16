import { Ajv, type ErrorObject } from "ajv";
import { isColourText } from "./colour.ts";
import {
  type Guess,
  guessKey,
  guessValue,
  type Path,
  pathText,
  type Repair,
  repaired,
  valueAt,
} from "./repair.ts";
import { colourPaths, type SchemaNode, schemaAt, type Theme, themeSchema } from "./schema.ts";

/** One thing that is wrong with a theme. */
export interface ThemeFault {
  readonly kind: "not_json" | "duplicate_key" | "not_allowed" | "unknown_key" | "missing";
  /** Such as `color.accent.level`; empty for the whole. */
  readonly path: string;
  /** What is there; undefined where something is missing. */
  readonly value?: unknown;
  /** What may be there, in words. */
  readonly allowed: string;
  /** The value (as JSON) or key that was probably meant. */
  readonly resembles?: string;
  /** Why that one. */
  readonly because?: string;
  /** What `--fix` does about it; absent where more than one thing could be meant. */
  readonly repair?: Repair;
}

/** What a check found. */
export interface CheckedTheme {
  /**
   * Every fault, with those that only show once a misspelled key has its right name. Those without
   * a repair are the ones that `repaired` still has.
   */
  readonly faults: readonly ThemeFault[];
  /** What was given, with every repair made. */
  readonly repaired: unknown;
}

const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile<Theme>(themeSchema);

/** `a, b or c`. */
function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  object: "an object",
  array: "a list",
};

/**
 * What a place in a theme may hold, in words.
 *
 * @param node the schema of that place
 * @param path where it is, since some texts are colours
 */
function allowedAt(node: SchemaNode, path: Path): string {
  if (colourPaths.includes(pathText(path))) return "a CSS colour, such as #0066CC";
  if (node.enum) return oneOf(node.enum.map((value) => JSON.stringify(value)));
  if (node.properties) {
    const names = Object.keys(node.properties).filter((name) => name !== "$schema");
    return `an object with ${node.required ? node.required.join(" and ") : oneOf(names)}`;
  }
  if (node.minimum !== undefined) return `a number from ${node.minimum} to ${node.maximum}`;
  if (node.items) return "a list of objects with family and src";
  return oneOf([node.type].flat().map((type) => KINDS[type] ?? type));
}

/** JSON pointer to path; only lists have digits for keys. */
function pointerPath(pointer: string): Path {
  const parts = pointer.split("/").slice(1);
  return parts.map((part) =>
    /^\d+$/.test(part) ? Number(part) : part.replaceAll("~1", "/").replaceAll("~0", "~"),
  );
}

function fault(
  kind: ThemeFault["kind"],
  path: Path,
  rest: { value?: unknown; allowed: string },
  guess: Guess,
): ThemeFault {
  return { kind, path: pathText(path), ...rest, ...guess };
}

/** Whether the key at a path may be left out; an entry of a list is no key. */
function isOptional(path: Path): boolean {
  const key = path.at(-1);
  const holder = schemaAt(path.slice(0, -1));
  return typeof key === "string" && !holder?.required?.includes(key);
}

function fromSchemaError(root: unknown, error: ErrorObject): ThemeFault {
  const path = pointerPath(error.instancePath);
  const node = schemaAt(path) ?? themeSchema;
  if (error.keyword === "additionalProperties") {
    const key: Path = [...path, String(error.params.additionalProperty)];
    const allowed = oneOf(Object.keys(node.properties ?? {}).filter((name) => name !== "$schema"));
    return fault(
      "unknown_key",
      key,
      { value: valueAt(root, key), allowed },
      guessKey(root, key, node),
    );
  }
  if (error.keyword === "required") {
    const key: Path = [...path, String(error.params.missingProperty)];
    return fault("missing", key, { allowed: allowedAt(schemaAt(key) ?? themeSchema, key) }, {});
  }
  const value = valueAt(root, path);
  const guess = guessValue(path, value, node, isOptional(path));
  return fault("not_allowed", path, { value, allowed: allowedAt(node, path) }, guess);
}

/** The faults of a theme as it stands: at most one at a place. */
function faultsOf(root: unknown): ThemeFault[] {
  const found = new Map<string, ThemeFault>();
  validate(root);
  for (const error of validate.errors ?? []) {
    const next = fromSchemaError(root, error);
    if (!found.has(next.path)) found.set(next.path, next);
  }
  for (const place of colourPaths) {
    const path = place.split(".");
    const value = valueAt(root, path);
    if (typeof value !== "string" || isColourText(value)) continue;
    const allowed = allowedAt(themeSchema, path);
    found.set(
      place,
      fault("not_allowed", path, { value, allowed }, guessValue(path, value, themeSchema, false)),
    );
  }
  return [...found.values()];
}

/** More rounds than a theme is deep: each repair can uncover what was hidden by it. */
const ROUNDS = 8;

/**
 * Checks a theme against what ChatKit accepts, and repairs what is unambiguous: old names (facts
 * section 6), other spellings, numbers in quotes, keys in the wrong place.
 *
 * @param value whatever a file holds
 */
export function checkTheme(value: unknown): CheckedTheme {
  const told = new Map<string, ThemeFault>();
  const tell = (fault: ThemeFault) => told.set(`${fault.kind} ${fault.path}`, fault);
  let document = value;
  let found = faultsOf(document);
  for (let round = 0; round < ROUNDS; round += 1) {
    const mendable = found.filter(({ repair }) => repair !== undefined);
    if (mendable.length === 0) break;
    for (const fault of mendable) tell(fault);
    document = repaired(
      document,
      mendable.flatMap(({ repair }) => repair ?? []),
    );
    found = faultsOf(document);
  }
  // What a repair did not take away after all, as when two keys want one place, is told anew.
  for (const { repair: _none, ...fault } of found) tell(fault);
  return { faults: [...told.values()], repaired: document };
}
