/** A route of the session endpoint (`sessionRoutes` of the hosted template). */
export interface SessionRoute {
  /** As an exchange tells it. */
  readonly operation:
    | "session.create"
    | "session.refresh"
    | "session.validate"
    | "session.cancel"
    | "workflow.read";
  /** The path below `/api/chatkit`, as the template has it. */
  readonly path: string;
  /** It was asked for by the path of `--session-path`, which is never the app's. */
  readonly isAlias: boolean;
}

/** Where the routes are, in apps of ours and here. */
const SESSION_BASE = "/api/chatkit";

const ROUTES: readonly (readonly [string, RegExp, SessionRoute["operation"]])[] = [
  ["POST", /^\/session$/, "session.create"],
  ["POST", /^\/session\/[^/]+\/refresh$/, "session.refresh"],
  ["GET", /^\/session\/[^/]+\/validate$/, "session.validate"],
  ["DELETE", /^\/session\/[^/]+$/, "session.cancel"],
  ["GET", /^\/workflows\/[^/]+$/, "workflow.read"],
];

/**
 * Finds the route of a request. `/api/chatkit` itself is none: an app may speak the protocol there.
 *
 * @param method `GET` …
 * @param path without its query
 * @param alias a further path that opens a session, or null
 * @returns null where it is for something else
 */
export function findSessionRoute(
  method: string,
  path: string,
  alias: string | null,
): SessionRoute | null {
  if (method === "POST" && path === alias) {
    return { operation: "session.create", path: "/session", isAlias: true };
  }
  if (!path.startsWith(`${SESSION_BASE}/`)) return null;
  const rest = path.slice(SESSION_BASE.length);
  const found = ROUTES.find(([verb, pattern]) => verb === method && pattern.test(rest));
  return found ? { operation: found[2], path: rest, isAlias: false } : null;
}
