// Writes the JSON Schemas that are generated from TypeScript, so that no list of what is accepted is
// kept by hand. Run it when the types move on; `--check` writes nothing and ends with 1
// where a committed schema is not what the types say now.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fixturesSchema } from "./schemas/fixtures.mjs";
import { protocolSchema } from "./schemas/protocol.mjs";
import { ROOT, schemaOf } from "./schemas/schema-of.mjs";
import { themeFileSchema } from "./schemas/theme-file.mjs";

/** Each schema: where it is committed, the type it comes from, and what the types cannot say. */
const SCHEMAS = [
  {
    // An app's own file, and what the CLI checks themes by: one file, never written twice.
    to: "templates/base/src/theme.schema.json",
    from: "node_modules/@openai/chatkit/types/index.d.ts",
    type: "ThemeOption",
    refine: themeFileSchema,
  },
  {
    // What the inspector of `chatkit dev` checks events and answers by.
    to: "src/dev/schema/protocol.schema.json",
    from: "templates/+self-hosted+node/server/chatkit/types.ts",
    type: "ThreadStreamEvent",
    inline: false,
    refine: protocolSchema,
  },
  {
    // What an editor checks an app's fixtures by; `chatkit dev --offline` serves it.
    to: "src/offline/model/fixtures/fixtures.schema.json",
    from: "src/offline/model/fixtures/schema.ts",
    type: "fixtureFile",
    make: fixturesSchema,
  },
];

/** As `biome format` wants it, so that apps which are linted do not complain of it. */
function formatted(path, schema) {
  const biome = join(ROOT, "node_modules/@biomejs/biome/bin/biome");
  const words = ["format", `--stdin-file-path=${path}`];
  const input = JSON.stringify(schema, null, 2);
  return execFileSync(process.execPath, [biome, ...words], { cwd: ROOT, input, encoding: "utf8" });
}

let stale = 0;
for (const { to, from, type, inline = true, refine = (schema) => schema, make } of SCHEMAS) {
  const path = join(ROOT, to);
  const text = formatted(to, make ? await make() : refine(schemaOf({ from, type, inline })));
  if (!process.argv.includes("--check")) {
    writeFileSync(path, text);
    console.log(`Wrote ${to}`);
  } else if (readFileSync(path, "utf8") !== text) {
    console.error(`${to} is not what ${type} of ${from} says; run npm run generate`);
    stale += 1;
  }
}
process.exitCode = stale === 0 ? 0 : 1;
