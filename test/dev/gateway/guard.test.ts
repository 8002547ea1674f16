import { hostname } from "node:os";
import { afterEach, describe, expect, test } from "vitest";
import { isHeld } from "../../helpers/processes.ts";
import { createFronts } from "./front.ts";
import { requestText, sendRaw } from "./raw.ts";
import { startTestGateway, type TestGateway } from "./start.ts";

const { front, onEnd, endAll } = createFronts();
afterEach(endAll);

/** The status of the answer to a request, and its body. */
async function ask(
  gateway: TestGateway,
  line: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; text: string }> {
  const connection = await sendRaw(
    gateway.port,
    requestText(line, { Connection: "close", ...headers }),
  );
  await connection.closed;
  const text = connection.received();
  return { status: Number(text.slice(9, 12)), text };
}

const app = (gateway: TestGateway) => `localhost:${gateway.port}`;

describe("by the name it is asked for (DNS rebinding)", () => {
  test.each([
    "localhost",
    "localhost:4310",
    "LOCALHOST",
    "localhost.",
    "127.0.0.1:4310",
    "[::1]:4310",
    "my-app.localhost",
  ])("%s is let in", async (host) => {
    const gateway = await front((_request, response) => void response.end());
    expect((await ask(gateway, "GET /", { Host: host })).status).toBe(200);
  });

  test.each([
    "evil.example",
    "evil.example:4310",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evil-localhost",
    "192.168.1.7",
    "0.0.0.0",
    "[::]",
    "[fe80::1]",
    "localhost@evil.example",
    "localhost/evil",
    "evil.example#localhost",
    "",
    hostname() === "localhost" ? "other" : hostname(),
  ])("%s is refused, for every path", async (host) => {
    let asked = 0;
    const gateway = await front((_request, response) => {
      asked++;
      response.end();
    });
    for (const path of ["/", "/chatkit", "/__chatkit/", "/api/chatkit/session"]) {
      const { status, text } = await ask(gateway, `POST ${path}`, { Host: host });
      expect([status, text]).toEqual([403, expect.stringContaining("foreign_host")]);
    }
    expect(asked).toBe(0);
  });

  test("with --host, by any address and the name of this machine, and by no other", async () => {
    const gateway = await front((_request, response) => void response.end(), { host: "0.0.0.0" });
    for (const host of [
      "192.168.1.7:4310",
      "[fe80::1]",
      hostname(),
      `${hostname()}.local`,
      "localhost",
    ]) {
      expect((await ask(gateway, "GET /", { Host: host })).status).toBe(200);
    }
    expect((await ask(gateway, "GET /", { Host: "evil.example" })).status).toBe(403);
  });
});

describe("by the page that asks (CSRF)", () => {
  const changes = ["POST", "PUT", "PATCH", "DELETE", "QUERY"];

  test.each(changes)("%s of another site's page never reaches the app", async (method) => {
    let asked = 0;
    const gateway = await front((_request, response) => {
      asked++;
      response.end();
    });
    for (const headers of [
      { Origin: "https://evil.example" },
      { Origin: "null" },
      { Origin: `http://localhost:${gateway.port + 1}` },
      { Origin: `http://localhost:${gateway.port}.evil.example` },
      { Origin: `http://evil.example:${gateway.port}` },
      { Origin: `ftp://${app(gateway)}` },
      { "Sec-Fetch-Site": "cross-site" },
      { "Sec-Fetch-Site": "same-site" },
    ]) {
      const { status, text } = await ask(gateway, `${method} /chatkit`, {
        ...headers,
        Host: app(gateway),
      });
      expect([status, text]).toEqual([403, expect.stringContaining("foreign_origin")]);
    }
    expect(asked).toBe(0);
  });

  test("a page of this address, by whatever name of it, and a program are let in", async () => {
    const gateway = await front((_request, response) => void response.end());
    const { port } = gateway;
    for (const headers of [
      { Origin: `http://localhost:${port}` },
      { Origin: `http://127.0.0.1:${port}` },
      { Origin: `http://[::1]:${port}` },
      { "Sec-Fetch-Site": "same-origin" },
      {},
    ]) {
      expect((await ask(gateway, "POST /", { ...headers, Host: app(gateway) })).status).toBe(200);
    }
  });

  test("with --host, a page of another machine's same port is another site's", async () => {
    const gateway = await front((_request, response) => void response.end(), { host: "0.0.0.0" });
    const { port } = gateway;
    const from = (host: string, origin: string) =>
      ask(gateway, "POST /", { Host: `${host}:${port}`, Origin: `http://${origin}:${port}` });
    expect((await from("localhost", "203.0.113.9")).status).toBe(403);
    expect((await from("192.168.1.7", "203.0.113.9")).status).toBe(403);
    expect((await from("192.168.1.7", "192.168.1.7")).status).toBe(200);
    expect((await from("192.168.1.7", hostname())).status).toBe(200);
  });

  test("a form of the app's own page that sends no referrers is let in, another site's is not", async () => {
    const gateway = await front((_request, response) => void response.end());
    const form = { Host: app(gateway), Origin: "null", "Sec-Fetch-Mode": "navigate" };
    for (const [site, status] of [
      ["same-origin", 200],
      ["same-site", 403],
      ["cross-site", 403],
      ["none", 403],
    ] as const) {
      const answer = await ask(gateway, "POST /login", { ...form, "Sec-Fetch-Site": site });
      expect([site, answer.status]).toEqual([site, status]);
    }
  });

  test("what the app lets other sites read, and what OpenAI's frame sends, is the app's to decide", async () => {
    const gateway = await front((_request, response) => void response.end());
    const frame = "https://cdn.platform.openai.com";
    const evil = "https://evil.example";
    expect((await ask(gateway, "GET /image", { Origin: evil })).status).toBe(200);
    expect((await ask(gateway, "OPTIONS /image", { Origin: evil })).status).toBe(200);
    expect((await ask(gateway, "PUT /api/attachments/atc_1", { Origin: frame })).status).toBe(200);
  });

  test("a page of --allow-origin is let in", async () => {
    const gateway = await front((_request, response) => void response.end(), {
      allowOrigins: ["http://localhost:5173"],
    });
    const mine = { Host: app(gateway), Origin: "http://localhost:5173" };
    expect((await ask(gateway, "POST /", mine)).status).toBe(200);
    const other = { ...mine, Origin: "http://localhost:5174" };
    expect((await ask(gateway, "POST /", other)).status).toBe(403);
  });

  test("a WebSocket of another site's page is refused, one of this address passes", async () => {
    const gateway = await front((_request, response) => void response.writeHead(426).end());
    const upgrade = { Connection: "Upgrade", Upgrade: "websocket", Host: app(gateway) };
    for (const headers of [
      { Origin: "https://evil.example" },
      { Origin: "https://cdn.platform.openai.com" },
      { "Sec-Fetch-Site": "cross-site" },
      { Host: "evil.example" },
    ]) {
      expect((await ask(gateway, "GET /", { ...upgrade, ...headers })).status).toBe(403);
    }
    const own = { ...upgrade, Origin: `http://${app(gateway)}` };
    expect((await ask(gateway, "GET /", own)).status).toBe(426);
  });

  test("the inspector is asked by no other site, not even by GET", async () => {
    let asked = 0;
    const gateway = await front((_request, response) => void response.end("app"), {
      inspector: (_request, response) => {
        asked++;
        response.end("inspector");
        return true;
      },
    });
    const own = { Host: app(gateway) };
    for (const headers of [
      { Origin: "https://evil.example" },
      { "Sec-Fetch-Site": "cross-site" },
    ]) {
      expect((await ask(gateway, "GET /__chatkit/events", { ...own, ...headers })).status).toBe(
        403,
      );
    }
    expect(asked).toBe(0);
    expect((await ask(gateway, "GET /__chatkit/", own)).text).toMatch(/inspector$/);
  });

  test("a refusal is told once, with what to do about it", async () => {
    const gateway = await front((_request, response) => void response.end());
    for (const _try of [1, 2, 3]) await ask(gateway, "POST /", { Origin: "https://mine.example" });
    expect(gateway.told).toEqual([
      {
        type: "warning",
        message: expect.stringContaining("https://mine.example"),
        hint: expect.stringContaining("--allow-origin https://mine.example"),
      },
    ]);
  });
});

test.each(["GET http://evil.example/", "GET evil", "OPTIONS *"])("%s is no path", async (line) => {
  const gateway = await front((_request, response) => void response.end());
  expect((await ask(gateway, line, {})).status).toBe(400);
});

describe("where it listens", () => {
  const nothing = { target: () => undefined };

  test("on both halves of loopback, and nowhere else", async () => {
    const gateway = await startTestGateway(nothing);
    onEnd(gateway.close);
    for (const host of ["127.0.0.1", "::1"]) {
      const connection = await sendRaw(
        gateway.port,
        requestText("GET /none", { Connection: "close" }),
        host,
      );
      await connection.closed;
      expect(connection.received()).toMatch(/^HTTP\/1\.1 404 /);
    }
    await expect(sendRaw(gateway.port, "", "127.0.0.2")).rejects.toThrow("ECONNREFUSED");
  });

  test.each(["127.0.0.1", "::1"])("the next port where one is taken on %s alone", async (host) => {
    const { createServer } = await import("node:net");
    const other = createServer().listen({ port: 0, host });
    onEnd(() => void other.close());
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as { port: number };
    const gateway = await startTestGateway({ ...nothing, port });
    onEnd(gateway.close);
    expect(gateway.port).toBeGreaterThan(port);
    await expect(startTestGateway({ ...nothing, port, portIsFixed: true })).rejects.toMatchObject({
      code: "port_taken",
      exitCode: 2,
      hint: expect.stringContaining(`--port ${port + 1}`),
    });
  });

  test("an address that this machine does not have is a usage error that frees what it took", async () => {
    const { port, close } = await startTestGateway(nothing);
    await close();
    await expect(
      startTestGateway({ ...nothing, port, portIsFixed: true, host: "203.0.113.9" }),
    ).rejects.toMatchObject({ code: "host_unknown", exitCode: 2 });
    expect(await isHeld(port)).toBe(false);
  });
});
