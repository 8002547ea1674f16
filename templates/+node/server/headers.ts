import { createMiddleware } from "hono/factory";
import type { AppEnv } from "./network.ts";

const CHATKIT = "https://cdn.platform.openai.com";

/**
 * Sets the security headers of production.
 *
 * Which hosts ChatKit needs is not published, so its part of the policy is only reported in the
 * browser's console until `CHATKIT_CSP=enforce`.
 */
export function securityHeaders(csp: "report" | "enforce" | "off", scriptUrl: string | null) {
  const base = "object-src 'none'; base-uri 'self'; frame-ancestors 'self'";
  const rest = contentPolicy(scriptUrl);
  return createMiddleware<AppEnv>(async (c, next) => {
    await next();
    c.header("Referrer-Policy", "strict-origin-when-cross-origin");
    c.header("X-Content-Type-Options", "nosniff");
    if (!c.res.headers.get("Content-Type")?.startsWith("text/html")) {
      return;
    }
    c.header("Content-Security-Policy", csp === "enforce" ? `${base}; ${rest}` : base);
    if (csp === "report") {
      c.header("Content-Security-Policy-Report-Only", rest);
    }
  });
}

function contentPolicy(scriptUrl: string | null): string {
  const script =
    scriptUrl && URL.canParse(scriptUrl) ? `${CHATKIT} ${new URL(scriptUrl).origin}` : CHATKIT;
  return [
    "default-src 'self'",
    `script-src 'self' ${script}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' https: data: blob:",
    "font-src 'self' https: data:",
    `connect-src 'self' ${script} https://api.openai.com`,
    `frame-src ${script}`,
  ].join("; ");
}
