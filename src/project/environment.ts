import { join } from "node:path";
import {
  type Environment,
  readEnvironment,
  type Variable,
} from "../../templates/+node/server/environment.ts";

export type { Environment, Variable };

/**
 * The variables of the shell and of a project's `.env`, read in the way that generated apps do: the
 * shell wins, an empty value counts as not set, and `process.env` stays as it is.
 *
 * @param directory of the project
 * @param shell the shell's variables
 * @throws the file system's error, if `.env` exists and cannot be read
 */
export function projectEnvironment(
  directory: string,
  shell: NodeJS.ProcessEnv = process.env,
): Environment {
  return readEnvironment(shell, join(directory, ".env"));
}
