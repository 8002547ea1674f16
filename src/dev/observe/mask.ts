import type { IncomingHttpHeaders } from "node:http";
import { hideSecrets, maskKey } from "../../project/openai-key.ts";
import type { Fault } from "../events.ts";

/** Takes secrets out of whatever is about to be told. */
export interface Mask {
  /** Any text: a body, an event, a path, a message. */
  text(text: string): string;
  /** Somebody else's words, which may be of any length, cut where they are longer than anybody reads. */
  words(text: string): string;
  faults(faults: readonly Fault[]): Fault[];
  /** Headers, those that identify somebody without their values. */
  headers(headers: IncomingHttpHeaders): Record<string, string>;
}

/** What `maskKey` leaves of a secret: three characters, the sign, and four. */
const MASKED_LENGTH = 8;

const LONGEST_WORDS = 500;

/** Names whose values are secrets, in JSON and in queries. */
const NAMES =
  "client_?secret|api_?key|access_?token|refresh_?token|id_?token|password|secret|authorization";

const PATTERNS: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
  // Keys and client secrets, wherever they stand.
  [/\b(?:sk-|ek_)[A-Za-z0-9_-]{12,}/g, (secret = "") => maskKey(secret)],
  // Signed tokens: identities, session ids of our own, and what signs the address of a file.
  [/(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g, (token = "") => maskKey(token)],
  [/\bBearer\s+[\w.~+/=-]{16,}/gi, () => "Bearer …"],
  [
    new RegExp(String.raw`("(?:${NAMES})"\s*:\s*")((?:[^"\\]|\\.)+)`, "gi"),
    (_all = "", start = "", value = "") => start + shortened(value),
  ],
  [
    new RegExp(String.raw`([?&](?:${NAMES}|token|key|sig|signature)=)[^&#"'\s\\]+`, "gi"),
    (_all = "", start = "") => `${start}…`,
  ],
];

/**
 * @param secrets known ones, of whatever form; asked anew each time, since keys change with `.env`
 */
export function createMask(secrets: () => readonly string[] = () => []): Mask {
  const text = (plain: string) => {
    return PATTERNS.reduce(
      (shown, [pattern, replacement]) => shown.replace(pattern, replacement),
      hideSecrets(plain, secrets()),
    );
  };
  return {
    text,
    words: (plain) => {
      const shown = text(plain.slice(0, 4 * LONGEST_WORDS));
      return shown.length > LONGEST_WORDS ? `${shown.slice(0, LONGEST_WORDS)}…` : shown;
    },
    faults: (faults) =>
      faults.map(({ path, message }) => ({ path: text(path), message: text(message) })),
    headers: (headers) =>
      Object.fromEntries(
        Object.entries(headers).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, headerValue(name, value, text)]],
        ),
      ),
  };
}

function headerValue(
  name: string,
  value: string | readonly string[],
  text: (plain: string) => string,
): string {
  const values = typeof value === "string" ? [value] : value;
  switch (name) {
    case "cookie":
      return values.map((cookies) => cookies.split(";").map(cookieName).join("; ")).join("; ");
    case "set-cookie":
      // What follows the first part says how long and where it holds, and is no secret.
      return values.map((cookie) => cookie.replace(/^([^=;]*)=[^;]*/, "$1=…")).join(", ");
    case "authorization":
    case "proxy-authorization":
      return values
        .map((credentials) => `${/^\w+(?= )/.exec(credentials)?.[0] ?? ""} …`.trim())
        .join(", ");
    default:
      return /token|secret|api-?key|password/i.test(name) ? "…" : text(values.join(", "));
  }
}

function cookieName(cookie: string): string {
  const end = cookie.indexOf("=");
  return `${(end < 0 ? "" : cookie.slice(0, end)).trim()}=…`;
}

/** What was masked before by its form stays as it is. */
function shortened(value: string): string {
  return value.includes("…") && value.length <= MASKED_LENGTH ? value : maskKey(value);
}
