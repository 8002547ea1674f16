import { type CliError, usageError } from "../errors.ts";
import type { Environment } from "./environment.ts";

/**
 * Whether a text has the form of a workflow id.
 *
 * @param text what was typed or found
 */
export function isWorkflowId(text: string): boolean {
  return /^wf_[A-Za-z0-9_-]+$/.test(text);
}

/** A workflow and where it was named. */
export interface NamedWorkflow {
  /** `wf_…` */
  readonly id: string;
  /** Such as `CHATKIT_WORKFLOW_ID in .env`. */
  readonly source: string;
}

/**
 * The workflow that a session is for.
 *
 * @param given of `--workflow`; it wins
 * @param environment the shell's variables and the project's `.env`
 * @throws {CliError} exit 2: `missing_answer` when none is named, `bad_workflow` when it is no id
 */
export function findWorkflow(given: string | undefined, environment: Environment): NamedWorkflow {
  if (given !== undefined) {
    if (isWorkflowId(given)) return { id: given, source: "--workflow" };
    throw badWorkflow("--workflow", given);
  }
  const found = environment.find("CHATKIT_WORKFLOW_ID");
  if (!found) {
    throw usageError(
      "missing_answer",
      "A session needs a workflow, and none is named.",
      "Add --workflow wf_…, or put CHATKIT_WORKFLOW_ID=wf_… into .env. Its id is in Agent Builder.",
    );
  }
  const source = `${found.name} ${found.source === "shell" ? "of the shell" : "in .env"}`;
  if (isWorkflowId(found.value)) return { id: found.value, source };
  throw badWorkflow(source, found.value);
}

function badWorkflow(source: string, value: string): CliError {
  return usageError(
    "bad_workflow",
    `${source} cannot be ${JSON.stringify(value)}; a workflow id looks like wf_68df4b13b358….`,
    "Copy it from Agent Builder.",
  );
}
