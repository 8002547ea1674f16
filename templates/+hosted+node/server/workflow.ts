import type { Problem, Settings } from "./settings.ts";
import { sourceOf } from "./start-up.ts";

/** The Agent Builder workflow that the chat talks to. */
export interface Workflow {
  /** `wf_…` */
  readonly id: string | null;
  /** The workflow and where it was found, for the terminal. */
  readonly description: string;
  readonly problems: readonly Problem[];
}

/** Reads which workflow this app is for. */
export function readWorkflow({ environment, offline }: Settings): Workflow {
  const found = environment.find("CHATKIT_WORKFLOW_ID");
  if (!found) {
    return offline
      ? { id: "wf_offline", description: "wf_offline", problems: [] }
      : { id: null, description: "none", problems: [missing] };
  }
  return {
    id: found.value,
    description: `${found.value}, ${sourceOf(found)}`,
    problems: offline || /^wf_[A-Za-z0-9_-]+$/.test(found.value) ? [] : [malformed],
  };
}

const hint = "Copy the id from Agent Builder, wf_…, into .env: CHATKIT_WORKFLOW_ID=wf_…";
const href = "https://platform.openai.com/agent-builder";

const missing: Problem = {
  code: "workflow_missing",
  message: "This app does not know its workflow yet.",
  hint,
  href,
};

const malformed: Problem = {
  code: "workflow_malformed",
  message: "The workflow id of this app does not look like one.",
  hint,
  href,
};
