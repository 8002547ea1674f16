import type { z } from "zod";
import { ICONS } from "../../../templates/+self-hosted+node/server/chatkit/icons.ts";
import { nearest } from "../../nearest.ts";
import type { Fault } from "../events.ts";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** More than this of one value is not read, and a broken list would repeat itself. */
const FAULTS_KEPT = 20;
const VALUE_LENGTH = 60;
/** A list of allowed words that somebody still reads; of a longer one the nearest is named. */
const WORDS_NAMED = 8;

const KINDS: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "an object",
  record: "an object",
  string: "text",
};

/**
 * Says in plain words what a schema found.
 *
 * @param value what was checked
 * @param issues what Zod found in it
 * @returns faults with their place below `value`, at most 20
 */
export function describeIssues(value: unknown, issues: readonly Issue[]): Fault[] {
  return issues.flatMap((issue) => describe(value, issue, [])).slice(0, FAULTS_KEPT);
}

/** A path as faults tell it, such as `item.content.0.text`. */
function dotted(path: Path): string {
  return path.map(String).join(".");
}

function describe(root: unknown, issue: Issue, base: Path): Fault[] {
  const path = [...base, ...issue.path];
  const value = valueAt(root, path);
  const say = (message: string): Fault[] => [{ path: dotted(path), message }];
  switch (issue.code) {
    case "invalid_union":
      if (issue.discriminator !== undefined) {
        return say(isNoneOf(value, "options" in issue ? (issue.options ?? []) : []));
      }
      return describeUnion(root, issue.errors, path);
    case "invalid_value":
      return say(isNoneOf(value, issue.values));
    case "invalid_format":
      // Only the names of icons have a form: `lucide:…` beside ChatKit's own.
      return say(isNoneOf(value, ICONS));
    case "invalid_type":
      return say(isNot(value, [KINDS[issue.expected] ?? issue.expected]));
    default:
      return say(value === undefined ? "is missing" : lowerFirst(issue.message));
  }
}

/**
 * Tells the faults of the one member of a union that was meant, which is the one of the same `type`.
 * Were they told of every member, a single wrong value would have a dozen faults.
 */
function describeUnion(root: unknown, union: readonly (readonly Issue[])[], path: Path): Fault[] {
  const members = flattened(union);
  const value = valueAt(root, path);
  if (typeof value !== "object" || value === null) {
    const words = members.flatMap((member) => member.flatMap(allowedWords));
    const message =
      words.length > 0
        ? isNoneOf(value, words)
        : isNot(value, [...new Set(members.flatMap((member) => member.flatMap(kindsOf)))]);
    return [{ path: dotted(path), message }];
  }
  const meant = members
    .filter((member) => !member.some(isOfType))
    .sort((one, other) => one.length - other.length)[0];
  if (meant) return meant.flatMap((issue) => describe(root, issue, path));
  const types = members.flatMap((member) => member.filter(isOfType).flatMap(allowedWords));
  const typePath = [...path, "type"];
  return [{ path: dotted(typePath), message: isNoneOf(valueAt(root, typePath), types) }];
}

/** The members of a union, with those of a union that is a member of it. */
function flattened(members: readonly (readonly Issue[])[]): readonly (readonly Issue[])[] {
  return members.flatMap((member) => {
    const [issue] = member;
    const isUnion = issue?.code === "invalid_union" && issue.path.length === 0;
    return isUnion && issue.discriminator === undefined ? flattened(issue.errors) : [member];
  });
}

function isOfType(issue: Issue): boolean {
  return issue.path.length === 1 && issue.path[0] === "type";
}

function allowedWords(issue: Issue): readonly unknown[] {
  return issue.code === "invalid_value" ? issue.values : [];
}

function kindsOf(issue: Issue): readonly string[] {
  return issue.code === "invalid_type" ? [KINDS[issue.expected] ?? issue.expected] : [];
}

function isNoneOf(value: unknown, words: readonly unknown[]): string {
  if (value === undefined) return "is missing";
  if (words.length <= WORDS_NAMED) {
    const shown = words.map((word) => JSON.stringify(word)).join(", ");
    return `${show(value)} is ${words.length > 1 ? "none of " : "not "}${shown}`;
  }
  const texts = words.filter((word) => typeof word === "string");
  const near = typeof value === "string" ? nearest(value, texts) : undefined;
  const meant = near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`;
  return `${show(value)} is none of the ${words.length} words that ChatKit knows here${meant}`;
}

function isNot(value: unknown, kinds: readonly string[]): string {
  if (value === undefined) return "is missing";
  const wanted = `is not ${kinds.join(" or ")}`;
  return value === null
    ? `null ${wanted}; leave out what has no value`
    : `${show(value)} ${wanted}`;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce(
    (inner: unknown, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key],
    value,
  );
}

function show(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value !== "string") return String(value);
  const cut = value.length > VALUE_LENGTH ? `${value.slice(0, VALUE_LENGTH - 1)}…` : value;
  return JSON.stringify(cut);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
