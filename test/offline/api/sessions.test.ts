import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { KEY, type StandIn, startStandIn } from "./stand-in.ts";

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
});
afterAll(() => standIn.close());
afterEach(() => {
  vi.useRealTimers();
});

const SMALLEST = { user: "ada", workflow: { id: "wf_offline" } };

const create = (body: object) =>
  standIn.client.beta.chatkit.sessions.create(body as OpenAI.Beta.ChatKit.SessionCreateParams);

/** What the SDK throws for a body. */
async function refusal(body: object): Promise<InstanceType<typeof OpenAI.APIError>> {
  const error = await create(body).catch((reason: unknown) => reason);
  if (!(error instanceof OpenAI.APIError)) throw new Error("It was not refused.");
  return error;
}

describe("a session", () => {
  test("has OpenAI's defaults", async () => {
    const before = Math.floor(Date.now() / 1000);
    const session = await create(SMALLEST);
    expect(session).toEqual({
      id: expect.stringMatching(/^cksess_\w{20,}$/),
      object: "chatkit.session",
      client_secret: expect.stringMatching(/^ek_\w{20,}$/),
      expires_at: expect.any(Number),
      user: "ada",
      status: "active",
      max_requests_per_1_minute: 10,
      rate_limits: { max_requests_per_1_minute: 10 },
      workflow: {
        id: "wf_offline",
        version: null,
        state_variables: null,
        tracing: { enabled: true },
      },
      chatkit_configuration: {
        automatic_thread_titling: { enabled: true },
        file_upload: { enabled: false, max_file_size: null, max_files: null },
        history: { enabled: true, recent_threads: null },
      },
    });
    expect(session.expires_at - before).toBeGreaterThanOrEqual(600);
    expect(session.expires_at - before).toBeLessThanOrEqual(605);
  });

  test("is what was asked for", async () => {
    const session = await create({
      user: "ada",
      workflow: {
        id: "wf_68e5",
        version: "3",
        state_variables: { plan: "free", seats: 3, share: 0.5, beta: false },
        tracing: { enabled: false },
      },
      chatkit_configuration: {
        automatic_thread_titling: { enabled: false },
        file_upload: { enabled: true, max_file_size: 512, max_files: 3 },
        history: { enabled: false, recent_threads: 7 },
      },
      expires_after: { anchor: "created_at", seconds: 1 },
      rate_limits: { max_requests_per_1_minute: 99 },
    });
    expect(session).toMatchObject({
      max_requests_per_1_minute: 99,
      workflow: {
        version: "3",
        state_variables: { plan: "free", seats: 3, share: 0.5, beta: false },
        tracing: { enabled: false },
      },
      chatkit_configuration: {
        automatic_thread_titling: { enabled: false },
        file_upload: { enabled: true, max_file_size: 512, max_files: 3 },
        history: { enabled: false, recent_threads: 7 },
      },
    });
    expect(session.expires_at - Date.now() / 1000).toBeLessThanOrEqual(1);
  });

  test("that allows files says how many and how large, if nobody did", async () => {
    const configuration = { file_upload: { enabled: true } };
    const session = await create({ ...SMALLEST, chatkit_configuration: configuration });
    expect(session.chatkit_configuration.file_upload).toEqual({
      enabled: true,
      max_file_size: 512,
      max_files: 10,
    });
  });

  test('takes the version "latest", which only its first message finds wanting', async () => {
    const session = await create({ user: "ada", workflow: { id: "wf_1", version: "latest" } });
    expect(session.workflow.version).toBe("latest");
  });

  test("is cancelled, twice if need be", async () => {
    const { id } = await create(SMALLEST);
    const cancelled = await standIn.client.beta.chatkit.sessions.cancel(id);
    expect(cancelled).toMatchObject({ id, status: "cancelled", user: "ada" });
    expect(await standIn.client.beta.chatkit.sessions.cancel(id)).toEqual(cancelled);
  });

  test("expires after its seconds", async () => {
    const { id } = await create({
      ...SMALLEST,
      expires_after: { anchor: "created_at", seconds: 60 },
    });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
    expect(await standIn.client.beta.chatkit.sessions.cancel(id)).toMatchObject({
      status: "expired",
    });
  });
});

describe("what is refused", () => {
  const variables = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`v${index}`, index]));

  test.each<[what: string, body: object, param: string | null, message: string]>([
    ["no user", { workflow: SMALLEST.workflow }, "user", "Missing required parameter: 'user'."],
    [
      "an empty user",
      { ...SMALLEST, user: "" },
      "user",
      "Invalid 'user': it needs 1 character or more.",
    ],
    [
      "a user that is a number",
      { ...SMALLEST, user: 7 },
      "user",
      "Invalid type for 'user': expected a string, but got a number.",
    ],
    [
      "a user that is null",
      { ...SMALLEST, user: null },
      "user",
      "Invalid type for 'user': expected a string, but got null.",
    ],
    ["no workflow", { user: "ada" }, "workflow", "Missing required parameter: 'workflow'."],
    [
      "no workflow id",
      { user: "ada", workflow: {} },
      "workflow.id",
      "Missing required parameter: 'workflow.id'.",
    ],
    [
      "a workflow that is text",
      { user: "ada", workflow: "wf_1" },
      "workflow",
      "Invalid type for 'workflow': expected an object, but got a string.",
    ],
    ["metadata", { ...SMALLEST, metadata: {} }, "metadata", "Unknown parameter: 'metadata'."],
    ["scope", { ...SMALLEST, scope: {} }, "scope", "Unknown parameter: 'scope'."],
    [
      "an inner key",
      { user: "ada", workflow: { id: "wf_1", name: "x" } },
      "workflow.name",
      "Unknown parameter: 'workflow.name'.",
    ],
    [
      "601 seconds",
      { ...SMALLEST, expires_after: { anchor: "created_at", seconds: 601 } },
      "expires_after.seconds",
      "Invalid 'expires_after.seconds': it may be 600 at most, and is 601.",
    ],
    [
      "0 seconds",
      { ...SMALLEST, expires_after: { anchor: "created_at", seconds: 0 } },
      "expires_after.seconds",
      "Invalid 'expires_after.seconds': it must be 1 or more, and is 0.",
    ],
    [
      "half a second",
      { ...SMALLEST, expires_after: { anchor: "created_at", seconds: 0.5 } },
      "expires_after.seconds",
      "Invalid type for 'expires_after.seconds': expected an integer, but got a number.",
    ],
    [
      "another anchor",
      { ...SMALLEST, expires_after: { anchor: "now", seconds: 5 } },
      "expires_after.anchor",
      "Invalid 'expires_after.anchor': it must be 'created_at'.",
    ],
    [
      "seconds without an anchor",
      { ...SMALLEST, expires_after: { seconds: 5 } },
      "expires_after.anchor",
      "Missing required parameter: 'expires_after.anchor'.",
    ],
    [
      "expires_after as a number",
      { ...SMALLEST, expires_after: 600 },
      "expires_after",
      "Invalid type for 'expires_after': expected an object, but got a number.",
    ],
    [
      "513 MB",
      { ...SMALLEST, chatkit_configuration: { file_upload: { max_file_size: 513 } } },
      "chatkit_configuration.file_upload.max_file_size",
      "Invalid 'chatkit_configuration.file_upload.max_file_size': it may be 512 at most, and is 513.",
    ],
    [
      "no files",
      { ...SMALLEST, chatkit_configuration: { file_upload: { max_files: 0 } } },
      "chatkit_configuration.file_upload.max_files",
      "Invalid 'chatkit_configuration.file_upload.max_files': it must be 1 or more, and is 0.",
    ],
    [
      "no recent threads",
      { ...SMALLEST, chatkit_configuration: { history: { recent_threads: 0 } } },
      "chatkit_configuration.history.recent_threads",
      "Invalid 'chatkit_configuration.history.recent_threads': it must be 1 or more, and is 0.",
    ],
    [
      "a limit of nothing",
      { ...SMALLEST, rate_limits: { max_requests_per_1_minute: 0 } },
      "rate_limits.max_requests_per_1_minute",
      "Invalid 'rate_limits.max_requests_per_1_minute': it must be 1 or more, and is 0.",
    ],
    [
      "65 variables",
      { user: "ada", workflow: { id: "wf_1", state_variables: variables(65) } },
      "workflow.state_variables",
      "Invalid 'workflow.state_variables': it may have 64 entries at most.",
    ],
    [
      "a variable that is a list",
      { user: "ada", workflow: { id: "wf_1", state_variables: { a: [] } } },
      "workflow.state_variables.a",
      "Invalid type for 'workflow.state_variables.a': expected a string or a number or a boolean, but got an array.",
    ],
    [
      "a variable with a long name",
      { user: "ada", workflow: { id: "wf_1", state_variables: { ["n".repeat(65)]: 1 } } },
      `workflow.state_variables.${"n".repeat(65)}`,
      `Invalid 'workflow.state_variables.${"n".repeat(65)}': the name is too long.`,
    ],
    ["a list", [SMALLEST], null, "The body must be a JSON object."],
  ])("%s", async (_, body, param, message) => {
    const error = await refusal(body);
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject({
      status: 400,
      type: "invalid_request_error",
      param,
      message: `400 ${message}`,
      requestID: expect.stringMatching(/^req_\w+$/),
    });
  });

  test("64 variables with names of 64 characters pass, and one of ten million characters", async () => {
    const state_variables = { ...variables(63), ["n".repeat(64)]: "x".repeat(10_485_760) };
    const { workflow } = await create({ user: "ada", workflow: { id: "wf_1", state_variables } });
    expect(Object.keys(workflow.state_variables ?? {})).toHaveLength(64);
    const longer = { long: "x".repeat(10_485_761) };
    const error = await refusal({ user: "ada", workflow: { id: "wf_1", state_variables: longer } });
    expect(error).toMatchObject({ status: 400, param: "workflow.state_variables" });
  });

  test("a workflow that cannot be one, and a session that never was", async () => {
    const error = await refusal({ user: "ada", workflow: { id: "asst_1" } });
    expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    expect(error).toMatchObject({
      message: "404 Workflow with id 'asst_1' not found.",
      type: "invalid_request_error",
      param: null,
      code: null,
    });
    await expect(standIn.client.beta.chatkit.sessions.cancel("cksess_1")).rejects.toThrow(
      "404 Chatkit Session with id 'cksess_1' not found.",
    );
  });
});

describe("who asks", () => {
  const ask = (headers: Record<string, string>, path = "chatkit/sessions") =>
    fetch(`${standIn.url}v1/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(SMALLEST),
    });
  const BETA = { "OpenAI-Beta": "chatkit_beta=v1" };
  const AUTHORIZED = { Authorization: `Bearer ${KEY}` };

  test.each<[what: string, headers: Record<string, string>, code: string | null]>([
    ["no key", BETA, null],
    ["no bearer", { ...BETA, Authorization: KEY }, "invalid_api_key"],
    ["no key of OpenAI's", { ...BETA, Authorization: "Bearer hello" }, "invalid_api_key"],
    ["a client secret", { ...BETA, Authorization: "Bearer ek_123" }, "invalid_api_key"],
  ])("with %s is answered with 401", async (_, headers, code) => {
    const answer = await ask(headers);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toEqual({
      error: { message: expect.any(String), type: "invalid_request_error", param: null, code },
    });
    expect(answer.headers.get("x-request-id")).toMatch(/^req_/);
  });

  test("has to name the beta", async () => {
    const answer = await ask(AUTHORIZED);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: "invalid_beta", param: null } });
    const other = { "OpenAI-Beta": "assistants=v2, chatkit_beta=v1" };
    expect((await ask({ ...AUTHORIZED, ...other })).status).toBe(200);
  });

  test("the SDK maps a refused key to its own class", async () => {
    const client = new OpenAI({ apiKey: "nonsense", baseURL: `${standIn.url}v1`, maxRetries: 0 });
    await expect(client.beta.chatkit.sessions.create(SMALLEST)).rejects.toBeInstanceOf(
      OpenAI.AuthenticationError,
    );
  });

  test.each(["chatkit/nothing", "chatkit/sessions/x", "nothing", "chatkit/sessions/a/b/c"])(
    "for %s is told that there is no such path",
    async (path) => {
      const answer = await ask({ ...AUTHORIZED, ...BETA }, path);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({
        error: { message: `Invalid URL (POST /v1/${path})`, type: "invalid_request_error" },
      });
    },
  );
});
