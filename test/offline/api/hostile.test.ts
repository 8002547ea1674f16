import { request } from "node:http";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { KEY, type StandIn, startStandIn } from "./stand-in.ts";

const MEGABYTE = 1024 * 1024;

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
});
afterAll(async () => {
  await standIn.close();
  // Whatever came, nothing failed.
  expect(standIn.warnings).toEqual([]);
});

const HEADERS = {
  Authorization: `Bearer ${KEY}`,
  "OpenAI-Beta": "chatkit_beta=v1",
  "Content-Type": "application/json",
};

async function create(body: string | Uint8Array<ArrayBuffer>, headers: object = {}) {
  const response = await fetch(`${standIn.url}v1/chatkit/sessions`, {
    method: "POST",
    headers: { ...HEADERS, ...headers },
    body,
  });
  return { status: response.status, body: await response.json() };
}

const envelope = z.strictObject({
  error: z.strictObject({
    message: z.string().min(1).max(500),
    type: z.literal("invalid_request_error"),
    param: z.string().nullable(),
    code: z.string().nullable(),
  }),
});

const SMALLEST = '"user":"ada","workflow":{"id":"wf_1"}';
const error = (code: string | null, more: object = {}) => ({
  error: { type: "invalid_request_error", param: null, code, message: expect.any(String), ...more },
});

describe("a body for a session", () => {
  test.each<[what: string, body: string | Uint8Array<ArrayBuffer>, code: string]>([
    ["is empty", "", "invalid_json"],
    ["is no JSON", "user=ada", "invalid_json"],
    ["breaks off", `{${SMALLEST}`, "invalid_json"],
    ["is two values", `{${SMALLEST}}{}`, "invalid_json"],
    ["is no UTF-8", Uint8Array.from([0xff, 0xfe, 0x00]), "invalid_json"],
    ["is nested deeply and broken off", "[".repeat(200_000), "invalid_json"],
    ["is nested deeply", `${"[".repeat(200_000)}${"]".repeat(200_000)}`, "invalid_type"],
    ["is null", "null", "invalid_type"],
    ["is text", '"wf_1"', "invalid_type"],
  ])("that %s", async (_, body, code) => {
    expect(await create(body)).toEqual({ status: 400, body: error(code) });
  });

  test("with keys that objects have anyway", async () => {
    for (const key of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
      const body = `{${SMALLEST},${JSON.stringify(key)}:{"enabled":true}}`;
      expect(await create(body)).toEqual({
        status: 400,
        body: error("unknown_parameter", {
          param: key,
          message: `Unknown parameter: '${key}'.`,
        }),
      });
    }
    const nested = `{"user":"ada","workflow":{"id":"wf_1","__proto__":{"id":"x"}}}`;
    expect(await create(nested)).toMatchObject({ status: 400 });
    expect(await create('{"__proto__":{"user":"ada","workflow":{"id":"wf_1"}}}')).toMatchObject({
      status: 400,
      body: error("missing_required_parameter", { param: "user" }),
    });
    const variables = `{"user":"ada","workflow":{"id":"wf_1","state_variables":{"toString":"x"}}}`;
    expect(await create(variables)).toMatchObject({
      status: 200,
      body: { workflow: { state_variables: { toString: "x" } } },
    });
  });

  test("whose unknown key is nested deeply", async () => {
    const deep = `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`;
    expect(await create(`{${SMALLEST},"deep":${deep}}`)).toMatchObject({
      status: 400,
      body: error("unknown_parameter", { param: "deep" }),
    });
  });

  test("with numbers beyond numbers", async () => {
    for (const seconds of ["1e400", "-0.0", "1e-400", "9007199254740993", '"600"', "true"]) {
      const body = `{${SMALLEST},"expires_after":{"anchor":"created_at","seconds":${seconds}}}`;
      expect(await create(body), seconds).toMatchObject({
        status: 400,
        body: error(null, { code: expect.any(String), param: "expires_after.seconds" }),
      });
    }
  });

  test("of another type than JSON", async () => {
    const refused = { status: 415, body: error("unsupported_content_type") };
    const body = `{${SMALLEST}}`;
    for (const type of ["text/plain", "multipart/form-data; boundary=x", "application/jsonp"]) {
      expect(await create(body, { "Content-Type": type }), type).toEqual(refused);
    }
    for (const type of ["application/json; charset=utf-8", "Application/JSON"]) {
      expect(await create(body, { "Content-Type": type }), type).toMatchObject({ status: 200 });
    }
  });

  /** Sends a body in pieces, without saying how long it is. */
  const pour = (...pieces: readonly string[]) =>
    new Promise<{ status: number | undefined; body: unknown }>((resolve, reject) => {
      const sent = request(
        `${standIn.url}v1/chatkit/sessions`,
        { method: "POST", headers: { ...HEADERS, "Transfer-Encoding": "chunked" } },
        async (response) => {
          let text = "";
          for await (const chunk of response) text += chunk;
          resolve({ status: response.statusCode, body: JSON.parse(text) });
          sent.destroy();
        },
      );
      sent.on("error", (reason) => sent.destroyed || reject(reason));
      for (const piece of pieces) sent.write(piece);
      sent.end();
    });

  test("that comes in pieces is read as a whole", async () => {
    expect(await pour(`{${SMALLEST}`, ',"rate_', 'limits":{}}')).toMatchObject({
      status: 200,
      body: { user: "ada" },
    });
    expect(await pour("{", SMALLEST)).toEqual({ status: 400, body: error("invalid_json") });
  });

  test("that is too large is refused, told or not told how large it is", async () => {
    const refused = { status: 413, body: error("request_too_large") };
    expect(await create(`{"user":"${"x".repeat(48 * MEGABYTE)}"}`)).toEqual(refused);
    expect(await pour(...Array<string>(49).fill("x".repeat(MEGABYTE)))).toEqual(refused);
  });

  test("that breaks off is nobody's fault", async () => {
    for (const path of ["v1/chatkit/sessions", "v1/responses", "conversation"]) {
      await new Promise<void>((resolve) => {
        const sent = request(`${standIn.url}${path}`, {
          method: "POST",
          headers: { ...HEADERS, "Content-Length": "100" },
        });
        sent.on("error", () => resolve());
        sent.on("close", () => resolve());
        sent.write("{", () => setImmediate(() => sent.destroy()));
      });
    }
    expect(await create(`{${SMALLEST}}`)).toMatchObject({ status: 200 });
  });

  test("of any JSON is answered with a session or with what is wrong", async () => {
    const wild = fc.record(
      {
        user: fc.oneof(fc.string(), fc.jsonValue()),
        workflow: fc.oneof(
          fc.jsonValue(),
          fc.record({ id: fc.constant("wf_1"), state_variables: fc.jsonValue() }),
        ),
        chatkit_configuration: fc.jsonValue(),
        expires_after: fc.jsonValue(),
        rate_limits: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(wild, fc.jsonValue()), async (value) => {
        const { status, body } = await create(JSON.stringify(value));
        if (status === 200) expect(body).toMatchObject({ object: "chatkit.session" });
        else
          expect([status, envelope.safeParse(body).error]).toEqual([
            expect.toBeOneOf([400, 404]),
            undefined,
          ]);
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});

test.each([
  "v1/chatkit/threads/..%2f..%2fsessions",
  "v1/chatkit/threads/%00",
  "v1/chatkit/threads/%E0%A4%A",
  `v1/chatkit/threads/${"x".repeat(5_000)}`,
  "v1/chatkit/threads/__proto__/items",
  "v1/chatkit/threads?limit=200&limit=1",
  "v1/chatkit/threads?after[]=x",
  "v1/chatkit/threads?__proto__=1",
])("the path %s is answered with an error", async (path) => {
  const response = await fetch(`${standIn.url}${path}`, { headers: HEADERS });
  expect(response.status).toBeOneOf([400, 404]);
  expect(envelope.safeParse(await response.json()).error).toBeUndefined();
});
