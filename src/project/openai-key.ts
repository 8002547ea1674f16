import type { Environment, Variable } from "./environment.ts";

/** A key and where it came from. */
export interface FoundKey {
  readonly key: string;
  /** The variable that holds it. */
  readonly variable: string;
}

/** Where a person gets a key. */
export const KEY_PAGE = "https://platform.openai.com/api-keys";

/** The variables of design 1.2, strongest first. */
const KEY_VARIABLES = ["CHATKIT_OPENAI_API_KEY", "OPENAI_API_KEY"] as const;

/**
 * The key that the shell brings.
 *
 * @param env the shell's variables; an empty one counts as not set
 */
export function keyFromShell(env: NodeJS.ProcessEnv): FoundKey | undefined {
  for (const variable of KEY_VARIABLES) {
    const key = env[variable]?.trim();
    if (key) return { key, variable };
  }
  return undefined;
}

/**
 * The key that a project uses, in the order of design 1.2: `CHATKIT_OPENAI_API_KEY`, then
 * `OPENAI_API_KEY`, each first from the shell, then from `.env`.
 *
 * @param environment the shell's variables and the project's `.env`
 */
export function findKey(environment: Environment): Variable | undefined {
  for (const variable of KEY_VARIABLES) {
    const found = environment.find(variable);
    if (found) return found;
  }
  return undefined;
}

/**
 * Where a key came from and enough of it to tell it from another one; never the whole key.
 *
 * @param found the key
 * @returns such as `sk-…3f9a, OPENAI_API_KEY in .env`
 */
export function describeKey({ name, value, source }: Variable): string {
  return `${maskKey(value)}, ${name} ${source === "shell" ? "of the shell" : "in .env"}`;
}

/**
 * The field's commonest trap: a key of the shell that beats a different one in `.env`.
 *
 * @param used the key that is used
 * @param environment where it was found
 * @returns a sentence to warn with, or undefined
 */
export function shadowedKey(used: Variable, environment: Environment): string | undefined {
  if (used.source !== "shell") return undefined;
  for (const variable of KEY_VARIABLES) {
    const other = environment.inFile(variable);
    if (!other) continue;
    if (other.value === used.value) return undefined;
    return `${used.name} of the shell (${maskKey(used.value)}) beats ${variable} in .env (${maskKey(other.value)}). To use the one in .env, unset the shell's.`;
  }
  return undefined;
}

/**
 * The shell's variables without the keys, for programs that need none.
 *
 * @param env the shell's variables
 */
export function environmentWithoutKeys(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names: readonly string[] = KEY_VARIABLES;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));
}

/**
 * A key as it may be shown: its kind and its last four characters.
 *
 * @param key the whole key
 */
export function maskKey(key: string): string {
  return key.length < 12 ? "…" : `${key.slice(0, 3)}…${key.slice(-4)}`;
}

/**
 * What is wrong with the form of a key, in words.
 *
 * @param key what was typed
 * @returns undefined when it looks like an OpenAI key
 */
export function keyFault(key: string): string | undefined {
  if (/^sk-[A-Za-z0-9_-]{8,}$/.test(key)) return undefined;
  if (!key.startsWith("sk-")) return "An OpenAI API key begins with sk-.";
  if (/^[A-Za-z0-9_-]+$/.test(key)) return "That is too short for an OpenAI API key.";
  return "An OpenAI API key holds letters, digits, - and _ only.";
}

/** A shorter value could be part of any word. */
const SHORTEST_SECRET = 8;

/**
 * Masks known secrets in a text that is to be shown.
 *
 * @param text any text
 * @param secrets whole ones; one of fewer than 8 characters is left, since it could be a part of any
 * word
 */
export function hideSecrets(text: string, secrets: Iterable<string>): string {
  return [...secrets]
    .filter(({ length }) => length >= SHORTEST_SECRET)
    .reduce((shown, secret) => shown.replaceAll(secret, () => maskKey(secret)), text);
}

/** Long enough to be a real key, and no word that somebody would choose for a directory. */
const KEY_IN_TEXT = /\b(?:sk-[A-Za-z0-9_-]{32,}|ek_[A-Za-z0-9_-]{12,})/g;

/**
 * Masks every key in a text that is to be shown: those of the environment, and whatever looks like
 * one or like a client secret, such as a key pasted where it does not belong.
 *
 * @param text any text
 * @param env the shell's variables
 */
export function hideKeys(text: string, env: NodeJS.ProcessEnv): string {
  const known = KEY_VARIABLES.map((variable) => env[variable]?.trim() ?? "");
  return hideSecrets(text, known).replaceAll(KEY_IN_TEXT, maskKey);
}
