import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createOpenAIClient } from "../../src/openai/client.ts";
import { mintSession } from "../../src/openai/sessions.ts";
import { scratch } from "../helpers/cli.ts";
import { requirement } from "../helpers/requirement.ts";
import { KEY } from "../helpers/session.ts";

const hasOpenssl = requirement(
  "openssl, to make a certificate",
  spawnSync("openssl", ["version"]).status === 0,
);

/** Makes a certificate that nobody else has signed. */
async function certificate() {
  const cwd = await scratch();
  const made = spawnSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
      ...["-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=localhost"],
      ...["-addext", "subjectAltName=DNS:localhost", "-days", "2"],
    ],
    { cwd, encoding: "utf8" },
  );
  if (made.status !== 0) throw new Error(made.stderr);
  const [key, cert] = await Promise.all(
    ["key.pem", "cert.pem"].map((file) => readFile(join(cwd, file))),
  );
  return { key, cert };
}

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
