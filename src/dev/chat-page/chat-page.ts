import type { IncomingMessage, ServerResponse } from "node:http";
import { script, style } from "virtual:chat-page";

/** Where ChatKit is; OpenAI's own address, which is never copied (facts 2.1). */
const CHATKIT = "https://cdn.platform.openai.com/deployments/chatkit/chatkit.js";

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>chatkit dev</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/chat.css">
<script src="${CHATKIT}" async></script>
<script src="/chat.js" defer></script>
</head>
<body>
<header>
<h1>chatkit dev</h1>
<p>Your workflow, with sessions of your own key. The link to the inspector is in the terminal.</p>
</header>
<div role="alert" hidden><strong></strong><span></span></div>
<main><openai-chatkit></openai-chatkit></main>
</body>
</html>
`;

const FILES: Readonly<Record<string, readonly [string, string]>> = {
  "/": ["text/html; charset=utf-8", PAGE],
  "/chat.js": ["text/javascript; charset=utf-8", script],
  "/chat.css": ["text/css; charset=utf-8", style],
};

/**
 * Serves the page to chat on where nothing is fronted.
 *
 * @returns false where the request is for something else, and was not answered
 */
export function serveChatPage(request: IncomingMessage, response: ServerResponse): boolean {
  const [type, text] = FILES[request.url?.split("?", 1)[0] ?? ""] ?? [];
  if (type === undefined || text === undefined) return false;
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
