import type { ThemeOption } from "@openai/chatkit";
import generated from "../../templates/base/src/theme.schema.json" with { type: "json" };

/** A ChatKit theme object. */
export type Theme = ThemeOption;

/** One place in the schema of a theme, with those words of JSON Schema that the generator writes. */
export interface SchemaNode {
  readonly type: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly (string | number)[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
}

/**
 * The JSON Schema (draft 7) of a theme file, as an app's `src/theme.schema.json` has it: generated
 * from `ThemeOption` of the installed @openai/chatkit by `npm run generate`. Unknown keys are
 * faults: ChatKit itself would ignore or refuse them without naming them.
 */
export const themeSchema: SchemaNode = generated;

/** The places that hold a colour; the types only say `string` (facts 2.4). */
export const colourPaths: readonly string[] = [
  "color.accent.primary",
  "color.surface.background",
  "color.surface.foreground",
];

/** Whether a path leads to a colour. */
export function isColour(path: readonly (string | number)[]): boolean {
  return colourPaths.includes(path.join("."));
}

/**
 * The schema of one place in a theme.
 *
 * @param path keys and indices from the top
 * @returns undefined where a theme has no such place
 */
export function schemaAt(path: readonly (string | number)[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = themeSchema;
  for (const part of path) {
    node = typeof part === "number" ? node?.items : node?.properties?.[part];
  }
  return node;
}
