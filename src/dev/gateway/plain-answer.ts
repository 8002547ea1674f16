import type { IncomingMessage, ServerResponse } from "node:http";

/** An answer of the gateway itself: a page for a person, JSON for a program. */
export interface PlainAnswer {
  readonly status: 400 | 403 | 404 | 413 | 500 | 502 | 503;
  /** A stable word that code may compare. */
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  /** The page asks again every second. */
  readonly reloads?: boolean;
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; }
main { max-width: 34rem; padding: 2rem; }
h1 { font-size: 1.25rem; margin: 0 0 .5rem; }
p { margin: .5rem 0; }
footer { margin-top: 1.5rem; opacity: .7; font-size: .875rem; }
`;

/** Answers in the form that was asked for. What is left of the request's body stays unread. */
export function answerPlainly(
  request: IncomingMessage,
  response: ServerResponse,
  answer: PlainAnswer,
): void {
  const isForPerson =
    request.method === "GET" && Boolean(request.headers.accept?.includes("text/html"));
  const { code, message, hint } = answer;
  const body = isForPerson
    ? page(answer)
    : JSON.stringify({ error: { code, message, ...(hint && { hint }) } });
  response.writeHead(answer.status, {
    "Content-Type": isForPerson ? "text/html; charset=utf-8" : "application/json",
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy":
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    ...(answer.status === 503 && { "Retry-After": "1" }),
    ...(!request.complete && { Connection: "close" }),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

function page({ message, hint, reloads }: PlainAnswer): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
${reloads ? '<meta http-equiv="refresh" content="1">\n' : ""}<title>chatkit dev</title>
<style>${STYLE}</style>
<main>
<h1>${escaped(message)}</h1>
${hint ? `<p>${escaped(hint)}</p>\n` : ""}<footer>chatkit dev${reloads ? " · this page reloads by itself" : ""}</footer>
</main>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
}
