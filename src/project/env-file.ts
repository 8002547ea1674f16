import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=/;

/**
 * Fills values into the text of an env file: the line that sets a key is replaced, all other lines
 * and every comment stay.
 *
 * @param text an env file in which each key stands once
 * @param values key to value; plain words without spaces, quotes or `#`
 */
export function setEnvValues(text: string, values: Readonly<Record<string, string>>): string {
  return text
    .split("\n")
    .map((line) => {
      const key = ASSIGNMENT.exec(line)?.[1];
      const value = key === undefined ? undefined : values[key];
      return value === undefined ? line : `${key}=${value}`;
    })
    .join("\n");
}

/**
 * Adds to an env file the keys that it lacks, with their comments, and changes nothing else.
 *
 * @param existing the text that is there
 * @param wanted a complete env file: comment lines, then the assignment they belong to
 */
export function addMissingEnvKeys(existing: string, wanted: string): string {
  const present = new Set(Object.keys(parseEnv(existing)));
  const added: string[] = [];
  let comments: string[] = [];
  for (const line of wanted.split("\n")) {
    const key = ASSIGNMENT.exec(line)?.[1];
    if (key === undefined) {
      comments = line.startsWith("#") ? [...comments, line] : [];
      continue;
    }
    if (!present.has(key)) added.push(...comments, line);
    comments = [];
  }
  if (added.length === 0) return existing;
  const separator = existing === "" || existing.endsWith("\n") ? "" : "\n";
  return `${existing}${separator}${added.join("\n")}\n`;
}

/**
 * What a project's `.env` says, whatever the shell says.
 *
 * @param directory of the project
 * @returns name to value; nothing where there is no such file; undefined where it is there and cannot
 * be read, as while it is being replaced
 */
export function envFileValues(
  directory: string,
): Readonly<Record<string, string | undefined>> | undefined {
  try {
    return parseEnv(readFileSync(join(directory, ".env"), "utf8"));
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    return missing ? {} : undefined;
  }
}
