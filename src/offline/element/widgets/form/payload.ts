/** What the inputs of a form hold, by their names as written. */
export type FormValues = readonly (readonly [name: string, value: unknown])[];

/** An action's payload, and the names whose values it has no room for. */
export interface FilledPayload {
  readonly payload: unknown;
  /** Of values that were left out, because the payload holds something there already. */
  readonly collisions: readonly string[];
}

/**
 * Joins the values of a form to the payload of an action (facts 3.6): a name with dots is a path,
 * and what the payload holds already wins.
 *
 * @param payload anything; one that is no object stays as it is
 */
export function fillPayload(payload: unknown, values: FormValues): FilledPayload {
  if (values.length === 0) return { payload, collisions: [] };
  const given = payload ?? {};
  if (!isPlain(given)) return { payload, collisions: values.map(([name]) => name) };
  const filled = copy(given);
  const collisions = values
    .filter(([name, value]) => !put(filled, name.split("."), value))
    .map(([name]) => name);
  return { payload: filled, collisions };
}

type Plain = Record<string, unknown>;

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function copy(source: Plain): Plain {
  const target: Plain = {};
  for (const [key, value] of Object.entries(source)) {
    setOwn(target, key, isPlain(value) ? copy(value) : value);
  }
  return target;
}

function put(target: Plain, [key = "", ...rest]: readonly string[], value: unknown): boolean {
  const isThere = Object.hasOwn(target, key);
  if (rest.length === 0) {
    if (isThere) return false;
    setOwn(target, key, value);
    return true;
  }
  if (!isThere) setOwn(target, key, {});
  const inner = target[key];
  return isPlain(inner) && put(inner, rest, value);
}

/** Sets a property of the object itself, also one that is called `__proto__`. */
function setOwn(target: Plain, key: string, value: unknown): void {
  Object.defineProperty(target, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}
