import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createOffline } from "../../../src/offline/create-offline.ts";
import type { Offline } from "../../../src/offline/offline.ts";

let offline: Offline;
let url = "";
const server = createServer((request, response) => offline.handle(request, response));

beforeAll(async () => {
  offline = await createOffline({
    cwd: import.meta.dirname,
    speed: "instant",
    strict: false,
    onWarning: () => undefined,
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address === "object" && address)
    url = `http://127.0.0.1:${address.port}/__chatkit/offline/`;
});
afterAll(async () => {
  await offline.close();
  server.close();
});

test("the script is sent once, and confirmed after that", async () => {
  const first = await fetch(`${url}chatkit.js`);
  expect(first.status).toBe(200);
  expect(first.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  expect(first.headers.get("cache-control")).toBe("no-cache");
  expect(await first.text()).toContain("openai-chatkit");
  const again = await fetch(`${url}chatkit.js`, {
    headers: { "If-None-Match": first.headers.get("etag") ?? "" },
  });
  expect(again.status).toBe(304);
  const head = await fetch(`${url}chatkit.js`, { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
});
