import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fetchAsVisitor } from "./identity";
import { createChatSession } from "./session";

vi.mock("./identity");
const request = vi.mocked(fetchAsVisitor);

let minted = 0;
function sessionAnswer(): Response {
  minted += 1;
  return Response.json({
    client_secret: `ek_${minted}`,
    expires_at: 1_800_000_000,
    session_id: `session.${minted}`,
  });
}

function failure(status: number, code: string): Response {
  return Response.json({ error: { code, message: "No." } }, { status });
}

beforeEach(() => {
  minted = 0;
  request.mockImplementation(async () => sessionAnswer());
});
afterEach(() => vi.clearAllMocks());

test("the first secret comes from a new session, the next from refreshing it", async () => {
  const { getClientSecret, state } = createChatSession();
  expect(await getClientSecret(null)).toBe("ek_1");
  expect(state.get()).toEqual({
    session: { id: "session.1", expiresAt: 1_800_000_000 },
    isLoading: false,
    error: null,
  });
  expect(await getClientSecret("ek_1")).toBe("ek_2");
  expect(request.mock.calls).toEqual([
    ["/api/chatkit/session", { method: "POST" }],
    ["/api/chatkit/session/session.1/refresh", { method: "POST" }],
  ]);
});

test("calls made at the same time share one session", async () => {
  const { getClientSecret } = createChatSession();
  expect(await Promise.all([getClientSecret(null), getClientSecret(null)])).toEqual([
    "ek_1",
    "ek_1",
  ]);
});

test("a session that the server no longer knows is replaced by a new one", async () => {
  const { getClientSecret } = createChatSession();
  await getClientSecret(null);
  request.mockResolvedValueOnce(failure(404, "session_not_found"));
  expect(await getClientSecret("ek_1")).toBe("ek_2");
});

test("a failure is thrown and kept, and forgotten when it is over", async () => {
  const { getClientSecret, state } = createChatSession();
  request.mockResolvedValueOnce(failure(502, "workflow_not_found"));
  await expect(getClientSecret(null)).rejects.toMatchObject({
    problem: { code: "workflow_not_found" },
  });
  expect(state.get()).toMatchObject({
    session: null,
    isLoading: false,
    error: { problem: { code: "workflow_not_found" } },
  });
  await getClientSecret(null);
  expect(state.get().error).toBeNull();
});
