import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readEnvironment } from "../server/environment.ts";
import { type Mode, maskKey, readSettings } from "../server/settings.ts";
import { describeStart } from "../server/start-up.ts";

const SECRET = "a-secret-of-at-least-thirty-two-characters";
const SHELL_KEY = "sk-proj-shellshellshell1111";
const FILE_KEY = "sk-proj-filefilefilefile2222";

let directory = "";

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "settings-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function settings(shell: Record<string, string>, file = "", mode: Mode = "development") {
  const path = join(directory, ".env");
  await writeFile(path, file);
  return readSettings(readEnvironment(shell, path), mode);
}

describe("the key", () => {
  it.each([
    [{ OPENAI_API_KEY: SHELL_KEY }, `OPENAI_API_KEY=${FILE_KEY}`, SHELL_KEY, "shell"],
    [{ OPENAI_API_KEY: "" }, `OPENAI_API_KEY=${FILE_KEY}`, FILE_KEY, ".env"],
    [{ OPENAI_API_KEY: SHELL_KEY }, `CHATKIT_OPENAI_API_KEY=${FILE_KEY}`, FILE_KEY, ".env"],
    [{ CHATKIT_OPENAI_API_KEY: SHELL_KEY }, `OPENAI_API_KEY=${FILE_KEY}`, SHELL_KEY, "shell"],
  ])("is chosen in order: %o and %s", async (shell, file, value, source) => {
    expect((await settings(shell, file)).openaiKey).toMatchObject({ value, source });
  });

  it("of the shell that beats another one in .env is warned about", async () => {
    const { warnings } = await settings(
      { OPENAI_API_KEY: SHELL_KEY, CHATKIT_SECRET: SECRET },
      `OPENAI_API_KEY=${FILE_KEY}`,
    );
    expect(warnings).toEqual([expect.stringMatching(/sk-…1111.* beats .*sk-…2222/)]);
  });

  it.each([
    [{}, "key_missing"],
    [{ OPENAI_API_KEY: "pk-something-else" }, "key_malformed"],
  ])("%o is told as %s", async (shell, code) => {
    expect((await settings(shell)).problems).toEqual([expect.objectContaining({ code })]);
  });

  it("may be missing offline", async () => {
    expect((await settings({ CHATKIT_OFFLINE: "1" })).problems).toEqual([]);
  });

  it("is never shown whole", async () => {
    const report = { settings: await settings({ OPENAI_API_KEY: SHELL_KEY }), details: {} };
    const words = describeStart({ ...report, problems: report.settings.problems }, { port: 3000 });
    expect(words).toContain("sk-…1111, OPENAI_API_KEY of the shell");
    expect(words).not.toContain(SHELL_KEY);
    expect(maskKey("sk-short")).toBe("sk-…");
  });

  it("is said not to be needed offline", async () => {
    const shell = { OPENAI_API_KEY: SHELL_KEY, CHATKIT_OFFLINE: "1" };
    const report = { settings: await settings(shell), details: {}, problems: [] };
    const words = describeStart(report, { port: 3000 });
    expect(words).toMatch(/OpenAI key +none needed/);
    expect(words).not.toContain("sk-");
  });
});

describe("the secret", () => {
  it("is made up in development, with a warning", async () => {
    const { secret, warnings } = await settings({});
    expect(secret.length).toBeGreaterThanOrEqual(32);
    expect(warnings).toEqual([expect.stringContaining("CHATKIT_SECRET")]);
  });

  it.each([{}, { CHATKIT_SECRET: "short" }])("%o stops production", async (shell) => {
    await expect(settings(shell, "", "production")).rejects.toThrow(/CHATKIT_SECRET/);
  });
});

describe("a value that cannot be used", () => {
  it.each([
    { PORT: "http" },
    { PORT: "70000" },
    { CHATKIT_CSP: "strict" },
    { OPENAI_BASE_URL: "localhost" },
    { CHATKIT_PUBLIC_URL: "ftp://example.com" },
  ])("stops the server: %o", async (shell) => {
    await expect(settings(shell)).rejects.toThrow(Object.keys(shell)[0]);
  });
});
