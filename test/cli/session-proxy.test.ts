import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { oneJsonValue } from "../helpers/cli.ts";
import { freePort } from "../helpers/processes.ts";
import { openAi, session } from "../helpers/session.ts";

interface LocalProxy {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  /** What it was asked to connect to, and by whom. */
  readonly asked: string[];
}

/** A proxy that opens tunnels, or answers each request for one with a status. */
async function proxy(status = 200): Promise<LocalProxy> {
  const asked: string[] = [];
  const server = createServer();
  server.on("connect", (request, socket) => {
    const { "proxy-authorization": login = "nobody" } = request.headers;
    asked.push(`${request.url} for ${login}`);
    socket.on("error", () => undefined);
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const { hostname, port } = new URL(`http://${request.url}`);
    const upstream = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe("a proxy of the shell is gone through", () => {
  const ways: [string, (address: string) => Record<string, string>, string][] = [
    ["HTTP_PROXY", (address) => ({ HTTP_PROXY: `http://${address}` }), "nobody"],
    ["http_proxy", (address) => ({ http_proxy: `http://${address}` }), "nobody"],
    ["an address without its scheme", (address) => ({ HTTP_PROXY: address }), "nobody"],
    [
      "user and password",
      (address) => ({ HTTP_PROXY: `http://ada:pass%20word@${address}` }),
      `Basic ${Buffer.from("ada:pass word").toString("base64")}`,
    ],
  ];
  test.each(ways)("%s", async (_, env, login) => {
    const api = await openAi();
    const { address, asked } = await proxy();
    const run = await session(["--secret-only"], { api, env: env(address) });
    expect(run.code).toBe(0);
    expect(asked).toEqual([`${new URL(api.baseUrl).host} for ${login}`]);
    expect(run.stdout.trim()).toBe([...api.sessions.values()][0]?.client_secret);
  });

  test.each(["127.0.0.1", "*"])("NO_PROXY=%s goes past it", async (NO_PROXY) => {
    const api = await openAi();
    const { address, asked } = await proxy(502);
    const run = await session([], { api, env: { HTTP_PROXY: `http://${address}`, NO_PROXY } });
    expect(run.code).toBe(0);
    expect(asked).toEqual([]);
  });
});

describe("a proxy that fails exits 4, and is named without user and password", () => {
  const ways: [string, () => Promise<string>, string[]][] = [
    [
      "it wants a login",
      async () => (await proxy(407)).address,
      ["opened no way to", "HTTP 407", "user:password@"],
    ],
    [
      "it forbids",
      async () => (await proxy(403)).address,
      ["opened no way to", "HTTP 403", "NO_PROXY"],
    ],
    [
      "it cannot reach OpenAI",
      async () => (await proxy(502)).address,
      ["opened no way to", "HTTP 502"],
    ],
    [
      "nothing listens there",
      async () => `127.0.0.1:${await freePort()}`,
      ["which the shell names, cannot be reached (ECONNREFUSED)", "unset it"],
    ],
    [
      "its name is unknown",
      async () => "nowhere.invalid:8080",
      ["which the shell names, cannot be reached (ENOTFOUND)"],
    ],
  ];
  test.each(ways)("%s", async (_, place, says) => {
    const address = await place();
    const api = { baseUrl: "https://api.openai.example/v1" };
    const env = { HTTPS_PROXY: `http://ada:hidden-word@${address}` };
    const run = await session(["--json"], { api, env });
    expect(run.code).toBe(4);
    const { error } = oneJsonValue(run) as { error: Record<string, unknown> };
    expect(error.code).toBe("openai_proxy_failed");
    for (const said of [...says, `http://${address}`])
      expect(`${error.message}\n${error.hint}`).toContain(said);
    expect(run.output).not.toContain("hidden-word");
  });

  test.each(["http://two words", "ftp://127.0.0.1"])("%s is no address of one", async (named) => {
    const run = await session([], { env: { HTTPS_PROXY: named } });
    expect(run.code).toBe(4);
    expect(run.stderr).toContain("no address that can be used");
  });
});
