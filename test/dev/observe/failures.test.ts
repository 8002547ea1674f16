import { afterEach, describe, expect, test } from "vitest";
import { sendJson } from "../../helpers/http.ts";
import { until } from "../../helpers/processes.ts";
import { createFronts } from "../gateway/front.ts";
import { ask, ended, LIST, MESSAGE } from "./conversation.ts";

const { front, endAll } = createFronts();
afterEach(endAll);

describe("a failure is told in words", () => {
  test("that the app gave, with the request id", async () => {
    const error = { code: "x", message: "Sign in first.", hint: "There.", request_id: "req_7" };
    const gateway = await front((_request, response) => sendJson(response, 401, { error }));
    await (await ask(gateway, LIST)).text();
    expect((await ended(gateway)).failure).toEqual({
      message: "Sign in first. (HTTP 401)",
      hint: "There.",
      requestId: "req_7",
    });
  });

  test.each([
    [
      404,
      { error: { message: "There is no such thread." } },
      "There is no such thread. (HTTP 404)",
      null,
    ],
    [404, { detail: "Not Found" }, "Not Found (HTTP 404)", expect.stringContaining("api.url")],
    [500, {}, "The app failed. (HTTP 500)", expect.stringContaining("terminal")],
    [418, {}, "The app refused the request. (HTTP 418)", null],
  ])("of %i with %j", async (status, body, message, hint) => {
    const gateway = await front((_request, response) => sendJson(response, status, body));
    await (await ask(gateway, LIST)).text();
    expect((await ended(gateway)).failure).toEqual({ message, hint, requestId: null });
  });

  test("that are too long to be kept, by their beginning", async () => {
    const message = `No fixture matches "${"long ".repeat(100_000)}"`;
    const error = { message, type: "invalid_request_error", param: null, code: null };
    const gateway = await front((_request, response) => sendJson(response, 400, { error }));
    await (await ask(gateway, LIST)).text();
    expect((await ended(gateway)).failure?.message).toMatch(
      /^No fixture matches "long .{300,}… \(HTTP 400\)$/,
    );
  });

  test("without the secrets in them, and not at any length", async () => {
    const error = {
      message: `sk-${"a".repeat(40)} ${"b".repeat(900)}`,
      hint: `ek_${"c".repeat(40)}`,
    };
    const gateway = await front((_request, response) => sendJson(response, 500, { error }));
    await (await ask(gateway, LIST)).text();
    const { failure } = await ended(gateway);
    expect(failure?.message).toMatch(/^sk-…aaaa b{400,500}…$/);
    expect(failure?.hint).toBe("ek_…cccc");
  });

  test("of an error event, though the status says 200", async () => {
    const gateway = await front((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(
        'data: {"type":"error","code":"custom","message":"Quota.","allow_retry":false}\n\n',
      );
    });
    await (await ask(gateway, MESSAGE)).text();
    expect((await ended(gateway)).failure?.message).toBe("Quota.");
  });

  test("when the app breaks off its stream", async () => {
    const gateway = await front((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write('data: {"type":"thread.item.removed","item_id":"a"}\n\n');
      setImmediate(() => response.destroy());
    });
    const answer = await ask(gateway, MESSAGE);
    await expect(answer.text()).rejects.toThrow();
    const exchange = await ended(gateway);
    expect(exchange.failure?.message).toBe("The app broke off its answer.");
    expect(exchange.eventCount).toBe(1);
  });

  test("when the page leaves in the middle of a stream", async () => {
    const gateway = await front((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write('data: {"type":"thread.item.removed","item_id":"a"}\n\n');
    });
    const leave = new AbortController();
    await fetch(gateway.url, {
      method: "POST",
      body: JSON.stringify(MESSAGE),
      signal: leave.signal,
    });
    await until("the first event", () => gateway.log.exchanges[0]?.eventCount === 1);
    leave.abort();
    expect((await ended(gateway)).failure?.message).toMatch(/^The page left/);
  });

  test("when nothing listens where the app should be", async () => {
    const gateway = await front(() => undefined, { target: () => new URL("http://127.0.0.1:9") });
    await (await ask(gateway, LIST)).text();
    expect((await ended(gateway)).failure?.message).toMatch(/^Nothing listens/);
  });
});
