import { expect, test } from "vitest";
import { ALLOWLIST_URL, fromError, fromResponse, notReady, ProblemError } from "./problems";

const TITLE = "Something was tried";

function answer(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });
}

test("an error of the server keeps its words, its hint and OpenAI's request id", async () => {
  const error = {
    code: "workflow_not_found",
    message: "OpenAI does not know the workflow.",
    hint: "Check the id.",
    request_id: "req_1",
  };
  expect(await fromResponse(answer(502, { error }), TITLE)).toMatchObject({
    code: "workflow_not_found",
    title: TITLE,
    message: "OpenAI does not know the workflow.",
    hint: "Check the id.",
    requestId: "req_1",
  });
});

test.each([
  ["12", "Try again in 12 seconds."],
  ["1", "Try again in 1 second."],
  ["0.2", "Try again in 1 second."],
  ["soon", "Wait a minute, then try again."],
  [null, "Wait a minute, then try again."],
])("a 429 with Retry-After %s says: %s", async (retryAfter, hint) => {
  const error = { code: "rate_limited", message: "Too many." };
  const response = answer(429, { error }, retryAfter === null ? {} : { "retry-after": retryAfter });
  expect(await fromResponse(response, TITLE)).toMatchObject({ code: "rate_limited", hint });
});

test.each([500, 502, 503, 504])(
  "a gateway's own %s means that the server is down",
  async (status) => {
    expect(await fromResponse(answer(status, "<h1>Bad gateway</h1>"), TITLE)).toMatchObject({
      code: "server_down",
    });
  },
);

test("any other answer is named by its status", async () => {
  const problem = await fromResponse(answer(404, "Not here"), TITLE);
  expect(problem).toMatchObject({ code: "unexpected_answer", title: TITLE });
  expect(problem.message).toContain("404");
});

test("what was thrown is told apart", () => {
  const problem = notReady("chat.example.com");
  expect(fromError(new ProblemError(problem), TITLE)).toBe(problem);
  expect(fromError(new TypeError("Failed to fetch"), TITLE).code).toBe("server_down");
  expect(fromError(new DOMException("", "TimeoutError"), TITLE).code).toBe("server_down");
  expect(fromError(new Error("Odd"), TITLE)).toMatchObject({ title: TITLE, message: "Odd" });
  expect(fromError("odd", TITLE)).toMatchObject({ message: "odd" });
});

test.each(["chat.example.com", "192.168.1.7:3000", "localhost:3000"])(
  "a chat that never gets ready names %s and links to the allowlist",
  (host) => {
    const { hint, link } = notReady(host);
    expect(hint).toContain(host);
    expect(link?.href).toBe(ALLOWLIST_URL);
    expect(hint?.includes("normally need no entry")).toBe(host === "localhost:3000");
  },
);
