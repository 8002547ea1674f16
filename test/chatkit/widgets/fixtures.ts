import { readFileSync } from "node:fs";

/** Reads a file of one JSON value a line. */
export function readLines<Row>(name: string): Row[] {
  return readFileSync(new URL(name, import.meta.url), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Row);
}
