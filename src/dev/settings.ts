import { createHash } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { baseUrlOf, OPENAI_BASE_URL } from "../openai/base-url.ts";
import { type Environment, projectEnvironment, type Variable } from "../project/environment.ts";
import { findKey } from "../project/openai-key.ts";

/** What a run takes from the shell, from `.env` and from its own flags; read anew when `.env` changes. */
export interface DevSettings {
  readonly environment: Environment;
  /** Null where there is none. */
  readonly key: Variable | null;
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

/**
 * Reads the settings of a run.
 *
 * @param options `cwd`: the project; `shell`: the shell's variables; `openaiKey`: one for this run
 * only, where neither has one; `workflow`: of `--workflow`
 * @throws {CliError} exit 1, `env_unreadable`; exit 2, `base_url_invalid`
 */
export function readDevSettings(options: {
  cwd: string;
  shell: NodeJS.ProcessEnv;
  openaiKey: string | undefined;
  workflow: string | undefined;
}): DevSettings {
  const given: NodeJS.ProcessEnv = {
    ...(options.openaiKey && { OPENAI_API_KEY: options.openaiKey }),
    ...(options.workflow && { CHATKIT_WORKFLOW_ID: options.workflow }),
  };
  const appVariables = { ...options.shell, ...given };
  const environment = projectEnvironment(options.cwd, appVariables);
  const inFile = SECRET_VARIABLES.map((name) => environment.inFile(name)?.value);
  const used = SECRET_VARIABLES.map((name) => environment.value(name));
  return {
    environment,
    key: findKey(environment) ?? null,
    baseURL: baseUrlOf(environment),
    workflowId: environment.value("CHATKIT_WORKFLOW_ID") ?? null,
    appVariables,
    secrets: [...new Set([...inFile, ...used])].filter((secret) => secret !== undefined),
  };
}
