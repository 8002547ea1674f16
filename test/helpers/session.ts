import { onTestFinished } from "vitest";
import { cli, scratch, startCli } from "./cli.ts";
import { type OpenAiServer, startOpenAi } from "./openai-server.ts";
import type { Finished, ProcessTree } from "./processes.ts";

/** A key that no OpenAI ever gave out. */
export const KEY = "sk-proj-Session0123456789abcdefghij3f9a";
export const WORKFLOW = "wf_session";

/** Proxies of the machine that runs the tests stay out of them. */
const NO_PROXIES = Object.fromEntries(
  ["http_proxy", "https_proxy", "all_proxy", "no_proxy"].flatMap((name) => [
    [name, ""],
    [name.toUpperCase(), ""],
  ]),
);

/** Where `session` runs. */
export interface SessionOptions {
  /** An empty directory by default. */
  readonly cwd?: string;
  /** Answers instead of OpenAI. */
  readonly api?: { readonly baseUrl: string };
  /** More variables; by default the shell has {@link KEY} and {@link WORKFLOW}. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A stand-in of OpenAI that knows {@link KEY} and {@link WORKFLOW}, and ends with the test. */
export async function openAi(): Promise<OpenAiServer> {
  const server = await startOpenAi({ apiKey: KEY, workflow: WORKFLOW });
  onTestFinished(() => server.close());
  return server;
}

async function place({ cwd, api, env }: SessionOptions) {
  return {
    cwd: cwd ?? (await scratch()),
    door: "chatkit" as const,
    env: {
      ...NO_PROXIES,
      OPENAI_API_KEY: KEY,
      CHATKIT_WORKFLOW_ID: WORKFLOW,
      ...(api && { OPENAI_BASE_URL: api.baseUrl }),
      ...env,
    },
  };
}

/** Runs `chatkit session` to its end. */
export async function session(
  args: readonly string[],
  options: SessionOptions = {},
): Promise<Finished> {
  return cli(["session", ...args], await place(options));
}

/** Starts `chatkit session`, which ends with the test. */
export async function startSession(
  args: readonly string[],
  options: SessionOptions = {},
): Promise<ProcessTree> {
  return startCli(["session", ...args], await place(options));
}
