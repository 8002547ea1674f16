import type { MintedSession } from "../openai/sessions.ts";
import { shellWord } from "../terminal/quote.ts";
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
 * Passes as lines that a shell and an env file read alike.
 *
 * @param passes what was minted
 * @param options `numbered`: names end in `_1`, `_2` …
 * @returns `KEY=value`, quoted where a shell would take it for more than a value
 */
export function envLines(passes: readonly Pass[], { numbered }: { numbered: boolean }): string {
  return passes
    .flatMap((pass, index) =>
      Object.entries(variablesOf(pass)).map(
        ([name, value]) => `${name}${numbered ? `_${index + 1}` : ""}=${shellWord(value, "linux")}`,
      ),
    )
    .join("\n");
}
