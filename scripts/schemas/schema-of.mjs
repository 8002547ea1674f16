import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createGenerator } from "ts-json-schema-generator";

/** The absolute directory of this repository. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");

/**
 * The JSON Schema (draft 7) of a TypeScript type: comments become descriptions, `@default` a
 * default, and unknown keys are faults unless the type has an index signature.
 *
 * @param {{ from: string, type: string, inline?: boolean }} what `from`: a file below this
 * repository; `type`: the name of an exported type in it; `inline`: false keeps named types under
 * `definitions`, as types that hold themselves need
 */
export function schemaOf({ from, type, inline = true }) {
  const generator = createGenerator({
    path: join(ROOT, from),
    tsconfig: join(ROOT, "tsconfig.json"),
    type,
    expose: inline ? "none" : "export",
    topRef: false,
    jsDoc: "extended",
    additionalProperties: false,
    sortProps: false,
    // tsc checks the repository; here only types are read.
    skipTypeCheck: true,
  });
  const { definitions, ...schema } = generator.createSchema(type);
  return Object.keys(definitions ?? {}).length === 0 ? schema : { ...schema, definitions };
}
