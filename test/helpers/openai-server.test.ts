import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Failure } from "./http.ts";
import { type OpenAiServer, startOpenAi } from "./openai-server.ts";

let server: OpenAiServer;
const client = (apiKey = "sk-test-known") =>
  new OpenAI({ apiKey, baseURL: server.baseUrl, maxRetries: 0, timeout: 500 });

beforeAll(async () => {
  server = await startOpenAi({ apiKey: "sk-test-known", workflow: "wf_known" });
});
afterEach(() => server.failWith(null));
afterAll(() => server.close());

test("creates and cancels a session for the real SDK", async () => {
  const { sessions } = client().beta.chatkit;
  const session = await sessions.create({ user: "u", workflow: { id: "wf_known" } });
  expect(session).toMatchObject({ object: "chatkit.session", user: "u", status: "active" });
  expect(session.client_secret).toMatch(/^ek_/);
  expect((await sessions.cancel(session.id)).status).toBe("cancelled");
  await expect(sessions.cancel(session.id)).rejects.toMatchObject({ status: 404 });
  expect(server.requests.map(({ path }) => path)).toEqual([
    "/v1/chatkit/sessions",
    `/v1/chatkit/sessions/${session.id}/cancel`,
    `/v1/chatkit/sessions/${session.id}/cancel`,
  ]);
});

test("refuses what OpenAI refuses", async () => {
  const { sessions } = client().beta.chatkit;
  const body = { user: "u", workflow: { id: "wf_known" } };
  const stray = { ...body, metadata: {} };
  await expect(sessions.create(stray)).rejects.toThrow("400 Unknown parameter: 'metadata'.");
  const long = { ...body, expires_after: { anchor: "created_at" as const, seconds: 601 } };
  await expect(sessions.create(long)).rejects.toMatchObject({ status: 400 });
  await expect(sessions.create({ ...body, user: "" })).rejects.toMatchObject({ status: 400 });
  await expect(sessions.create({ user: "u", workflow: { id: "wf_other" } })).rejects.toThrow(
    "404 Workflow with id 'wf_other' not found.",
  );
  await expect(client("sk-other").beta.chatkit.sessions.create(body)).rejects.toMatchObject({
    status: 401,
  });
  const bare = await fetch(`${server.baseUrl}/chatkit/sessions`, {
    method: "POST",
    headers: { authorization: "Bearer sk-test-known", "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(bare.status).toBe(400);
  expect(await bare.text()).toContain("OpenAI-Beta");
});

test.each<[Failure, object]>([
  ["unauthorized", { status: 401, code: "invalid_api_key" }],
  ["forbidden", { status: 403 }],
  ["workflow_not_found", { status: 404 }],
  ["bad_request", { status: 400 }],
  ["rate_limited", { status: 429 }],
  ["server_error", { status: 500 }],
  ["unavailable", { status: 503 }],
  ["html", { status: 502 }],
  ["hang", { name: "Error", message: "Request timed out." }],
  ["reset", { message: "Connection error." }],
])("fails with %s when told to", async (failure, expected) => {
  server.failWith(failure);
  const made = client().beta.chatkit.sessions.create({ user: "u", workflow: { id: "wf_known" } });
  await expect(made).rejects.toMatchObject(expected);
});
