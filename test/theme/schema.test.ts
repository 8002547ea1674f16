import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import manifest from "../../node_modules/@openai/chatkit/package.json" with { type: "json" };
import { type SchemaNode, schemaAt, themeSchema } from "../../src/theme/schema.ts";
import recorded from "./chatkit-enums.json" with { type: "json" };

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

test("the committed schemas are what the installed types say", () => {
  // It prints nothing and ends with 0, or names the stale file and ends with 1.
  const words = ["scripts/generate-schemas.mjs", "--check"];
  expect(execFileSync(process.execPath, words, { cwd: ROOT, encoding: "utf8" })).toBe("");
}, 60_000);

/** Where each of the recorded types stands in a theme. */
const PLACES: Record<keyof typeof recorded.options, (string | number)[]> = {
  ThemeOption: [],
  TypographyOption: ["typography"],
  ColorOption: ["color"],
  FontObject: ["typography", "fontSources", 0],
  SurfaceColors: ["color", "surface"],
  AccentColor: ["color", "accent"],
  GrayscaleOptions: ["color", "grayscale"],
};

/** What a recorded type such as `"light" | "dark"` allows, in the words of JSON Schema. */
function asSchema(type: string): Partial<SchemaNode> {
  if (type.startsWith("{")) return { type: "object" };
  if (type.endsWith("[]")) return { type: "array" };
  const words = type.split(" | ").filter((word) => word !== "undefined");
  if (words.every((word) => /^\w+$/.test(word) && !/^\d/.test(word))) {
    return { type: words.length === 1 ? String(words[0]) : words };
  }
  return { enum: words.map((word) => JSON.parse(word) as string | number) };
}

test.each(Object.entries(PLACES))("%s is what was recorded of it", (name, path) => {
  const node = schemaAt(path);
  const { $schema: _editor, ...properties } = node?.properties ?? {};
  const options: Record<string, { required: boolean; type: string }> =
    recorded.options[name as keyof typeof PLACES];
  expect(Object.keys(properties).sort()).toEqual(Object.keys(options).sort());
  for (const [key, { required, type }] of Object.entries(options)) {
    expect(node?.required?.includes(key) ?? false, `${key} is required`).toBe(required);
    const wanted = asSchema(type);
    const found = { ...properties[key] };
    if (wanted.enum) expect([...(found.enum ?? [])].sort()).toEqual([...wanted.enum].sort());
    else expect(found).toMatchObject(wanted);
  }
});

test("the record is of the version that is installed", () => {
  expect(recorded.source).toBe(`@openai/chatkit@${manifest.version}`);
});

test("nothing but $schema and the range of the hue is added to the types", () => {
  expect(themeSchema.properties?.$schema).toEqual({ type: "string" });
  expect(schemaAt(["color", "grayscale", "hue"])).toMatchObject({ minimum: 0, maximum: 360 });
});
