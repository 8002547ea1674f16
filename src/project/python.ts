import { join } from "node:path";
import { execa } from "execa";
import { packageRoot } from "../package-root.ts";

/** The script that makes the Python environment of an app; it knows what it needs. */
const SCRIPT = join(packageRoot, "templates", "+python", "scripts", "python.mjs");

/**
 * What keeps this machine from running a Python app, told before anything is written.
 *
 * @param signal ends the check
 * @returns a sentence that names the package to install, or undefined when all is there
 */
export async function pythonFault(signal: AbortSignal): Promise<string | undefined> {
  const result = await execa(process.execPath, [SCRIPT, "--check"], {
    cancelSignal: signal,
    reject: false,
    stdin: "ignore",
    // Ctrl-C is ours to hear: in the terminal's own group the check would fail before we know why.
    detached: process.platform !== "win32",
  });
  signal.throwIfAborted();
  return result.exitCode === 0 ? undefined : result.stderr.trim() || result.shortMessage;
}
