import type { MintedSession } from "../openai/sessions.ts";
import type { Identity } from "./identity.ts";

/** What opens a chat for a while: a session at OpenAI, or an identity that a self-hosted app accepts. */
export type Pass =
  | ({ readonly kind: "session" } & MintedSession)
  | { readonly kind: "identity"; readonly identity: Identity; readonly lifetimeSeconds: number };

/**
 * The secret alone: a client secret `ek_…`, or the token of an identity.
 *
 * @param pass what was minted
 */
export function secretOf(pass: Pass): string {
  return pass.kind === "session" ? pass.session.client_secret : pass.identity.token;
}

/** Name to value; no value has a line end. */
function variablesOf(pass: Pass): Readonly<Record<string, string>> {
  if (pass.kind === "session") {
    const { client_secret: secret, id, expires_at: expiresAt } = pass.session;
    return {
      CHATKIT_CLIENT_SECRET: secret,
      CHATKIT_SESSION_ID: id,
      CHATKIT_USER: pass.user,
      CHATKIT_EXPIRES_AT: String(expiresAt),
    };
  }
  const { token, cookieName, user, expiresAt } = pass.identity;
  return {
    CHATKIT_TOKEN: token,
    CHATKIT_COOKIE: `${cookieName}=${token}`,
    CHATKIT_USER: user,
    CHATKIT_EXPIRES_AT: String(expiresAt),
  };
}

/**
 * A value as a shell and an env file (`node --env-file`, dotenv) read it alike.
 *
 * @param value without line ends
 * @returns in quotes where it must be; undefined for what no quotes can hold for both
 */
export function envValue(value: string): string | undefined {
  if (/^[\w@%+:,./=-]+$/.test(value)) return value;
  if (!value.includes("'")) return `'${value}'`;
  return /[$"`\\]/.test(value) ? undefined : `"${value}"`;
}

/**
 * Passes as lines that a shell and an env file read alike.
 *
 * @param passes what was minted, for users that {@link envValue} can hold
 * @param options `numbered`: names end in `_1`, `_2` …
 * @returns `KEY=value`
 */
export function envLines(passes: readonly Pass[], { numbered }: { numbered: boolean }): string {
  return passes
    .flatMap((pass, index) =>
      Object.entries(variablesOf(pass)).map(
        ([name, value]) => `${name}${numbered ? `_${index + 1}` : ""}=${envValue(value) ?? "''"}`,
      ),
    )
    .join("\n");
}
