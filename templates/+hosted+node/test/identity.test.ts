import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appId } from "../server/app-id.ts";
import { limits } from "../server/limits.ts";
import { type RunningApp, startApp } from "./helpers/browser.ts";

const SECRET = "a-secret-of-at-least-thirty-two-characters";

let app: RunningApp;

beforeAll(async () => {
  app = await startApp({ CHATKIT_SECRET: SECRET, CHATKIT_DOMAIN_KEY: "domain_pk_1" });
});

afterAll(() => app.close());

/** Every test comes from an address of its own, so that none uses up another's limit. */
let address = 0;
function from(headers: Record<string, string> = {}) {
  address += 1;
  return { headers: { "X-Forwarded-For": `203.0.113.${address}`, ...headers } };
}

describe("POST /api/identity", () => {
  it("hands out two cookies, and tells the page what is not set up", async () => {
    const response = await app.browser().send("POST", "/api/identity", from());
    expect(response.status).toBe(200);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        new RegExp(`^${appId}_visitor=.*Max-Age=15552000; Path=/; HttpOnly; SameSite=Lax$`),
      ),
      expect.stringMatching(
        new RegExp(`^${appId}_token=.*Max-Age=3600; Path=/; HttpOnly; SameSite=Lax$`),
      ),
    ]);
    expect(await response.json()).toMatchObject({
      expires_at: expect.any(Number),
      domain_key: "domain_pk_1",
      offline: false,
      problems: [{ code: "key_missing" }, { code: "workflow_missing" }],
    });
  });

  it("sets Secure cookies exactly when the request came by https", async () => {
    const https = from({ "X-Forwarded-Proto": "https" });
    const response = await app.browser().send("POST", "/api/identity", https);
    for (const cookie of response.headers.getSetCookie()) {
      expect(cookie).toContain("; Secure");
    }
  });

  it("knows a visitor again", async () => {
    const browser = await app.browser().identify();
    const user = () => payload(browser.cookies.get(`${appId}_token`)).sub;
    const first = user();
    await browser.send("POST", "/api/identity", from());
    expect(user()).toBe(first);
    expect(payload((await app.browser().identify()).cookies.get(`${appId}_token`)).sub).not.toBe(
      first,
    );
  });

  it("is limited for each address", async () => {
    const crowd = from();
    const answers: Response[] = [];
    for (let count = 0; count <= limits.identitiesPerAddress; count += 1) {
      answers.push(await app.browser().send("POST", "/api/identity", crowd));
    }
    const last = answers.pop();
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(last?.status).toBe(429);
    expect(Number(last?.headers.get("Retry-After"))).toBeGreaterThan(0);
    expect(await last?.json()).toMatchObject({ error: { code: "rate_limited" } });
  });
});

describe("a request without a valid identity", () => {
  const sign = (claims: object, secret = SECRET) =>
    new SignJWT({ sub: "visitor_x", aud: appId, use: "access", exp: soon(), ...claims })
      .setProtectedHeader({ alg: "HS256" })
      .sign(new TextEncoder().encode(secret));

  it.each([
    ["no cookie", async () => null],
    ["nonsense", async () => "nonsense"],
    ["another secret", () => sign({}, "another-secret-of-thirty-two-characters")],
    ["another app", () => sign({ aud: "other" })],
    ["a visitor's cookie", () => sign({ use: "visitor" })],
    ["an expired token", () => sign({ exp: 1 })],
    ["no signature", async () => `${btoa('{"alg":"none"}')}.${btoa('{"sub":"visitor_x"}')}.`],
  ])("is answered with 401: %s", async (_, token) => {
    const browser = app.browser();
    browser.cookies.set(`${appId}_token`, (await token()) ?? "");
    const response = await browser.send("POST", "/api/chatkit/session", from());
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { code: "not_identified" } });
  });
});

describe("the API as a whole", () => {
  it.each([
    [{ "Sec-Fetch-Site": "cross-site", Origin: "https://evil.example" }, 403],
    [{ "Sec-Fetch-Site": "same-site" }, 403],
    [{ Origin: "https://evil.example" }, 403],
    [{ Origin: "null" }, 403],
    [{ "Sec-Fetch-Site": "same-origin", Origin: "https://any.example" }, 200],
    [{ Origin: "https://chat.example", "X-Forwarded-Host": "chat.example" }, 200],
    [{}, 200],
  ])("answers a POST with %o: %i", async (headers: Record<string, string>, status) => {
    const { headers: sent } = from(headers);
    // A proxy that hides the host is given the benefit of the doubt; here there is none.
    if (status === 403) {
      delete (sent as Record<string, string>)["X-Forwarded-For"];
    }
    const response = await app.browser().send("POST", "/api/identity", { headers: sent });
    expect(response.status).toBe(status);
  });

  it("refuses a body that is too large", async () => {
    const body = "x".repeat(limits.bodyBytes + 1);
    const response = await app.browser().send("POST", "/api/identity", { ...from(), body });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { code: "too_large" } });
  });

  it("answers an unknown route in JSON", async () => {
    const response = await app.browser().send("GET", "/api/nothing");
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: "not_found" } });
  });

  it("lets no other origin in", async () => {
    const headers = { Origin: "https://evil.example", "Access-Control-Request-Method": "POST" };
    const response = await app.browser().send("OPTIONS", "/api/identity", { headers });
    expect([...response.headers.keys()].filter((name) => name.startsWith("access-"))).toEqual([]);
  });
});

function payload(token = ""): { sub?: string } {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

function soon(): number {
  return Math.floor(Date.now() / 1000) + 60;
}
