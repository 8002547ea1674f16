import { environmentWithoutKeys } from "../project/openai-key.ts";
import { type CommandLine, installCommand } from "../project/package-manager.ts";
import { runProcess } from "../project/run-process.ts";
import type { Answers } from "./answers.ts";

/** One part of the installation. */
interface InstallPart {
  readonly label: string;
  readonly command: CommandLine;
}

/** A part that failed, with what is needed to understand and repeat it. */
export interface InstallFailure {
  readonly label: string;
  readonly command: CommandLine;
  readonly reason: string;
  readonly lastLines: readonly string[];
}

/** Told of the parts as they run. */
export interface InstallEvents {
  onStart(label: string): void;
  onLine(line: string): void;
  onEnd(label: string, ok: boolean): void;
}

/**
 * What installs an app: its npm packages, then the Python environment where there is one.
 *
 * @param answers the app's answers
 */
function installParts(answers: Answers): InstallPart[] {
  const parts = [
    {
      label: `Installing packages with ${answers.packageManager}`,
      command: installCommand(answers.packageManager),
    },
  ];
  if (answers.runtime === "python") {
    parts.push({
      label: "Installing the Python environment",
      command: { program: "node", args: ["scripts/python.mjs", "--setup"] },
    });
  }
  return parts;
}

/**
 * Installs an app.
 *
 * @param directory the app
 * @param answers what it was made with
 * @param signal ends the installation with its whole process tree
 * @param events told of the parts as they run
 * @returns the failure, or undefined when everything is installed
 * @throws the signal's reason
 */
export async function installApp(
  directory: string,
  answers: Answers,
  signal: AbortSignal,
  events: InstallEvents,
): Promise<InstallFailure | undefined> {
  for (const { label, command } of installParts(answers)) {
    events.onStart(label);
    const result = await runProcess(command, {
      cwd: directory,
      signal,
      // Packages bring scripts of strangers, and none of them needs a key.
      env: environmentWithoutKeys(process.env),
      onLine: (line) => events.onLine(line),
    });
    events.onEnd(label, result.exitCode === 0);
    signal.throwIfAborted();
    if (result.exitCode === 0) continue;
    const reason =
      result.startFault === "ENOENT"
        ? `${command.program} is not installed`
        : (result.startFault ?? `it ended with exit code ${result.exitCode ?? "?"}`);
    return { label, command, reason, lastLines: result.lastLines };
  }
  return undefined;
}
