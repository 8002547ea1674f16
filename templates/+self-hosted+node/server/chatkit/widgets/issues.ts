import type { z } from "zod";
import { formatPath, type WidgetIssue } from "./errors.ts";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/**
 * Says what is wrong with a widget in the words of widgets rather than of schemas.
 *
 * @param widget what was checked
 * @param propsOf the props of a type of component; undefined if there is no such component
 */
export function describeIssues(
  widget: unknown,
  issues: readonly Issue[],
  propsOf: (type: unknown) => readonly string[] | undefined,
): WidgetIssue[] {
  return issues.flatMap((issue) => describe(issue, []));

  function describe(issue: Issue, base: Path): WidgetIssue[] {
    const path = [...base, ...issue.path];
    const value = valueAt(widget, path);
    const say = (message: string) => [{ path: formatPath(path), message }];

    switch (issue.code) {
      case "invalid_union":
        return issue.discriminator === undefined
          ? noWayFitted(issue.errors, path, value)
          : say(misplaced(value, "options" in issue ? (issue.options ?? []) : []));
      case "unrecognized_keys":
        return issue.keys.map((key) => ({
          path: formatPath([...path, key]),
          message: unknownProp(value),
        }));
      case "invalid_value":
        return say(noneOf(value, issue.values));
      case "invalid_type":
        return say(isNot(value, [KINDS[issue.expected] ?? issue.expected]));
      default:
        return say(issue.message);
    }
  }

  function noWayFitted(
    ways: readonly (readonly Issue[])[],
    path: Path,
    value: unknown,
  ): WidgetIssue[] {
    const inside = ways.find((way) => way.some((issue) => issue.path.length > 0));
    return inside === undefined
      ? [{ path: formatPath(path), message: isNot(value, ways.flat().flatMap(kinds)) }]
      : inside.flatMap((issue) => describe(issue, path));
  }

  function misplaced(type: unknown, allowed: readonly unknown[]): string {
    return propsOf(type) === undefined
      ? noneOf(type, allowed)
      : `${type} cannot stand here${allowed.length > 3 ? "" : `, only ${allowed.join(", ")}`}`;
  }

  function unknownProp(owner: unknown): string {
    const type = (owner as { type?: unknown }).type;
    const props = propsOf(type);
    return props === undefined
      ? "is not known here"
      : `${type} has no such prop; it has ${props.join(", ")}`;
  }
}

const KINDS: Record<string, string> = {
  array: "a list",
  boolean: "true or false",
  number: "a number",
  object: "an object",
  record: "an object",
  string: "a string",
};

function kinds(issue: Issue): string[] {
  switch (issue.code) {
    case "invalid_type":
      return [KINDS[issue.expected] ?? issue.expected];
    case "invalid_value":
      return issue.values.map(show);
    default:
      return [];
  }
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce(
    (inner: unknown, key) => (inner as Record<PropertyKey, unknown>)?.[key],
    value,
  );
}

function noneOf(value: unknown, known: readonly unknown[]): string {
  return value === undefined
    ? "is missing"
    : `${show(value)} is none of ${known.map(show).join(", ")}`;
}

function isNot(value: unknown, expected: readonly string[]): string {
  return value === undefined ? "is missing" : `${show(value)} is not ${expected.join(" or ")}`;
}

function show(value: unknown): string {
  if (typeof value !== "object" || value === null) {
    return typeof value === "string" ? JSON.stringify(value) : String(value);
  }
  return Array.isArray(value) ? "a list" : "an object";
}
