import { join } from "node:path";
import {
  type Environment,
  readEnvironment,
  type Variable,
} from "../../templates/+node/server/environment.ts";
import { CliError, EXIT } from "../errors.ts";

export type { Environment, Variable };

/**
 * The variables of the shell and of a project's `.env`, read in the way that generated apps do: the
 * shell wins, an empty value counts as not set, and `process.env` stays as it is.
 *
 * @param directory of the project
 * @param shell the shell's variables
 * @throws {CliError} exit 1, `env_unreadable`: `.env` exists and cannot be read
 */
export function projectEnvironment(
  directory: string,
  shell: NodeJS.ProcessEnv = process.env,
): Environment {
  const path = join(directory, ".env");
  try {
    return readEnvironment(shell, path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    const isDirectory = code === "EISDIR";
    throw new CliError(
      `${path} cannot be read: ${isDirectory ? "it is a directory" : "the system does not let it"} (${code}).`,
      {
        code: "env_unreadable",
        exitCode: EXIT.failed,
        hint: isDirectory
          ? "Docker makes one where a file to mount is missing. Remove it, and put a file in its place."
          : "Check who owns it, and its permissions.",
        cause: error,
      },
    );
  }
}
