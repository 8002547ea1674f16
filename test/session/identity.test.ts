import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { describe, expect, onTestFinished, test } from "vitest";
import { projectEnvironment } from "../../src/project/environment.ts";
import { readSigner, signIdentity } from "../../src/session/identity.ts";
import { answerError } from "../../templates/+node/server/errors.ts";
import { createIdentity } from "../../templates/+node/server/identity.ts";
import { type AppEnv, createNetwork } from "../../templates/+node/server/network.ts";
import { scratch } from "../helpers/cli.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const APP_ID = { "server/app-id.ts": `/** Names. */\nexport const appId = "my_app";\n` };

/** What an app of ours has of its identities. */
async function app(files: Readonly<Record<string, string>>, secret = SECRET) {
  const directory = await scratch();
  for (const [path, text] of Object.entries({ ...files, ".env": `CHATKIT_SECRET=${secret}\n` })) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  return { directory, environment: projectEnvironment(directory, {}) };
}

const signer = async (files: Readonly<Record<string, string>>, runtime: "node" | "python") => {
  const { directory, environment } = await app(files);
  return readSigner(directory, runtime, environment);
};

/** Whom the identity code of generated Node apps takes the bearer of this cookie for. */
async function userOf(cookie: string, secret = SECRET): Promise<string> {
  const identity = createIdentity({
    ...{ appId: "my_app", secret, network: createNetwork([]), domainKey: null, offline: false },
    problems: () => [],
  });
  const routes = new Hono<AppEnv>();
  routes.onError(answerError);
  routes.get("/who", identity.required, (c) => c.text(c.var.user));
  const server = serve({ fetch: routes.fetch, port: 0, hostname: "127.0.0.1" });
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const response = await fetch(`http://127.0.0.1:${address.port}/who`, { headers: { cookie } });
  return response.ok ? response.text() : `HTTP ${response.status}`;
}

describe("a signed identity", () => {
  test.each(["ada", "visitor_abc", "Ada Lovelace; x=1", "日本"])(
    "is accepted by the app as %s",
    async (user) => {
      const { token, cookieName } = await signIdentity(await signer(APP_ID, "node"), {
        user,
        seconds: 60,
      });
      expect(await userOf(`${cookieName}=${token}`).then(encodeURIComponent)).toBe(
        encodeURIComponent(user),
      );
    },
  );

  test("is refused by an app with another secret, and once it has ended", async () => {
    const by = await signer(APP_ID, "node");
    const { token, cookieName } = await signIdentity(by, { user: "ada", seconds: 60 });
    expect(await userOf(`${cookieName}=${token}`, `${SECRET}x`)).toBe("HTTP 401");
    const ended = await signIdentity(by, { user: "ada", seconds: -1 });
    expect(await userOf(`${cookieName}=${ended.token}`)).toBe("HTTP 401");
  });

  test("holds what the app's own tokens hold, and nothing else", async () => {
    const identity = await signIdentity(await signer(APP_ID, "node"), { user: "ada", seconds: 60 });
    const [header, claims] = identity.token
      .split(".", 2)
      .map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));
    expect(header).toEqual({ alg: "HS256" });
    expect(claims).toEqual({
      ...{ sub: "ada", aud: "my_app", use: "access" },
      ...{ iat: identity.expiresAt - 60, exp: identity.expiresAt },
    });
  });
});

describe("the name of an app's cookies", () => {
  test("is read from a Python app", async () => {
    const files = { "server/app_id.py": `"""Names."""\n\nAPP_ID = "my_py_app"\n` };
    expect(await signer(files, "python")).toMatchObject({ appId: "my_py_app" });
  });

  test.each([
    ["is missing", {}],
    ["is computed", { "server/app-id.ts": "export const appId = process.env.NAME;\n" }],
    ["cannot name a cookie", { "server/app-id.ts": 'export const appId = "a b; c";\n' }],
  ])("that %s is an error", async (_, files) => {
    await expect(signer(files, "node")).rejects.toMatchObject({
      code: "app_id_unknown",
      exitCode: 1,
    });
  });
});

describe("CHATKIT_SECRET", () => {
  test("is needed: a throw-away secret cannot be known", async () => {
    const { directory, environment } = await app(APP_ID, "");
    await expect(readSigner(directory, "node", environment)).rejects.toMatchObject({
      code: "app_secret_missing",
      exitCode: 2,
      hint: expect.stringContaining("openssl rand -base64 48"),
    });
  });

  test("that the app would refuse is refused here", async () => {
    const { directory, environment } = await app(APP_ID, "short");
    await expect(readSigner(directory, "node", environment)).rejects.toMatchObject({
      code: "app_secret_short",
      exitCode: 2,
    });
  });
});
