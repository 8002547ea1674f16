import { createHash } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { baseUrlOf, OPENAI_BASE_URL } from "../openai/base-url.ts";
import { type Environment, projectEnvironment, type Variable } from "../project/environment.ts";
import { describeKey, findKey } from "../project/openai-key.ts";
import { offlineVariables } from "./offline/variables.ts";

/** What a run takes from the shell, from `.env` and from its own flags; read anew when `.env` changes. */
export interface DevSettings {
  readonly environment: Environment;
  /** Null where there is none; of no account where {@link DevSettings.isOffline}. */
  readonly key: Variable | null;
  /** A stand-in answers in OpenAI's place. */
  readonly isOffline: boolean;
  /** OpenAI's API, with its version. */
  readonly baseURL: string;
  /** `wf_…` */
  readonly workflowId: string | null;
  /** All variables that the app sees, but `PORT`. */
  readonly appVariables: NodeJS.ProcessEnv;
  /** What may never be told whole. */
  readonly secrets: readonly string[];
}

/** Variables that hold a secret of ours. */
const SECRET_VARIABLES = ["CHATKIT_OPENAI_API_KEY", "OPENAI_API_KEY", "CHATKIT_SECRET"] as const;

/** Who runs this, by number where the system has no name for it, as in some containers. */
function person(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.());
  }
}

/** The user of this person's sessions on this machine: always the same, and nobody's name. */
export function localUser(): string {
  const hash = createHash("sha256").update(`${hostname()}\n${person()}`);
  return `chatkit-dev-${hash.digest("hex").slice(0, 12)}`;
}

/**
 * Whether nothing here needs a key of OpenAI: the app runs already with its own, or another API
 * stands in for OpenAI's.
 *
 * @param options `environment`: of the project; `ownsSessions`: it is an app of ours; `isTarget`:
 * it runs already
 */
export function needsNoKey(options: {
  environment: Environment;
  ownsSessions: boolean;
  isTarget: boolean;
}): boolean {
  if (options.ownsSessions && options.isTarget) return true;
  return new URL(baseUrlOf(options.environment)).host !== new URL(OPENAI_BASE_URL).host;
}

/** Where the app asks instead of at OpenAI's own API, by the port of the gateway. */
export type Detour =
  | { readonly to: "stand-in"; readonly port: number }
  /** What passes is kept, and asked for at OpenAI's with the app's own key. */
  | { readonly to: "recorder"; readonly baseURL: string };

/**
 * The key as a person may be told of it.
 *
 * @returns null where there is none, or none that anybody would know
 */
export function shownKey({ key, isOffline }: DevSettings): string | null {
  return key && !isOffline ? describeKey(key) : null;
}

/**
 * Reads the settings of a run.
 *
 * @param options `cwd`: the project; `shell`: the shell's variables; `openaiKey`: one for this run
 * only, where neither has one; `workflow`: of `--workflow`; `detour`: null for none
 * @throws {CliError} exit 1, `env_unreadable`; exit 2, `base_url_invalid`
 */
export function readDevSettings(options: {
  cwd: string;
  shell: NodeJS.ProcessEnv;
  openaiKey: string | undefined;
  workflow: string | undefined;
  detour: Detour | null;
}): DevSettings {
  const { cwd, shell, workflow, detour } = options;
  const given: NodeJS.ProcessEnv = {
    ...(options.openaiKey && { OPENAI_API_KEY: options.openaiKey }),
    ...(options.workflow && { CHATKIT_WORKFLOW_ID: options.workflow }),
  };
  const usual = { ...shell, ...given };
  const own = projectEnvironment(cwd, usual);
  const isOffline = detour?.to === "stand-in";
  const variables = isOffline
    ? offlineVariables({ cwd, shell, port: detour.port, workflow })
    : usual;
  const environment = isOffline ? projectEnvironment(cwd, variables) : own;
  const inFile = SECRET_VARIABLES.map((name) => own.inFile(name)?.value);
  const used = SECRET_VARIABLES.map((name) => own.value(name));
  return {
    environment,
    key: findKey(environment) ?? null,
    isOffline,
    baseURL: baseUrlOf(environment),
    workflowId: environment.value("CHATKIT_WORKFLOW_ID") ?? null,
    appVariables:
      detour?.to === "recorder" ? { ...variables, OPENAI_BASE_URL: detour.baseURL } : variables,
    // A real key is of no use offline, but a page or a log may show it from `.env` all the same.
    secrets: [...new Set([...inFile, ...used])].filter((secret) => secret !== undefined),
  };
}
