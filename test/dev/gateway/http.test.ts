import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { type IncomingMessage, request, type ServerResponse } from "node:http";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { readBody } from "../../helpers/http.ts";
import { until } from "../../helpers/processes.ts";
import { createFronts } from "./front.ts";
import { requestText, sendRaw } from "./raw.ts";
import { startTestGateway, type TestGateway } from "./start.ts";

const { front, onEnd, endAll } = createFronts();
afterEach(endAll);

/** A gateway in front of an app that answers a request without a body with these bytes. */
async function frontBytes(answer: (socket: Socket, request: string) => void): Promise<TestGateway> {
  const app: Server = createTcpServer((socket) => {
    socket.on("error", () => undefined);
    let head = "";
    socket.setEncoding("latin1").on("data", (text: string) => {
      head += text;
      if (head.endsWith("\r\n\r\n")) answer(socket, head);
    });
  });
  app.listen(0, "127.0.0.1");
  await once(app, "listening");
  const { port } = app.address() as { port: number };
  const gateway = await startTestGateway({ target: () => new URL(`http://127.0.0.1:${port}`) });
  onEnd(() => void app.close());
  onEnd(gateway.close);
  return gateway;
}

/** Answers with what arrived. */
async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  const { method, url, headers } = request;
  const seen = JSON.stringify({ method, url, headers, body: body.toString("base64") });
  response.writeHead(200, { "content-type": "application/json" });
  response.end(request.method === "HEAD" ? undefined : seen);
}

describe("a request reaches the app as it was sent", () => {
  const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "QUERY"];
  test.each(methods)("%s with a body", async (method) => {
    const { port } = await front(echo);
    const headers = { "Content-Length": "5", Connection: "close", "X-Own": "a, b" };
    const connection = await sendRaw(
      port,
      requestText(`${method} /a%2fb?q=%20+&q`, headers, "h\xe9llo"),
    );
    await connection.closed;
    const seen = JSON.parse(
      connection
        .received()
        .split("\r\n\r\n")[1]
        ?.replace(/^[0-9a-f]+\r\n|\r\n0$/g, "") ?? "",
    );
    expect(seen).toMatchObject({ method, url: "/a%2fb?q=%20+&q" });
    expect(seen.headers).toMatchObject({ host: "localhost", "x-own": "a, b" });
    expect(Buffer.from(seen.body, "base64").toString("latin1")).toBe("h\xe9llo");
  });

  test("a path of two slashes, dots and a base path of the target stays as it is", async () => {
    const gateway = await front(echo, {
      target: () => new URL("/base/?x=1", gateway.app.origin),
    });
    for (const path of ["//twice//", "/a/../b", "/?", "/%E2%9C%93"]) {
      const connection = await sendRaw(
        gateway.port,
        requestText(`GET ${path}`, { Connection: "close" }),
      );
      await connection.closed;
      expect(connection.received()).toContain(`"url":"${path}"`);
    }
  });

  test("chunks, with their trailers", async () => {
    const { port } = await front(async (request, response) => {
      const body = await readBody(request);
      response.end(`${body.toString()} ${request.trailers["x-sum"]}`);
    });
    const chunks = "3\r\nabc\r\n4\r\ndefg\r\n0\r\nX-Sum: 7\r\n\r\n";
    const headers = { "Transfer-Encoding": "chunked", Trailer: "X-Sum", Connection: "close" };
    const connection = await sendRaw(port, requestText("POST /", headers, chunks));
    await connection.closed;
    expect(connection.received()).toContain("abcdefg 7");
  });

  test("a client that asks whether to go on is told so, and sends its body", async () => {
    const { port } = await front(echo);
    const headers = { "Content-Length": "3", Expect: "100-continue", Connection: "close" };
    const connection = await sendRaw(port, requestText("PUT /", headers));
    await connection.until(/^HTTP\/1\.1 100 Continue\r\n\r\n/);
    connection.socket.write("abc");
    await connection.closed;
    expect(connection.received()).toContain(`"body":"${Buffer.from("abc").toString("base64")}"`);
  });

  test("requests one after another on one connection, sent at once", async () => {
    const { port } = await front((request, response) => void response.end(`<${request.url}>`));
    const connection = await sendRaw(
      port,
      ["/1", "/2", "/3"].map((path) => requestText(`GET ${path}`)).join(""),
    );
    expect(await connection.until(/<\/3>/)).toMatch(/<\/1>.*<\/2>.*<\/3>/s);
    connection.socket.destroy();
  });
});

describe("an answer reaches the client as the app sent it", () => {
  test("reason, headers with their case, order and repetitions, and no header more", async () => {
    const { port } = await frontBytes((socket) => {
      socket.end(
        "HTTP/1.1 299 Quite Fine\r\nX-ZULU: 1\r\nx-alpha: \xe4 2\r\nSet-Cookie: a=1; Path=/\r\nset-cookie: b=2\r\nX-Zulu: 3\r\nContent-Length: 2\r\nConnection: close\r\nKeep-Alive: timeout=9\r\n\r\nok",
        "latin1",
      );
    });
    const connection = await sendRaw(port, requestText("GET /", { Connection: "close" }));
    await connection.closed;
    expect(connection.received()).toBe(
      "HTTP/1.1 299 Quite Fine\r\nX-ZULU: 1\r\nx-alpha: \xe4 2\r\nSet-Cookie: a=1; Path=/\r\nset-cookie: b=2\r\nX-Zulu: 3\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
    );
  });

  test.each([
    ["204", "HTTP/1.1 204 No Content\r\nX-A: 1\r\n\r\n"],
    ["304", 'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nContent-Length: 12\r\n\r\n'],
    ["an empty body", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"],
    [
      "a redirection",
      "HTTP/1.1 302 Found\r\nLocation: http://localhost/next\r\nContent-Length: 0\r\n\r\n",
    ],
  ])("%s", async (_name, answer) => {
    const { port } = await frontBytes((socket) => void socket.write(answer));
    const connection = await sendRaw(port, requestText("GET /", { Connection: "close" }));
    await connection.closed;
    expect(connection.received().replace("Connection: close\r\n", "")).toBe(answer);
  });

  test("HEAD has the headers of GET and no body", async () => {
    const { port } = await front((_request, response) => {
      response.writeHead(200, { "content-length": "1234", etag: '"e"' });
      response.end();
    });
    const connection = await sendRaw(port, requestText("HEAD /", { Connection: "close" }));
    await connection.closed;
    expect(connection.received()).toMatch(/content-length: 1234\r\n/);
    expect(connection.received()).toMatch(/\r\n\r\n$/);
  });

  test("30,000 characters of cookies, both ways", async () => {
    const cookie = "c".repeat(30_000);
    const { port } = await frontBytes((socket, request) => {
      const came = /cookie: (c+)/i.exec(request)?.[1]?.length;
      socket.write(
        `HTTP/1.1 200 OK\r\nSet-Cookie: ${cookie}\r\nX-Came: ${came}\r\nContent-Length: 0\r\n\r\n`,
      );
    });
    const headers = { Cookie: cookie, Connection: "close" };
    const connection = await sendRaw(port, requestText("GET /", headers));
    await connection.closed;
    expect(connection.received()).toContain(`Set-Cookie: ${cookie}\r\nX-Came: 30000\r\n`);
  });

  test("early hints come before the answer", async () => {
    const { port } = await front((_request, response) => {
      response.writeEarlyHints({ link: ["</a.css>; rel=preload", "</b.js>; rel=preload"] });
      response.end("late");
    });
    const connection = await sendRaw(port, requestText("GET /", { Connection: "close" }));
    await connection.closed;
    expect(connection.received()).toMatch(
      /^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a\.css>; rel=preload, <\/b\.js>; rel=preload\r\n\r\nHTTP\/1\.1 200 OK/i,
    );
  });

  test("trailers come behind the last chunk", async () => {
    const { port } = await front((_request, response) => {
      response.writeHead(200, { trailer: "X-Sum" });
      response.write("abc");
      response.addTrailers({ "X-Sum": "3" });
      response.end();
    });
    const connection = await sendRaw(port, requestText("GET /", { Connection: "close" }));
    await connection.closed;
    expect(connection.received()).toMatch(/\r\n3\r\nabc\r\n0\r\nX-Sum: 3\r\n\r\n$/);
  });

  test("gzip stays compressed, byte for byte", async () => {
    const packed = gzipSync("word ".repeat(1_000));
    const { url } = await front((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip", "content-type": "text/plain" });
      response.end(packed);
    });
    const raw = await fetchRaw(url, { "accept-encoding": "gzip" });
    expect(raw.headers["content-encoding"]).toBe("gzip");
    expect(raw.body.equals(packed)).toBe(true);
  });

  test("a part of a file that was asked for", async () => {
    const { url } = await front((request, response) => {
      expect(request.headers.range).toBe("bytes=2-4");
      response.writeHead(206, { "content-range": "bytes 2-4/10", "content-length": "3" });
      response.end("cde");
    });
    const raw = await fetchRaw(url, { range: "bytes=2-4" });
    expect([raw.status, raw.headers["content-range"], raw.body.toString()]).toEqual([
      206,
      "bytes 2-4/10",
      "cde",
    ]);
  });

  test("HTTP/1.0 gets no chunks", async () => {
    const { port } = await front((_request, response) => {
      response.write("a");
      response.end("b");
    });
    const connection = await sendRaw(port, "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n");
    await connection.closed;
    expect(connection.received()).toMatch(/\r\n\r\nab$/);
    expect(connection.received()).not.toMatch(/transfer-encoding/i);
  });
});

describe("large bodies pass without being held", () => {
  const SIZE = 32 * 1024 * 1024;
  const CHUNK = randomBytes(1024 * 1024);

  test("an upload, and a download that nobody reads yet", async () => {
    let sent = 0;
    const { url, port } = await front(async (request, response) => {
      if (request.method === "POST") {
        const hash = createHash("sha256");
        for await (const chunk of request) hash.update(chunk as Buffer);
        response.end(hash.digest("hex"));
        return;
      }
      response.writeHead(200, { "content-length": String(SIZE) });
      while (sent < SIZE && !response.destroyed) {
        sent += CHUNK.length;
        if (!response.write(CHUNK)) await once(response, "drain");
      }
      response.end();
    });
    const expected = createHash("sha256");
    for (let size = 0; size < SIZE; size += CHUNK.length) expected.update(CHUNK);
    const upload = request(`${url}/up`, { method: "POST" });
    const answered = once(upload, "response") as Promise<[IncomingMessage]>;
    for (let size = 0; size < SIZE; size += CHUNK.length) {
      if (!upload.write(CHUNK)) await once(upload, "drain");
    }
    upload.end();
    const [answer] = await answered;
    expect((await readBody(answer)).toString()).toBe(expected.digest("hex"));

    // Whoever does not read holds back the app, so that nothing piles up here.
    const slow = await sendRaw(port, requestText("GET /down", { Connection: "close" }));
    slow.socket.pause();
    await until("the app to be held back", () => sent > CHUNK.length && sent);
    let before = -1;
    await until("the app to stop", () => {
      const rests = before === sent;
      before = sent;
      return rests;
    });
    expect(sent).toBeLessThan(SIZE / 2);
    slow.socket.resume();
    await slow.closed;
    expect(slow.received().length).toBeGreaterThan(SIZE);
    expect(sent).toBe(SIZE);
  }, 30_000);
});

/** An answer with its body as it was sent, compressed or not. */
async function fetchRaw(url: string, headers: Readonly<Record<string, string>>) {
  const asked = request(url, { headers });
  asked.end();
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, body: await readBody(answer) };
}
