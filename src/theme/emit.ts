import type { Theme } from "./schema.ts";

/** The texts that a theme can be told as. */
export const formats = ["json", "ts", "options"] as const;
export type Format = (typeof formats)[number];

/** How the options of `--format options` reach a backend. */
export type Backend = "self-hosted" | "hosted";

/** A text in the quotes that need fewer escapes, as formatters want it. */
function quoted(text: string): string {
  const doubles = text.split('\\"').length;
  const singles = text.split("'").length;
  if (doubles <= singles) return text;
  return `'${text.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** JSON as TypeScript is written: keys that are names stand without quotes. */
function literal(value: unknown, indent: string): string {
  return (
    JSON.stringify(value, null, 2)
      // A line break within a text is written as \n, so that only keys stand at the start of a line.
      .replace(/^( *)"([A-Za-z_$][\w$]*)":/gm, "$1$2:")
      .replace(/"(?:[^"\\]|\\.)*"/g, quoted)
      .replace(/([\]}"'\w])$/gm, (end, _, at: number, all: string) => trailing(end, all, at))
      .replaceAll("\n", `\n${indent}`)
  );
}

/** A comma behind the last entry, too, as formatters want it. */
function trailing(end: string, all: string, at: number): string {
  return /^\n *[\]}]/.test(all.slice(at + end.length)) ? `${end},` : end;
}

const API: Readonly<Record<Backend, string>> = {
  "self-hosted": `  // Your own ChatKit server. Off localhost the page's host needs a domain key of its own:
  // https://platform.openai.com/settings/organization/security/domain-allowlist
  api: { url: "/chatkit", domainKey: "local-dev" },`,
  hosted: `  api: {
    // Called for the first secret, and again when it runs out: each time a new session.
    async getClientSecret() {
      const response = await fetch("/api/chatkit/session", { method: "POST" });
      if (!response.ok) throw new Error("The server gave no chat session");
      const { client_secret } = await response.json();
      return client_secret;
    },
  },`,
};

/**
 * What a theme file holds.
 *
 * @param theme a theme
 * @param schema what `$schema` names, where it should
 */
export function themeFile(theme: Theme, schema: string | undefined): object {
  return { ...(schema !== undefined && { $schema: schema }), ...theme };
}

/**
 * The text of a theme file.
 *
 * @param theme a theme
 * @param schema what `$schema` names, where it should
 */
export function themeFileText(theme: Theme, schema?: string): string {
  return `${JSON.stringify(themeFile(theme, schema), null, 2)}\n`;
}

/**
 * A theme in one of the formats.
 *
 * @param theme a theme without faults
 * @param format `json`: a theme file; `ts`: a typed module; `options`: a module with everything that
 * ChatKit needs to start
 * @param backend whose options
 * @returns the text, with a line break at its end
 */
export function emitTheme(theme: Theme, format: Format, backend: Backend): string {
  if (format === "json") return themeFileText(theme);
  if (format === "ts") {
    return `import type { ThemeOption } from "@openai/chatkit";

export const theme: ThemeOption = ${literal(theme, "")};
`;
  }
  return `import type { ChatKitOptions } from "@openai/chatkit";

export const options: ChatKitOptions = {
${API[backend]}
  theme: ${literal(theme, "  ")},
};
`;
}
