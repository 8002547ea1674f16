import { usageError } from "../errors.ts";
import type { Environment } from "../project/environment.ts";

/** Where OpenAI's own API is. */
export const OPENAI_BASE_URL = "https://api.openai.com/v1";

/**
 * The address of the API that a project uses.
 *
 * @param environment the shell's variables and the project's `.env`
 * @returns `OPENAI_BASE_URL` where it is set, else OpenAI's own
 * @throws {CliError} exit 2, `base_url_invalid`
 */
export function baseUrlOf(environment: Environment): string {
  const found = environment.find("OPENAI_BASE_URL");
  if (!found) return OPENAI_BASE_URL;
  const url = URL.canParse(found.value) ? new URL(found.value) : undefined;
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password) return url.href;
  throw usageError(
    "base_url_invalid",
    `OPENAI_BASE_URL ${found.source === "shell" ? "of the shell" : "in .env"} is no web address.`,
    `It looks like ${OPENAI_BASE_URL}, without user or password; unset it to ask OpenAI itself.`,
  );
}

/**
 * An address as it may be shown: without a query, which may hold a secret.
 *
 * @param baseURL a web address
 */
export function shownUrl(baseURL: string): string {
  const { origin, pathname } = new URL(baseURL);
  return `${origin}${pathname}`;
}
