import { randomBytes } from "node:crypto";
import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { createMiddleware } from "hono/factory";
import { jwtVerify, SignJWT } from "jose";
import { AppError } from "./errors.ts";
import type { AppEnv, Network } from "./network.ts";
import type { Problem } from "./settings.ts";

/**
 * Says which user a request comes from: this is where your login goes.
 *
 * Return the id of the signed-in user, read from your own session, or null to refuse. As it stands,
 * everyone is an anonymous visitor who is recognised by a cookie. Whatever is returned owns the
 * threads, so it must stay the same for a person, and must not be something a browser can choose.
 * The page asks again when it loads: reload it after a sign-in or a sign-out.
 *
 * @param _request what the browser sent, with its cookies
 * @param visitor gives the id of the anonymous visitor, always `visitor_…`
 */
export async function identify(
  _request: Request,
  visitor: () => Promise<string>,
): Promise<string | null> {
  return visitor();
}

const VISITOR_SECONDS = 180 * 24 * 60 * 60;
const ACCESS_SECONDS = 60 * 60;
const VISITOR_ID = /^visitor_[\w-]+$/;

export interface IdentityConfig {
  /** Names the cookies. */
  readonly appId: string;
  /** Signs the cookies. */
  readonly secret: string;
  readonly network: Network;
  readonly domainKey: string | null;
  readonly offline: boolean;
  /** What is not set up yet, for the page to show. */
  readonly problems: (c: Context<AppEnv>) => readonly Problem[];
}

export interface Identity {
  /** `POST /`: hands out an identity. */
  readonly routes: Hono<AppEnv>;
  /** Lets a request pass that has an identity, and answers any other with 401. */
  readonly required: ReturnType<typeof createMiddleware<AppEnv>>;
}

/** A visitor's id lasts long and opens nothing; it is exchanged for a token that lasts an hour. */
export function createIdentity(config: IdentityConfig): Identity {
  const key = new TextEncoder().encode(config.secret);
  const cookies = { visitor: `${config.appId}_visitor`, access: `${config.appId}_token` };

  const sign = (user: string, use: keyof typeof cookies, now: number, seconds: number) =>
    new SignJWT({ use })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject(user)
      .setAudience(config.appId)
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .sign(key);

  const userOf = async (c: Context<AppEnv>, use: keyof typeof cookies) => {
    const token = getCookie(c, cookies[use]);
    if (!token) {
      return null;
    }
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ["HS256"],
        audience: config.appId,
        requiredClaims: ["sub", "exp"],
      });
      return payload.use === use && payload.sub ? payload.sub : null;
    } catch {
      return null;
    }
  };

  const routes = new Hono<AppEnv>().post("/", async (c) => {
    const user = await identify(
      c.req.raw,
      async () =>
        (await userOf(c, "visitor")) ?? `visitor_${randomBytes(16).toString("base64url")}`,
    );
    if (!user) {
      throw notIdentified("Sign in first.");
    }
    const now = Math.floor(Date.now() / 1000);
    const options = {
      httpOnly: true,
      sameSite: "Lax",
      path: "/",
      secure: config.network.isHttps(c),
    } as const;
    if (VISITOR_ID.test(user)) {
      const visitor = await sign(user, "visitor", now, VISITOR_SECONDS);
      setCookie(c, cookies.visitor, visitor, { ...options, maxAge: VISITOR_SECONDS });
    }
    const access = await sign(user, "access", now, ACCESS_SECONDS);
    setCookie(c, cookies.access, access, { ...options, maxAge: ACCESS_SECONDS });
    c.header("Cache-Control", "no-store");
    return c.json({
      expires_at: now + ACCESS_SECONDS,
      domain_key: config.domainKey ?? "local-dev",
      offline: config.offline,
      problems: config.problems(c),
    });
  });

  const required = createMiddleware<AppEnv>(async (c, next) => {
    const user = await userOf(c, "access");
    if (!user) {
      throw notIdentified("This request carries no valid identity.");
    }
    c.set("user", user);
    await next();
  });

  return { routes, required };
}

function notIdentified(message: string): AppError {
  return new AppError(401, {
    code: "not_identified",
    message,
    hint: "POST /api/identity hands one out.",
  });
}
