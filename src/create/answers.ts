import { unknownChoice } from "../choice.ts";
import { usageError } from "../errors.ts";
import { type PackageManager, packageManagers } from "../project/package-manager.ts";
import { checkWorkflowId } from "../project/workflow.ts";
import { type PresetName, presets } from "../theme/presets.ts";

/** One value that an answer may have, and a line that says what it means. */
export interface Choice<Value extends string = string> {
  readonly value: Value;
  readonly means: string;
}

export const frontends = [
  { value: "react", means: "React 19 with @openai/chatkit-react" },
  { value: "vanilla", means: "the web component and TypeScript, no framework" },
] as const satisfies readonly Choice[];

export const backends = [
  { value: "self-hosted", means: "your own ChatKit server: your agent, your data" },
  {
    value: "hosted",
    means: "an existing Agent Builder workflow (Agent Builder shuts down on 2026-11-30)",
  },
] as const satisfies readonly Choice[];

export const runtimes = [
  { value: "node", means: "TypeScript with Hono" },
  { value: "python", means: "Python 3.11 or newer with FastAPI" },
] as const satisfies readonly Choice[];

export const stores = [
  { value: "sqlite", means: "one file and a folder, kept across restarts" },
  { value: "postgres", means: "threads and files in Postgres, any number of copies" },
  { value: "memory", means: "gone when the server stops" },
] as const satisfies readonly Choice[];

export const samples = [
  { value: "tour", means: "tools, widgets, actions, mentions and attachments to learn from" },
  { value: "bare", means: "a chat and nothing to delete" },
] as const satisfies readonly Choice[];

export const themes: readonly Choice<PresetName>[] = Object.entries(presets).map(
  ([value, preset]) => ({ value: value as PresetName, means: preset.means }),
);

export type Frontend = (typeof frontends)[number]["value"];
export type Backend = (typeof backends)[number]["value"];
export type Runtime = (typeof runtimes)[number]["value"];
export type StoreName = (typeof stores)[number]["value"];
export type Sample = (typeof samples)[number]["value"];

/** Answers as they were given: by flags, or typed at the prompts. Unchecked text. */
export interface GivenAnswers {
  readonly frontend?: string | undefined;
  readonly backend?: string | undefined;
  readonly runtime?: string | undefined;
  readonly theme?: string | undefined;
  readonly accent?: string | undefined;
  readonly store?: string | undefined;
  readonly sample?: string | undefined;
  readonly workflow?: string | undefined;
  readonly packageManager?: string | undefined;
}

/** Checked answers: everything that decides what is written. */
export interface Answers {
  readonly frontend: Frontend;
  readonly backend: Backend;
  readonly runtime: Runtime;
  /** A preset's name, or the path of a theme file. */
  readonly theme: string;
  /** A CSS colour that replaces the theme's accent. */
  readonly accent: string | undefined;
  /** Only a self-hosted app has a store. */
  readonly store: StoreName | undefined;
  readonly sample: Sample;
  /** Only a hosted app has a workflow; it may be filled into `.env` later. */
  readonly workflow: string | undefined;
  readonly packageManager: PackageManager;
}

/** The answers that must be given where nobody can be asked, in the order of the questions. */
const REQUIRED = [
  { key: "frontend", flag: "--frontend", choices: frontends },
  { key: "backend", flag: "--backend", choices: backends },
  { key: "runtime", flag: "--runtime", choices: runtimes },
  { key: "theme", flag: "--theme", choices: themes },
] as const;

/** The runtime of every backend, where none is named. */
const DEFAULT_RUNTIME: Runtime = "node";

/**
 * Checks one answer against its choices.
 *
 * @param flag the flag that gives it, such as `--frontend`
 * @param value what was given
 * @param choices what is allowed
 * @returns the value, typed
 * @throws {CliError} `unknown_choice` (exit 2) that names the flag, the value, what is allowed and
 * the nearest right word
 */
function checkChoice<Value extends string>(
  flag: string,
  value: string,
  choices: readonly Choice<Value>[],
): Value {
  const match = choices.find((choice) => choice.value === value);
  if (match) return match.value;
  throw unknownChoice(
    flag,
    value,
    choices.map((choice) => choice.value),
  );
}

/**
 * Whether a theme answer names a file: it has a separator or ends in `.json` (design 1.1).
 *
 * @param theme the answer
 */
export function isThemeFile(theme: string): boolean {
  return /[\\/]/.test(theme) || theme.toLowerCase().endsWith(".json");
}

/**
 * What a checked theme answer means.
 *
 * @param theme the answer
 */
export function themeSource(theme: string): PresetName | { readonly file: string } {
  return isThemeFile(theme) ? { file: theme } : checkChoice("--theme", theme, themes);
}

const WORKFLOW_HINT =
  "Copy it from Agent Builder, or leave it out and fill CHATKIT_WORKFLOW_ID into .env later.";

/**
 * Checks every answer that was given, without filling in any that is missing.
 *
 * @param given unchecked answers
 * @throws {CliError} exit 2 for the first fault: `unknown_choice`, `unknown_theme`,
 * `answer_does_not_belong`, `bad_workflow`
 */
export function checkGiven(given: GivenAnswers): void {
  if (given.frontend !== undefined) checkChoice("--frontend", given.frontend, frontends);
  const backend =
    given.backend === undefined ? undefined : checkChoice("--backend", given.backend, backends);
  if (given.runtime !== undefined) checkChoice("--runtime", given.runtime, runtimes);
  if (given.theme !== undefined && !isThemeFile(given.theme)) {
    checkChoice("--theme", given.theme, themes);
  }
  const store = given.store === undefined ? undefined : checkChoice("--store", given.store, stores);
  if (given.sample !== undefined) checkChoice("--sample", given.sample, samples);
  if (given.packageManager !== undefined) {
    checkChoice("--package-manager", given.packageManager, packageManagers);
  }
  if (store !== undefined && backend === "hosted") {
    throw usageError(
      "answer_does_not_belong",
      "--store belongs to --backend self-hosted: OpenAI keeps the threads of a hosted workflow.",
      "Leave --store out.",
    );
  }
  if (given.workflow !== undefined && backend === "self-hosted") {
    throw usageError(
      "answer_does_not_belong",
      "--workflow belongs to --backend hosted: a self-hosted app has its own agent.",
      "Leave --workflow out, or choose --backend hosted.",
    );
  }
  if (given.workflow) checkWorkflowId("--workflow", given.workflow, WORKFLOW_HINT);
}

/**
 * Completes checked answers where nobody can be asked.
 *
 * @param given answers that passed {@link checkGiven}
 * @param options `yes`: take the default for everything that is missing; `packageManager`: the one
 * that called us
 * @throws {CliError} `missing_answer` (exit 2) that names every missing flag and its choices
 */
export function completeAnswers(
  given: GivenAnswers,
  options: { yes: boolean; packageManager: PackageManager },
): Answers {
  const missing = options.yes ? [] : REQUIRED.filter(({ key }) => given[key] === undefined);
  if (missing.length > 0) {
    const lines = missing.map(
      ({ flag, choices }) => `${flag} ${choices.map((choice) => choice.value).join("|")}`,
    );
    throw usageError(
      "missing_answer",
      `Nobody can be asked here, and ${missing.length === 1 ? "an answer is" : "answers are"} missing: ${missing.map(({ flag }) => flag).join(", ")}.`,
      `Add:\n${lines.map((line) => `  ${line}`).join("\n")}\nor --yes to take the defaults.`,
    );
  }
  const backend = checkChoice(
    "--backend",
    given.backend ?? (given.workflow ? "hosted" : "self-hosted"),
    backends,
  );
  // A default may not fit what was given: --yes --store sqlite --workflow wf_1 means a hosted
  // backend, which checkGiven has not seen.
  checkGiven({ ...given, backend });
  return {
    frontend: checkChoice("--frontend", given.frontend ?? "react", frontends),
    backend,
    runtime: checkChoice("--runtime", given.runtime ?? DEFAULT_RUNTIME, runtimes),
    theme: given.theme ?? "corporate-light",
    accent: given.accent,
    store:
      backend === "self-hosted"
        ? checkChoice("--store", given.store ?? "sqlite", stores)
        : undefined,
    sample: checkChoice("--sample", given.sample ?? "tour", samples),
    workflow: given.workflow || undefined,
    packageManager: checkChoice(
      "--package-manager",
      given.packageManager ?? options.packageManager,
      packageManagers,
    ),
  };
}
