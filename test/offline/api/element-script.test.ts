import { afterAll, beforeAll, expect, test } from "vitest";
import { type StandIn, startStandIn } from "./stand-in.ts";

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
  // The sources are bundled for the first one that asks.
  await (await fetch(`${standIn.url}chatkit.js`)).text();
}, 60_000);
afterAll(() => standIn.close());

test("the script is sent once, and confirmed after that", async () => {
  const url = `${standIn.url}chatkit.js`;
  const first = await fetch(url);
  expect(first.status).toBe(200);
  expect(first.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  expect(first.headers.get("cache-control")).toBe("no-cache");
  expect(await first.text()).toContain("openai-chatkit");
  const etag = first.headers.get("etag") ?? "";
  const again = await fetch(url, { headers: { "If-None-Match": etag } });
  expect(again.status).toBe(304);
  const changed = await fetch(url, { headers: { "If-None-Match": '"another"' } });
  expect(changed.status).toBe(200);
  await changed.body?.cancel();
  const head = await fetch(url, { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
});
