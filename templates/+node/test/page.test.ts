import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import { afterEach, beforeEach, expect, it } from "vitest";
import { securityHeaders } from "../server/headers.ts";
import type { AppEnv } from "../server/network.ts";
import { createPage } from "../server/page.ts";

const CDN = "https://cdn.platform.openai.com/deployments/chatkit/chatkit.js";

let directory = "";

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "page-"));
  await mkdir(join(directory, "assets"));
  await writeFile(
    join(directory, "index.html"),
    `<script src="${CDN}" integrity="sha384-x" async></script>`,
  );
  await writeFile(join(directory, "assets/index-abc.js"), "1;");
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function get(path: string, scriptUrl: string | null = null, headers = {}) {
  const site = new Hono<AppEnv>()
    .use(securityHeaders("report", scriptUrl))
    .route("/", await createPage({ directory, scriptUrl }));
  return site.request(path, { headers });
}

it("serves the page as it was built", async () => {
  const response = await get("/");
  expect(await response.text()).toContain(`src="${CDN}"`);
  expect(response.headers.get("Cache-Control")).toBe("no-cache");
  expect(response.headers.get("Content-Security-Policy")).toBe(
    "object-src 'none'; base-uri 'self'; frame-ancestors 'self'",
  );
  expect(response.headers.get("Content-Security-Policy-Report-Only")).toContain("script-src");
});

it("puts another address of ChatKit's script in, and drops its integrity", async () => {
  const response = await get("/", "http://localhost:4310/chatkit.js?a=1&b=2");
  expect(await response.text()).toBe(
    '<script src="http://localhost:4310/chatkit.js?a=1&amp;b=2" async></script>',
  );
});

it("answers 304 to a browser that has the page", async () => {
  const etag = (await get("/")).headers.get("ETag") ?? "";
  expect((await get("/", null, { "If-None-Match": etag })).status).toBe(304);
});

it("lets hashed files be kept for good", async () => {
  const response = await get("/assets/index-abc.js");
  expect(response.status).toBe(200);
  expect(response.headers.get("Cache-Control")).toContain("immutable");
});

it("shows no directory, and no page but its own", async () => {
  for (const path of ["/assets", "/assets/", "//", "/./index.html"]) {
    const response = await get(path, "http://localhost:4310/chatkit.js");
    expect(await response.text(), path).not.toContain(CDN);
    expect(response.status, path).not.toBe(200);
  }
});

it("gives a followed link the page, and a missing file 404", async () => {
  expect((await get("/some/where", null, { Accept: "text/html" })).status).toBe(200);
  expect((await get("/assets/gone.js")).status).toBe(404);
  expect((await get("/assets/gone.js")).headers.get("Cache-Control")).toBeNull();
});
