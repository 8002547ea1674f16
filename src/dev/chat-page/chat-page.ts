import type { IncomingMessage, ServerResponse } from "node:http";
import { script, style } from "virtual:chat-page";
import { OFFLINE_PATH } from "../../offline/offline.ts";
import { CHATKIT_SCRIPT } from "../offline/variables.ts";

const STAND_IN = `${OFFLINE_PATH}chatkit.js`;

const page = (script: string, words: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>chatkit dev</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/chat.css">
<script src="${script}" async></script>
<script src="/chat.js" defer></script>
</head>
<body>
<header>
<h1>chatkit dev</h1>
<p>${words} The link to the inspector is in the terminal.</p>
</header>
<div role="alert" hidden><strong></strong><span></span></div>
<main><openai-chatkit></openai-chatkit></main>
</body>
</html>
`;

const PAGE = page(CHATKIT_SCRIPT, "Your workflow, with sessions of your own key.");
const OFFLINE_PAGE = page(STAND_IN, "An offline stand-in for ChatKit and for your workflow.");

const FILES: Readonly<Record<string, readonly [string, string]>> = {
  "/": ["text/html; charset=utf-8", PAGE],
  "/chat.js": ["text/javascript; charset=utf-8", script],
  "/chat.css": ["text/css; charset=utf-8", style],
};

/**
 * Serves the page to chat on where nothing is fronted.
 *
 * @param isOffline whether the stand-in's script is loaded instead of ChatKit's
 * @returns false where the request is for something else, and was not answered
 */
export function serveChatPage(
  request: IncomingMessage,
  response: ServerResponse,
  isOffline: boolean,
): boolean {
  const [type, online] = FILES[request.url?.split("?", 1)[0] ?? ""] ?? [];
  if (type === undefined || online === undefined) return false;
  const text = isOffline && online === PAGE ? OFFLINE_PAGE : online;
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  response.writeHead(200, {
    "Content-Type": type,
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    // Which hosts ChatKit needs is not published, so the rest of a policy would be a guess.
    "Content-Security-Policy": "object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "strict-origin-when-cross-origin",
  });
  response.end(request.method === "HEAD" ? undefined : text);
  return true;
}
