import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { KEY, type StandIn, startStandIn } from "./stand-in.ts";

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
  // The library is read for the first icon that is asked for.
  await (await fetch(`${standIn.url}icons/sun.svg`)).text();
}, 60_000);
afterAll(() => standIn.close());

const get = (path: string, init?: RequestInit) => fetch(`${standIn.url}${path}`, init);

describe("icons", () => {
  test.each(["sun", "a-arrow-down", "user-circle"])("%s is drawn", async (name) => {
    const response = await get(`icons/${name}.svg`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("image/svg+xml");
    expect(response.headers.get("cache-control")).toContain("max-age");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    const svg = await response.text();
    expect(svg).toMatch(
      /^<svg xmlns="[^"]+" width="24"[^>]*>(<(path|circle|rect)[^>]*\/>)+<\/svg>$/,
    );
  });

  test.each(["nothing.svg", "__proto__.svg", "constructor.svg", "..%2f..%2fsun.svg", "sun.png"])(
    "%s is none",
    async (file) => {
      const response = await get(`icons/${file}`);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: { type: "invalid_request_error" } });
    },
  );
});

describe("any path", () => {
  test.each(["", "nothing", "v2/chatkit/sessions", "conversation/attachments", "chatkit.css"])(
    "%j that is none is answered with an error in OpenAI's shape",
    async (path) => {
      const response = await get(path);
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({
        error: {
          message: `Invalid URL (GET /${path})`,
          type: "invalid_request_error",
          param: null,
          code: null,
        },
      });
    },
  );

  test("has the same head as what is got, and no body", async () => {
    for (const path of ["icons/sun.svg", "nothing", "session"]) {
      const got = await get(path);
      const head = await get(path, { method: "HEAD" });
      expect(head.status).toBe(got.status);
      expect(head.headers.get("content-type")).toBe(got.headers.get("content-type"));
      expect(await head.text()).toBe("");
      await got.text();
    }
  });
});

describe("a page of another origin, which the gateway let in", () => {
  const origin = "http://localhost:5173";

  test("may ask what it asks for", async () => {
    const response = await get("conversation", {
      method: "OPTIONS",
      headers: {
        Origin: origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
        "Access-Control-Request-Private-Network": "true",
      },
    });
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-allow-methods": expect.stringContaining("POST"),
      "access-control-allow-headers": "authorization,content-type",
      "access-control-allow-private-network": "true",
    });
  });

  test("may read the answer, a refusal as well", async () => {
    for (const [path, status] of [
      ["session", 401],
      ["icons/sun.svg", 200],
      ["nothing", 404],
    ] as const) {
      const response = await get(path, { headers: { Origin: origin } });
      expect(response.status).toBe(status);
      expect(response.headers.get("access-control-allow-origin")).toBe(origin);
      expect(response.headers.get("vary")).toContain("Origin");
      await response.text();
    }
  });

  test("is nobody where the request names none", async () => {
    const response = await get("icons/sun.svg");
    expect(response.headers.has("access-control-allow-origin")).toBe(false);
    await response.text();
  });
});

test("every answer of the API has an id of its own", async () => {
  const ids = new Set<string | null>();
  for (const path of ["v1/chatkit/threads", "v1/nothing", "v1/chatkit/sessions/x/cancel"]) {
    const response = await get(path, { headers: { Authorization: `Bearer ${KEY}` } });
    ids.add(response.headers.get("x-request-id"));
    await response.text();
  }
  expect(ids.size).toBe(3);
  for (const id of ids) expect(id).toMatch(/^req_[0-9a-f]{32}$/);
});
