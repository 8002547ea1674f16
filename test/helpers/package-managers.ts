import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cleanEnv } from "./app.ts";
import { run } from "./processes.ts";

const CACHE = fileURLToPath(new URL("../../.test-cache/package-managers", import.meta.url));
/** The packages of npm that bring them. */
const PACKAGES = { pnpm: "pnpm", yarn: "@yarnpkg/cli-dist", bun: "bun" } as const;

/** A package manager that is not npm. */
export type OtherPackageManager = keyof typeof PACKAGES;

/**
 * Whether Yarn can install here: it asks for the packages of every platform, which a mirror that
 * serves one platform does not have.
 */
export function hasPackagesOfEveryPlatform(): boolean {
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const view = spawnSync(npm, ["view", "@biomejs/cli-android-arm64", "version"], {
    stdio: "ignore",
  });
  if (view.status === 0) return true;
  console.warn("Skipped: Yarn needs a registry with the packages of every platform");
  return false;
}

/**
 * Gets a package manager from npm, once for all runs on this machine.
 *
 * @returns variables in which it is found
 */
export async function packageManagerEnv(name: OtherPackageManager): Promise<{ PATH: string }> {
  const place = join(CACHE, name);
  const bin = join(place, "node_modules", ".bin");
  if (!existsSync(bin)) {
    await mkdir(place, { recursive: true });
    await writeFile(join(place, "package.json"), "{}");
    const { code, output } = await run(
      "npm",
      ["install", PACKAGES[name], "--no-audit", "--no-fund"],
      { cwd: place, env: cleanEnv() },
    );
    if (code !== 0) throw new Error(`${name} cannot be had from npm:\n${output}`);
  }
  return { PATH: [bin, process.env.PATH].join(delimiter) };
}
