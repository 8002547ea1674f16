import { errors, type JWTPayload, jwtVerify, SignJWT } from "jose";

/** What a session id says about its session. */
export interface SessionClaims {
  /** OpenAI's id of the session, `cksess_…`. */
  readonly openaiId: string;
  readonly user: string;
  /** Unix time in seconds. */
  readonly expiresAt: number;
}

/** Makes and reads session ids: signed, so that no copy of the server needs a memory of them. */
export interface SessionIds {
  /** Makes the id that the browser gets. */
  seal(claims: SessionClaims): Promise<string>;
  /** Reads an id, expired or not; null if this server did not make it. */
  open(id: string): Promise<SessionClaims | null>;
}

/**
 * @param secret signs the ids
 * @param audience the app they are for
 */
export function createSessionIds(secret: string, audience: string): SessionIds {
  const key = new TextEncoder().encode(secret);
  return {
    seal: ({ openaiId, user, expiresAt }) =>
      new SignJWT({ sid: openaiId, use: "session" })
        .setProtectedHeader({ alg: "HS256" })
        .setSubject(user)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(expiresAt)
        .sign(key),
    open: async (id) => {
      const payload = await verify(id, key, audience);
      return payload ? toClaims(payload) : null;
    },
  };
}

async function verify(id: string, key: Uint8Array, audience: string): Promise<JWTPayload | null> {
  try {
    const { payload } = await jwtVerify(id, key, { algorithms: ["HS256"], audience });
    return payload;
  } catch (error) {
    // jose checks the time last: signature and audience of an expired token are right.
    return error instanceof errors.JWTExpired ? error.payload : null;
  }
}

function toClaims(payload: JWTPayload): SessionClaims | null {
  const { sub: user, exp: expiresAt } = payload;
  const { use, sid: openaiId } = payload;
  if (use !== "session" || typeof openaiId !== "string" || !user || expiresAt === undefined) {
    return null;
  }
  return { openaiId, user, expiresAt };
}
