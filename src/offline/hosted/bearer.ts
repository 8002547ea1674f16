import { createMiddleware } from "hono/factory";
import { ApiError } from "../api/errors.ts";
import type { ChatSession, Sessions } from "../api/sessions.ts";

/** What a route behind a client secret knows. */
export interface SessionEnv {
  readonly Variables: { readonly session: ChatSession };
}

/**
 * Lets only those in who bring the client secret of an active session.
 *
 * Its words and codes are the stand-in's own: what OpenAI answers is not published (facts 7.2).
 */
export function requireSession(sessions: Sessions) {
  return createMiddleware<SessionEnv>(async (c, next) => {
    const [, secret = ""] = /^Bearer (\S+)$/i.exec(c.req.header("Authorization") ?? "") ?? [];
    const session = sessions.find(secret);
    if (!session) {
      throw refuse("invalid_client_secret", "This client secret opens no session of this run.");
    }
    if (session.status === "expired") {
      throw refuse("session_expired", "The session of this client secret has expired.");
    }
    if (session.status === "cancelled") {
      throw refuse("session_cancelled", "The session of this client secret was cancelled.");
    }
    c.set("session", session);
    await next();
  });
}

function refuse(code: string, message: string): ApiError {
  return new ApiError(401, { message, type: "authentication_error", code });
}
