import { isDeepStrictEqual } from "node:util";
import type { Answer } from "./conversation.ts";
import type { Difference } from "./differences.ts";
import { outline, outlineAnswer } from "./outline.ts";
import type { Json } from "./scenario.ts";

type Side = "python" | "ours";
type Key = string | number;
type Container = { [key: Key]: Json };

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
  const sides: Record<Side, Json> = {
    python: structuredClone(python) as unknown as Json,
    ours: structuredClone(ours) as unknown as Json,
  };
  const stale: string[] = [];
  for (const difference of differences) {
    for (const answer of difference.answers) {
      const path = [answer, ...(difference.at ?? [])];
      const found = { python: look(sides.python, path), ours: look(sides.ours, path) };
      for (const side of ["python", "ours"] as const) {
        if (!isDeepStrictEqual(found[side], difference[side]))
          stale.push(`${side} has ${JSON.stringify(found[side])} at ${path.join(".")}`);
        mark(sides[side], path);
      }
      if (isDeepStrictEqual(found.python, found.ours)) stale.push(`none at ${path.join(".")}`);
    }
  }
  return { ...sides, stale };
}

/** What is at a place: a whole answer as its outline, and a list as the outlines of its entries. */
function look(root: Json, path: readonly Key[]): Json | undefined {
  let value: Json | undefined = root;
  for (const key of path) value = (value as Container | undefined)?.[key];
  if (path.length === 1) return value && outlineAnswer(value as unknown as Answer);
  return Array.isArray(value) ? value.map(outline) : value;
}

function mark(root: Json, path: readonly Key[]): void {
  let value: Json | undefined = root;
  for (const key of path.slice(0, -1)) value = (value as Container | undefined)?.[key];
  const key = path.at(-1);
  if (value !== null && typeof value === "object" && key !== undefined)
    (value as Container)[key] = "<a listed difference>";
}
