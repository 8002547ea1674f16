import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { appId } from "../server/app-id.ts";
import { limits } from "../server/limits.ts";
import type { SessionOptions } from "../server/sessions/options.ts";
import { createSessionService } from "../server/sessions/service.ts";
import { createSessionIds } from "../server/sessions/session-id.ts";
import { type Browser, type RunningApp, startApp } from "./helpers/browser.ts";
import {
  type FakeOpenAI,
  failure,
  json,
  type Received,
  startFakeOpenAI,
} from "./helpers/openai.ts";

const SECRET = "a-secret-of-at-least-thirty-two-characters";
const KEY = "sk-proj-0123456789abcdef";
const WORKFLOW = "wf_123";

interface OpenedSession {
  readonly client_secret: string;
  readonly session_id: string;
}

let openai: FakeOpenAI;
let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
  openai = await startFakeOpenAI();
});

beforeEach(async () => {
  app = await startApp({
    CHATKIT_SECRET: SECRET,
    CHATKIT_WORKFLOW_ID: WORKFLOW,
    OPENAI_API_KEY: KEY,
    OPENAI_BASE_URL: openai.baseURL,
  });
  browser = await app.browser().identify();
  vi.spyOn(console, "error").mockImplementation(() => {});
});

afterEach(async () => {
  openai.replyWith(null);
  openai.received.length = 0;
  vi.restoreAllMocks();
  await app.close();
});

afterAll(() => openai.close());

async function open(as = browser): Promise<OpenedSession> {
  const response = await as.send("POST", "/api/chatkit/session");
  expect(response.status).toBe(200);
  return (await response.json()) as OpenedSession;
}

/** The user that a request to the stand-in was for. */
function userOf({ body }: Received): string {
  return (body as { user: string }).user;
}

describe("POST /api/chatkit/session", () => {
  it("opens a session for this visitor, by the one request that OpenAI knows", async () => {
    const response = await browser.send("POST", "/api/chatkit/session");
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(await response.json()).toEqual({
      client_secret: "ek_1",
      expires_at: expect.any(Number),
      session_id: expect.any(String),
    });
    expect(openai.received).toEqual([
      {
        method: "POST",
        path: "/v1/chatkit/sessions",
        headers: expect.objectContaining({
          authorization: `Bearer ${KEY}`,
          "openai-beta": "chatkit_beta=v1",
          "content-type": "application/json",
        }),
        body: expect.objectContaining({
          user: expect.stringMatching(/^visitor_/),
          workflow: expect.objectContaining({ id: WORKFLOW }),
        }),
      },
    ]);
  });

  it("lets the browser choose nothing", async () => {
    const body = JSON.stringify({ user: "somebody else", workflow: { id: "wf_other" } });
    const headers = { "Content-Type": "application/json" };
    await browser.send("POST", "/api/chatkit/session?user=x&workflow=wf_other", { body, headers });
    expect(openai.received[0]?.body).toMatchObject({
      user: expect.stringMatching(/^visitor_/),
      workflow: { id: WORKFLOW },
    });
  });

  it.each([
    ["401", failure(401, `Incorrect API key provided: ${KEY}`), 502, "openai_key_refused"],
    ["403", failure(403, "Not allowed"), 502, "openai_key_refused"],
    ["404", failure(404, "Workflow with id 'wf_123' not found."), 502, "workflow_not_found"],
    ["404 elsewhere", failure(404, "Invalid URL"), 502, "openai_refused"],
    ["400", failure(400, "Unknown parameter: 'x'"), 502, "openai_refused"],
    ["429", failure(429, "Slow down", { "Retry-After": "7" }), 503, "openai_rate_limited"],
    ["no credit", failure(429, "Quota", {}, "insufficient_quota"), 502, "openai_refused"],
    ["500", failure(500, "Oops"), 502, "openai_refused"],
  ])("says in plain words what OpenAI's %s means", async (_, reply, status, code) => {
    openai.replyWith(reply);
    const response = await browser.send("POST", "/api/chatkit/session");
    const text = await response.text();
    expect(response.status).toBe(status);
    expect(JSON.parse(text)).toEqual({
      error: {
        code,
        message: expect.any(String),
        hint: code === "openai_rate_limited" ? undefined : expect.any(String),
        request_id: "req_123",
      },
    });
    expect(response.headers.get("Retry-After")).toBe(code === "openai_rate_limited" ? "7" : null);
    expect(openai.received).toHaveLength(1);
    const logged = JSON.stringify(vi.mocked(console.error).mock.calls);
    expect(logged).toContain("req_123");
    expect(text + logged).not.toContain(KEY);
  });

  it.each([
    [
      "HTML",
      (response) => {
        response.writeHead(200, { "Content-Type": "text/html" }).end("<h1>Log in</h1>");
      },
      "openai_refused",
    ],
    ["another object", json(200, { object: "list", data: [] }), "openai_refused"],
    [
      "broken JSON",
      (response) => {
        response.writeHead(200, { "Content-Type": "application/json" }).end('{"id":');
      },
      "openai_refused",
    ],
    [
      "a reset within the answer",
      (response) => {
        response.writeHead(200, { "Content-Type": "application/json" }).write('{"id":');
        setTimeout(() => response.destroy(), 20);
      },
      "openai_unreachable",
    ],
    ["a reset", (response) => void response.destroy(), "openai_unreachable"],
  ] satisfies [string, Parameters<FakeOpenAI["replyWith"]>[0], string][])(
    "survives %s",
    async (_, reply, code) => {
      openai.replyWith(reply);
      const response = await browser.send("POST", "/api/chatkit/session");
      expect(response.status).toBe(502);
      expect(await response.json()).toMatchObject({ error: { code } });
    },
  );

  it("is limited for each user", async () => {
    for (let count = 0; count < limits.costlyPerUser; count += 1) {
      await open();
    }
    const refused = await browser.send("POST", "/api/chatkit/session");
    expect(refused.status).toBe(429);
    expect(refused.headers.get("Retry-After")).toMatch(/^\d+$/);
    expect(await refused.json()).toMatchObject({ error: { code: "rate_limited" } });
    await open(await app.browser().identify());
  });

  it.each([
    ["openai_key_missing", { CHATKIT_WORKFLOW_ID: WORKFLOW }],
    ["workflow_missing", { OPENAI_API_KEY: KEY }],
  ])("tells %s with only %o", async (code, variables) => {
    const bare = await startApp({ CHATKIT_SECRET: SECRET, ...variables });
    const response = await (await bare.browser().identify()).send("POST", "/api/chatkit/session");
    await bare.close();
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: { code } });
  });
});

describe("a session id", () => {
  it("is refreshed with another session of the same user", async () => {
    const { session_id } = await open();
    const response = await browser.send("POST", `/api/chatkit/session/${session_id}/refresh`);
    const refreshed = (await response.json()) as OpenedSession;
    expect(refreshed).toMatchObject({ client_secret: "ek_2" });
    expect(refreshed.session_id).not.toBe(session_id);
    expect(new Set(openai.received.map(userOf)).size).toBe(1);
  });

  it("is valid until it expires, and can still be refreshed then", async () => {
    const { session_id } = await open();
    const valid = await browser.send("GET", `/api/chatkit/session/${session_id}/validate`);
    expect(await valid.json()).toEqual({ valid: true, expires_at: expect.any(Number) });

    const [user = ""] = openai.received.map(userOf);
    const ids = createSessionIds(SECRET, appId);
    const old = await ids.seal({ openaiId: "cksess_0", user, expiresAt: 1_000 });
    const expired = await browser.send("GET", `/api/chatkit/session/${old}/validate`);
    expect(await expired.json()).toEqual({ valid: false, expires_at: 1_000, reason: "expired" });
    const refreshed = await browser.send("POST", `/api/chatkit/session/${old}/refresh`);
    expect(refreshed.status).toBe(200);
  });

  it("is cancelled at OpenAI", async () => {
    const { session_id } = await open();
    const response = await browser.send("DELETE", `/api/chatkit/session/${session_id}`);
    expect(await response.json()).toEqual({ session_id, status: "cancelled" });
    expect(openai.received[1]).toMatchObject({
      method: "POST",
      path: "/v1/chatkit/sessions/cksess_1/cancel",
    });
  });

  it.each([
    [failure(404, "Chatkit Session with id 'cksess_1' not found."), 200],
    [failure(409, "Session is already cancelled."), 200],
    [failure(400, "Session has expired."), 200],
    [failure(500, "Oops"), 502],
  ])("that ended already counts as cancelled", async (reply, status) => {
    const { session_id } = await open();
    openai.replyWith(reply);
    const response = await browser.send("DELETE", `/api/chatkit/session/${session_id}`);
    expect(response.status).toBe(status);
  });

  it.each([
    ["POST", "/refresh"],
    ["GET", "/validate"],
    ["DELETE", ""],
  ])("of another user, or a forged one, does not exist: %s %s", async (method, action) => {
    const stranger = await app.browser().identify();
    const { session_id: foreign } = await open(stranger);
    const { session_id: own } = await open();
    const token = [...browser.cookies.values()].at(-1) ?? "";
    const [header, , signature] = own.split(".");
    const forged = `${header}.${btoa('{"sub":"x","sid":"cksess_1","use":"session"}')}.${signature}`;
    for (const id of [foreign, forged, token, "nonsense"]) {
      const response = await browser.send(method, `/api/chatkit/session/${id}${action}`);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: { code: "session_not_found" } });
    }
    expect(openai.received).toHaveLength(2);
  });
});

describe("GET /api/chatkit/workflows/:id", () => {
  it("tells of the configured workflow only", async () => {
    const response = await browser.send("GET", `/api/chatkit/workflows/${WORKFLOW}`);
    expect(Object.keys((await response.json()) as object).sort()).toEqual([
      "automatic_thread_titling",
      "file_upload",
      "history",
      "id",
      "version",
    ]);
    const other = await browser.send("GET", "/api/chatkit/workflows/wf_other");
    expect(other.status).toBe(404);
  });
});

describe("the options of a session", () => {
  const service = (options: SessionOptions, timeoutMs = 5_000) =>
    createSessionService({
      apiKey: KEY,
      baseURL: openai.baseURL,
      workflowId: WORKFLOW,
      secret: SECRET,
      audience: appId,
      options,
      timeoutMs,
    });

  it("reach OpenAI in its own words", async () => {
    await service({
      version: "3",
      history: { enabled: true, recentThreads: 20 },
      titles: { enabled: false },
      uploads: { enabled: true, maxFiles: 2, maxFileSizeMb: 8 },
      maxRequestsPerMinute: 5,
      expiresAfterSeconds: 300,
      stateVariables: (user) => ({ customer: user, seats: 3, beta: false }),
      tracing: { enabled: false },
    }).create("user_1");
    expect(openai.received[0]?.body).toEqual({
      user: "user_1",
      workflow: {
        id: WORKFLOW,
        version: "3",
        state_variables: { customer: "user_1", seats: 3, beta: false },
        tracing: { enabled: false },
      },
      chatkit_configuration: {
        history: { enabled: true, recent_threads: 20 },
        automatic_thread_titling: { enabled: false },
        file_upload: { enabled: true, max_files: 2, max_file_size: 8 },
      },
      expires_after: { anchor: "created_at", seconds: 300 },
      rate_limits: { max_requests_per_1_minute: 5 },
    });
  });

  it("leave OpenAI's defaults alone", async () => {
    await service({}).create("user_1");
    expect(openai.received[0]?.body).toEqual({ user: "user_1", workflow: { id: WORKFLOW } });
  });

  it.each([
    [{ version: "latest" }, /first message fails/],
    [{ expiresAfterSeconds: 601 }, /from 1 to 600/],
    [{ maxRequestsPerMinute: 0 }, /maxRequestsPerMinute/],
    [{ uploads: { enabled: true, maxFileSizeMb: 513 } }, /512/],
    [{ stateVariables: { ["x".repeat(65)]: 1 } }, /64 characters/],
    [{ stateVariables: { ratio: Number.NaN } }, /stateVariables\.ratio/],
  ])("are checked at the start: %o", (options, reason) => {
    expect(() => service(options)).toThrow(reason);
  });

  it.each([
    ["the headers", () => {}],
    [
      "the body",
      (response) => {
        response.writeHead(200, { "Content-Type": "application/json" }).write("{");
      },
    ],
  ] satisfies [string, Parameters<FakeOpenAI["replyWith"]>[0]][])(
    "do not wait for ever for %s",
    async (_, reply) => {
      openai.replyWith(reply);
      await expect(service({}, 200).create("user_1")).rejects.toMatchObject({
        details: { code: "openai_unreachable", status: 504 },
      });
    },
  );
});
