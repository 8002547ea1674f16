import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { IDLE_MS } from "../../../src/dev/gateway/forward.ts";
import { createFronts } from "./front.ts";
import { requestText, sendRaw } from "./raw.ts";
import { startTestGateway } from "./start.ts";

const { front, onEnd, endAll } = createFronts();
afterEach(endAll);

/** Resolved from outside. */
function signal(): { readonly given: Promise<void>; give(): void } {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give: () => give() };
}

describe("a stream passes as it comes", () => {
  test("the headers, then each event before the next one is sent", async () => {
    const steps = [signal(), signal(), signal()];
    const { port } = await front(async (_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.flushHeaders();
      for (const [index, step] of steps.entries()) {
        await step.given;
        response.write(`data: {"n":${index}}\n\n`);
      }
      response.end();
    });
    const client = await sendRaw(port, requestText("GET /", { Connection: "close" }));
    await client.until(/text\/event-stream[\s\S]*\r\n\r\n$/);
    for (const [index, step] of steps.entries()) {
      step.give();
      await client.until(new RegExp(`data: \\{"n":${index}\\}`));
    }
    await client.closed;
    expect(client.received()).toMatch(/0\r\n\r\n$/);
  });

  test("in silence for longer than an idle connection is kept", async () => {
    const { port } = await front(async (_request, response) => {
      response.write("data: before\n\n");
      await sleep(IDLE_MS + 500);
      response.end("data: after\n\n");
    });
    const client = await sendRaw(port, requestText("GET /", { Connection: "close" }));
    await client.closed;
    expect(client.received()).toMatch(/before[\s\S]*after[\s\S]*0\r\n\r\n$/);
  });

  test("an upload, while it is still being sent", async () => {
    const { port } = await front((request, response) => {
      response.writeHead(200);
      response.flushHeaders();
      request.pipe(response);
    });
    const head = requestText("POST /", { "Transfer-Encoding": "chunked" });
    const client = await sendRaw(port, `${head}3\r\none\r\n`);
    await client.until(/one/);
    client.socket.write("3\r\ntwo\r\n");
    await client.until(/two/);
    client.socket.write("0\r\n\r\n");
    await client.until(/0\r\n\r\n$/);
    client.socket.destroy();
  });

  test("an answer that comes before the upload is done ends the exchange", async () => {
    const { port } = await front((_request, response) => {
      response.writeHead(413, { connection: "close" });
      response.end("too large");
    });
    const client = await sendRaw(
      port,
      requestText("POST /", { "Content-Length": "1000000" }, "abc"),
    );
    expect(await client.until(/too large/)).toMatch(/^HTTP\/1\.1 413 /);
    client.socket.destroy();
  });
});

describe("an end on one side is an end on the other", () => {
  test.each([
    ["before the answer", false],
    ["in the middle of a stream", true],
  ])("a client that goes %s is gone for the app", async (_name, streams) => {
    const asked = signal();
    const gone = signal();
    const { port } = await front((_request, response) => {
      response.once("close", gone.give);
      if (streams) response.write("data: 1\n\n");
      asked.give();
    });
    const client = await sendRaw(port, requestText("GET /"));
    await asked.given;
    if (streams) await client.until(/data: 1/);
    client.socket.destroy();
    await gone.given;
  });

  test("a client that goes in the middle of its upload is gone for the app", async () => {
    const asked = signal();
    const gone = signal();
    const { port } = await front((request) => {
      request.once("data", asked.give);
      request.once("error", gone.give);
    });
    const client = await sendRaw(port, requestText("POST /", { "Content-Length": "1000" }, "abc"));
    await asked.given;
    client.socket.destroy();
    await gone.given;
  });

  test.each([
    ["with chunks", {}],
    ["with a length", { "content-length": "100" }],
  ])(
    "an answer that the app breaks off, %s, is broken off for the client",
    async (_name, headers) => {
      const { port } = await front((_request, response) => {
        response.writeHead(200, headers);
        response.write("part");
        setImmediate(() => response.destroy());
      });
      const client = await sendRaw(port, requestText("GET /"));
      await client.closed;
      expect(client.received()).toMatch(/part/);
      expect(client.received()).not.toMatch(/0\r\n\r\n$/);
    },
  );

  test("a gateway that closes ends streams and frees its port", async () => {
    const gone = signal();
    const gateway = await front((_request, response) => {
      response.once("close", gone.give);
      response.write("data: 1\n\n");
    });
    const client = await sendRaw(gateway.port, requestText("GET /"));
    await client.until(/data: 1/);
    await gateway.close();
    await client.closed;
    await gone.given;
    const again = await startTestGateway({
      target: () => undefined,
      port: gateway.port,
      portIsFixed: true,
    });
    expect(again.port).toBe(gateway.port);
    await again.close();
  });
});

describe("an app that is not there", () => {
  const page = { accept: "text/html" };

  test("a page that reloads itself while the app is not up, and JSON for a program", async () => {
    const gateway = await startTestGateway({ target: () => null });
    onEnd(gateway.close);
    const forPerson = await fetch(gateway.url, { headers: page });
    expect([forPerson.status, forPerson.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(await forPerson.text()).toMatch(
      /http-equiv="refresh"[\s\S]*Your app does not answer yet/,
    );
    const forProgram = await fetch(`${gateway.url}/api`, { method: "POST", body: "x" });
    expect([forProgram.status, await forProgram.json()]).toEqual([
      503,
      { error: expect.objectContaining({ code: "app_not_running" }) },
    ]);
  });

  test("502 with words where nothing listens, and where no HTTP comes back", async () => {
    const silent = createServer((socket) => socket.end("hello\n"));
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as { port: number };
    let target = new URL("http://127.0.0.1:9");
    const gateway = await startTestGateway({ target: () => target });
    onEnd(gateway.close);
    onEnd(() => void silent.close());
    const refused = await fetch(gateway.url, { headers: page });
    expect([refused.status, await refused.text()]).toEqual([
      502,
      expect.stringContaining("Nothing listens at http://127.0.0.1:9."),
    ]);
    target = new URL(`http://127.0.0.1:${port}`);
    const strange = await fetch(gateway.url);
    expect([strange.status, await strange.json()]).toEqual([
      502,
      { error: expect.objectContaining({ code: "app_unreachable" }) },
    ]);
  });

  test.each([
    ["another protocol, unasked", "101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x"],
    ["two lengths", "200 OK\r\nContent-Length: 1\r\nContent-Length: 2"],
    ["a length and chunks", "200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked"],
    ["a control character in a header", "200 OK\r\nContent-Length: 0\r\nX-A: \x01"],
    ["more headers than anybody takes", `200 OK\r\nX-A: ${"a".repeat(70_000)}`],
  ])("502 where %s comes back", async (_name, answer) => {
    const app = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.write(`HTTP/1.1 ${answer}\r\n\r\n`));
    });
    app.listen(0, "127.0.0.1");
    await once(app, "listening");
    onEnd(() => void app.close());
    const { port } = app.address() as { port: number };
    const gateway = await startTestGateway({ target: () => new URL(`http://127.0.0.1:${port}`) });
    onEnd(gateway.close);
    expect((await fetch(gateway.url)).status).toBe(502);
  });

  test("an app that starts again on another port is found there", async () => {
    const first = await front((_request, response) => void response.end("first"));
    const second = await front((_request, response) => void response.end("second"));
    let target: URL | null = new URL(first.app.origin);
    const gateway = await startTestGateway({ target: () => target });
    onEnd(gateway.close);
    const ask = async () => (await fetch(gateway.url)).text();
    expect(await ask()).toBe("first");
    target = new URL(second.app.origin);
    expect(await ask()).toBe("second");
  });

  test("a connection that breaks when it is used again costs no request", async () => {
    let connections = 0;
    const app = createServer((socket) => {
      connections++;
      socket.once("data", () => {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        socket.once("data", () => socket.resetAndDestroy());
      });
    });
    app.listen(0, "127.0.0.1");
    await once(app, "listening");
    const address = app.address() as { port: number };
    const gateway = await startTestGateway({
      target: () => new URL(`http://127.0.0.1:${address.port}`),
    });
    onEnd(() => void app.close());
    onEnd(gateway.close);
    for (const _try of [1, 2]) expect(await (await fetch(gateway.url)).text()).toBe("ok");
    expect(connections).toBe(2);
  });
});
