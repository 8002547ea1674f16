import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createOpenAIClient } from "../../src/openai/client.ts";
import { mintSession } from "../../src/openai/sessions.ts";
import { certificate, hasOpenssl } from "../helpers/certificate.ts";
import { KEY } from "../helpers/session.ts";

test.skipIf(!hasOpenssl)("a certificate that nobody vouches for is not trusted", async () => {
  const server = createServer(await certificate(), (_, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const client = await createOpenAIClient({
    apiKey: KEY,
    baseURL: `https://localhost:${port}/v1`,
  });
  await expect(mintSession(client, { workflow: "wf_1", user: "ada" })).rejects.toMatchObject({
    code: "openai_tls_failed",
    exitCode: 4,
    isTemporary: false,
    message: expect.stringContaining(`localhost:${port} is not trusted`),
    hint: expect.stringContaining("NODE_EXTRA_CA_CERTS"),
  });
});
