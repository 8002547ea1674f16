import { afterEach, beforeEach, expect, test, vi } from "vitest";

const fetchMock = vi.fn<typeof fetch>();

/** The module keeps the time of the next renewal, so each test takes a fresh copy. */
async function freshModule() {
  vi.resetModules();
  return import("./identity");
}

function identityAnswer(lifetimeSeconds = 3600): Response {
  return Response.json({
    expires_at: Date.now() / 1000 + lifetimeSeconds,
    domain_key: "domain_pk_1",
    offline: false,
    problems: [],
  });
}

function calls(): string[] {
  return fetchMock.mock.calls.map(([input]) => (input instanceof Request ? input.url : `${input}`));
}

beforeEach(() => {
  fetchMock.mockReset();
  vi.stubGlobal("fetch", fetchMock);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("calls made at the same time share one identity", async () => {
  const { identify } = await freshModule();
  fetchMock.mockResolvedValue(identityAnswer());
  const [first, second] = await Promise.all([identify(), identify()]);
  expect(first).toBe(second);
  expect(first).toEqual({ domainKey: "domain_pk_1", offline: false, problems: [] });
  expect(calls()).toEqual(["/api/identity"]);
});

test("a 401 identifies again and repeats the call once, with its body", async () => {
  const { fetchAsVisitor } = await freshModule();
  const bodies: string[] = [];
  fetchMock.mockImplementation(async (input) => {
    if (!(input instanceof Request)) return identityAnswer();
    bodies.push(await input.text());
    return new Response(null, { status: bodies.length === 1 ? 401 : 200 });
  });
  const request = new Request("http://app.test/chatkit", { method: "POST", body: "hello" });
  expect((await fetchAsVisitor(request)).status).toBe(200);
  expect(bodies).toEqual(["hello", "hello"]);

  fetchMock.mockClear();
  fetchMock.mockImplementation(async (input) =>
    input === "/api/identity" ? identityAnswer() : new Response(null, { status: 401 }),
  );
  expect((await fetchAsVisitor("/chatkit")).status).toBe(401);
  expect(calls()).toEqual(["/chatkit", "/api/identity", "/chatkit"]);
});

test("a token is renewed before it runs out, and not at every call when the clock is wrong", async () => {
  vi.useFakeTimers();
  const { fetchAsVisitor } = await freshModule();
  fetchMock.mockImplementation(async (input) =>
    input === "/api/identity" ? identityAnswer(-7200) : new Response(),
  );
  await fetchAsVisitor("/a");
  await fetchAsVisitor("/b");
  vi.advanceTimersByTime(61_000);
  await fetchAsVisitor("/c");
  expect(calls()).toEqual(["/api/identity", "/a", "/b", "/api/identity", "/c"]);
});

test("a refusal carries the server's words", async () => {
  const { identify } = await freshModule();
  fetchMock.mockResolvedValue(
    Response.json({ error: { code: "rate_limited", message: "Slow down." } }, { status: 429 }),
  );
  await expect(identify()).rejects.toMatchObject({
    problem: { code: "rate_limited", message: "Slow down." },
  });
});
