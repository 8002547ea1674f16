import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createEventLog } from "../../../src/dev/event-log.ts";
import type { GatewayOptions } from "../../../src/dev/gateway/gateway.ts";
import {
  createSessionEndpoint,
  type SessionEndpointOptions,
} from "../../../src/dev/sessions/endpoint.ts";
import { type Handler, listen } from "../../helpers/http.ts";
import { type OpenAiServer, startOpenAi } from "../../helpers/openai-server.ts";
import { createFronts } from "../gateway/front.ts";
import { startTestGateway } from "../gateway/start.ts";

const KEY = "sk-test-0123456789abcdef0123456789abcdef";
const WORKFLOW = "wf_0123456789";

const { front, onEnd, endAll } = createFronts();
let openai: OpenAiServer;
beforeEach(async () => {
  openai = await startOpenAi({ apiKey: KEY, workflow: WORKFLOW });
});
afterEach(async () => {
  await endAll();
  await openai.close();
});

/** A gateway with a session endpoint, in front of an app or of nothing. */
async function start(
  options: Partial<GatewayOptions> & {
    readonly app?: Handler;
    readonly endpoint?: Partial<SessionEndpointOptions>;
  } = {},
) {
  const { app, endpoint, ...gateway } = options;
  const log = createEventLog();
  const sessions = createSessionEndpoint({
    apiKey: KEY,
    baseURL: openai.baseUrl,
    workflowId: WORKFLOW,
    user: "local-user",
    trustPage: false,
    sessionPath: null,
    log,
    ...endpoint,
  });
  const all = { sessions, log, secrets: () => [KEY], ...gateway };
  if (app) return front(app, all);
  const started = await startTestGateway({ target: () => undefined, ...all });
  onEnd(started.close);
  return started;
}

const post = (url: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

const minted = () => openai.requests.filter(({ path }) => path === "/v1/chatkit/sessions");

describe("the endpoint's routes, as the hosted template has them", () => {
  test("opens, tells of, renews and ends a session of the one user", async () => {
    const { url, log } = await start();
    const opened = await post(`${url}/api/chatkit/session`);
    expect(opened.status).toBe(200);
    expect(opened.headers.get("cache-control")).toBe("no-store");
    const session = (await opened.json()) as { session_id: string; client_secret: string };
    expect(session).toEqual({
      client_secret: expect.stringMatching(/^ek_/),
      expires_at: expect.any(Number),
      session_id: expect.any(String),
    });
    const path = `${url}/api/chatkit/session/${session.session_id}`;
    expect(await (await fetch(`${path}/validate`)).json()).toMatchObject({ valid: true });
    expect((await post(`${path}/refresh`)).status).toBe(200);
    expect((await fetch(path, { method: "DELETE" })).status).toBe(200);
    expect(await (await fetch(`${url}/api/chatkit/workflows/${WORKFLOW}`)).json()).toMatchObject({
      id: WORKFLOW,
    });
    expect(minted().map(({ body }) => body)).toEqual([
      { user: "local-user", workflow: { id: WORKFLOW } },
      { user: "local-user", workflow: { id: WORKFLOW } },
    ]);
    expect(
      log.sessions.map(({ user, workflow, cancelled, by }) => [user, workflow, cancelled, by]),
    ).toEqual([
      ["local-user", WORKFLOW, true, "page"],
      ["local-user", WORKFLOW, false, "page"],
    ]);
    expect(log.exchanges.map(({ kind, operation }) => [kind, operation])).toEqual([
      ["session", "session.create"],
      ["session", "session.validate"],
      ["session", "session.refresh"],
      ["session", "session.cancel"],
      ["session", "workflow.read"],
    ]);
  });

  test("a session of another make is nobody's", async () => {
    const { url } = await start();
    for (const [method, path] of [
      ["POST", "x.y.z/refresh"],
      ["GET", "x.y.z/validate"],
      ["DELETE", "x.y.z"],
    ]) {
      const answer = await fetch(`${url}/api/chatkit/session/${path}`, { method: method ?? "" });
      expect(answer.status).toBe(404);
    }
  });

  test("neither key nor secret is told whole, in any event", async () => {
    const { url, told } = await start();
    const { client_secret: secret, session_id: id } = (await (
      await post(`${url}/api/chatkit/session`, { note: KEY }, { authorization: `Bearer ${KEY}` })
    ).json()) as { client_secret: string; session_id: string };
    await post(`${url}/api/chatkit/session/${id}/refresh`);
    const everything = JSON.stringify(told);
    for (const hidden of [KEY, secret, id]) expect(everything).not.toContain(hidden);
    expect(everything).toContain(`ek_…${secret.slice(-4)}`);
  });

  test.each([
    ["unauthorized", 502, "openai_key_refused"],
    ["workflow_not_found", 502, "workflow_not_found"],
    ["rate_limited", 503, "openai_rate_limited"],
    ["html", 502, "openai_refused"],
    ["reset", 502, "openai_unreachable"],
  ] as const)(
    "where OpenAI answers %s, the page is told in words",
    async (failure, status, code) => {
      openai.failWith(failure);
      const { url, log } = await start();
      const answer = await post(`${url}/api/chatkit/session`);
      expect([answer.status, await answer.json()]).toEqual([
        status,
        { error: expect.objectContaining({ code, message: expect.any(String) }) },
      ]);
      expect(log.exchanges[0]?.failure?.message).toContain(`HTTP ${status}`);
      expect(openai.requests.length).toBeLessThanOrEqual(1);
    },
  );

  test("a redirect in OpenAI's place is not followed", async () => {
    const asked: (string | undefined)[] = [];
    const elsewhere = await listen((request, response) => {
      asked.push(request.url);
      response.writeHead(307, { location: "/v1/again" }).end();
    });
    onEnd(elsewhere.close);
    const { url } = await start({ endpoint: { baseURL: `${elsewhere.origin}/v1` } });
    const answer = await post(`${url}/api/chatkit/session`);
    expect([answer.status, await answer.json()]).toEqual([
      502,
      { error: expect.objectContaining({ code: "openai_refused" }) },
    ]);
    expect(asked).toEqual(["/v1/chatkit/sessions"]);
  });

  test("an answer in OpenAI's place that does not end is left", { timeout: 20_000 }, async () => {
    const endless = await listen((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(2 ** 20, "x")));
      };
      response.on("drain", more);
      more();
    });
    onEnd(endless.close);
    const { url } = await start({ endpoint: { baseURL: `${endless.origin}/v1` } });
    const answer = await post(`${url}/api/chatkit/session`);
    expect([answer.status, await answer.json()]).toEqual([
      502,
      { error: expect.objectContaining({ code: "openai_unreachable" }) },
    ]);
  });

  test.each([
    ["a key", { apiKey: null }, "openai_key_missing"],
    ["a workflow", { workflowId: null }, "workflow_missing"],
  ])("without %s it says what is missing", async (_name, endpoint, code) => {
    const { url } = await start({ endpoint });
    const answer = await post(`${url}/api/chatkit/session`);
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { error: expect.objectContaining({ code, hint: expect.stringContaining(".env") }) },
    ]);
  });
});

describe("what a page wishes", () => {
  const wishes = {
    user: "somebody-else",
    workflow: { id: "wf_other", version: "2", state_variables: { plan: "gold" } },
    expires_after: { anchor: "created_at", seconds: 60 },
    rate_limits: { max_requests_per_1_minute: 99 },
    chatkit_configuration: { file_upload: { enabled: true, max_files: 3 } },
  };

  test("changes nothing, and is told once", async () => {
    const { url, told } = await start();
    for (const _try of [1, 2]) await post(`${url}/api/chatkit/session`, wishes);
    expect(minted().map(({ body }) => body)).toEqual(
      [1, 2].map(() => ({ user: "local-user", workflow: { id: WORKFLOW } })),
    );
    expect(told.filter(({ type }) => type === "warning")).toEqual([
      {
        type: "warning",
        message: expect.stringMatching(/user, workflow, .*fixed/),
        hint: expect.stringContaining("--trust-page"),
      },
    ]);
  });

  test("holds with --trust-page, also for the session that renews it", async () => {
    const { url } = await start({ endpoint: { trustPage: true, workflowId: "wf_unused" } });
    const asked = { ...wishes, workflow: { ...wishes.workflow, id: WORKFLOW } };
    const opened = await post(`${url}/api/chatkit/session`, asked);
    const { session_id: id } = (await opened.json()) as { session_id: string };
    expect((await post(`${url}/api/chatkit/session/${id}/refresh`)).status).toBe(200);
    expect(minted().map(({ body }) => body)).toEqual([asked, asked]);
  });

  test.each([
    [{ expires_after: { anchor: "created_at", seconds: 3600 } }, "expiresAfterSeconds"],
    [{ workflow: { id: WORKFLOW, version: "latest" } }, "latest"],
    [{ user: 7 }, "user"],
  ])("with --trust-page, %j is refused in words", async (body, words) => {
    const { url } = await start({ endpoint: { trustPage: true } });
    const answer = await post(`${url}/api/chatkit/session`, body);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(words)]);
    expect(openai.requests).toEqual([]);
  });
});

describe("whose sessions they are", () => {
  const own: Handler = (request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ client_secret: "ek_of_the_app_0123456789", from: request.url }));
  };

  test.each([
    ["404", (response: Parameters<Handler>[1]) => response.writeHead(404).end("no")],
    ["405", (response: Parameters<Handler>[1]) => response.writeHead(405).end()],
    [
      "its page",
      (response: Parameters<Handler>[1]) =>
        response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html>"),
    ],
  ])("an app that answers %s has none, and is asked once", async (_name, answer) => {
    let asked = 0;
    const { url } = await start({
      app: (_request, response) => {
        asked++;
        answer(response);
      },
    });
    for (const _try of [1, 2, 3]) {
      expect((await post(`${url}/api/chatkit/session`, {})).status).toBe(200);
    }
    expect(asked).toBe(1);
    expect(minted()).toHaveLength(3);
  });

  test("an app that answers keeps them, and is observed", async () => {
    const { url, log } = await start({ app: own });
    const answer = await post(`${url}/api/chatkit/session`, { a: 1 });
    expect(await answer.json()).toMatchObject({ from: "/api/chatkit/session" });
    expect(minted()).toEqual([]);
    expect(log.exchanges).toMatchObject([
      { operation: "session.create", request: { body: { text: '{"a":1}' } } },
    ]);
    expect(log.sessions).toMatchObject([{ secret: "ek_…6789", by: "page" }]);
  });

  test("an app that fails is not taken for one that has none", async () => {
    const { url } = await start({
      app: (_request, response) => void response.writeHead(500).end("broken"),
    });
    expect((await post(`${url}/api/chatkit/session`)).status).toBe(500);
    expect(minted()).toEqual([]);
  });

  test("an app that starts again is asked again", async () => {
    let has = false;
    const { url, log } = await start({
      app: (request, response) =>
        has ? own(request, response) : void response.writeHead(404).end(),
    });
    expect((await post(`${url}/api/chatkit/session`)).status).toBe(200);
    has = true;
    log.tell({ type: "app", app: { state: "restarting", reason: "a change" } });
    expect(await (await post(`${url}/api/chatkit/session`)).json()).toHaveProperty("from");
  });

  test.each([
    [true, 0],
    [false, 1],
  ])("chatkit.json says so: the app owns them %s", async (appOwnsSessions, count) => {
    const { url } = await start({ app: own, appOwnsSessions });
    await post(`${url}/api/chatkit/session`);
    expect(minted()).toHaveLength(count);
  });

  test("/api/chatkit itself, and what else is below it, is the app's", async () => {
    const { url } = await start({ app: own, appOwnsSessions: false });
    for (const path of [
      "/api/chatkit",
      "/api/chatkit/",
      "/api/chatkit/session/a/b",
      "/api/chatkit/other",
    ]) {
      expect(await (await post(`${url}${path}`)).json()).toHaveProperty("from", path);
    }
  });

  test("a path of --session-path is ours, and another method on it the app's", async () => {
    const endpoint = { sessionPath: "/api/create-session" };
    const { url } = await start({ app: own, appOwnsSessions: true, endpoint });
    expect(await (await post(`${url}/api/create-session`)).json()).toHaveProperty("session_id");
    expect(await (await fetch(`${url}/api/create-session`)).json()).toHaveProperty("from");
  });
});

describe("pages elsewhere", () => {
  const origin = "http://localhost:5173";

  test("one of --allow-origin may ask, after it has asked whether it may", async () => {
    const { url } = await start({ allowOrigins: [origin] });
    const preflight = await fetch(`${url}/api/chatkit/session`, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
        "access-control-request-private-network": "true",
      },
    });
    expect(preflight.status).toBe(204);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-allow-methods": expect.stringContaining("POST"),
      "access-control-allow-headers": "content-type",
      "access-control-allow-private-network": "true",
      vary: "Origin",
    });
    const answer = await post(`${url}/api/chatkit/session`, {}, { origin });
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([
      200,
      origin,
    ]);
  });

  test.each(["OPTIONS", "POST", "DELETE", "GET"])("%s of any other is refused", async (method) => {
    const { url } = await start({ allowOrigins: [origin] });
    const path = method === "GET" ? "x/validate" : method === "DELETE" ? "x" : "";
    const answer = await fetch(`${url}/api/chatkit/session${path && "/"}${path}`, {
      method,
      headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
    });
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([403, null]);
    expect(openai.requests).toEqual([]);
  });
});

describe("bounds", () => {
  test("a body of more than a mebibyte is refused", async () => {
    const { url } = await start();
    const answer = await post(`${url}/api/chatkit/session`, "x".repeat(1024 * 1024));
    expect(answer.status).toBe(413);
    expect(openai.requests).toEqual([]);
  });

  test("121 sessions in a minute are one too many", async () => {
    const { url } = await start();
    const answers = await Promise.all(
      Array.from({ length: 121 }, () => post(`${url}/api/chatkit/session`)),
    );
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
    const late = await post(`${url}/api/chatkit/session`);
    expect([late.status, Number(late.headers.get("retry-after"))]).toEqual([
      429,
      expect.any(Number),
    ]);
    expect(minted()).toHaveLength(120);
  });
});
