import type { Context } from "hono";
import { describe, expect, it } from "vitest";
import { type AppEnv, createNetwork } from "../server/network.ts";

function request(peer: string, headers: Record<string, string> = {}): Context<AppEnv> {
  const sent = new Headers(headers);
  return {
    env: { incoming: { socket: { remoteAddress: peer } } },
    req: { header: (name: string) => sent.get(name) ?? undefined },
  } as unknown as Context<AppEnv>;
}

describe("the client's address", () => {
  const network = createNetwork(["127.0.0.0/8", "::1", "10.0.0.0/8"]);

  it.each([
    ["203.0.113.9", undefined, "203.0.113.9"],
    ["203.0.113.9", "1.1.1.1", "203.0.113.9"],
    ["::ffff:127.0.0.1", "1.1.1.1", "1.1.1.1"],
    ["::1", "1.1.1.1, 203.0.113.9", "203.0.113.9"],
    ["127.0.0.1", "1.1.1.1, 203.0.113.9:5123, 10.1.2.3", "203.0.113.9"],
    ["127.0.0.1", "[2001:db8::1]:443", "2001:db8::1"],
    ["127.0.0.1", "nonsense", "127.0.0.1"],
  ])("from %s with X-Forwarded-For %s is %s", (peer, forwarded, address) => {
    const headers = forwarded ? { "X-Forwarded-For": forwarded } : {};
    expect(network.address(request(peer, headers))).toBe(address);
  });
});

describe("https", () => {
  const network = createNetwork(["127.0.0.1"]);

  it("is believed from a trusted proxy only", () => {
    const headers = { "X-Forwarded-Proto": "https" };
    expect(network.isHttps(request("127.0.0.1", headers))).toBe(true);
    expect(network.isHttps(request("203.0.113.9", headers))).toBe(false);
    expect(network.isHttps(request("127.0.0.1"))).toBe(false);
  });
});

it("names an entry that is no address", () => {
  expect(() => createNetwork(["my-proxy"])).toThrow(/my-proxy/);
  expect(() => createNetwork(["10.0.0.0/99"])).toThrow(/10\.0\.0\.0\/99/);
});
