import type { IncomingMessage, ServerResponse } from "node:http";

/** @returns whether it was the page's path */
export function serveChatPage(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.url !== "/") return false;
  response.end("");
  return true;
}
