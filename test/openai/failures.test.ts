import { describe, expect, onTestFinished, test } from "vitest";
import { createOpenAIClient } from "../../src/openai/client.ts";
import { OpenAIFailure } from "../../src/openai/failure.ts";
import { cancelSession, mintSession } from "../../src/openai/sessions.ts";
import { listen, sendJson, sendOpenAiError } from "../helpers/http.ts";
import { OPENAI_FAILURES } from "../helpers/openai-failures.ts";
import { KEY, openAi, WORKFLOW } from "../helpers/session.ts";

/** A client whose calls all get this answer, and what it asked for. */
async function clientOf(answer: Parameters<typeof listen>[0], timeoutMs = 15_000) {
  const asked: string[] = [];
  const server = await listen((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    return answer(request, response);
  });
  onTestFinished(() => server.close());
  const baseURL = `${server.origin}/v1`;
  return { client: await createOpenAIClient({ apiKey: KEY, baseURL, timeoutMs }), asked };
}

async function failureOf(work: Promise<unknown>): Promise<OpenAIFailure> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof OpenAIFailure) return error;
  throw new Error(`No OpenAIFailure: ${error}`);
}

describe("every failure has its code, exit code and words, and is not repeated", () => {
  test.each(OPENAI_FAILURES)("$what", async ({ answer, exit, code, says }) => {
    const limit = code === "openai_timeout" ? 300 : 15_000;
    const { client, asked } = await clientOf(answer, limit);
    const failure = await failureOf(mintSession(client, { workflow: WORKFLOW, user: "ada" }));
    expect(failure).toMatchObject({ code, exitCode: exit });
    const said = `${failure.message}\n${failure.hint}`.replace("within 0.3 s", "within 15 s");
    for (const part of says) expect(said).toContain(part);
    expect(said).not.toContain(KEY);
    expect(said.replace("\n", "")).not.toMatch(/\p{Cc}/u);
    expect(asked).toEqual(["POST /v1/chatkit/sessions"]);
  });
});

describe("what may pass by itself", () => {
  const passing: Record<string, boolean> = {
    openai_rate_limited: true,
    openai_failed: true,
    openai_timeout: true,
    openai_connection_reset: true,
    openai_key_refused: false,
    openai_forbidden: false,
    workflow_not_found: false,
    openai_unknown_parameter: false,
    openai_quota_used_up: false,
  };
  test.each(OPENAI_FAILURES.filter(({ code }) => code in passing))("$what", async (row) => {
    const { client } = await clientOf(row.answer, 300);
    const failure = await failureOf(mintSession(client, { workflow: WORKFLOW, user: "ada" }));
    expect(failure.isTemporary).toBe(passing[row.code]);
  });
});

describe("Retry-After", () => {
  const inAnHour = () => new Date(Date.now() + 3_600_000).toUTCString();
  const anHourAgo = () => new Date(Date.now() - 3_600_000).toUTCString();
  const headers: [string, () => string, (seconds: number | null) => boolean][] = [
    ["seconds", () => "7", (seconds) => seconds === 7],
    ["a part of a second", () => "0.2", (seconds) => seconds === 1],
    ["at once", () => "0", (seconds) => seconds === null],
    ["less than nothing", () => "-3", (seconds) => seconds === null],
    ["words", () => "soon", (seconds) => seconds === null],
    ["a date", inAnHour, (seconds) => seconds !== null && seconds > 3_000 && seconds <= 3_600],
    ["a date that is past", anHourAgo, (seconds) => seconds === null],
  ];
  test.each(headers)("%s", async (_, header, fits) => {
    const { client } = await clientOf((_request, response) =>
      sendOpenAiError(response, 429, { message: "Slow down" }, { "retry-after": header() }),
    );
    const failure = await failureOf(mintSession(client, { workflow: WORKFLOW, user: "ada" }));
    expect(failure.retryAfterSeconds).toSatisfy(fits);
  });
});

test("a signal ends a call with its own reason", async () => {
  const { client } = await clientOf(() => undefined);
  const reason = new Error("ended");
  const controller = new AbortController();
  const minted = mintSession(client, { workflow: "wf_1", user: "ada", signal: controller.signal });
  controller.abort(reason);
  await expect(minted).rejects.toBe(reason);
});

test("a key that cannot be a header is refused before anything is asked", async () => {
  await expect(createOpenAIClient({ apiKey: "sk-with space\n" })).rejects.toMatchObject({
    code: "openai_key_refused",
    exitCode: 3,
  });
});

describe("cancelling", () => {
  test("a session is ended", async () => {
    const api = await openAi();
    const client = await createOpenAIClient({ apiKey: KEY, baseURL: api.baseUrl });
    const { session } = await mintSession(client, { workflow: WORKFLOW, user: "ada" });
    expect(await cancelSession(client, { id: session.id })).toMatchObject({ status: "cancelled" });
    expect(api.sessions.get(session.id)?.status).toBe("cancelled");
  });

  test("one that OpenAI does not know is told as that, not as a workflow", async () => {
    const api = await openAi();
    const client = await createOpenAIClient({ apiKey: KEY, baseURL: api.baseUrl });
    const failure = await failureOf(cancelSession(client, { id: "cksess_gone" }));
    expect(failure).toMatchObject({ code: "session_not_found", exitCode: 5, status: 404 });
    expect(failure.message).toContain("cksess_gone");
    expect(failure.requestId).toBe(api.requests[0]?.requestId);
  });
});

describe("how long a session lives", () => {
  const now = () => Math.floor(Date.now() / 1000);
  const DAY = 86_400;
  const inSeconds = (seconds: number) => new Date((now() + seconds) * 1000).toUTCString();
  const clocks: [string, { expiresIn: number; date?: string; asked?: number; lives: number }][] = [
    [
      "is told by the clock that answered",
      { expiresIn: DAY + 300, date: inSeconds(DAY), asked: 600, lives: 300 },
    ],
    ["is never longer than was asked for", { expiresIn: 9_000_000_000, asked: 30, lives: 30 }],
    ["is never longer than OpenAI lets it be", { expiresIn: 9_000_000_000, lives: 600 }],
    [
      "is not taken from a clock that is years behind",
      { expiresIn: 300, date: "Thu, 01 Jan 2015 00:00:00 GMT", lives: 600 },
    ],
  ];
  test.each(clocks)("%s", async (_, { expiresIn, date, asked, lives }) => {
    const { client } = await clientOf((_request, response) => {
      response.sendDate = false;
      sendJson(response, 200, sessionThatEnds(now() + expiresIn), date ? { date } : {});
    });
    const minted = await mintSession(client, {
      ...{ workflow: "wf_1", user: "ada" },
      options: asked === undefined ? {} : { expiresAfterSeconds: asked },
    });
    expect(Math.abs(minted.lifetimeSeconds - lives)).toBeLessThanOrEqual(5);
  });

  test.each([
    ["expires_at is past", { expires_at: 1_700_000_000 }],
    ["status is expired", { status: "expired" }],
    ["status is cancelled", { status: "cancelled" }],
  ])("that is over already is a failure: %s", async (_, fields) => {
    const { client } = await clientOf((_request, response) =>
      sendJson(response, 200, { ...sessionThatEnds(now() + 600), ...fields }),
    );
    const failure = await failureOf(mintSession(client, { workflow: "wf_1", user: "ada" }));
    expect(failure).toMatchObject({ code: "openai_no_session", exitCode: 5 });
    expect(failure.message).toContain("is a session, but over already");
  });
});

function sessionThatEnds(expiresAt: number) {
  return {
    ...{ id: "cksess_1", object: "chatkit.session", client_secret: "ek_1", user: "ada" },
    ...{ status: "active", expires_at: expiresAt },
  };
}

test("an answer without an end is given up", async () => {
  let sent = 0;
  const { client } = await clientOf(async (_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const piece = Buffer.alloc(2 ** 20, "x");
    const more = () => {
      while (!response.destroyed && sent < 256 && response.write(piece)) sent += 1;
    };
    response.on("drain", more);
    more();
  });
  const failure = await failureOf(mintSession(client, { workflow: "wf_1", user: "ada" }));
  expect(failure).toMatchObject({ code: "openai_no_session", exitCode: 5 });
  expect(failure.message).toContain("is nothing that ends");
  expect(sent).toBeLessThan(128);
});

describe("a redirect is not followed", () => {
  test.each([301, 302, 303, 307, 308])("HTTP %i", async (status) => {
    const { client, asked } = await clientOf((_, response) => {
      response.writeHead(status, { location: "https://elsewhere.example/v1?token=hidden" }).end();
    });
    const failure = await failureOf(mintSession(client, { workflow: "wf_1", user: "ada" }));
    expect(failure).toMatchObject({ code: "openai_redirected", exitCode: 5, status });
    expect(failure.message).toContain("on to https://elsewhere.example/v1 (");
    expect(asked).toHaveLength(1);
  });
});
