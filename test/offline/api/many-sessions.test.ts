import { afterEach, expect, test, vi } from "vitest";
import { parseSessionParams } from "../../../src/offline/api/session-params.ts";
import { createSessions } from "../../../src/offline/api/sessions.ts";

afterEach(() => {
  vi.useRealTimers();
});

const params = (seconds: number, state_variables: object = {}) =>
  parseSessionParams({
    user: "ada",
    workflow: { id: "wf_1", state_variables },
    expires_after: { anchor: "created_at", seconds },
  });

test("of very many sessions, those that have ended are forgotten first", () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const sessions = createSessions();
  const create = (seconds: number, count: number) =>
    Array.from({ length: count }, () => sessions.create(params(seconds)));
  const [lasting, cancelled] = create(600, 2);
  const brief = create(1, 4_998);
  const others = create(600, 5_000);
  sessions.cancel(cancelled?.id ?? "");
  vi.setSystemTime(Date.now() + 2_000);
  expect(sessions.find(brief[0]?.client_secret ?? "")?.status).toBe("expired");

  const [newest] = create(600, 1);
  const found = (list: readonly { client_secret: string }[]) =>
    list.filter(({ client_secret }) => sessions.find(client_secret)).length;
  expect(found(brief)).toBe(0);
  expect(sessions.find(cancelled?.client_secret ?? "")).toBeUndefined();
  expect(found(others)).toBe(5_000);
  expect(sessions.find(lasting?.client_secret ?? "")?.status).toBe("active");

  // Where none has ended, the oldest goes.
  create(600, 10_000 - 5_002);
  expect(sessions.find(lasting?.client_secret ?? "")?.status).toBe("active");
  create(600, 1);
  expect(sessions.find(lasting?.client_secret ?? "")).toBeUndefined();
  expect(sessions.find(newest?.client_secret ?? "")?.status).toBe("active");
});

test("variables take no more memory than a run can spare", () => {
  const sessions = createSessions();
  const text = "x".repeat(10_000_000);
  const secrets = Array.from(
    { length: 20 },
    () => sessions.create(params(600, { text })).client_secret,
  );
  const kept = secrets.filter((secret) => sessions.find(secret));
  expect(kept.length).toBeLessThan(9);
  expect(kept).toEqual(secrets.slice(-kept.length));
});

test("a secret cannot be guessed from another", () => {
  const sessions = createSessions();
  const made = Array.from({ length: 100 }, () => sessions.create(params(600)));
  expect(new Set(made.map(({ client_secret }) => client_secret)).size).toBe(100);
  for (const { id, client_secret } of made) {
    expect(client_secret).not.toContain(id.slice("cksess_".length));
    expect(sessions.find(id)).toBeUndefined();
    expect(sessions.find(client_secret.slice(0, -1))).toBeUndefined();
  }
});
