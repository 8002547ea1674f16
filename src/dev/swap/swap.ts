import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { OFFLINE_PATH } from "../../offline/offline.ts";
import type { Rewrite } from "../gateway/answer.ts";
import { pathOf } from "../request-path.ts";
import { isAhead, isOnItsHost, swapAddress } from "./address.ts";
import { createBodyRewriter, isReadable } from "./body.ts";
import { extendPolicy, goesByCode } from "./policy.ts";
import type { TagChanges } from "./tags.ts";
import { createTextRewriter } from "./text.ts";

/** Makes a page load the stand-in's script in the place of ChatKit's. */
export interface Swap {
  /** Asks for what can be changed: nothing compressed, and no part of what a browser may have. */
  prepare(request: IncomingMessage): void;
  /** @returns null for an answer that is to pass as it is */
  rewrite(request: IncomingMessage, answer: IncomingMessage): Rewrite | null;
}

/** What is changed: documents, and whatever runs in them. */
type Kind = "page" | "code";

/** What a browser asks for that is neither a document nor code. */
const OTHER_PURPOSES = ["image", "style", "font", "audio", "video", "track", "manifest", "report"];
const DOCUMENTS = ["document", "iframe", "frame", "embed", "object"];
const SCRIPTS = [
  ...["script", "worker", "sharedworker", "serviceworker"],
  ...["audioworklet", "paintworklet"],
];

/** Pages, and the parts of them that Turbo puts into one. */
const PAGE_TYPE = /^(?:text\/html|application\/xhtml\+xml|text\/vnd\.turbo-stream\.html)\b/i;
/** React's description of a page for its client is code that makes elements. */
const CODE_TYPE =
  /^(?:(?:text|application)\/(?:x-)?(?:java|ecma|jscript|live)script\b|text\/(?:x-component|jsx|tsx|typescript)\b)/i;
const PAGE_NAME = /\.x?html?$/i;
const CODE_NAME = /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/i;

/** Told of the file as it was, or said by its length. */
const OF_THE_ORIGINAL = new Set([
  ...["content-length", "content-md5", "digest", "content-digest", "repr-digest"],
  ...["etag", "last-modified", "accept-ranges", "age", "expires", "cache-control"],
]);

const CONDITIONS = [
  ...["if-none-match", "if-modified-since", "if-match", "if-unmodified-since"],
  ...["if-range", "range"],
];

const POLICY_HEADERS = ["content-security-policy", "content-security-policy-report-only"];

/** Makes the swap. `onUnreadable` is told of an answer in a form that is not known here. */
export function createSwap(onUnreadable: (path: string, encoding: string) => void): Swap {
  return {
    prepare: (request) => {
      if (!mayBeChanged(request)) return;
      request.headers["accept-encoding"] = "identity";
      for (const name of CONDITIONS) delete request.headers[name];
    },
    rewrite: (request, answer) => {
      const kind = kindOf(request, answer);
      const address = `${originOf(request)}${OFFLINE_PATH}chatkit.js`;
      const hints = (headers: readonly [string, string][]) =>
        headers.flatMap(([name, value]): [string, string][] => {
          const kept = name.toLowerCase() === "link" ? swapLink(value, address) : value;
          return kept === "" && value !== "" ? [] : [[name, kept]];
        });
      // A part of a file stands for itself; a file that has not changed was swapped before.
      const isWhole = answer.statusCode !== 206 && answer.statusCode !== 304;
      if (kind === null || !isWhole) return { headers: hints, body: [] };
      const encoding = answer.headers["content-encoding"] ?? "";
      if (!isReadable(encoding)) {
        onUnreadable(pathOf(request), encoding);
        return { headers: hints, body: [] };
      }
      const needs = needsOf(request, answer);
      const type = answer.headers["content-type"] ?? "";
      const rewriter = createTextRewriter(address, kind === "page" ? needs : null);
      const hasBody = request.method !== "HEAD" && answer.statusCode !== 204;
      return {
        headers: (headers) => changedHeaders(hints(headers), needs),
        body: hasBody ? createBodyRewriter({ encoding, type }, rewriter) : [],
      };
    },
  };
}

/** Where the browser finds the gateway: as it asked for this. */
function originOf({ headers }: IncomingMessage): string {
  const forwarded = String(headers["x-forwarded-proto"] ?? "").split(",", 1)[0];
  return `${forwarded?.trim() === "https" ? "https" : "http"}://${headers.host ?? "localhost"}`;
}

function needsOf(request: IncomingMessage, answer: IncomingMessage): TagChanges {
  const origin = originOf(request);
  const asked = request.url ?? "/";
  // Such as of two slashes, behind which a host would have to be.
  const page = new URL(URL.canParse(asked, origin) ? asked : "/", origin);
  return {
    origin,
    needsNonce: POLICY_HEADERS.some((name) => goesByCode(String(answer.headers[name] ?? ""))),
    nonce: randomBytes(16).toString("base64"),
    isServedHere: (address) =>
      URL.canParse(address, page.href) && new URL(address, page).host === page.host,
  };
}

function purposeOf({ headers }: IncomingMessage): string {
  return String(headers["sec-fetch-dest"] ?? "").toLowerCase();
}

/** Whether the answer may be of a kind that is changed, as far as the request tells. */
function mayBeChanged(request: IncomingMessage): boolean {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  const purpose = purposeOf(request);
  if (OTHER_PURPOSES.includes(purpose)) return false;
  if (DOCUMENTS.includes(purpose) || SCRIPTS.includes(purpose)) return true;
  const path = pathOf(request);
  const accept = request.headers.accept ?? "";
  const namesOther = /\.\w+$/.test(path) && !PAGE_NAME.test(path) && !CODE_NAME.test(path);
  if (/\b(?:html|javascript|x-component)\b/i.test(accept)) return true;
  // A program, or a page's own code, that takes whatever comes.
  return (
    !namesOther && (accept === "" || accept.includes("*/*")) && request.headers.range === undefined
  );
}

function kindOf(request: IncomingMessage, answer: IncomingMessage): Kind | null {
  const type = answer.headers["content-type"] ?? "";
  if (PAGE_TYPE.test(type)) return "page";
  if (CODE_TYPE.test(type)) return "code";
  // Browsers find out by themselves what is not said, and run a script of nearly any type.
  const isUnsaid = type === "" || /^(?:text\/plain|application\/octet-stream)\b/i.test(type);
  if (!isUnsaid) return null;
  const purpose = purposeOf(request);
  if (SCRIPTS.includes(purpose)) return "code";
  if (type !== "") return null;
  const path = pathOf(request);
  if (CODE_NAME.test(path)) return "code";
  const isVisit =
    DOCUMENTS.includes(purpose) || /\btext\/html\b/.test(request.headers.accept ?? "");
  return isVisit ? "page" : null;
}

function changedHeaders(
  headers: readonly [string, string][],
  needs: TagChanges,
): [string, string][] {
  const kept = headers.flatMap(([name, value]): [string, string][] => {
    const known = name.toLowerCase();
    if (OF_THE_ORIGINAL.has(known) || known === "content-encoding") return [];
    return POLICY_HEADERS.includes(known) ? [[name, extendPolicy(value, needs)]] : [[name, value]];
  });
  // Kept by a browser, it would be shown when the app is asked again without the stand-in.
  return [...kept, ["Cache-Control", "no-store"]];
}

/** A header of links: the script is loaded ahead from here, and nothing is connected to its host. */
function swapLink(value: string, address: string): string {
  const links = value.split(/,(?=\s*<)/);
  const kept = links.filter((link) => {
    const [, target = "", rest = ""] = /^\s*<([^>]*)>(.*)$/s.exec(link) ?? [];
    const relations = /;\s*rel\s*=\s*("[^"]*"|[^;\s]*)/i.exec(rest)?.[1] ?? "";
    return !(isAhead(relations) && isOnItsHost(target.trim()));
  });
  const swapped = kept.map((link) => {
    const changed = swapAddress(link, address);
    return changed === link ? link : changed.replace(/;\s*integrity\s*=\s*(?:"[^"]*"|[^;]*)/i, "");
  });
  return swapped.join(",");
}
