import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";

/**
 * Whether something that a test needs is there. Where it is missing, a local run says so in one
 * line and skips; with `CI=true` it is an error, so that a green run always means a whole run.
 */
export function requirement(what: string, isThere: boolean): boolean {
  if (isThere) return true;
  if (process.env.CI === "true") throw new Error(`These tests need ${what}`);
  console.warn(`Skipped: these tests need ${what}`);
  return false;
}

/** Whether the machine has what the apps of the tests are installed with. */
export const hasRegistry = requirement(
  "the npm registry",
  succeeds(process.platform === "win32" ? "npm.cmd" : "npm", ["view", "vite", "version"]),
);

/** Whether an app's Python environment can be made: uv, or Python 3.11 with venv, and PyPI. */
export function hasPython(): boolean {
  const question = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))";
  return requirement(
    "uv, or Python 3.11 or newer with venv, and PyPI",
    succeeds("uv", ["pip", "install", "--dry-run", "--target", tmpdir(), "--no-deps", "pyjwt"]) ||
      (succeeds("python3", ["-c", question]) &&
        succeeds("python3", ["-m", "pip", "index", "versions", "pyjwt"])),
  );
}

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore", timeout: 30_000 }).status === 0;
}
