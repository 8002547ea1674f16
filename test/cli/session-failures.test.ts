import { createServer } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { oneJsonValue } from "../helpers/cli.ts";
import { type Handler, listen, sendOpenAiError } from "../helpers/http.ts";
import { OPENAI_FAILURES } from "../helpers/openai-failures.ts";
import { freePort } from "../helpers/processes.ts";
import { KEY, openAi, session } from "../helpers/session.ts";

// Every way in which OpenAI can fail is tested in test/openai; here is what a person sees of the
// typical ones.

/** Makes the time limit of a call a fiftieth, so that nobody waits for it. */
const SHORT_TIME = `--import=data:text/javascript,${encodeURIComponent(
  "const limit = AbortSignal.timeout; AbortSignal.timeout = (ms) => limit.call(AbortSignal, ms / 50)",
)}`;

async function misbehaving(answer: Handler) {
  const asked: string[] = [];
  const server = await listen((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    return answer(request, response);
  });
  onTestFinished(() => server.close());
  return { baseUrl: `${server.origin}/v1`, asked };
}

describe("what OpenAI answers", () => {
  test.each(OPENAI_FAILURES.filter(({ isTypical }) => isTypical))(
    "$what",
    async ({ answer, exit, code, says }) => {
      const api = await misbehaving(answer);
      const env = { NODE_OPTIONS: SHORT_TIME };
      const [plain, asJson] = await Promise.all([
        session(["--user", "ada"], { api, env }),
        session(["--user", "ada", "--json"], { api, env }),
      ]);
      expect(plain).toMatchObject({ code: exit, stdout: "" });
      for (const said of says) expect(plain.stderr).toContain(said);
      expect(plain.stderr).not.toMatch(/^ {4}at /m);
      expect(plain.output).not.toContain(KEY);
      // One for each run: a POST that is repeated could mint a second session.
      expect(api.asked).toEqual(["POST /v1/chatkit/sessions", "POST /v1/chatkit/sessions"]);
      expect(asJson.code).toBe(exit);
      const value = oneJsonValue(asJson);
      expect(value).toEqual({
        ok: false,
        error: { code, exitCode: exit, message: expect.any(String), hint: expect.any(String) },
      });
      const { message, hint } = value.error as { message: string; hint: string };
      for (const said of says) expect(`${message}\n${hint}`).toContain(said);
    },
  );
});

describe("a parameter that OpenAI refuses is told as the flag that sets it", () => {
  test.each([
    ["chatkit_configuration.file_upload.max_files", "--max-files"],
    ["workflow.version", "--workflow-version"],
    ["expires_after.seconds", "--expires-in"],
  ])("%s", async (param, flag) => {
    const message = `Unknown parameter: '${param}'.`;
    const api = await misbehaving((_, response) =>
      sendOpenAiError(response, 400, { message, param }),
    );
    const run = await session([], { api });
    expect(run.code).toBe(5);
    expect(run.stderr).toContain(`does not know the parameter ${param}`);
    expect(run.stderr).toContain(`leave out ${flag},`);
  });
});

describe("where OpenAI is not reached", () => {
  const places: [string, () => Promise<string>, string, string[]][] = [
    [
      "DNS: the name is unknown",
      async () => "http://nowhere.invalid/v1",
      "openai_dns_failed",
      ["nowhere.invalid cannot be found", "DNS"],
    ],
    [
      "nothing listens",
      async () => `http://127.0.0.1:${await freePort()}/v1`,
      "openai_connection_refused",
      ["Nothing listens at 127.0.0.1:", "ECONNREFUSED"],
    ],
    [
      "TLS: what answers does not speak https",
      async () => (await misbehaving(() => undefined)).baseUrl.replace("http:", "https:"),
      "openai_tls_failed",
      ["No secure connection to 127.0.0.1:", "https"],
    ],
    ["what answers speaks no HTTP", sshServer, "openai_unreachable", ["is no web server", "HPE_"]],
  ];
  test.each(places)("%s", async (_, address, code, says) => {
    const run = await session(["--json"], { api: { baseUrl: await address() } });
    expect(run.code).toBe(4);
    const { error } = oneJsonValue(run) as { error: Record<string, unknown> };
    expect(error).toMatchObject({ code, exitCode: 4 });
    for (const said of says) expect(`${error.message}\n${error.hint}`).toContain(said);
  });
});

async function sshServer(): Promise<string> {
  const server = createServer((socket) => {
    // The client hangs up when it sees what this is.
    socket.on("error", () => undefined);
    socket.end("SSH-2.0-OpenSSH_9.9\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}/v1`;
}

test("scopes of the shell are named where the key does not fit them", async () => {
  const api = await openAi();
  api.failWith("unauthorized");
  const env = { OPENAI_ORG_ID: "org-1", OPENAI_PROJECT_ID: "proj_1" };
  const run = await session([], { api, env });
  expect(run.code).toBe(3);
  expect(run.stderr).toContain("OPENAI_ORG_ID and OPENAI_PROJECT_ID must fit the key");
  expect(api.requests[0]?.headers).toMatchObject({ "openai-organization": "org-1" });
});

test("OPENAI_LOG of the shell writes no secret", async () => {
  const api = await openAi();
  const run = await session(["--json"], { api, env: { OPENAI_LOG: "debug" } });
  expect(run.code).toBe(0);
  const { session: minted } = oneJsonValue(run) as { session: { client_secret: string } };
  expect(run.stderr).not.toContain(minted.client_secret);
  expect(run.output).not.toContain(KEY);
});
