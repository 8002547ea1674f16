import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { fixtureFile } from "../../../src/offline/model/fixtures/schema.ts";

test("the fixtures of the README are fixtures", async () => {
  const readme = await readFile(new URL("../../../README.md", import.meta.url), "utf8");
  const example = /### Fixtures[\s\S]*?```json\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  expect(fixtureFile.safeParse(JSON.parse(example)).error?.issues).toBeUndefined();
  expect(JSON.parse(example).fixtures).toHaveLength(4);
});
