import { describe, expect, test } from "vitest";
import { oneJsonValue } from "../helpers/cli.ts";
import { freePort } from "../helpers/processes.ts";
import { proxy } from "../helpers/proxy.ts";
import { openAi, session } from "../helpers/session.ts";

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
      ["opened no way to", "HTTP 407", "HTTPS_PROXY=http://user:password@"],
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
      "it is none",
      async () => (await proxy("no HTTP")).address,
      ["is no HTTP proxy", "Check HTTPS_PROXY"],
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

  test("it hangs up: it is asked once", async () => {
    const { address, asked } = await proxy("hang up");
    const env = { ALL_PROXY: `http://${address}` };
    const run = await session([], { api: { baseUrl: "https://api.openai.example/v1" }, env });
    expect(run.code).toBe(4);
    expect(run.stderr).toContain(`The proxy http://${address} hung up`);
    expect(run.stderr).toContain("Check ALL_PROXY");
    expect(asked).toHaveLength(1);
  });

  test.each(["http://two words", "ftp://127.0.0.1", "socks5://127.0.0.1:1080"])(
    "%s is no address of one",
    async (named) => {
      const run = await session([], { env: { HTTPS_PROXY: named } });
      expect(run.code).toBe(4);
      expect(run.stderr).toContain("HTTPS_PROXY of the shell holds no address of an HTTP proxy");
    },
  );
});
