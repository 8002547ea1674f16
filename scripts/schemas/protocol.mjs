/** Widgets have a check of their own, which knows more than their types. */
const CHECKED_ELSEWHERE = ["WidgetRoot", "WidgetComponent"];

/**
 * The schema of what a ChatKit server tells its client: a key that nobody knows is no fault there,
 * since a server may tell more, and nobody reads the schema's words.
 *
 * @param {object} schema of `ThreadStreamEvent`, with its named types under `definitions`
 */
export function protocolSchema({ definitions, ...schema }) {
  const all = { ...definitions };
  for (const name of CHECKED_ELSEWHERE) all[name] = {};
  const used = {};
  const lenient = (node) => {
    if (Array.isArray(node)) return node.map(lenient);
    if (typeof node !== "object" || node === null) return node;
    const entries = Object.entries(node).flatMap(([key, value]) => {
      // A property may have these names too; its value is an object.
      if (key === "description" && typeof value === "string") return [];
      if (key === "additionalProperties" && value === false) return [];
      return [[key, key === "$ref" ? keep(decodeURIComponent(value)) : lenient(value)]];
    });
    return Object.fromEntries(entries);
  };
  const keep = (ref) => {
    const name = ref.replace("#/definitions/", "");
    if (!(name in used)) {
      used[name] = {};
      used[name] = lenient(all[name]);
    }
    return ref;
  };
  const root = lenient(schema);
  return { ...root, definitions: Object.fromEntries(Object.entries(used).sort()) };
}
