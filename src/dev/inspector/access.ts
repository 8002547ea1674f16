import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/**
 * The cookie that stands for the token. Cookies know no ports, so that its name has to: two runs on
 * one machine would else lock each other out.
 */
function cookieName(request: IncomingMessage): string {
  const port = /:(\d+)$/.exec(request.headers.host ?? "")?.[1] ?? "80";
  return `chatkit_inspector_${port}`;
}

/**
 * The `Set-Cookie` that lets a browser in for as long as it stays open.
 *
 * @param request the one that brought the token
 * @param token what it brought
 */
export function accessCookie(request: IncomingMessage, token: string): string {
  return `${cookieName(request)}=${token}; Path=/__chatkit/; HttpOnly; SameSite=Strict`;
}

/** Whether a request carries this token in its cookie. */
export function hasAccess(request: IncomingMessage, token: string): boolean {
  const prefix = `${cookieName(request)}=`;
  return (request.headers.cookie ?? "")
    .split(/; */)
    .some((pair) => pair.startsWith(prefix) && isToken(pair.slice(prefix.length), token));
}

/** Whether a text is this token, told in a time that says nothing of where they differ. */
export function isToken(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/**
 * Whether a request comes from the inspector's own page, or from no page at all. `SameSite` does not
 * tell: every port of localhost is the same site.
 */
export function isOwnPage(request: IncomingMessage): boolean {
  const { origin, host, "sec-fetch-site": site } = request.headers;
  if (site !== undefined && site !== "same-origin") return false;
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}
