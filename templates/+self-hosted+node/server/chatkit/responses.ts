import { NotFoundError, RequestError } from "./errors.ts";

const JSON_HEADERS = { "Content-Type": "application/json", "Cache-Control": "no-store" };

/** An answer in JSON. */
export function answerJson(body: unknown): Response {
  return new Response(JSON.stringify(body), { headers: JSON_HEADERS });
}

/** What a refused request is answered with; null for a failure that is no refusal. */
export function answerRefusal(error: unknown): Response | null {
  if (error instanceof NotFoundError) {
    const message = "There is no such thread, item or attachment.";
    return answerRefusal(new RequestError(404, "not_found", message));
  }
  if (!(error instanceof RequestError)) {
    return null;
  }
  const { status, code, message, hint } = error;
  return new Response(JSON.stringify({ error: { code, message, hint } }), {
    status,
    headers: {
      ...JSON_HEADERS,
      // What was too large stays unread, so the connection cannot carry another request.
      ...(status === 413 && { Connection: "close" }),
    },
  });
}

/** The answer to a method that an address does not take. */
export function answerMethodNotAllowed(allowed: string): Response {
  const error = { code: "method_not_allowed", message: "Method Not Allowed" };
  return new Response(JSON.stringify({ error }), {
    status: 405,
    headers: { ...JSON_HEADERS, Allow: allowed },
  });
}
