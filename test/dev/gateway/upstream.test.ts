import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { upstreamOf } from "../../../src/dev/gateway/upstream.ts";
import { certificate, hasOpenssl } from "../../helpers/certificate.ts";
import { createFronts } from "./front.ts";
import { startTestGateway } from "./start.ts";

const { front, onEnd, endAll } = createFronts();
afterEach(endAll);

describe("the Host that an app gets", () => {
  test.each([
    "http://localhost:3000",
    "http://127.0.0.1:3000",
    "https://[::1]:3000",
    "http://app.localhost",
  ])("%s gets the original one, and may sign its certificate itself", (target) => {
    expect(upstreamOf(new URL(target))).toMatchObject({ changeOrigin: false, secure: false });
  });

  test.each([
    ["https://app.example", "app.example", 443],
    ["http://app.example:8080/path", "app.example:8080", 8080],
  ])("%s gets its own, and must prove who it is", (target, host, port) => {
    expect(upstreamOf(new URL(target))).toMatchObject({
      target: { host, port: expect.toSatisfy((given: unknown) => Number(given) === port) },
      changeOrigin: true,
      secure: true,
    });
  });
});

test.skipIf(!hasOpenssl)(
  "an app is reached by IPv6, and by https with a certificate of its own",
  async () => {
    const app = createServer(
      await certificate(),
      (request, response) => void response.end(`${request.headers.host}`),
    ).listen(0, "::1");
    await once(app, "listening");
    onEnd(() => {
      app.close();
      app.closeAllConnections();
    });
    const { port } = app.address() as AddressInfo;
    const gateway = await startTestGateway({ target: () => new URL(`https://[::1]:${port}`) });
    onEnd(gateway.close);
    expect(await (await fetch(gateway.url)).text()).toBe(`localhost:${gateway.port}`);
  },
);

test("a gateway that is its own target says so instead of asking itself for ever", async () => {
  const gateway = await front(() => undefined, { target: () => new URL(gateway.url) });
  const answer = await fetch(gateway.url);
  expect([answer.status, await answer.text()]).toEqual([
    502,
    expect.stringContaining("target_is_gateway"),
  ]);
});
