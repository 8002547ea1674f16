import { once } from "node:events";
import { brotliCompressSync, createGzip, gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { readBody, sendJson } from "../../helpers/http.ts";
import { until } from "../../helpers/processes.ts";
import { createFronts } from "../gateway/front.ts";
import { requestText, sendRaw } from "../gateway/raw.ts";
import { ask, ended, LIST, MESSAGE } from "./conversation.ts";

const { front, endAll } = createFronts();
afterEach(endAll);

describe("a request of the protocol", () => {
  test("is told from its body, on whatever path, with its answer", async () => {
    const gateway = await front((_request, response) =>
      sendJson(response, 200, { data: [], has_more: false }, { "x-request-id": "req_1" }),
    );
    await (await ask(gateway, LIST)).text();
    const exchange = await ended(gateway);
    expect(exchange).toMatchObject({
      id: "x1",
      kind: "protocol",
      method: "POST",
      path: "/any/path?x=1",
      operation: "threads.list",
      request: { body: { text: JSON.stringify(LIST), truncated: false }, faults: [] },
      response: {
        status: 200,
        streaming: false,
        body: { text: '{"data":[],"has_more":false}', bytes: 28, truncated: false },
        faults: [],
      },
      eventCount: 0,
      firstEventMs: null,
      failure: null,
    });
    expect(gateway.told.map(({ type }) => type)).toEqual([
      "exchange.started",
      "exchange.answered",
      "exchange.ended",
    ]);
  });

  test("is told with each event of its stream as it passes", async () => {
    let next = () => {};
    const gateway = await front(async (_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const events = [
        { type: "stream_options", stream_options: { allow_cancel: true } },
        { type: "thread.item.removed", item_id: "msg_1" },
      ];
      for (const event of events) {
        const text = `data: ${JSON.stringify(event)}\n\n`;
        // In two pieces, of which the first ends in the middle of a word.
        response.write(text.slice(0, 20));
        response.write(text.slice(20));
        await new Promise<void>((resolve) => {
          next = resolve;
        });
      }
      response.end();
    });
    const answer = await ask(gateway, MESSAGE);
    const seen = () => gateway.told.filter(({ type }) => type === "exchange.event");
    for (const count of [1, 2]) {
      await until(`event ${count}`, () => seen().length === count);
      next();
    }
    await answer.text();
    expect(await ended(gateway)).toMatchObject({
      operation: "threads.add_user_message",
      threadId: "thr_1",
      response: { streaming: true, body: null },
      events: [
        { index: 0, type: "stream_options", itemId: null, faults: [] },
        { index: 1, type: "thread.item.removed", itemId: "msg_1", faults: [] },
      ],
      eventCount: 2,
      firstEventMs: expect.any(Number),
    });
  });

  test("gets the thread that its answer names first", async () => {
    const gateway = await front((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end('data: {"type":"thread.created","thread":{"id":"thr_new"}}\n\n');
    });
    const { input } = MESSAGE.params;
    await (await ask(gateway, { type: "threads.create", params: { input } })).text();
    expect((await ended(gateway)).threadId).toBe("thr_new");
  });

  test.each([
    ["gzip", gzipSync],
    ["br", brotliCompressSync],
  ])("is read where its answer is compressed by %s", async (encoding, compress) => {
    const gateway = await front((_request, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": encoding });
      response.end(compress('{"data":[],"has_more":false}'));
    });
    await (await ask(gateway, LIST)).text();
    expect((await ended(gateway)).response?.body?.text).toBe('{"data":[],"has_more":false}');
  });

  test("is read where its stream is compressed, event by event", async () => {
    let finish = () => {};
    const gateway = await front(async (_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream", "content-encoding": "gzip" });
      const gzip = createGzip();
      gzip.pipe(response);
      gzip.write('data: {"type":"thread.item.removed","item_id":"a"}\n\n');
      gzip.flush();
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      gzip.end();
    });
    const answer = await ask(gateway, MESSAGE);
    await until("the first event", () => gateway.log.exchanges[0]?.eventCount === 1);
    finish();
    await answer.text();
    expect((await ended(gateway)).events).toHaveLength(1);
  });

  test("is kept to its first 256 Ki characters, and told with all its bytes", async () => {
    const gateway = await front(async (request, response) => {
      await readBody(request);
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ text: "b".repeat(400_000) }));
    });
    const recording = { audio_base64: "A".repeat(500_000), mime_type: "audio/mp4" };
    // Its type stands at the very end.
    const body = { params: recording, type: "input.transcribe" };
    await (await ask(gateway, body)).text();
    const { operation, request, response } = await ended(gateway);
    expect(operation).toBe("input.transcribe");
    expect(request.body).toMatchObject({ truncated: true, bytes: JSON.stringify(body).length });
    expect(request.body?.text).toHaveLength(256 * 1024);
    expect(response?.body).toMatchObject({ truncated: true, bytes: 400_011 });
  });
});

test("a request that is refused before it was read is told from its beginning", async () => {
  const gateway = await front((_request, response) => {
    response.writeHead(413, { connection: "close" });
    response.end("too large");
  });
  const start = '{"type":"input.transcribe","params":{"audio_base64":"AAAA';
  const headers = { "Content-Type": "application/json", "Content-Length": "9000000" };
  const client = await sendRaw(gateway.port, requestText("POST /", headers, start));
  await client.until(/too large/);
  client.socket.destroy();
  expect(await ended(gateway)).toMatchObject({
    operation: "input.transcribe",
    request: { faults: [] },
    response: { status: 413 },
  });
});

describe("faults are marked", () => {
  test("of a request, of an answer, of an event", async () => {
    const gateway = await front((request, response) => {
      if (request.url === "/list") return sendJson(response, 200, { data: "none" });
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(
        'event: x\ndata: {"type":"thread.item.removed"}\n\ndata: [DONE]\n\ndata: {bad\n\n',
      );
      return undefined;
    });
    await (await ask(gateway, { type: "threads.list", params: { limit: "many" } }, "/list")).text();
    const first = await ended(gateway);
    expect(first.request.faults).toMatchObject([{ path: "params.limit" }]);
    expect(first.response?.faults.map(({ path }) => path)).toContain("data");
    gateway.log.clear();
    await (await ask(gateway, MESSAGE)).text();
    const { events } = await ended(gateway);
    expect(events[0]?.faults.map(({ message }) => message).join()).toContain("event: x");
    expect(events[0]?.faults.map(({ path }) => path)).toContain("item_id");
    expect(events[1]).toMatchObject({
      type: null,
      faults: [{ message: expect.stringContaining("[DONE]") }],
    });
    expect(events[2]).toMatchObject({ type: null, faults: [{ message: "is not JSON" }] });
  });

  test("of an operation that nobody knows", async () => {
    const gateway = await front((_request, response) => sendJson(response, 400, { detail: "no" }));
    await (await ask(gateway, { type: "threads.rename", params: {} })).text();
    const exchange = await ended(gateway);
    expect(exchange.operation).toBe("threads.rename");
    expect(exchange.request.faults).not.toEqual([]);
    expect(exchange.failure?.message).toBe("no (HTTP 400)");
  });
});

describe("what is not ChatKit's is nobody's business", () => {
  test.each([
    ["other JSON", { type: "order", params: {} }],
    ["no JSON", "type=threads.list"],
    ["nothing", ""],
  ])("%s passes untold", async (_name, body) => {
    const gateway = await front((_request, response) => sendJson(response, 200, { id: 1 }));
    expect(await (await ask(gateway, body)).json()).toEqual({ id: 1 });
    await fetch(gateway.url);
    expect(gateway.told).toEqual([]);
  });
});

describe("sessions and attachments are known by what is answered", () => {
  test("a session that an app mints on a path of its own", async () => {
    const gateway = await front((_request, response) =>
      sendJson(response, 200, { client_secret: "ek_0123456789abcdef", expires_at: 1_800_000_000 }),
    );
    await (await ask(gateway, {}, "/api/create-session")).text();
    expect(await ended(gateway)).toMatchObject({
      kind: "session",
      operation: "session.create",
      path: "/api/create-session",
    });
    expect(gateway.log.sessions).toMatchObject([
      { secret: "ek_…cdef", expiresAt: 1_800_000_000_000, by: "page" },
    ]);
    expect(JSON.stringify(gateway.told)).not.toContain("ek_0123456789abcdef");
  });

  test("the bytes of a file, sent to the address that its making gave, without being kept", async () => {
    const gateway = await front(async (request, response) => {
      request.resume();
      await once(request, "end");
      if (request.method === "PUT") return void response.writeHead(204).end();
      return sendJson(response, 200, {
        id: "atc_1",
        type: "file",
        name: "a.bin",
        mime_type: "application/octet-stream",
        upload_descriptor: {
          url: `${gateway.url}/files/1?token=t0pse-cret-token`,
          method: "PUT",
          headers: {},
        },
      });
    });
    const params = { name: "a.bin", size: 3, mime_type: "application/octet-stream" };
    await (await ask(gateway, { type: "attachments.create", params })).text();
    await fetch(`${gateway.url}/files/1?token=t0pse-cret-token`, {
      method: "PUT",
      headers: { "content-type": "application/octet-stream" },
      body: "abc",
    });
    await until("both", () => gateway.log.exchanges.every(({ endedMs }) => endedMs !== null));
    expect(gateway.log.exchanges).toMatchObject([
      { operation: "attachments.create" },
      {
        kind: "attachment",
        operation: "attachment.upload",
        path: "/files/1?token=…",
        request: { body: { text: "", bytes: 3, truncated: true } },
        response: { status: 204 },
      },
    ]);
    expect(JSON.stringify(gateway.told)).not.toContain("t0pse-cret-token");
  });
});

test("a look that fails costs nothing of what passes, and is told", async () => {
  const event = 'data: {"type":"thread.item.removed","item_id":"a"}\n\n';
  const gateway = await front((_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(event);
    setImmediate(() => response.end(event));
  });
  gateway.log.subscribe(({ type }) => {
    if (type === "exchange.event") throw new Error("no room on the screen");
  });
  expect(await (await ask(gateway, MESSAGE)).text()).toBe(event + event);
  expect(gateway.told.filter(({ type }) => type === "warning")).toMatchObject([
    { message: expect.stringContaining("no room on the screen") },
  ]);
});

test("cookies and credentials of a request and an answer are told without their values", async () => {
  const gateway = await front((_request, response) =>
    sendJson(response, 200, {}, { "set-cookie": "app_token=answer-value; Path=/; HttpOnly" }),
  );
  const body = JSON.stringify(LIST);
  const client = await sendRaw(
    gateway.port,
    requestText(
      "POST /",
      {
        "Content-Type": "application/json",
        "Content-Length": String(body.length),
        Cookie: "app_token=request-value; other=second-value",
        Authorization: "Bearer third-value",
        "X-Api-Key": "fourth-value",
        Connection: "close",
      },
      body,
    ),
  );
  await client.closed;
  expect(client.received()).toContain("answer-value");
  const { request, response } = await ended(gateway);
  expect(request.headers).toMatchObject({
    cookie: "app_token=…; other=…",
    authorization: "Bearer …",
    "x-api-key": "…",
  });
  expect(response?.headers["set-cookie"]).toBe("app_token=…; Path=/; HttpOnly");
  expect(JSON.stringify(gateway.told)).not.toMatch(/(answer|request|second|third|fourth)-value/);
});
