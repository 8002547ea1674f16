import { expect, onTestFinished, test, vi } from "vitest";
import { createEventLog } from "../../../src/dev/event-log.ts";
import { createSessionEndpoint } from "../../../src/dev/sessions/endpoint.ts";
import { startOpenAi } from "../../helpers/openai-server.ts";
import { proxy } from "../../helpers/proxy.ts";

const KEY = "sk-test-0123456789abcdef";

/** Opens a session by an endpoint of its own, which reads the shell's proxy. */
async function open() {
  const openai = await startOpenAi({ apiKey: KEY, workflow: "wf_1" });
  onTestFinished(openai.close);
  const endpoint = createSessionEndpoint({
    apiKey: KEY,
    baseURL: openai.baseUrl,
    workflowId: "wf_1",
    user: "me",
    trustPage: false,
    sessionPath: null,
    log: createEventLog(),
  });
  const route = endpoint.route("POST", "/api/chatkit/session");
  if (!route) throw new Error("No such route");
  const body = Buffer.alloc(0);
  const answer = await endpoint.answer({ route, method: "POST", body, address: "::1" });
  return { host: new URL(openai.baseUrl).host, status: answer.status, answer: await answer.json() };
}

/** Sets the shell's proxy, whatever this machine's own shell says. */
function useProxy(address: string): void {
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const name of ["http_proxy", "HTTP_PROXY"]) vi.stubEnv(name, address);
  for (const name of ["no_proxy", "NO_PROXY"]) vi.stubEnv(name, "");
}

test("the endpoint asks OpenAI by the proxy of the shell", async () => {
  const { address, asked } = await proxy();
  useProxy(`http://${address}`);
  const { host, status } = await open();
  expect(status).toBe(200);
  expect(asked).toEqual([`${host} for nobody`]);
});

test("a proxy that refuses is told in words, again and again", async () => {
  const { address } = await proxy(403);
  useProxy(`http://${address}`);
  expect(await open()).toMatchObject({
    status: 502,
    answer: { error: { code: "openai_unreachable", hint: expect.stringContaining("proxy") } },
  });
});

test("a proxy whose address is none is told in words", async () => {
  useProxy("ftp://proxy.example");
  expect(await open()).toMatchObject({
    status: 502,
    answer: { error: { code: "openai_unreachable" } },
  });
});
