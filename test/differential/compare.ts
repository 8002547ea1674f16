import { isDeepStrictEqual } from "node:util";
import type { Answer } from "./conversation.ts";
import type { Difference } from "./differences.ts";
import type { Json } from "./scenario.ts";

/** What is left of two conversations when the listed differences are taken away. */
export interface Comparison {
  readonly python: Json;
  readonly ours: Json;
  /** Listed differences that are no more, in words. */
  readonly stale: readonly string[];
}

/** Takes the listed differences away: both sides then have the same mark in that place. */
export function compare(
  python: readonly Answer[],
  ours: readonly Answer[],
  differences: readonly Difference[],
): Comparison {
  const sides = {
    python: structuredClone(python) as unknown as Json,
    ours: structuredClone(ours) as unknown as Json,
  };
  const stale: string[] = [];
  differences.forEach((difference, number) => {
    const path = [difference.answer, ...difference.at];
    const found = { python: get(sides.python, path), ours: get(sides.ours, path) };
    for (const side of ["python", "ours"] as const) {
      if (!isDeepStrictEqual(found[side], difference[side]))
        stale.push(
          `${side} has ${JSON.stringify(found[side])} at ${path.join(".")}, not ${JSON.stringify(difference[side])}`,
        );
    }
    if (isDeepStrictEqual(found.python, found.ours))
      stale.push(`no difference at ${path.join(".")}`);
    for (const side of ["python", "ours"] as const)
      set(sides[side], path, `<difference ${number + 1}>`);
  });
  return { ...sides, stale };
}

type Container = { [key: string | number]: Json };

function parent(root: Json, path: readonly (string | number)[]): Container | undefined {
  let value: Json | undefined = root;
  for (const key of path.slice(0, -1)) value = (value as Container | undefined)?.[key];
  return value === null || typeof value !== "object" ? undefined : (value as Container);
}

function get(root: Json, path: readonly (string | number)[]): Json | undefined {
  const key = path.at(-1);
  return key === undefined ? root : parent(root, path)?.[key];
}

function set(root: Json, path: readonly (string | number)[], value: Json): void {
  const container = parent(root, path);
  const key = path.at(-1);
  if (container && key !== undefined) container[key] = value;
}
