import { type NamedFixture, named } from "./fixtures/fixture-files.ts";
import { fixtureFile } from "./fixtures/schema.ts";
import demonstrations from "./scripts/demonstrations.json" with { type: "json" };
import fallback from "./scripts/fallback.json" with { type: "json" };
import gallery from "./scripts/gallery.json" with { type: "json" };
import hosted from "./scripts/hosted.json" with { type: "json" };
import titles from "./scripts/titles.json" with { type: "json" };
import tour from "./scripts/tour.json" with { type: "json" };

const SCRIPTS: readonly (readonly [name: string, file: unknown])[] = [
  ["titles", titles],
  ["tour", tour],
  ["gallery", gallery],
  ["hosted", hosted],
  ["demonstrations", demonstrations],
];

/** The conversations of the samples; in the format of an app's own fixtures. */
export const builtInFixtures: readonly NamedFixture[] = SCRIPTS.flatMap(read);

/** What answers all that nothing else does. */
export const fallbackFixtures: readonly NamedFixture[] = read(["fallback", fallback]);

function read([name, file]: readonly [string, unknown]): NamedFixture[] {
  return named(`built-in ${name}`, fixtureFile.parse(file).fixtures, { isBuiltIn: true });
}
