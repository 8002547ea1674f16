import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { OFFLINE_KEY, offlineVariables } from "../../../src/dev/offline/variables.ts";
import { readDevSettings } from "../../../src/dev/settings.ts";
import { keyFault } from "../../../src/project/openai-key.ts";

const REAL = "sk-proj-Real0123456789abcdefghijklmn3f9a";
const OTHER = "sk-Other0123456789abcdefghijklmn3f9a";

let cwd = "";
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "chatkit-offline-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const variables = (shell: NodeJS.ProcessEnv, workflow?: string) =>
  offlineVariables({ cwd, shell, port: 4310, workflow });

describe("an app that runs offline is told", () => {
  test("of the stand-in, whatever the shell says", () => {
    const shell = {
      OPENAI_BASE_URL: "https://other.example/v1",
      CHATKIT_WORKFLOW_ID: "wf_real",
      CHATKIT_SCRIPT_URL: "https://mirror.example/chatkit.js",
      MINE: "stays",
    };
    expect(variables(shell)).toMatchObject({
      OPENAI_BASE_URL: "http://127.0.0.1:4310/__chatkit/offline/v1",
      OPENAI_API_KEY: OFFLINE_KEY,
      CHATKIT_OPENAI_API_KEY: OFFLINE_KEY,
      CHATKIT_WORKFLOW_ID: "wf_offline",
      CHATKIT_OFFLINE: "1",
      OPENAI_AGENTS_DISABLE_TRACING: "1",
      CHATKIT_SCRIPT_URL: "https://cdn.platform.openai.com/deployments/chatkit/chatkit.js",
      MINE: "stays",
    });
  });

  test("of the workflow that was asked for", () => {
    expect(variables({}, "wf_mine").CHATKIT_WORKFLOW_ID).toBe("wf_mine");
  });

  test("a key that clients take for one", () => {
    expect(keyFault(OFFLINE_KEY)).toBeUndefined();
  });

  test("of no proxy on this machine", () => {
    const told = variables({ NO_PROXY: "a.example,localhost", no_proxy: "b.example" });
    expect(told.NO_PROXY).toBe("a.example,localhost,b.example,127.0.0.1,::1");
    expect(told.no_proxy).toBe(told.NO_PROXY);
  });

  test("of no account, where it was told of one", () => {
    const told = variables({ OPENAI_ORG_ID: "org-1", OPENAI_PROJECT_ID: "proj_1" });
    expect(told).toMatchObject({ OPENAI_ORG_ID: "", OPENAI_PROJECT_ID: "" });
    expect(variables({})).not.toHaveProperty("OPENAI_ORG_ID");
  });
});

describe("a real key is not handed on", () => {
  const leaks = (told: NodeJS.ProcessEnv) => {
    const text = JSON.stringify(told);
    return [REAL, OTHER].filter((key) => text.includes(key));
  };

  test("of the shell, by any name", () => {
    const told = variables({
      OPENAI_API_KEY: REAL,
      CHATKIT_OPENAI_API_KEY: OTHER,
      VITE_KEY: REAL,
      LIST: `a=${OTHER}`,
    });
    expect(leaks(told)).toEqual([]);
    expect(told.VITE_KEY).toBe(OFFLINE_KEY);
  });

  test.each([".env", ".env.local", ".env.development", ".env.development.local"])(
    "of %s, over which the variables win",
    async (name) => {
      await writeFile(
        join(cwd, name),
        `OPENAI_API_KEY=${REAL}\nNEXT_PUBLIC_KEY="${OTHER}"\nOPENAI_ORG_ID=org-1\nPORT=1\n`,
      );
      const told = variables({});
      expect(leaks(told)).toEqual([]);
      expect(told).toMatchObject({
        OPENAI_API_KEY: OFFLINE_KEY,
        NEXT_PUBLIC_KEY: OFFLINE_KEY,
        OPENAI_ORG_ID: "",
      });
      expect(told).not.toHaveProperty("PORT");
    },
  );
});

describe("settings", () => {
  const read = (shell: NodeJS.ProcessEnv) =>
    readDevSettings({
      cwd,
      shell,
      openaiKey: undefined,
      workflow: undefined,
      detour: { to: "stand-in", port: 4310 },
    });

  test("of an address that cannot be used are of no concern", () => {
    expect(read({ OPENAI_BASE_URL: "nonsense" }).baseURL).toContain("/__chatkit/offline/v1");
  });

  test("still know what may not be shown", async () => {
    await writeFile(join(cwd, ".env"), `OPENAI_API_KEY=${REAL}\nCHATKIT_SECRET=0123456789\n`);
    const { secrets, key } = read({ OPENAI_API_KEY: OTHER });
    expect(secrets).toEqual(expect.arrayContaining([REAL, OTHER, "0123456789"]));
    expect(key?.value).toBe(OFFLINE_KEY);
  });
});
