import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type App, type AppAnswers, createApp } from "../helpers/app.ts";
import {
  hasPackagesOfEveryPlatform,
  type OtherPackageManager,
  packageManagerEnv,
} from "../helpers/package-managers.ts";
import { hasPython, hasRegistry } from "../helpers/requirement.ts";

const SECRET = "a-secret-of-the-test-that-is-long-enough-0123456789";

/** That apps with these answers install, pass their checks and run with a package manager. */
export function describePackageManager(
  packageManager: OtherPackageManager,
  apps: readonly AppAnswers[],
): void {
  const canRun = hasRegistry && (packageManager !== "yarn" || hasPackagesOfEveryPlatform());
  for (const answers of apps) {
    const { frontend, backend, runtime, sample } = answers;
    const title = [packageManager, frontend, backend, runtime, sample].join(" ");
    describe.skipIf(!canRun || (runtime === "python" && !hasPython()))(title, () => {
      let app: App;
      beforeAll(async () => {
        app = await createApp(
          { ...answers, packageManager },
          await packageManagerEnv(packageManager),
        );
        await app.setEnv({ CHATKIT_SECRET: SECRET });
      });
      afterAll(() => app?.remove());

      test.each(["typecheck", "lint", "build"])(`${packageManager} run %s`, async (script) => {
        const { code, output } = await app.script(script);
        expect(code, output).toBe(0);
      });

      test.each(["start", "dev"] as const)(
        `${packageManager} run %s serves the page and the API, and stops with nothing left`,
        async (script) => {
          const running = await app.start(script);
          const identity = await fetch(new URL("/api/identity", running.origin), {
            method: "POST",
          });
          expect(identity.status).toBe(200);
          expect(identity.headers.getSetCookie()).toHaveLength(2);
          await running.stop("SIGINT");
        },
      );
    });
  }
}
