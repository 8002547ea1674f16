import type { z } from "zod";
import { nearest } from "../../nearest.ts";
import type { Fault } from "../events.ts";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** More than this of one value is not read, and a broken list would repeat itself. */
export const FAULTS_KEPT = 20;
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
  const told = issues.slice(0, FAULTS_KEPT);
  return told.flatMap((issue) => describe(value, issue, [])).slice(0, FAULTS_KEPT);
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
    case "invalid_type":
      return say(isNot(value, [KINDS[issue.expected] ?? issue.expected]));
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: dotted([...path, key]),
        message: "is not known here",
      }));
    default:
      return say(value === undefined ? "is missing" : lowerFirst(issue.message));
  }
}

/**
 * Tells the faults of the member that comes closest: what is a union and has no types is small.
 *
 * @param members what is wrong with each
 */
function describeUnion(root: unknown, members: readonly (readonly Issue[])[], path: Path): Fault[] {
  const value = valueAt(root, path);
  if (typeof value !== "object" || value === null) {
    const kinds = new Set(members.flatMap((member) => member.flatMap(kindsOf)));
    return [{ path: dotted(path), message: isNot(value, [...kinds]) }];
  }
  const [closest = []] = members.toSorted((one, other) => one.length - other.length);
  return closest.flatMap((issue) => describe(root, issue, path));
}

function kindsOf(issue: Issue): readonly string[] {
  return issue.code === "invalid_type" ? [KINDS[issue.expected] ?? issue.expected] : [];
}

/** Says that a value is none of the words that are allowed, and names the nearest of many. */
export function isNoneOf(value: unknown, words: readonly unknown[]): string {
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
