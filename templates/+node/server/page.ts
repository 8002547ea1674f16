import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import { compress } from "hono/compress";
import type { AppEnv } from "./network.ts";
import { swapScriptAddress } from "./script-address.ts";

export interface PageConfig {
  /** The directory that `vite build` wrote. */
  readonly directory: string;
  /** Where ChatKit's script comes from instead of OpenAI's CDN. */
  readonly scriptUrl: string | null;
}

/**
 * Serves the built page.
 *
 * Vite puts a hash into the name of every file in `assets/`, so those never change; the page that
 * names them is asked for afresh each time.
 *
 * @throws the file system's error, if nothing was built
 */
export async function createPage({ directory, scriptUrl }: PageConfig): Promise<Hono<AppEnv>> {
  const built = await readFile(join(directory, "index.html"), "utf8");
  const html = scriptUrl ? swapScriptAddress(built, scriptUrl) : built;
  const etag = `"${createHash("sha256").update(html).digest("base64url")}"`;

  const page = new Hono<AppEnv>();
  page.get("/index.html", (c) => c.redirect("/", 308));
  page.get("/assets/*", compress(), async (c, next) => {
    await next();
    if (c.res.ok) {
      c.header("Cache-Control", "public, max-age=31536000, immutable");
    }
  });
  // The page's own file has its script address swapped, so it must not be served as it is: neither
  // by its name nor as the index of a directory.
  page.get("/:rest{.+}", serveStatic({ root: directory, index: "no-index" }));
  page.get("*", (c) => {
    // A missing picture is missing; only a person who follows a link gets the page.
    if (c.req.path !== "/" && !c.req.header("Accept")?.includes("text/html")) {
      return c.text("Not found", 404);
    }
    c.header("Cache-Control", "no-cache");
    c.header("ETag", etag);
    return c.req.header("If-None-Match") === etag ? c.body(null, 304) : c.html(html);
  });
  return page;
}
