import { request as ask } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { exchange, type Inspected, inspected } from "./inspected.ts";

let it: Inspected;

beforeEach(async () => {
  it = await inspected();
  it.log.tell({ type: "exchange.started", exchange: exchange() });
});

afterEach(() => it.close());

/** The cookie that the terminal's link gives a browser. */
async function cookie(): Promise<string> {
  const response = await fetch(it.link);
  return (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
}

/** Sends exactly these headers; fetch would add some and forbid others. */
function send(
  method: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; type: string; text: string }> {
  return new Promise((resolve, reject) => {
    ask(`${it.origin}${path}`, { method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        // A live stream never ends by itself.
        if (path.endsWith("/events")) response.destroy();
      });
      response.on("close", () => {
        const { statusCode: status = 0, headers: answered } = response;
        resolve({ status, type: answered["content-type"] ?? "", text });
      });
    })
      .on("error", reject)
      .end();
  });
}

const DATA = [
  ["GET", "/__chatkit/events"],
  ["GET", "/__chatkit/exchanges/x1"],
  ["POST", "/__chatkit/clear"],
] as const;

describe("without the token", () => {
  test.each(["", "?token=", "?token=wrong", `?token=${"A".repeat(43)}`])(
    "the page says where its link is: /__chatkit/%s",
    async (query) => {
      const response = await fetch(`${it.origin}/__chatkit/${query}`);
      expect(response.status).toBe(403);
      expect(response.headers.get("set-cookie")).toBeNull();
      expect(await response.text()).toContain("Open the link of the terminal");
    },
  );

  test.each(DATA)("%s %s tells nothing", async (method, path) => {
    expect(await send(method, path)).toMatchObject({ status: 403 });
    expect(it.log.exchanges).toHaveLength(1);
  });

  test("the token does not open data: it would be in logs and histories", async () => {
    const { token } = Object.fromEntries(new URL(it.link).searchParams) as { token: string };
    expect(await send("GET", `/__chatkit/exchanges/x1?token=${token}`)).toMatchObject({
      status: 403,
    });
  });

  test("the cookie of another run opens nothing", async () => {
    const other = await inspected();
    try {
      const { token } = Object.fromEntries(new URL(other.link).searchParams) as { token: string };
      const [name] = (await cookie()).split("=");
      const headers = { cookie: `${name}=${token}` };
      expect(await send("GET", "/__chatkit/events", headers)).toMatchObject({ status: 403 });
    } finally {
      await other.close();
    }
  });
});

describe("with the token", () => {
  test("a browser gets a cookie for this port that scripts and other sites do not have", async () => {
    const response = await fetch(it.link);
    const set = response.headers.get("set-cookie");
    expect(response.status).toBe(200);
    expect(set).toContain(`chatkit_inspector_${new URL(it.origin).port}=`);
    expect(set).toMatch(/; Path=\/__chatkit\/; HttpOnly; SameSite=Strict$/);
  });

  test("the cookie opens the page again, without the token in its address", async () => {
    const response = await fetch(`${it.origin}/__chatkit/`, {
      headers: { cookie: await cookie() },
    });
    expect(response.status).toBe(200);
  });

  test("it opens what is known of an exchange", async () => {
    const answer = await send("GET", "/__chatkit/exchanges/x1", { cookie: await cookie() });
    expect(answer).toMatchObject({ status: 200, type: "application/json; charset=utf-8" });
    expect(JSON.parse(answer.text)).toMatchObject({
      id: "x1",
      operation: "threads.add_user_message",
    });
  });

  test("it finds its way among the cookies of the app", async () => {
    const headers = { cookie: `a=1; ${await cookie()}; b=2` };
    expect(await send("GET", "/__chatkit/exchanges/x1", headers)).toMatchObject({ status: 200 });
  });

  test.each([
    ["GET", "/__chatkit/exchanges/x9"],
    ["GET", "/__chatkit/exchanges/undefined"],
    ["GET", "/__chatkit/exchanges/__proto__"],
    ["GET", "/__chatkit/constructor"],
    ["GET", "/__chatkit/exchanges/..%2Fx1"],
    ["POST", "/__chatkit/"],
    ["POST", "/__chatkit/inspector.js"],
    ["DELETE", "/__chatkit/exchanges/x1"],
    ["POST", "/__chatkit/sessions"],
  ])("there is no %s %s", async (method, path) => {
    expect(await send(method, path, { cookie: await cookie() })).toMatchObject({ status: 404 });
  });
});

describe("a page that is not the inspector", () => {
  test.each([
    ["of another site", { origin: "https://evil.example" }],
    ["of another port of this machine", { origin: "http://localhost:9999" }],
    ["of no origin", { origin: "null" }],
    ["of another origin of the same site", { "sec-fetch-site": "same-site" }],
    ["of another site that hides its origin", { "sec-fetch-site": "cross-site" }],
  ])("%s gets nothing and changes nothing, even with the cookie", async (_name, headers) => {
    for (const [method, path] of DATA) {
      const answer = await send(method, path, { ...headers, cookie: await cookie() });
      expect([path, answer.status]).toEqual([path, 403]);
    }
    expect(it.log.exchanges).toHaveLength(1);
  });

  test("the inspector's own page may clear", async () => {
    const headers = { origin: it.origin, "sec-fetch-site": "same-origin", cookie: await cookie() };
    expect(await send("POST", "/__chatkit/clear", headers)).toMatchObject({ status: 200 });
    expect(it.log.exchanges).toEqual([]);
  });
});

describe("every answer", () => {
  test.each(["/__chatkit/", "/__chatkit/inspector.js", "/__chatkit/events", "/__chatkit/nothing"])(
    "%s is kept by nobody, framed by nobody, and runs no foreign code",
    async (path) => {
      const { headers } = await fetch(it.origin + path);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).not.toMatch(/unsafe|https?:|\*|data:/);
      expect(Object.fromEntries(headers)).toMatchObject({
        "cache-control": "no-store",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
      });
    },
  );

  test("the page has no code of its own and asks no other host", async () => {
    const html = await (await fetch(it.link)).text();
    expect(html).not.toMatch(/<script>|<style|\son\w+=|https?:\/\//);
  });
});

describe("what is not below /__chatkit/", () => {
  test.each(["/", "/__chatkit-other", "/api/__chatkit/", "/x?/__chatkit/"])(
    "%s is the app's",
    async (path) => {
      expect(await (await fetch(it.origin + path)).text()).toBe("An app");
    },
  );

  test("/__chatkit leads to the inspector", async () => {
    const response = await fetch(`${it.origin}/__chatkit`, { redirect: "manual" });
    expect([response.status, response.headers.get("location")]).toEqual([308, "/__chatkit/"]);
  });
});
