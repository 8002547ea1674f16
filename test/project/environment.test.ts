import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectEnvironment } from "../../src/project/environment.ts";
import { scratch } from "../helpers/cli.ts";

test("an .env that is a directory is told as that", async () => {
  const directory = await scratch();
  await mkdir(join(directory, ".env"));
  expect(() => projectEnvironment(directory, {})).toThrow(
    expect.objectContaining({
      code: "env_unreadable",
      exitCode: 1,
      message: `${join(directory, ".env")} cannot be read: it is a directory (EISDIR).`,
    }),
  );
});
