import { defineConfig } from "rolldown";
import { helpTexts } from "./build/help-texts.ts";
import { inspectorPage } from "./build/inspector-page.ts";
import { precompiledTemplates } from "./build/precompiled-templates.ts";
import { thirdPartyLicenses } from "./build/third-party-licenses.ts";

const page = inspectorPage();

export default defineConfig({
  input: { cli: "src/cli.ts", watchdog: "src/dev/app/watchdog.ts" },
  platform: "node",
  plugins: [
    precompiledTemplates(),
    page,
    thirdPartyLicenses("THIRD_PARTY_LICENSES.md", page.modules),
    helpTexts(),
  ],
  output: {
    dir: "dist",
    format: "esm",
    minify: { mangle: { keepNames: true }, compress: true, codegen: true },
    cleanDir: true,
    chunkFileNames: "[name]-[hash].js",
  },
});
