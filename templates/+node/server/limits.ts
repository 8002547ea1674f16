import { isIPv6 } from "node:net";
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { AppError } from "./errors.ts";
import type { AppEnv, Network } from "./network.ts";

/** What one client may ask for. Each copy of the server counts for itself. */
export const limits = {
  /** Identities handed out to one address in a minute. */
  identitiesPerAddress: 30,
  /** Costly requests, those that reach OpenAI or store files, of one user in a minute. */
  costlyPerUser: 30,
  /** Costly requests of one address in a minute; an office shares its address. */
  costlyPerAddress: 120,
  /** All other requests of one user in a minute. */
  cheapPerUser: 300,
  /** Size of a request body in bytes, where a route sets no size of its own. */
  bodyBytes: 1024 * 1024,
} as const;

const WINDOW_SECONDS = 60;

/** Counts requests by key, for a minute each. */
export interface RateLimit {
  /**
   * Counts one request.
   *
   * @throws AppError 429, if there were too many in the last minute
   */
  consume(key: string): Promise<void>;
}

/** @param points how many requests of one key pass in a minute */
export function createRateLimit(points: number): RateLimit {
  const limiter = new RateLimiterMemory({ points, duration: WINDOW_SECONDS });
  return { consume: (key) => consume(limiter, key) };
}

/** Bounds how often one address may pass. */
export function limitPerAddress(limit: RateLimit, network: Network) {
  return createMiddleware<AppEnv>(async (c, next) => {
    await limit.consume(subnet(network.address(c)));
    await next();
  });
}

/** Bounds how often one user may pass; belongs behind the check of identity. */
export function limitPerUser(limit: RateLimit) {
  return createMiddleware<AppEnv>(async (c, next) => {
    await limit.consume(c.var.user);
    await next();
  });
}

/** Bounds the size of a request's body. */
export function limitBody(maxSize: number) {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new AppError(
        413,
        {
          code: "too_large",
          message: `A request may hold ${maxSize.toLocaleString("en")} bytes at most.`,
        },
        // The rest of the body stays unread, so the connection cannot carry another request.
        { Connection: "close" },
      );
    },
  });
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) {
      throw refusal;
    }
    const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    throw new AppError(
      429,
      {
        code: "rate_limited",
        message: "That was too often. Wait a moment and try again.",
      },
      { "Retry-After": String(seconds) },
    );
  }
}

/** One home or server owns a whole /64 of IPv6, so counting single addresses would bound nothing. */
export function subnet(address: string): string {
  if (!isIPv6(address)) {
    return address;
  }
  const [head = "", tail] = address.split("%")[0]?.split("::") ?? [];
  const groups = head ? head.split(":") : [];
  const rest = tail ? tail.split(":") : [];
  const zeros = Array<string>(Math.max(0, 8 - groups.length - rest.length)).fill("0");
  return [...groups, ...(tail === undefined ? [] : zeros), ...rest].slice(0, 4).join(":");
}
