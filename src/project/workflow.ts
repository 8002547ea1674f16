import { usageError } from "../errors.ts";
import type { Environment } from "./environment.ts";

/**
 * Refuses what has not the form of a workflow id.
 *
 * @param source where it was named, such as `--workflow`
 * @param id what was typed or found
 * @param hint what else can be done
 * @throws {CliError} exit 2, `bad_workflow`
 */
export function checkWorkflowId(
  source: string,
  id: string,
  hint: string = "Copy it from Agent Builder.",
): void {
  if (/^wf_[A-Za-z0-9_-]+$/.test(id)) return;
  throw usageError(
    "bad_workflow",
    `${source} cannot be ${JSON.stringify(id)}; a workflow id looks like wf_68df4b13b358….`,
    hint,
  );
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
    checkWorkflowId("--workflow", given);
    return { id: given, source: "--workflow" };
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
  checkWorkflowId(source, found.value);
  return { id: found.value, source };
}
