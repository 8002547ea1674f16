import { randomBytes } from "node:crypto";
import type { Environment, Variable } from "./environment.ts";

export type Mode = "development" | "production";

/** Something that keeps the chat from working, in words for the page and for the terminal. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly href?: string;
}

/** What the server was told by its environment, checked once at the start. */
export interface Settings {
  readonly mode: Mode;
  readonly environment: Environment;
  readonly host: string;
  readonly port: number;
  /** The origin that people type, if it was told; otherwise each request says it. */
  readonly publicUrl: URL | null;
  readonly openaiKey: Variable | null;
  readonly openaiBaseUrl: string;
  /** Signs cookies and whatever else the browser carries. */
  readonly secret: string;
  /** ChatKit's domain key for this site; public. */
  readonly domainKey: string | null;
  /** Where ChatKit's script comes from instead of OpenAI's CDN. */
  readonly scriptUrl: string | null;
  /** Addresses and CIDR ranges whose `X-Forwarded-*` headers are believed. */
  readonly trustedProxies: readonly string[];
  readonly csp: "report" | "enforce" | "off";
  /** A stand-in answers instead of OpenAI: a missing key is fine. */
  readonly offline: boolean;
  readonly problems: readonly Problem[];
  /** Sentences for the terminal only. */
  readonly warnings: readonly string[];
}

/** A setting that the server cannot start with. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/** Where OpenAI's own API is. */
export const OPENAI_BASE_URL = "https://api.openai.com/v1";

const MINIMUM_SECRET_LENGTH = 32;

/**
 * Reads every setting that all parts of the server share.
 *
 * @param throwAwaySecret used in development where `CHATKIT_SECRET` is missing
 * @throws SettingsError, if a value cannot be used, or production lacks its secret
 */
export function readSettings(
  environment: Environment,
  mode: Mode,
  throwAwaySecret = randomBytes(32).toString("hex"),
): Settings {
  const warnings: string[] = [];
  const offline = environment.value("CHATKIT_OFFLINE") === "1";
  const openaiKey =
    environment.find("CHATKIT_OPENAI_API_KEY") ?? environment.find("OPENAI_API_KEY") ?? null;
  if (openaiKey && !offline) {
    warnings.push(...shadowedKey(openaiKey, environment));
  }
  const openaiBaseUrl = readUrl(environment, "OPENAI_BASE_URL")?.href ?? OPENAI_BASE_URL;
  const secret = readSecret(environment, mode);
  if (!secret) {
    warnings.push(
      "CHATKIT_SECRET is not set: a throw-away one signs this run's cookies, so visitors become strangers at the next start.",
    );
  }
  return {
    mode,
    environment,
    ...readAddress(environment, mode),
    openaiKey,
    openaiBaseUrl,
    secret: secret ?? throwAwaySecret,
    domainKey: environment.value("CHATKIT_DOMAIN_KEY") ?? null,
    scriptUrl: environment.value("CHATKIT_SCRIPT_URL") ?? null,
    trustedProxies: readList(environment, "CHATKIT_TRUSTED_PROXIES") ?? ["127.0.0.0/8", "::1"],
    csp: readChoice(environment, "CHATKIT_CSP", ["report", "enforce", "off"]),
    offline,
    problems: offline ? [] : keyProblems(openaiKey, openaiBaseUrl),
    warnings,
  };
}

/**
 * Reads where the server listens and how it is reached.
 *
 * @throws SettingsError, if PORT is no port or CHATKIT_PUBLIC_URL no web address
 */
export function readAddress(environment: Environment, mode: Mode) {
  const port = environment.value("PORT") ?? "3000";
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new SettingsError(`PORT must be a number from 0 to 65535, and is "${port}".`);
  }
  return {
    host: environment.value("HOST") ?? (mode === "production" ? "0.0.0.0" : "localhost"),
    port: Number(port),
    publicUrl: readUrl(environment, "CHATKIT_PUBLIC_URL"),
  };
}

/** Shows enough of a key to tell it from another one: `sk-…3f9a`. */
export function maskKey(key: string): string {
  const start = key.startsWith("sk-") ? "sk-…" : "…";
  return key.length < 16 ? start : start + key.slice(-4);
}

function keyProblems(key: Variable | null, baseUrl: string): Problem[] {
  const href = "https://platform.openai.com/api-keys";
  if (!key) {
    return [
      {
        code: "key_missing",
        message: "This app has no OpenAI API key yet.",
        hint: "Put OPENAI_API_KEY=sk-… into .env, or set it where the server runs.",
        href,
      },
    ];
  }
  // The keys of other providers look different.
  if (baseUrl === OPENAI_BASE_URL && !/^sk-[A-Za-z0-9_-]{8,}$/.test(key.value)) {
    return [
      {
        code: "key_malformed",
        message: "The OpenAI API key of this app does not look like one.",
        hint: `${key.name} (${key.source === "shell" ? "from the shell" : "in .env"}) should begin with sk- and hold letters, digits, - and _ only.`,
        href,
      },
    ];
  }
  return [];
}

/** A key of the shell that beats a different one in `.env` is the commonest cause of odd refusals. */
function shadowedKey(used: Variable, environment: Environment): string[] {
  const other =
    environment.inFile("CHATKIT_OPENAI_API_KEY") ?? environment.inFile("OPENAI_API_KEY");
  if (used.source !== "shell" || !other || other.value === used.value) {
    return [];
  }
  return [
    `${used.name} of the shell (${maskKey(used.value)}) beats ${other.name} in .env (${maskKey(other.value)}). To use the one in .env, unset the shell's.`,
  ];
}

function readSecret(environment: Environment, mode: Mode): string | undefined {
  const secret = environment.value("CHATKIT_SECRET");
  const make = `node -p "require('node:crypto').randomBytes(32).toString('hex')"`;
  if (secret && secret.length < MINIMUM_SECRET_LENGTH) {
    throw new SettingsError(
      `CHATKIT_SECRET is too short: it needs at least ${MINIMUM_SECRET_LENGTH} characters. Make one with: ${make}`,
    );
  }
  if (!secret && mode === "production") {
    throw new SettingsError(
      `CHATKIT_SECRET is not set: production needs one, in .env or where the server runs, to sign its cookies. Make one with: ${make}`,
    );
  }
  return secret;
}

function readUrl(environment: Environment, name: string): URL | null {
  const value = environment.value(name);
  if (!value) {
    return null;
  }
  const url = URL.canParse(value) ? new URL(value) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new SettingsError(`${name} must be a web address that begins with https:// or http://.`);
  }
  return url;
}

function readList(environment: Environment, name: string): string[] | undefined {
  return environment
    .value(name)
    ?.split(",")
    .map((entry) => entry.trim())
    .filter(Boolean);
}

/**
 * Reads a setting that has a few words to choose from; the first one is the default.
 *
 * @throws SettingsError, if it is none of them
 */
export function readChoice<const Choice extends string>(
  environment: Environment,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const value = environment.value(name) ?? choices[0];
  const choice = choices.find((candidate) => candidate === value);
  if (!choice) {
    throw new SettingsError(`${name} must be one of ${choices.join(", ")}, and is "${value}".`);
  }
  return choice;
}
