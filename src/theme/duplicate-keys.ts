import { parse, type ValueNode } from "@humanwhocodes/momoa";
import { type Path, pathText } from "./repair.ts";

function duplicatesIn(node: ValueNode, path: Path): string[] {
  if (node.type === "Array") {
    return node.elements.flatMap(({ value }, index) => duplicatesIn(value, [...path, index]));
  }
  if (node.type !== "Object") return [];
  const seen = new Set<string>();
  return node.members.flatMap(({ name, value }) => {
    const key = name.type === "String" ? name.value : name.name;
    const here = [...path, key];
    const again = seen.has(key) ? [pathText(here)] : [];
    seen.add(key);
    return [...again, ...duplicatesIn(value, here)];
  });
}

/**
 * The keys that stand more than once in an object: `JSON.parse` takes the last and says nothing.
 *
 * @param text JSON, without a byte order mark, that is nested no deeper than a stack
 * @returns their paths, such as `color.accent`
 */
export function duplicateKeys(text: string): string[] {
  return duplicatesIn(parse(text, { mode: "json" }).body, []);
}
