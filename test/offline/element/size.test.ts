import { gzipSync } from "node:zlib";
import { script } from "virtual:offline-element";
import { expect, test } from "vitest";

test("the element is one script of less than 120 kB, as it is sent", () => {
  expect(gzipSync(script).length).toBeLessThan(120_000);
});
