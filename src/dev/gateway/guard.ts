import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { hostname } from "node:os";

/** Why a request is not let in, with what to do about it. */
export interface Refusal {
  readonly code: "foreign_host" | "foreign_origin";
  readonly message: string;
  readonly hint: string;
}

/**
 * What a request is for: the app, which may have reasons to answer other sites; a WebSocket, which
 * browsers let any site open; or what is our own.
 */
export type Purpose = "app" | "socket" | "own";

/** Keeps other sites' pages out. Programs send neither `Origin` nor `Sec-Fetch-Site` and pass. */
export interface Guard {
  /** @returns null where the request may pass */
  check(request: IncomingMessage, purpose: Purpose): Refusal | null;
  /** Whether the page is one of those of `--allow-origin`. */
  isAllowed(origin: string): boolean;
}

/** Where OpenAI's frame is from, which fetches and sends attachments (design 2). */
const FRAME_ORIGIN = "https://cdn.platform.openai.com";
const SAFE_METHODS: readonly (string | undefined)[] = ["GET", "HEAD", "OPTIONS"];

/**
 * @param options `host`: what is listened on besides loopback, or null; `allowOrigins`: origins of
 * pages elsewhere
 */
export function createGuard({
  host,
  allowOrigins,
}: {
  readonly host: string | null;
  readonly allowOrigins: readonly string[];
}): Guard {
  const allowed = new Set(allowOrigins.map((origin) => new URL(origin).origin));
  const isKnownName = knownNames(host);
  // An address is no name that could be made to lead here.
  const isOwnName = (name: string) => isKnownName(name) || (host !== null && isAddress(name));

  const refuseHost = (name: string): Refusal => ({
    code: "foreign_host",
    message: `This address does not answer to the name ${shown(name)}.`,
    hint:
      host === null
        ? "Open it as http://localhost with the same port; other machines need --host."
        : "Open it by its IP address, or by the name of this machine.",
  });
  const refuseOrigin = (origin: string): Refusal => ({
    code: "foreign_origin",
    message: `This request came from another site's page, ${shown(origin)}.`,
    hint: /^https?:/.test(origin)
      ? `If that page is yours, start chatkit dev with --allow-origin ${shown(origin)}`
      : "Open the page by this address.",
  });

  return {
    isAllowed: (origin) => allowed.has(origin),
    check: (request, purpose) => {
      const own = readHost(request.headers.host ?? "");
      // A name of somebody else's that leads here is how a site gets past the same-origin rule.
      if (!own || !isOwnName(own.hostname)) return refuseHost(request.headers.host ?? "");
      const isSafe = purpose === "app" && SAFE_METHODS.includes(request.method);
      const { origin, "sec-fetch-site": site } = request.headers;
      if (origin !== undefined) {
        if (isSafe || allowed.has(origin) || isOwnOrigin(origin, own, isKnownName)) return null;
        // A form of a page without referrers names no origin, of its own app neither; no page can
        // write the other header.
        if (origin === "null" && site === "same-origin") return null;
        return purpose === "app" && origin === FRAME_ORIGIN ? null : refuseOrigin(origin);
      }
      // Every browser names the origin of what changes something; this is the second line.
      const isForeign = site === "cross-site" || site === "same-site";
      const isVisit = request.headers["sec-fetch-mode"] === "navigate" && request.method === "GET";
      return isForeign && !isSafe && !isVisit ? refuseOrigin("unknown") : null;
    },
  };
}

/** Only this gateway serves pages on its own port of this machine; other machines have that port too. */
function isOwnOrigin(
  origin: string,
  own: { readonly hostname: string; readonly port: string },
  isKnownName: (hostname: string) => boolean,
): boolean {
  const page = URL.canParse(origin) ? new URL(origin) : undefined;
  if (!page || !/^https?:$/.test(page.protocol)) return false;
  // Behind something that speaks https, the page has no port and neither has `Host`.
  return page.port === own.port && (page.hostname === own.hostname || isKnownName(page.hostname));
}

function isAddress(hostname: string): boolean {
  return isIP(hostname.replace(/^\[(.*)\]$/, "$1")) !== 0;
}

/** The names of this machine, and the one that it was told to listen at. */
function knownNames(host: string | null): (hostname: string) => boolean {
  const machine = hostname().toLowerCase();
  const names = new Set(["localhost", "127.0.0.1", "[::1]"]);
  if (host !== null) {
    for (const name of [
      host.toLowerCase(),
      machine,
      `${machine}.local`,
      machine.replace(/\..*/, ""),
    ]) {
      names.add(isIP(name) === 6 ? `[${name}]` : name);
    }
  }
  return (name) =>
    names.has(name) ||
    // Browsers keep these for loopback, whatever a name server says.
    name.endsWith(".localhost");
}

/** @returns undefined where it is no host */
function readHost(text: string): { hostname: string; port: string } | undefined {
  if (!/^[\w.:[\]-]+$/.test(text)) return undefined;
  const url = URL.canParse(`http://${text}/`) ? new URL(`http://${text}/`) : undefined;
  return url && { hostname: url.hostname.replace(/\.$/, ""), port: url.port };
}

/** As much of somebody else's words as anybody needs. */
function shown(text: string): string {
  const printable = text.replace(/[^\x21-\x7e]/g, "");
  return printable.length > 80 ? `${printable.slice(0, 80)}…` : printable || "(none)";
}
