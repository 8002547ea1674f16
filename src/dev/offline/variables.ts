import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { OFFLINE_PATH } from "../../offline/offline.ts";

/**
 * The key of every run: of the form that clients check, refused by OpenAI, and short enough to be
 * shown, since it is no secret.
 */
export const OFFLINE_KEY = "sk-offline-stand-in-no-real-key";

/** The workflow of every run that names none. */
const OFFLINE_WORKFLOW = "wf_offline";

/** Where ChatKit's script is (facts 2.1), which the gateway swaps in whatever passes. */
export const CHATKIT_SCRIPT = "https://cdn.platform.openai.com/deployments/chatkit/chatkit.js";

/** Where frameworks look for variables: beside `.env`, Vite and Next.js read these in development. */
const ENV_FILES = [".env", ".env.local", ".env.development", ".env.development.local"];

/** A key of OpenAI's, or of another provider's that has taken over its form. */
const KEY = /\bsk-[A-Za-z0-9_-]{16,}/;

/** Programs on this machine are never asked through a proxy. */
const LOOPBACK = ["localhost", "127.0.0.1", "::1"];

/**
 * Where the stand-in of OpenAI's API is, for processes of this machine.
 *
 * @param port of the gateway
 * @returns with its version, as `OPENAI_BASE_URL` has it
 */
function standInURL(port: number): string {
  return `http://127.0.0.1:${port}${OFFLINE_PATH}v1`;
}

/** What leads an app to the stand-in. */
export type StandInVariables = Readonly<
  Record<
    | "OPENAI_BASE_URL"
    | "OPENAI_API_KEY"
    | "CHATKIT_OPENAI_API_KEY"
    | "CHATKIT_WORKFLOW_ID"
    | "CHATKIT_OFFLINE"
    | "OPENAI_AGENTS_DISABLE_TRACING",
    string
  >
>;

/**
 * What an app has to be told to ask the stand-in instead of OpenAI.
 *
 * @param port of the gateway
 * @param workflow of `--workflow`
 */
export function standInVariables(
  port: number,
  workflow: string = OFFLINE_WORKFLOW,
): StandInVariables {
  return {
    OPENAI_BASE_URL: standInURL(port),
    OPENAI_API_KEY: OFFLINE_KEY,
    CHATKIT_OPENAI_API_KEY: OFFLINE_KEY,
    CHATKIT_WORKFLOW_ID: workflow,
    CHATKIT_OFFLINE: "1",
    OPENAI_AGENTS_DISABLE_TRACING: "1",
  };
}

/** What the env files of a project say, as text that was never read into a process. */
function fileVariables(cwd: string): Record<string, string | undefined> {
  const texts = ENV_FILES.map((name) => {
    try {
      return readFileSync(join(cwd, name), "utf8");
    } catch {
      // Most projects have one of them; one that cannot be read is told of where it is used.
      return "";
    }
  });
  return Object.assign({}, ...texts.map((text) => parseEnv(text)));
}

/** A list such as `NO_PROXY`, with this machine in it. */
function withLoopback(list: string | undefined): string {
  const known = (list ?? "").split(",").map((entry) => entry.trim());
  return [...new Set([...known, ...LOOPBACK])].filter((entry) => entry !== "").join(",");
}

/**
 * The variables of an app that runs offline: those of the shell, with whatever leads to OpenAI
 * leading to the stand-in, and no real key. What env files say of the same names loses, since
 * variables of the shell win there.
 *
 * @param options `cwd`: the project; `shell`: the shell's variables; `port`: of the gateway;
 * `workflow`: of `--workflow`
 */
export function offlineVariables(options: {
  cwd: string;
  shell: NodeJS.ProcessEnv;
  port: number;
  workflow: string | undefined;
}): NodeJS.ProcessEnv {
  const { cwd, shell, port, workflow } = options;
  const given = { ...fileVariables(cwd), ...shell };
  const named = (names: readonly string[], value: string) =>
    Object.fromEntries(names.filter((name) => given[name]).map((name) => [name, value]));
  const keys = Object.keys(given).filter((name) => KEY.test(given[name] ?? ""));
  const standIn = standInVariables(port, workflow);
  const noProxy = withLoopback([shell.NO_PROXY, shell.no_proxy].filter(Boolean).join(","));
  return {
    ...shell,
    // A key by any other name, such as one that a page is given by mistake.
    ...named(keys, OFFLINE_KEY),
    // They belong to an account, and are sent along with every request.
    ...named(["OPENAI_ORG_ID", "OPENAI_ORGANIZATION", "OPENAI_PROJECT_ID", "OPENAI_PROJECT"], ""),
    // What it was called before.
    ...named(["OPENAI_API_BASE"], standInURL(port)),
    ...standIn,
    // OpenAI's starter app has names of its own, and asks OpenAI itself where they are missing.
    CHATKIT_API_BASE: standInURL(port).replace(/\/v1$/, ""),
    NEXT_PUBLIC_CHATKIT_WORKFLOW_ID: standIn.CHATKIT_WORKFLOW_ID,
    VITE_CHATKIT_WORKFLOW_ID: standIn.CHATKIT_WORKFLOW_ID,
    // Another address in `.env` would not be seen by the gateway.
    CHATKIT_SCRIPT_URL: CHATKIT_SCRIPT,
    NO_PROXY: noProxy,
    no_proxy: noProxy,
  };
}
