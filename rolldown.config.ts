import { defineConfig } from "rolldown";
import { browserPages } from "./build/browser-pages.ts";
import { helpTexts } from "./build/help-texts.ts";
import { lucideIcons } from "./build/lucide-icons.ts";
import { precompiledTemplates } from "./build/precompiled-templates.ts";
import { thirdPartyLicenses } from "./build/third-party-licenses.ts";

const pages = browserPages();
const icons = lucideIcons();

export default defineConfig({
  input: { cli: "src/cli.ts", watchdog: "src/dev/app/watchdog.ts" },
  platform: "node",
  plugins: [
    precompiledTemplates(),
    pages,
    icons,
    thirdPartyLicenses("THIRD_PARTY_LICENSES.md", [pages.modules, icons.modules]),
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
