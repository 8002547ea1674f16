import { createHash } from "node:crypto";
import { Hono } from "hono";
import { etag } from "hono/etag";

/** Serves the element: asked for again each time, and sent only where it has changed. */
export function elementScript(): Hono {
  const app = new Hono();
  let loaded: Promise<{ readonly script: string; readonly hash: string }> | undefined;
  const load = async () => {
    const { script } = await import("virtual:offline-element");
    return { script, hash: createHash("sha256").update(script).digest("base64url").slice(0, 22) };
  };
  app.get("/chatkit.js", etag(), async (c) => {
    loaded ??= load();
    const { script, hash } = await loaded;
    return c.body(script, 200, {
      "Content-Type": "text/javascript; charset=utf-8",
      "Cache-Control": "no-cache",
      ETag: `"${hash}"`,
    });
  });
  return app;
}
