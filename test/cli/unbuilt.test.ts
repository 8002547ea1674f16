import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cli, QUICK, scratch } from "../helpers/cli.ts";

test("a hosted app that is started before it is built says what to type", async () => {
  const cwd = await scratch();
  expect(await cli([...QUICK, "app"], { cwd })).toMatchObject({ code: 0 });
  const ended = await new Promise((resolve) => {
    execFile(
      process.execPath,
      ["scripts/start.mjs"],
      { cwd: join(cwd, "app") },
      (error, stdout, stderr) => resolve({ code: error?.code, stdout, stderr }),
    );
  });
  expect(ended).toEqual({
    code: 1,
    stdout: "",
    stderr: "The app is not built yet. Build it with: npm run build\n",
  });
});
