import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { toCliError } from "../../errors.ts";
import type { EventLog } from "../event-log.ts";
import type { SeenSession } from "../events.ts";
import { accessCookie, hasAccess, isOwnPage, isToken } from "./access.ts";
import { ASSETS, PAGE, REFUSED_PAGE } from "./assets.ts";
import { createLive } from "./live.ts";
import type { InspectorInfo } from "./messages.ts";

/** A session that was made for the person, with the one secret that the log never has. */
export interface MintedSession {
  readonly session: SeenSession;
  readonly clientSecret: string;
}

export interface InspectorOptions {
  readonly log: EventLog;
  /** The gateway's own address, such as `http://localhost:4310`. */
  readonly origin: () => string;
  readonly info: () => InspectorInfo;
  /** Makes a session for the person; absent where there is none to make. May throw CliError. */
  readonly mint?: (() => Promise<MintedSession>) | undefined;
}

export interface Inspector {
  /** Opens the inspector, and nothing else; new for each run. */
  readonly token: string;
  /** What the terminal's link adds to the gateway's address: `/__chatkit/?token=…`. */
  readonly path: string;
  /** @returns whether the request was the inspector's: all below `/__chatkit/` are, and are answered */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** Ends every page's live connection. */
  close(): void;
}

const ROOT = "/__chatkit/";
const EXCHANGES = "exchanges/";
const TOKEN_BYTES = 32;

/** Nothing from elsewhere, no inline code, no frame around it, and text never becomes markup. */
const HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types lit-html",
  ].join("; "),
  "Cache-Control": "no-store",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  // The link of the terminal has the token in it.
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
};

/**
 * The inspector of a run: a page that shows what happens, and what the page asks for.
 *
 * It never sends anything to the app: a replay is sent by the page, whose browser has the cookies
 * that the log does not keep.
 *
 * @param options what it shows; it listens to the log until `close`
 */
export function createInspector(options: InspectorOptions): Inspector {
  const { log, mint } = options;
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const live = createLive(log, () => {
    const info = options.info();
    // The chat of a self-hosted app needs no session of OpenAI's.
    const canMint = mint !== undefined && info.backend !== "self-hosted";
    return { ...info, origin: options.origin(), canMint };
  });

  const answerPage = (request: IncomingMessage, response: ServerResponse, query: string) => {
    const given = new URLSearchParams(query).get("token");
    const brings = given !== null && isToken(given, token);
    if (!brings && !hasAccess(request, token)) {
      answer(response, 403, "text/html; charset=utf-8", REFUSED_PAGE);
      return;
    }
    // No redirect to an address without the token: on one that another site began, as a terminal in
    // a browser does, a strict cookie would not go along. The page takes it out of its address.
    if (brings) response.setHeader("Set-Cookie", accessCookie(request, token));
    answer(response, 200, "text/html; charset=utf-8", PAGE);
  };

  const answerData = async (request: IncomingMessage, response: ServerResponse, name: string) => {
    if (!hasAccess(request, token) || !isOwnPage(request)) {
      refuse(response, 403, "forbidden", "The inspector opens by the link of the terminal.");
      return;
    }
    if (request.method === "GET" && name === "events") {
      live.serve(response);
      return;
    }
    if (request.method === "POST" && name === "clear") {
      log.clear();
      answerJson(response, 200, {});
      return;
    }
    if (request.method === "POST" && name === "sessions" && mint) {
      answerJson(response, 200, await mint());
      return;
    }
    const exchange = name.startsWith(EXCHANGES) && log.exchange(name.slice(EXCHANGES.length));
    if (request.method === "GET" && exchange) {
      answerJson(response, 200, exchange);
      return;
    }
    refuse(response, 404, "not_found", "The inspector has no such thing, or no longer.");
  };

  return {
    token,
    path: `${ROOT}?token=${token}`,
    handle(request, response) {
      const [path = "", query = ""] = (request.url ?? "").split("?", 2);
      if (`${path}/` === ROOT) {
        response.writeHead(308, { Location: ROOT }).end();
        return true;
      }
      if (!path.startsWith(ROOT)) return false;
      for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
      const name = path.slice(ROOT.length);
      const asset = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
      const isRead = request.method === "GET" || request.method === "HEAD";
      if (isRead && name === "") {
        answerPage(request, response, query);
      } else if (isRead && asset) {
        answer(response, 200, asset.type, asset.text);
      } else {
        answerData(request, response, name).catch((error: unknown) => {
          const { code, message, hint } = toCliError(error);
          refuse(response, 502, code, message, hint);
        });
      }
      return true;
    },
    close: live.close,
  };
}

function answer(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { "Content-Type": type });
  response.end(text);
}

function answerJson(response: ServerResponse, status: number, value: unknown): void {
  answer(response, status, "application/json; charset=utf-8", JSON.stringify(value));
}

function refuse(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  hint?: string,
): void {
  answerJson(response, status, { error: { code, message, hint } });
}
