import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";

/** A variable that is set, and where it was found. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly source: "shell" | ".env";
}

/** The variables of the shell and of `.env`; the shell wins, and an empty one counts as not set. */
export interface Environment {
  /** The variable, with where it was found. */
  find(name: string): Variable | undefined;
  /** The variable's value alone. */
  value(name: string): string | undefined;
  /** The variable as `.env` has it, even if the shell's wins. */
  inFile(name: string): Variable | undefined;
}

/**
 * Reads `.env` in the working directory, and puts the variables of the shell before it.
 *
 * `process.env` stays as it is, so that a changed `.env` can be read again by a running process.
 *
 * @throws the file system's error, if `.env` exists and cannot be read
 */
export function readEnvironment(
  shell: Readonly<Record<string, string | undefined>> = process.env,
  path = ".env",
): Environment {
  const file = readEnvFile(path);
  const inFile = (name: string) => variable(name, file[name], ".env");
  const find = (name: string) => variable(name, shell[name], "shell") ?? inFile(name);
  return { find, inFile, value: (name) => find(name)?.value };
}

function variable(
  name: string,
  text: string | undefined,
  source: Variable["source"],
): Variable | undefined {
  const value = text?.trim();
  return value ? { name, value, source } : undefined;
}

function readEnvFile(path: string): Readonly<Record<string, string | undefined>> {
  try {
    return parseEnv(readFileSync(path, "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return {};
    }
    throw error;
  }
}
