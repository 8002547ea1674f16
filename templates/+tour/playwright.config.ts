import { defineConfig } from "@playwright/test";
import { installedBrowser } from "./e2e/installed-browser.ts";

/*
 * Tests of the whole app in a browser, with no key and no network:
 *
 *   npx create-chatkit-app dev --offline --exec "npx playwright test"
 *
 * It tells the address of the app in BASE_URL. Without it, the app of a `dev --offline` that runs
 * in another terminal is tested.
 */
export default defineConfig({
  testDir: "e2e",
  testMatch: "*.e2e.ts",
  forbidOnly: Boolean(process.env.CI),
  // A machine of CI may be slow, and a test that passes waits for none of it.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  use: {
    baseURL: process.env.BASE_URL ?? "http://localhost:4310",
    trace: "retain-on-failure",
    ...installedBrowser(),
  },
});
