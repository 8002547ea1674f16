import type { ServerResponse } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Pool } from "undici";
import { afterEach, expect, test } from "vitest";
import { createEventLog } from "../../../src/dev/event-log.ts";
import { startGateway } from "../../../src/dev/gateway/gateway.ts";
import { listen, readBody, sendJson } from "../../helpers/http.ts";
import { type RawConnection, requestText, sendRaw } from "./raw.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const REQUESTS = 10_000;
const WARM_UP = 2_000;
const CONCURRENCY = 200;
const STREAMS = 20;
/** What may stay of 10,000 requests: 400 bytes each would be a leak. */
const MOST_GROWTH = 4 * 1024 * 1024;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes that are in use, once everything that can be freed is. */
async function heapInUse(): Promise<number> {
  for (const _round of [1, 2, 3]) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    collect();
  }
  return process.memoryUsage().heapUsed;
}

test("10,000 requests, 200 at a time, pass beside open streams and leave no memory behind", async () => {
  const streams: ServerResponse[] = [];
  const app = await listen(async (request, response) => {
    if (request.url === "/stream") {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write('data: {"type":"thread.item.removed","item_id":"first"}\n\n');
      streams.push(response);
      return;
    }
    const body = await readBody(request);
    sendJson(response, 200, { data: [], has_more: false, size: body.length });
  });
  // Not the gateway of other tests, which keeps all that was told.
  const gateway = await startGateway({
    host: null,
    port: 0,
    portIsFixed: false,
    target: () => new URL(app.origin),
    sessions: null,
    appOwnsSessions: null,
    allowOrigins: [],
    log: createEventLog(),
    inspector: () => false,
  });
  ends.push(app.close, gateway.close);
  const message = JSON.stringify({
    type: "threads.retry_after_item",
    params: { thread_id: "thr_1", item_id: "msg_1" },
  });
  const open: RawConnection[] = [];
  for (let index = 0; index < STREAMS; index++) {
    const headers = {
      "Content-Type": "application/json",
      "Content-Length": String(message.length),
    };
    const client = await sendRaw(gateway.port, requestText("POST /stream", headers, message));
    await client.until(/first/);
    open.push(client);
  }

  const pool = new Pool(gateway.url, { connections: CONCURRENCY });
  const list = JSON.stringify({ type: "threads.list", params: {} });
  const passed = JSON.stringify({ data: [], has_more: false, size: list.length });
  const ask = async (count: number) => {
    let begun = 0;
    let done = 0;
    const work = async () => {
      while (begun < count) {
        begun++;
        const headers = { "content-type": "application/json" };
        const { body } = await pool.request({ method: "POST", path: "/x", headers, body: list });
        if ((await body.text()) === passed) done++;
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    return done;
  };

  expect(await ask(WARM_UP)).toBe(WARM_UP);
  const before = await heapInUse();
  expect(await ask(REQUESTS)).toBe(REQUESTS);
  const after = await heapInUse();
  expect(after - before).toBeLessThan(MOST_GROWTH);

  for (const stream of streams) {
    stream.end('data: {"type":"thread.item.removed","item_id":"last"}\n\n');
  }
  for (const client of open) {
    await client.until(/last[\s\S]*0\r\n\r\n$/);
    client.socket.destroy();
  }
  await pool.close();
}, 60_000);
