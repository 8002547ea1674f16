import { badRequest } from "../../api/errors.ts";
import { execBounded, RegexTimeout } from "../bounded-regex.ts";

/** The part of JSON Schema that OpenAI takes for arguments and structured output. */
interface SchemaNode {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
}

/** Texts of the formats that OpenAI knows. */
const FORMATS: Readonly<Record<string, string>> = {
  "date-time": "2026-01-31T12:00:00Z",
  date: "2026-01-31",
  time: "12:00:00Z",
  duration: "P1D",
  email: "someone@example.com",
  hostname: "example.com",
  ipv4: "127.0.0.1",
  ipv6: "::1",
  uri: "https://example.com/",
  uuid: "00000000-0000-4000-8000-000000000000",
};

/** Tried where a text has to be like a pattern. */
const GUESSES = ["a", "A", "1", "abc", "ABC", "123", "A1", "a-1", "2026-01-31", "12:00", "#000000"];

/** Longer than any sample has to be; a schema may ask for more than there is memory. */
const MOST_ITEMS = 100;
const MOST_CHARACTERS = 10_000;

/** Deeper than any sample has to be; what holds itself ends where it may. */
const MOST_LEVELS = 12;

/**
 * Makes arguments that a tool takes.
 *
 * @param schema the JSON Schema of its parameters
 * @param text stands wherever any text is fine
 */
export function sampleArguments(
  schema: Readonly<Record<string, unknown>>,
  text: string,
): Record<string, unknown> {
  const made = sample(schema, text);
  return typeof made === "object" && made !== null && !Array.isArray(made)
    ? { ...(made as Record<string, unknown>) }
    : {};
}

/**
 * Makes a value that a JSON Schema allows, as small as it may be.
 *
 * @param text stands wherever any text is fine
 * @throws ApiError 400, if it is no JSON Schema
 */
export function sample(schema: Readonly<Record<string, unknown>>, text: string): unknown {
  try {
    return valueFor(schema, { root: schema, text, level: 0 });
  } catch (error) {
    // What has not the types that JSON Schema says; OpenAI refuses it, too.
    if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
    throw badRequest(`Invalid schema: ${error.message}`, null, "invalid_json_schema");
  }
}

interface Place {
  readonly root: SchemaNode;
  readonly text: string;
  readonly level: number;
}

function valueFor(schema: SchemaNode, place: Place): unknown {
  const node = resolved(schema, place.root);
  if (node.const !== undefined) return node.const;
  if (node.enum) return node.enum[0];
  if (node.default !== undefined && node.default !== null) return node.default;
  const choices = node.anyOf ?? node.oneOf;
  if (choices) return valueFor(choose(choices, place), { ...place, level: place.level + 1 });
  switch (typeOf(node, place)) {
    case "object":
      return objectOf(node, place);
    case "array": {
      const item = node.items ?? {};
      const inner = { ...place, level: place.level + 1 };
      return Array.from({ length: Math.min(node.minItems ?? 0, MOST_ITEMS) }, () =>
        valueFor(item, inner),
      );
    }
    case "string":
      return stringOf(node, place.text);
    case "integer":
    case "number":
      return numberOf(node);
    case "boolean":
      return true;
    default:
      return null;
  }
}

/** Follows references, and joins what has to hold at once. */
function resolved(schema: SchemaNode, root: SchemaNode): SchemaNode {
  let node = schema;
  for (let step = 0; node.$ref !== undefined && step < MOST_LEVELS; step += 1) {
    const { $ref, ...beside } = node;
    node = { ...pointed(root, $ref), ...beside };
  }
  if (!node.allOf) return node;
  const { allOf, ...rest } = node;
  const parts = [rest, ...allOf.map((part) => resolved(part, root))];
  return {
    ...Object.assign({}, ...parts),
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
    required: parts.flatMap(({ required = [] }) => required),
  };
}

function pointed(root: SchemaNode, $ref: string): SchemaNode {
  const path = $ref.replace(/^#\/?/, "").split("/").filter(Boolean);
  const found = path.reduce<unknown>((inner, key) => {
    const name = decodeURIComponent(key).replaceAll("~1", "/").replaceAll("~0", "~");
    return (inner as Record<string, unknown> | undefined)?.[name];
  }, root);
  return (found ?? {}) as SchemaNode;
}

/** The first choice that is something; deep down, the one that ends soonest. */
function choose(choices: readonly SchemaNode[], { root, level }: Place): SchemaNode {
  const nodes = choices.map((choice) => resolved(choice, root));
  const isPlain = ({ type }: SchemaNode) => type !== "object" && type !== "array";
  const isSomething = ({ type }: SchemaNode) => type !== "null";
  return (
    (level >= MOST_LEVELS / 2 ? nodes.find(isPlain) : nodes.find(isSomething)) ?? nodes[0] ?? {}
  );
}

function typeOf(node: SchemaNode, { level }: Place): string | undefined {
  const types = [node.type ?? []].flat();
  if (level >= MOST_LEVELS / 2 && types.includes("null")) return "null";
  return (
    types.find((type) => type !== "null") ?? types[0] ?? (node.properties ? "object" : undefined)
  );
}

function objectOf({ properties = {}, required = [] }: SchemaNode, place: Place) {
  if (place.level >= 2 * MOST_LEVELS) return {};
  const inner = { ...place, level: place.level + 1 };
  return Object.fromEntries(
    required.map((name) => [name, valueFor(properties[name] ?? {}, inner)]),
  );
}

function stringOf({ format, pattern, minLength = 0, maxLength }: SchemaNode, text: string): string {
  const made = (format === undefined ? undefined : FORMATS[format]) ?? text;
  const fitted = made.padEnd(Math.min(minLength, MOST_CHARACTERS), "x").slice(0, maxLength);
  if (pattern === undefined) return fitted;
  const expression = new RegExp(pattern, "u");
  return [fitted, ...GUESSES].find((guess) => isLike(guess, expression)) ?? fitted;
}

/** What cannot be told in time is not. */
function isLike(text: string, expression: RegExp): boolean {
  try {
    return execBounded(expression, text) !== null;
  } catch (error) {
    if (!(error instanceof RegexTimeout)) throw error;
    return false;
  }
}

function numberOf(node: SchemaNode): number {
  const { type, multipleOf = type === "integer" ? 1 : undefined } = node;
  const step = multipleOf ?? 1;
  const lowest = Math.max(
    node.minimum ?? Number.NEGATIVE_INFINITY,
    node.exclusiveMinimum === undefined ? Number.NEGATIVE_INFINITY : node.exclusiveMinimum + step,
  );
  const highest = Math.min(
    node.maximum ?? Number.POSITIVE_INFINITY,
    node.exclusiveMaximum === undefined ? Number.POSITIVE_INFINITY : node.exclusiveMaximum - step,
  );
  const wanted = Math.min(Math.max(1, lowest), highest);
  return multipleOf === undefined ? wanted : Math.ceil(wanted / step) * step;
}
