import { afterAll, beforeAll, expect, test } from "vitest";
import { createOpenAIClient } from "../../../src/openai/client.ts";
import { cancelSession, mintSession } from "../../../src/openai/sessions.ts";
import { createSessionService } from "../../../templates/+hosted+node/server/sessions/service.ts";
import { KEY, type StandIn, startStandIn } from "./stand-in.ts";

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
});
afterAll(() => standIn.close());

const statusOf = async (secret: string) => {
  const response = await fetch(`${standIn.url}session`, {
    headers: { Authorization: `Bearer ${secret}` },
  });
  await response.text();
  return response.status;
};

test("the session server of a hosted app opens, renews and ends its sessions", async () => {
  const service = createSessionService({
    apiKey: "sk-offline",
    baseURL: `${standIn.url}v1`,
    workflowId: "wf_offline",
    options: {
      history: { enabled: true, recentThreads: 20 },
      titles: { enabled: true },
      uploads: { enabled: true, maxFiles: 5, maxFileSizeMb: 10 },
      maxRequestsPerMinute: 10,
      expiresAfterSeconds: 600,
      stateVariables: (user) => ({ customer: user }),
      tracing: { enabled: true },
    },
    secret: "a secret of this test, and long enough",
    audience: "test",
  });
  const session = await service.create("ada");
  expect(await statusOf(session.client_secret)).toBe(200);
  expect(await service.validate("ada", session.session_id)).toMatchObject({ valid: true });
  const renewed = await service.refresh("ada", session.session_id);
  expect(renewed.client_secret).not.toBe(session.client_secret);
  await service.cancel("ada", session.session_id);
  await service.cancel("ada", session.session_id);
  expect(await statusOf(session.client_secret)).toBe(401);
  expect(await statusOf(renewed.client_secret)).toBe(200);
});

test("chatkit session mints and cancels", async () => {
  const client = await createOpenAIClient({ apiKey: KEY, baseURL: `${standIn.url}v1` });
  const { session, lifetimeSeconds } = await mintSession(client, {
    workflow: "wf_offline",
    user: "ada",
    options: { expiresAfterSeconds: 60 },
  });
  expect(lifetimeSeconds).toBeLessThanOrEqual(60);
  expect(await statusOf(session.client_secret)).toBe(200);
  expect(await cancelSession(client, { id: session.id })).toMatchObject({ status: "cancelled" });
  expect(await statusOf(session.client_secret)).toBe(401);
  await expect(mintSession(client, { workflow: "nonsense", user: "ada" })).rejects.toMatchObject({
    code: "workflow_not_found",
  });
  await expect(cancelSession(client, { id: "cksess_none" })).rejects.toMatchObject({
    code: "session_not_found",
  });
});
