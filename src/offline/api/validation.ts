import type { z } from "zod";
import { type ApiError, badRequest } from "./errors.ts";

type Issue = z.core.$ZodIssue;

/**
 * Reads a request's parameters.
 *
 * @param schema of strict objects: a key that it does not know is refused
 * @throws ApiError 400, naming the parameter that is at fault
 */
export function parseParameters<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw explain(issue, value);
}

function explain(issue: Issue | undefined, value: unknown): ApiError {
  const path = issue?.path ?? [];
  const param = path.join(".");
  const given = valueAt(value, path);
  // Of what could be there, that is meant in which something deeper is wrong.
  const meant =
    issue?.code === "invalid_union"
      ? issue.errors.flat().find((inner) => inner.path.length > 0)
      : undefined;
  if (meant) return explain({ ...meant, path: [...path, ...meant.path] }, value);
  switch (issue?.code) {
    case "unrecognized_keys": {
      const unknown = [...path, issue.keys[0]].join(".");
      return badRequest(`Unknown parameter: '${short(unknown)}'.`, unknown, "unknown_parameter");
    }
    case "too_small":
      return badRequest(
        issue.origin === "string"
          ? `Invalid '${param}': it needs ${issue.minimum} character or more.`
          : `Invalid '${param}': it must be ${issue.minimum} or more, and is ${given}.`,
        param,
        "invalid_value",
      );
    case "too_big":
      return badRequest(
        issue.origin === "string"
          ? `Invalid '${param}': it may have ${issue.maximum} characters at most.`
          : `Invalid '${param}': it may be ${issue.maximum} at most, and is ${given}.`,
        param,
        "invalid_value",
      );
    case "invalid_key":
      return badRequest(`Invalid '${short(param)}': the name is too long.`, param, "invalid_value");
    case "custom":
      return badRequest(`Invalid '${param}': ${issue.message}`, param, "invalid_value");
    default:
      return explainType(issue, param, given);
  }
}

function explainType(issue: Issue | undefined, param: string, given: unknown): ApiError {
  if (param === "") {
    return badRequest("The body must be a JSON object.", null, "invalid_type");
  }
  if (given === undefined) {
    const message = `Missing required parameter: '${param}'.`;
    return badRequest(message, param, "missing_required_parameter");
  }
  if (issue?.code === "invalid_value") {
    const values = issue.values.map((one) => `'${String(one)}'`).join(" or ");
    return badRequest(`Invalid '${param}': it must be ${values}.`, param, "invalid_value");
  }
  const expected =
    issue?.code === "invalid_union"
      ? issue.errors.flat().flatMap((one) => ("expected" in one ? [one.expected] : []))
      : issue && "expected" in issue
        ? [issue.expected]
        : [];
  const message = `Invalid type for '${short(param)}': expected ${expected.map(typeName).join(" or ")}, but got ${typeOf(given)}.`;
  return badRequest(message, param, "invalid_type");
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  int: "an integer",
  object: "an object",
  array: "an array",
  record: "an object",
  null: "null",
};

function typeName(type: string): string {
  return TYPE_NAMES[type] ?? `a ${type}`;
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return typeName(Array.isArray(value) ? "array" : typeof value);
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, key)
        ? Reflect.get(inner, key)
        : undefined,
    value,
  );
}

/** As much of somebody's own words as a message needs. */
function short(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
