/** Where a value stands in the widget. */
export type Path = readonly PropertyKey[];

/**
 * Looks at a value that came from anywhere.
 *
 * @param tell takes what is wrong with it, or with something in it
 * @returns the value, or what of it can be used; undefined if nothing can
 */
export type Check = (value: unknown, path: Path, tell: Tell) => unknown;
export type Tell = (path: Path, message: string) => void;

/** A check of something that must be there. */
export interface Required {
  readonly check: Check;
}

/** What stands in a component: components of these types, in a list or alone. */
export interface Children {
  readonly holds: () => readonly string[];
  readonly isRequired: boolean;
  readonly isAlone: boolean;
}

export type Prop = Check | Required | Children;

/** Marks a prop that a component cannot do without. */
export function need(check: Check): Required {
  return { check };
}

/** A value that is what it must be, or is told of. */
export function kind(name: string, fits: (value: unknown) => boolean): Check {
  return (value, path, tell) => {
    if (fits(value)) return value;
    tell(path, `${show(value)} is not ${name}`);
    return undefined;
  };
}

export const text = kind("a string", (value) => typeof value === "string");
export const number = kind("a number", (value) => Number.isFinite(value));
export const flag = kind("true or false", (value) => typeof value === "boolean");
export const textOrNumber = kind(
  "a string or a number",
  (value) => typeof value === "string" || Number.isFinite(value),
);
export const anything: Check = (value) => value;

/** Takes null as well as what the check takes. */
export function orNull(check: Check): Check {
  return (value, path, tell) => (value === null ? null : check(value, path, tell));
}

/** One of a few words. */
export function oneOf(words: readonly string[]): Check {
  return (value, path, tell) => {
    if (words.includes(value as string)) return value;
    tell(path, `${show(value)} is none of ${words.map(show).join(", ")}`);
    return undefined;
  };
}

/** Text that must be of a form, on top of being text. */
export function textThat(fits: (text: string) => boolean, is: string): Check {
  return (value, path, tell) => {
    const checked = text(value, path, tell);
    if (typeof checked !== "string" || fits(checked)) return checked;
    tell(path, `${show(checked)} ${is}`);
    return undefined;
  };
}

/** An object if the value is one, else what the other check makes of it. */
export function objectOr(object: Check, other: Check): Check {
  return (value, path, tell) => (isObject(value) ? object : other)(value, path, tell);
}

/** An object of these keys and no others; without a required one that fits it is of no use. */
export function object(props: Readonly<Record<string, Prop>>): Check {
  return (value, path, tell) => {
    if (!isObject(value)) {
      tell(path, `${show(value)} is not an object`);
      return undefined;
    }
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(props, key)) tell([...path, key], "is not known here");
    }
    const { clean, isComplete } = propsOf(value, props, path, tell);
    return isComplete ? clean : undefined;
  };
}

/** Takes the props that fit, but for children; null is as good as absent. */
export function propsOf(
  value: Readonly<Record<string, unknown>>,
  props: Readonly<Record<string, Prop>>,
  path: Path,
  tell: Tell,
): { readonly clean: Record<string, unknown>; readonly isComplete: boolean } {
  const clean: Record<string, unknown> = {};
  let isComplete = true;
  for (const [key, prop] of Object.entries(props)) {
    if ("holds" in prop) continue;
    const given = Object.hasOwn(value, key) ? (value[key] ?? undefined) : undefined;
    const at = [...path, key];
    const fits =
      given === undefined
        ? undefined
        : (typeof prop === "function" ? prop : prop.check)(given, at, tell);
    if (fits !== undefined) clean[key] = fits;
    if (typeof prop === "function") continue;
    if (given === undefined) tell(at, "is missing");
    if (fits === undefined) isComplete = false;
  }
  return { clean, isComplete };
}

/** A list; what does not fit is left out of it. */
export function listOf(check: Check): Check {
  return (value, path, tell) => {
    if (!Array.isArray(value)) {
      tell(path, `${show(value)} is not a list`);
      return undefined;
    }
    return value.flatMap((item, index) => {
      const fits = check(item, [...path, index], tell);
      return fits === undefined ? [] : [fits];
    });
  };
}

/** An object of any keys. */
export function recordOf(check: Check): Check {
  return (value, path, tell) => {
    if (!isObject(value)) {
      tell(path, `${show(value)} is not an object`);
      return undefined;
    }
    const entries = Object.entries(value).map(([key, item]) => [
      key,
      check(item, [...path, key], tell),
    ]);
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  };
}

/** Whether a value is an object with fields, and no array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as a message tells of it; a long text is cut. */
export function show(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length > 80 ? `${value.slice(0, 79)}…` : value);
  }
  if (typeof value !== "object" || value === null) return String(value);
  return Array.isArray(value) ? "a list" : "an object";
}
