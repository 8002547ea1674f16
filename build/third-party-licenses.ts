import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
}

/** The directory of the package that a module belongs to: the nearest one with a named manifest. */
function packageOf(moduleId: string): string {
  let directory = dirname(moduleId);
  for (;;) {
    const manifest = join(directory, "package.json");
    if (existsSync(manifest) && (JSON.parse(readFileSync(manifest, "utf8")) as Manifest).version) {
      return directory;
    }
    directory = dirname(directory);
  }
}

function licenceText(directory: string): string {
  const file = readdirSync(directory).find((name) => /^licen[cs]e/i.test(name));
  return file ? readFileSync(join(directory, file), "utf8").trim() : "";
}

function section(directory: string): string {
  const manifest = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as Manifest;
  const text = licenceText(directory);
  const quoted = text ? `\n\n${text.replace(/^/gm, "> ").replace(/ +$/gm, "")}` : "";
  return `## ${manifest.name} ${manifest.version} (${manifest.license ?? "see its text"})${quoted}`;
}

/**
 * A Rolldown plugin that writes the licence of every bundled package into one file, as those
 * licences ask: the published package has no dependencies that would bring their own copies.
 *
 * @param fileName where it goes, below the output directory
 * @param alsoBundled modules that reach the output as text; read once everything is bundled
 */
export function thirdPartyLicenses(fileName: string, alsoBundled: readonly (readonly string[])[]) {
  return {
    name: "third-party-licenses",
    generateBundle(
      this: { emitFile(file: { type: "asset"; fileName: string; source: string }): string },
      _options: unknown,
      bundle: Record<string, { type: string; moduleIds?: string[] }>,
    ) {
      const modules = Object.values(bundle).flatMap((chunk) => chunk.moduleIds ?? []);
      const packages = new Set(
        [...modules, ...alsoBundled.flat()]
          .map((id) => id.replace(/^\0/, "").replace(/\?.*$/, ""))
          .filter((id) => id.includes("node_modules") && existsSync(id))
          .map(packageOf),
      );
      const sections = [...packages].map(section).sort();
      this.emitFile({
        type: "asset",
        fileName,
        source: `# Licences of the packages that create-chatkit-app bundles\n\n${sections.join("\n\n")}\n`,
      });
    },
  };
}
