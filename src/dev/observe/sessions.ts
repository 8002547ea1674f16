import { decodeJwt } from "jose";
import { maskKey } from "../../project/openai-key.ts";
import type { SeenSession } from "../events.ts";
import { asObject, asText } from "./recognise.ts";

/** How long a session lasts where an answer does not say (facts 0.2), in milliseconds. */
const LIFETIME_MS = 600_000;

/**
 * Reads the session in an answer of an app that mints its own.
 *
 * @param answer the parsed body
 * @param now milliseconds since 1970
 * @returns null where there is none in it
 */
export function sessionIn(answer: unknown, now: number): SeenSession | null {
  const body = asObject(answer);
  const secret = asText(body?.client_secret);
  if (!body || !secret) return null;
  const own = readSessionId(asText(body.session_id) ?? "");
  return {
    id: own?.id ?? asText(body.id) ?? maskKey(secret),
    user: own?.user ?? asText(body.user) ?? "unknown",
    workflow: asText(asObject(body.workflow)?.id) ?? "unknown",
    mintedAt: now,
    expiresAt: typeof body.expires_at === "number" ? body.expires_at * 1000 : now + LIFETIME_MS,
    secret: maskKey(secret),
    cancelled: false,
    by: "page",
  };
}

/**
 * Reads an id of the session routes, which is a signed token; the signature is the app's business.
 *
 * @returns null where it is none
 */
export function readSessionId(sessionId: string): { id: string; user: string } | null {
  try {
    const { sid, sub } = decodeJwt(sessionId);
    return typeof sid === "string" && sub ? { id: sid, user: sub } : null;
  } catch {
    // An id of another make.
    return null;
  }
}
