import { defineConfig } from "vitest/config";
import { browserPages } from "./build/browser-pages.ts";
import { lucideIcons } from "./build/lucide-icons.ts";
import { precompiledTemplates } from "./build/precompiled-templates.ts";

export default defineConfig({
  plugins: [precompiledTemplates(), browserPages(), lucideIcons()],
  test: {
    // Whatever is waited for may take a busy machine a while.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/apps/**", "test/cli/**"],
        },
      },
      {
        extends: true,
        test: {
          name: "cli",
          include: ["test/cli/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "apps",
          include: ["test/apps/**/*.test.ts"],
          // Real installs, servers and browsers: npm test runs two files at a time.
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
