import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "undici";
import { afterEach, describe, expect, test } from "vitest";
import { createFronts } from "./front.ts";
import { requestText, sendRaw } from "./raw.ts";
import { startTestGateway, type TestGateway } from "./start.ts";

const { front, onEnd, endAll } = createFronts();
afterEach(endAll);

const UPGRADE = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};

/** A gateway in front of an app that takes every WebSocket over after the handshake. */
async function frontSocket(
  onSocket: (socket: Socket, head: Buffer) => void,
): Promise<TestGateway & { readonly app: Server }> {
  const app = createServer();
  app.on("upgrade", (request, socket, head) => {
    const key = `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash("sha1").update(key).digest("base64");
    socket.on("error", () => undefined);
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nX-Host: ${request.headers.host}\r\n\r\n`,
    );
    onSocket(socket as Socket, head);
  });
  app.listen(0, "127.0.0.1");
  await once(app, "listening");
  const { port } = app.address() as { port: number };
  const gateway = await startTestGateway({ target: () => new URL(`http://127.0.0.1:${port}`) });
  onEnd(() => {
    app.close();
    app.closeAllConnections();
  });
  onEnd(gateway.close);
  return { ...gateway, app };
}

describe("a WebSocket passes", () => {
  test("both ways, byte for byte, with what was sent along with the handshake", async () => {
    const { port } = await frontSocket((socket, head) => {
      socket.write(head);
      socket.on("data", (chunk) => socket.write(chunk));
    });
    const sent = randomBytes(300_000).toString("latin1");
    const client = await sendRaw(port, requestText("GET /ws?x=1", UPGRADE, `early${sent}`));
    const came = await client.until(/\r\n\r\nearly/);
    expect(came).toMatch(/^HTTP\/1\.1 101 /);
    expect(came).toContain("x-host: localhost");
    const all = () => client.received().slice(client.received().indexOf("\r\n\r\nearly") + 9);
    while (all().length < sent.length) await once(client.socket, "data");
    expect(all() === sent).toBe(true);
    client.socket.destroy();
  });

  test.each(["end", "resetAndDestroy"] as const)("until the client goes by %s", async (way) => {
    let gone = () => {};
    const isGone = new Promise<void>((resolve) => {
      gone = resolve;
    });
    const { port } = await frontSocket((socket) => {
      socket.resume().once("end", () => socket.end());
      socket.once("close", gone);
      socket.write("hello");
    });
    const client = await sendRaw(port, requestText("GET /", UPGRADE));
    await client.until(/hello/);
    client.socket[way]();
    await isGone;
  });

  test.each(["end", "resetAndDestroy"] as const)("until the app goes by %s", async (way) => {
    const { port } = await frontSocket((socket) => {
      socket.write("hello", () => socket[way]());
    });
    const client = await sendRaw(port, requestText("GET /", UPGRADE));
    await client.closed;
    expect(client.received()).toMatch(/hello$|^$/);
  });

  test("until the gateway closes", async () => {
    const gateway = await frontSocket((socket) => void socket.write("hello"));
    const client = await sendRaw(gateway.port, requestText("GET /", UPGRADE));
    await client.until(/hello/);
    await gateway.close();
    await client.closed;
  });
});

describe("a WebSocket that cannot pass is answered", () => {
  test("by the app, where it refuses", async () => {
    const { port } = await front((_request, response) => {
      response.writeHead(401, { "content-type": "text/plain" });
      response.end("who are you?");
    });
    const client = await sendRaw(port, requestText("GET /", UPGRADE));
    await client.closed;
    expect(client.received()).toMatch(/^HTTP\/1\.1 401 [\s\S]*who are you\?/);
  });

  test.each([
    ["503 while the app is not up", null, /^HTTP\/1\.1 503 [\s\S]*app_not_running/],
    [
      "502 where nothing listens",
      new URL("http://127.0.0.1:9"),
      /^HTTP\/1\.1 502 [\s\S]*app_unreachable/,
    ],
    ["404 where nothing is fronted", undefined, /^HTTP\/1\.1 404 /],
  ])("with %s", async (_name, target, expected) => {
    const gateway = await startTestGateway({ target: () => target });
    onEnd(gateway.close);
    const client = await sendRaw(gateway.port, requestText("GET /", UPGRADE));
    await client.closed;
    expect(client.received()).toMatch(expected);
  });

  test("with 404 below /__chatkit/, which is never the app's, and not beside it", async () => {
    const { port } = await frontSocket((socket) => void socket.write("hello"));
    const client = await sendRaw(port, requestText("GET /__chatkit/ws", UPGRADE));
    await client.closed;
    expect(client.received()).toMatch(/^HTTP\/1\.1 404 /);
    const beside = await sendRaw(port, requestText("GET /__chatkit-hmr", UPGRADE));
    await beside.until(/hello/);
    beside.socket.destroy();
  });
});

test("a client that would like HTTP/2 is answered in HTTP/1.1", async () => {
  const { port } = await front((request, response) => {
    response.end(`${request.url} ${request.headers.upgrade}`);
  });
  const headers = { Connection: "Upgrade, HTTP2-Settings", Upgrade: "h2c", "HTTP2-Settings": "AA" };
  const client = await sendRaw(port, requestText("GET /x", headers));
  await client.closed;
  expect(client.received()).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\/x undefined/);
});

test("Vite reloads a module of a page that is open behind the gateway", async () => {
  const { createServer: createVite } = await import("vite");
  const root = await mkdtemp(join(tmpdir(), "gateway-vite-"));
  onEnd(() => rm(root, { recursive: true, force: true }));
  const main = join(root, "main.js");
  await writeFile(join(root, "index.html"), '<script type="module" src="/main.js"></script>');
  await writeFile(main, "console.log(1);\nimport.meta.hot.accept();\n");
  const vite = await createVite({
    root,
    configFile: false,
    logLevel: "silent",
    cacheDir: join(root, ".vite"),
    server: { port: 0, host: "127.0.0.1", hmr: true },
  });
  await vite.listen();
  onEnd(() => vite.close());
  const [local = ""] = vite.resolvedUrls?.local ?? [];
  const gateway = await startTestGateway({ target: () => new URL(local) });
  onEnd(gateway.close);

  // What the browser does: the page, its client, its module, then the socket of the client.
  const page = await (await fetch(`${gateway.url}/`, { headers: { accept: "text/html" } })).text();
  expect(page).toContain("/@vite/client");
  const client = await (await fetch(`${gateway.url}/@vite/client`)).text();
  await (await fetch(`${gateway.url}/main.js`)).text();
  const token = /wsToken = "([^"]+)"/.exec(client)?.[1];
  const socket = new WebSocket(`${gateway.url.replace("http", "ws")}/?token=${token}`, "vite-hmr");
  onEnd(() => socket.close());
  const messages: { type: string }[] = [];
  const arrived = (type: string) =>
    new Promise<{ type: string }>((resolve) => {
      const look = () => {
        const found = messages.find((message) => message.type === type);
        if (found) resolve(found);
      };
      socket.addEventListener("message", look);
      look();
    });
  socket.addEventListener("message", ({ data }) => messages.push(JSON.parse(String(data))));
  await arrived("connected");
  await writeFile(main, "console.log(2);\nimport.meta.hot.accept();\n");
  expect(await arrived("update")).toMatchObject({
    updates: [expect.objectContaining({ path: "/main.js" })],
  });
}, 30_000);
