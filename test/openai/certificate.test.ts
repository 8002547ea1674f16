import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { createOpenAIClient } from "../../src/openai/client.ts";
import { explainConnection } from "../../src/openai/connection-errors.ts";
import { mintSession } from "../../src/openai/sessions.ts";
import { certificate, hasOpenssl } from "../helpers/certificate.ts";
import { KEY } from "../helpers/session.ts";

describe.skipIf(!hasOpenssl)("https", () => {
  test("a certificate that nobody vouches for is not trusted", async () => {
    const { port } = await secureServer();
    await expect(mintAt(`https://localhost:${port}/v1`)).rejects.toMatchObject({
      code: "openai_tls_failed",
      exitCode: 4,
      isTemporary: false,
      message: expect.stringContaining(`localhost:${port} is not trusted`),
      hint: expect.stringContaining("NODE_EXTRA_CA_CERTS"),
    });
  });

  test("one for another name is told as that", () => {
    const error = Object.assign(new Error("x"), { code: "ERR_TLS_CERT_ALTNAME_INVALID" });
    const failure = explainConnection(new Error("fetch failed", { cause: error }), {
      what: { operation: "mint", workflow: "wf_1" },
      ...{ baseURL: "https://api.example/v1", timeoutMs: 1_000, proxy: undefined, key: "sk-…" },
    });
    expect(failure).toMatchObject({ code: "openai_tls_failed", exitCode: 4 });
    expect(failure.message).toContain("api.example has a certificate for another name");
    expect(failure.hint).not.toContain("NODE_EXTRA_CA_CERTS");
  });
});

async function secureServer(): Promise<AddressInfo> {
  const server = createServer(await certificate(), (_, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return server.address() as AddressInfo;
}

async function mintAt(baseURL: string) {
  const client = await createOpenAIClient({ apiKey: KEY, baseURL });
  return mintSession(client, { workflow: "wf_1", user: "ada" });
}
