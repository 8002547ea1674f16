import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  declaredComponents,
  declaredEvents,
  declaredMethods,
  declaredOptions,
} from "./declared.ts";

interface Row {
  readonly name: string;
  readonly does: string;
  /** A file of tests, and the name of one in it. */
  readonly tests: readonly (readonly [file: string, name: string])[];
}

const HERE = new URL("./", import.meta.url);
const document = readFileSync(new URL("../../../docs/conformance.md", HERE), "utf8");

/** The rows below a heading. */
function rowsOf(heading: string): Row[] {
  const [, section = ""] = document.split(`\n## ${heading}\n`);
  return [...(section.split("\n## ")[0] ?? "").matchAll(/^\| `([^`]+)` \| (.+) \| (.+) \|$/gm)].map(
    ([, name = "", does = "", shown = ""]) => ({
      name,
      does,
      tests: shown.split("<br>").map((each) => {
        const [, file = "", test = ""] = /^`([^`]+)`: (.+)$/.exec(each) ?? [];
        return [file, test] as const;
      }),
    }),
  );
}

/** The names of the tests of a file, as they are written there. */
function testsOf(file: string): string[] {
  const url = new URL(file, HERE);
  if (!file.endsWith(".test.ts") || !existsSync(url)) return [];
  const source = readFileSync(url, "utf8");
  return [...source.matchAll(/(?:\btest|\))\(\s*(["'`])((?:(?!\1).)*)\1/g)].map(
    ([, , name = ""]) => name,
  );
}

describe.each([
  ["Options", declaredOptions, 70],
  ["Methods", declaredMethods, 9],
  ["Events", declaredEvents, 13],
  ["Components of widgets", declaredComponents, 29],
] as const)("%s", (heading, declared, count) => {
  const rows = rowsOf(heading);

  test("each that the types have is told of, once", () => {
    const names = rows.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(declared().length).toBeGreaterThanOrEqual(count);
    expect(names).toEqual(expect.arrayContaining(declared()));
    // Python's widgets have one more, which the types do not know.
    expect(names.filter((name) => name !== "Chart" && !declared().includes(name))).toEqual([]);
  });

  test.each(rows)("$name is shown by tests that are there", ({ tests, does }) => {
    expect(does.length).toBeGreaterThan(3);
    for (const [file, name] of tests) expect(testsOf(file), file).toContain(name);
  });
});
