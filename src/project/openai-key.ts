/** A key and where it came from. */
export interface FoundKey {
  readonly key: string;
  /** The variable that holds it. */
  readonly variable: string;
}

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
