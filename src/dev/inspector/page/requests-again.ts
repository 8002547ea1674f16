import { shellWord } from "../../../terminal/quote.ts";
import type { Exchange } from "../../events.ts";
import { REPLAY_HEADER } from "../messages.ts";

/** Headers that a browser or curl makes itself, or that would tell a lie when repeated. */
const MADE_ANEW =
  /^(host|connection|keep-alive|content-length|transfer-encoding|upgrade.*|accept-encoding|origin|referer|user-agent|cookie|authorization|sec-.*|dnt|priority|pragma|cache-control|te|expect|via|forwarded|x-forwarded-.*|if-.*)$/;
/** What the log puts where a secret was; no header and no path has it for another reason. */
const MASK = "…";
/** Forms of secrets in a body, where the same character may also be a person's own. */
const MASKED_SECRET =
  /\b(sk-|ek_|eyJ)…|Bearer …|"[^"]*(secret|api_?key|token|password|authorization)"\s*:\s*"[^"]*…/i;

/** What is sent to repeat a request, or why it cannot be. */
export type Replay =
  | {
      readonly possible: true;
      readonly url: string;
      readonly method: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string | null;
    }
  | { readonly possible: false; readonly reason: string };

/**
 * How the page repeats a request. The browser adds its cookies; the log has none to add.
 *
 * @param exchange what is repeated
 * @param origin where it goes, such as `http://localhost:4310`
 */
export function replayOf(exchange: Exchange, origin: string): Replay {
  const { method, path, request } = exchange;
  const { headers, body } = request;
  const no = (reason: string): Replay => ({ possible: false, reason });
  if (headers.authorization !== undefined) {
    return no("It carried an authorization header, which is not kept.");
  }
  if (body?.truncated) return no("Its body was too large to be kept whole.");
  if (isBinary(exchange)) return no("It carried the bytes of a file, which are not kept.");
  if (path.includes(MASK) || (body !== null && MASKED_SECRET.test(body.text))) {
    return no("It carried a secret, which is not kept.");
  }
  // A path of two slashes would lead to another host by itself.
  const url = origin + path;
  if (!URL.canParse(url) || new URL(url).origin !== origin)
    return no("Its path is none of this app.");
  return {
    possible: true,
    url,
    method,
    headers: { ...keptHeaders(exchange), [REPLAY_HEADER]: exchange.id },
    body: body?.text || null,
  };
}

/** A command for a POSIX shell, and what a person has to do before it works; empty for nothing. */
export interface CurlCommand {
  readonly command: string;
  readonly advice: string;
}

/**
 * A request as a curl command.
 *
 * @param exchange what is repeated
 * @param origin where it goes, such as `http://localhost:4310`
 */
export function curlOf(exchange: Exchange, origin: string): CurlCommand {
  const { method, path, request } = exchange;
  const advice: string[] = [];
  const words = ["curl", "--no-buffer", "--request", method, origin + path];
  for (const [name, value] of Object.entries(keptHeaders(exchange))) {
    words.push("--header", `${name}: ${value}`);
  }
  const quoted = words.map((word) => shellWord(word, "linux"));
  for (const [name, variable] of [
    ["cookie", "CHATKIT_COOKIE"],
    ["authorization", "CHATKIT_AUTHORIZATION"],
  ] as const) {
    if (request.headers[name] === undefined) continue;
    quoted.push("--header", `"${name}: $${variable}"`);
    advice.push(`Put the ${name} header, which is not kept, into ${variable}.`);
  }
  const { body } = request;
  if (body?.truncated || isBinary(exchange)) {
    quoted.push("--data-binary", "@body");
    advice.push("Put its body, which was not kept whole, into a file named body.");
  } else if (body?.text) {
    quoted.push("--data-raw", shellWord(body.text, "linux"));
  }
  if (path.includes(MASK) || MASKED_SECRET.test(body?.text ?? "")) {
    advice.push("Put its secret in where it is masked.");
  }
  return { command: quoted.join(" "), advice: advice.join(" ") };
}

function keptHeaders({ request }: Exchange): Record<string, string> {
  const kept = Object.entries(request.headers).filter(
    ([name, value]) =>
      !MADE_ANEW.test(name.toLowerCase()) && name !== REPLAY_HEADER && !value.includes(MASK),
  );
  return Object.fromEntries(kept);
}

function isBinary({ kind, request }: Exchange): boolean {
  const type = request.headers["content-type"] ?? "";
  return (
    request.body !== null &&
    request.body.bytes > 0 &&
    (type.startsWith("multipart/") || (kind === "attachment" && !/json|text/.test(type)))
  );
}
