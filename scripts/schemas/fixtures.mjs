import { join } from "node:path";
import { rolldown } from "rolldown";
import { z } from "zod";
import { ROOT } from "./schema-of.mjs";

/** The JSON Schema of a fixture file, of the check that `chatkit dev --offline` makes itself. */
export async function fixturesSchema() {
  // Node 20 runs no TypeScript.
  const bundle = await rolldown({
    input: join(ROOT, "src/offline/model/fixtures/schema.ts"),
    platform: "node",
    external: ["zod"],
  });
  const { output } = await bundle.generate({ format: "esm" });
  const code = output[0].code.replace(
    'from "zod"',
    `from ${JSON.stringify(import.meta.resolve("zod"))}`,
  );
  const { fixtureFile } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return z.toJSONSchema(fixtureFile, { io: "input", target: "draft-7" });
}
