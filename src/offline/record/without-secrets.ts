import type { Mask } from "../../dev/observe/mask.ts";
import { maskKey } from "../../project/openai-key.ts";

/** Names whose values are secrets, whatever those look like. */
const SECRET_NAME =
  /^(?:client_?secret|api_?key|access_?token|refresh_?token|id_?token|password|secret|authorization)$/i;

/**
 * Masks the secrets in every text of a value: keys, client secrets, signed tokens, and what stands
 * under a name such as `password`.
 *
 * E-mail addresses stay: they are no credentials, and what a person asked has to stay what it was.
 */
export function withoutSecrets(value: unknown, mask: Mask, name = ""): unknown {
  if (typeof value === "string") return SECRET_NAME.test(name) ? maskKey(value) : mask.text(value);
  if (Array.isArray(value)) return value.map((entry) => withoutSecrets(entry, mask, name));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, withoutSecrets(entry, mask, key)]),
  );
}
