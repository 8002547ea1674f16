import { html, LitElement, nothing } from "lit";
import type { Workflow } from "../../../../templates/+self-hosted+node/server/chatkit/types.ts";
import type { Chat } from "../chat/state.ts";
import { icon } from "../icons/icon.ts";
import { spinner } from "../primitives/spinner.ts";
import { taskTitle, taskView } from "./task.ts";
import { durationInWords } from "./words.ts";

let count = 0;

/** The summary of a workflow; what a server sends for one need not be one. */
function summaryOf({ summary }: Workflow): { title?: string; duration?: number; icon?: string } {
  return typeof summary === "object" && summary !== null ? summary : {};
}

/** What a workflow is called: by its summary, by what it does now, or by its kind. */
function workflowTitle(workflow: Workflow, isRunning: boolean): string {
  const isReasoning = workflow.type === "reasoning";
  const { title, duration } = summaryOf(workflow);
  if (title) return title;
  if (typeof duration === "number") {
    return `${isReasoning ? "Thought" : "Worked"} for ${durationInWords(duration)}`;
  }
  const newest = workflow.tasks.at(-1);
  if (isRunning) return (newest && taskTitle(newest)) || (isReasoning ? "Thinking" : "Working");
  return isReasoning ? "Thought" : "Work done";
}

/** `<chatkit-offline-workflow>`: the tasks of a workflow, which open and close. */
export class WorkflowView extends LitElement {
  static override properties = {
    chat: { attribute: false },
    workflow: { attribute: false },
    isRunning: { attribute: false },
    chosen: { state: true },
  };
  declare chat: Chat;
  declare workflow: Workflow;
  declare isRunning: boolean;
  /** Whether the person has opened or closed it; null while it is the server's to say. */
  declare chosen: boolean | null;
  readonly #id: string;

  constructor() {
    super();
    count += 1;
    this.#id = `ck-workflow-${count}`;
    this.isRunning = false;
    this.chosen = null;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): unknown {
    const { workflow, isRunning, chat } = this;
    const { tasks, summary } = workflow;
    const isOpen = this.chosen ?? workflow.expanded;
    const own = summaryOf(workflow).icon;
    const kind = workflow.type === "reasoning" ? "lightbulb" : "bolt";
    return html`
      <button type="button" class="ck-workflow-head" aria-expanded=${isOpen ? "true" : "false"}
        aria-controls=${this.#id} @click=${() => {
          this.chosen = !isOpen;
        }}>
        ${isRunning && !summary ? spinner("In progress") : icon(own || kind)}
        <span dir="auto">${workflowTitle(workflow, isRunning)}</span>
        ${icon(isOpen ? "lucide:chevron-up" : "lucide:chevron-down")}
      </button>
      <div id=${this.#id} class="ck-workflow-body" ?hidden=${!isOpen}>
        ${
          tasks.length > 0
            ? html`<ol class="ck-tasks">${tasks.map((task) => html`<li>${taskView(task, chat)}</li>`)}</ol>`
            : nothing
        }
      </div>`;
  }
}

if (!customElements.get("chatkit-offline-workflow")) {
  customElements.define("chatkit-offline-workflow", WorkflowView);
}
