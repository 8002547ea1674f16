import type { IncomingMessage } from "node:http";
import type { EventLog } from "../event-log.ts";
import type { SessionRoute } from "../sessions/routes.ts";

/** Who answers the session routes: the app, where it has them, or our own endpoint. */
export interface SessionOwner {
  /** Unknown until the app was asked. */
  of(route: SessionRoute): "app" | "ours" | "unknown";
  /**
   * Reads from the app's answer whether it has the route, and remembers that of the one that opens
   * sessions until the app starts again.
   */
  isApps(route: SessionRoute, answer: IncomingMessage): boolean;
}

/** What servers answer where they have nothing. */
const NOTHING_THERE = [404, 405, 501];

/**
 * @param options `appOwns`: null where it is not known; `hasApp`: whether there is an app at all
 */
export function createSessionOwner(options: {
  readonly appOwns: boolean | null;
  readonly hasApp: () => boolean;
  readonly log: EventLog;
}): SessionOwner {
  let found: "app" | "ours" | "unknown" = "unknown";
  options.log.subscribe((event) => {
    // A route may have been added or taken away meanwhile.
    if (event.type === "app" && event.app.state !== "ready") found = "unknown";
  });
  return {
    of: ({ isAlias }) => {
      if (isAlias || !options.hasApp()) return "ours";
      if (options.appOwns !== null) return options.appOwns ? "app" : "ours";
      return found;
    },
    isApps: ({ operation }, answer) => {
      const status = answer.statusCode ?? 0;
      // A development server answers its page to every path that it does not know.
      const isPage = /^text\/html\b/i.test(answer.headers["content-type"] ?? "") && status < 500;
      const isApps = !isPage && !NOTHING_THERE.includes(status);
      // An error or a redirection says nothing of who has the route.
      const isClear = status < 300 || (status >= 400 && status < 500);
      if (operation === "session.create" && isClear) found = isApps ? "app" : "ours";
      return isApps;
    },
  };
}
