import type { CommandLine } from "../../project/package-manager.ts";

/**
 * The command that lets the system's shell read a line.
 *
 * @param line such as `npx playwright test && echo done`
 */
export function shellLine(line: string): CommandLine {
  return process.platform === "win32"
    ? { program: process.env.comspec ?? "cmd.exe", args: ["/d", "/s", "/c", line] }
    : { program: "/bin/sh", args: ["-c", line] };
}
