import { distance } from "fastest-levenshtein";

/** Looks at a value, and tells of each fault with the path to it. */
export type Check = (value: unknown, path: string, report: Report) => void;
export type Report = (path: string, fault: string) => void;

/** The checks of an object's keys: the compiler wants one for each key of the type. */
export type Shape<T> = { readonly [Key in keyof Required<T>]: Check };

export const text: Check = (value, path, report) => {
  if (typeof value !== "string") report(path, `has to be a string, not ${nameOf(value)}`);
};

export const filledText: Check = (value, path, report) => {
  if (value === "") report(path, "must not be empty");
  else text(value, path, report);
};

export const flag: Check = (value, path, report) => {
  if (typeof value !== "boolean") report(path, `has to be true or false, not ${nameOf(value)}`);
};

export const callable: Check = (value, path, report) => {
  if (typeof value !== "function") report(path, `has to be a function, not ${nameOf(value)}`);
};

/** A number from `least` to `most`. */
export function number(least: number, most = Number.POSITIVE_INFINITY): Check {
  return (value, path, report) => {
    if (typeof value === "number" && value >= least && value <= most) return;
    const range =
      most === Number.POSITIVE_INFINITY ? `of at least ${least}` : `from ${least} to ${most}`;
    report(path, `has to be a number ${range}, not ${nameOf(value)}`);
  };
}

/** @param kind what such a word is, such as `an icon` */
export function word(
  words: readonly (string | number)[],
  kind?: string,
  meant: Readonly<Record<string, string>> = {},
): Check {
  return (value, path, report) => {
    if ((words as readonly unknown[]).includes(value)) return;
    const all = words.map((known) => JSON.stringify(known)).join(", ");
    const nearest =
      typeof value === "string" ? (meant[value] ?? nearestWord(value, words.map(String))) : null;
    const advice = nearest ? `; did you mean ${JSON.stringify(nearest)}?` : "";
    report(
      path,
      kind
        ? `${nameOf(value)} is not ${kind}${advice}`
        : `${nameOf(value)} is not one of ${all}${advice}`,
    );
  };
}

/** Checks every entry of an array. */
export function list(entry: Check): Check {
  return (value, path, report) => {
    if (!Array.isArray(value)) {
      report(path, `has to be a list, not ${nameOf(value)}`);
      return;
    }
    for (const [at, each] of value.entries()) entry(each, `${path}[${at}]`, report);
  };
}

/** An object whose keys are the page's own. */
export function record(entry: Check): Check {
  return (value, path, report) => {
    if (!isObject(value, path, report)) return;
    for (const [key, each] of Object.entries(value)) {
      entry(each, `${path}[${JSON.stringify(key)}]`, report);
    }
  };
}

/**
 * An object with these keys and no others.
 *
 * @param required keys that cannot be left out
 * @param renamed what is meant by keys that are often written by mistake
 */
export function object<T>(
  shape: Shape<T>,
  required: readonly (keyof T & string)[] = [],
  renamed: Readonly<Record<string, string>> = {},
): Check {
  const checks: Readonly<Record<string, Check>> = shape;
  const known = Object.keys(checks);
  return (value, path, report) => {
    if (!isObject(value, path, report)) return;
    for (const key of required) {
      if (value[key] === undefined) report(join(path, key), "is missing");
    }
    for (const [key, each] of Object.entries(value)) {
      const at = join(path, key);
      const check = Object.hasOwn(checks, key) ? checks[key] : undefined;
      if (check) {
        // A key without a value is one that was left out.
        if (each !== undefined) check(each, at, report);
        continue;
      }
      const advice = Object.hasOwn(renamed, key) ? renamed[key] : undefined;
      const nearest = nearestWord(key, known);
      if (advice) report(at, advice);
      else if (nearest) report(at, `is not an option; did you mean ${nearest}?`);
      else report(at, `is not an option; there are ${known.join(", ")}`);
    }
  };
}

/** Whether a value is an object with fields; anything else is reported. */
export function isObject(
  value: unknown,
  path: string,
  report: Report,
): value is Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return true;
  report(path || "options", `has to be an object, not ${nameOf(value)}`);
  return false;
}

/** The path of a key below another path, such as `composer.tools`. */
export function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

/** A value as a message shows it. */
export function nameOf(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 60));
  if (Array.isArray(value)) return "a list";
  if (typeof value === "function") return "a function";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

/** The known word that this one was probably meant to be. */
function nearestWord(wanted: string, words: readonly string[]): string | null {
  const lower = wanted.toLowerCase();
  const [best] = words
    .map((known) => ({ known, far: distance(lower, known.toLowerCase()) }))
    .sort((one, other) => one.far - other.far);
  return best && best.far < wanted.length && best.far <= Math.max(2, wanted.length / 3)
    ? best.known
    : null;
}
