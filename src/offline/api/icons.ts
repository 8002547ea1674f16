import { Hono } from "hono";
import { notFound } from "./errors.ts";

/** What all icons of the library have in common. */
const FRAME =
  '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" fill="none" ' +
  'stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">';

const HEADERS = {
  "Content-Type": "image/svg+xml",
  "Cache-Control": "public, max-age=86400",
  "Content-Security-Policy": "sandbox; default-src 'none'",
  "X-Content-Type-Options": "nosniff",
};

/** Serves the icons of Lucide's library by their names. All are loaded with the first one. */
export function icons(): Hono {
  const app = new Hono();
  app.get("/:file{.+\\.svg}", async (c) => {
    const name = c.req.param("file").slice(0, -".svg".length);
    const { shapes } = await import("virtual:lucide-icons");
    if (!Object.hasOwn(shapes, name)) {
      throw notFound(`There is no icon '${name.slice(0, 100)}'.`);
    }
    return c.body(`${FRAME}${shapes[name]}</svg>`, 200, HEADERS);
  });
  return app;
}
