/** Files that several layers may bring; all others come from one layer (design 2.1). */
const CONCATENATED = ["README.md", "AGENTS.md", ".gitignore", ".env.example", ".dockerignore"];

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mergeObjects(into: JsonObject, from: JsonObject, at: string): JsonObject {
  const merged = { ...into };
  for (const [key, value] of Object.entries(from)) {
    const existing = merged[key];
    if (existing === undefined) merged[key] = value;
    else if (isObject(existing) && isObject(value)) {
      merged[key] = mergeObjects(existing, value, `${at}${key}.`);
    } else if (existing !== value) throw new Error(`Two layers set ${at}${key} in package.json.`);
  }
  return merged;
}

const SORTED = ["dependencies", "devDependencies"];

function sorted(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function mergeManifests(parts: readonly string[]): string {
  let merged: JsonObject = {};
  for (const part of parts) merged = mergeObjects(merged, JSON.parse(part) as JsonObject, "");
  for (const key of SORTED) {
    const dependencies = merged[key];
    if (!isObject(dependencies)) continue;
    // Last, where people look for them, whichever layer brought the first one.
    delete merged[key];
    merged[key] = sorted(dependencies);
  }
  return `${JSON.stringify(merged, null, 2)}\n`;
}

/**
 * Makes one file of what several layers bring for the same path.
 *
 * @param path where it goes in the app
 * @param parts what the layers bring, in their order; one or more
 * @throws when two layers bring a path that is not merged, or set the same key
 */
export function mergeParts(path: string, parts: readonly (string | Buffer)[]): string | Buffer {
  const [only] = parts;
  if (path === "package.json") return mergeManifests(parts.map(String));
  if (parts.length === 1 && only !== undefined) return only;
  if (!CONCATENATED.includes(path)) throw new Error(`Two layers bring ${path}.`);
  const texts = parts.map((part) => String(part).replace(/^\n+|\n+$/g, ""));
  return `${texts.join("\n\n")}\n`;
}
