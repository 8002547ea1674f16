import type { Owner } from "../store.ts";
import type { ThoughtTask } from "../types.ts";
import type { AgentContext } from "./context.ts";
import type { EventOf } from "./model-events.ts";

interface StreamedThought {
  readonly task: ThoughtTask;
  /** Where in the model's answer it comes from. */
  readonly outputIndex: number;
  readonly summaryIndex: number;
}

/**
 * What the model thinks, as a workflow with a task for each thought. The first is shown as it
 * comes, so that there is something to see early; the others when they are whole.
 */
export class Thoughts<Context extends Owner> {
  readonly #context: AgentContext<Context>;
  #streamed: StreamedThought | undefined;

  constructor(context: AgentContext<Context>) {
    this.#context = context;
  }

  /** Begins to think, in the workflow that there is or in one of its own. */
  begin(): void {
    this.#streamed = undefined;
    if (this.#context.workflowItem) {
      return;
    }
    this.#context.startWorkflow({ type: "reasoning", tasks: [], expanded: false });
  }

  /** Adds words to a thought. */
  add(event: EventOf<"response.reasoning_summary_text.delta">): void {
    const workflow = this.#context.workflowItem?.workflow;
    if (!workflow) {
      return;
    }
    if (workflow.type === "reasoning" && workflow.tasks.length === 0) {
      const task = thought(event.delta);
      const { output_index: outputIndex, summary_index: summaryIndex } = event;
      this.#streamed = { task, outputIndex, summaryIndex };
      this.#context.addWorkflowTask(task);
      return;
    }
    const index = this.#indexOfStreamed(event);
    const task = this.#streamed?.task;
    if (!task || index < 0) {
      return;
    }
    task.content += event.delta;
    this.#context.updateWorkflowTask(task, index);
  }

  /** Shows a thought as it is in the end. */
  end(event: EventOf<"response.reasoning_summary_text.done">): void {
    if (!this.#context.workflowItem) {
      return;
    }
    const index = this.#indexOfStreamed(event);
    if (index < 0) {
      this.#context.addWorkflowTask(thought(event.text));
      return;
    }
    this.#streamed = undefined;
    this.#context.updateWorkflowTask(thought(event.text), index);
  }

  /** The place of the streamed thought in the workflow, if an event is about it; otherwise -1. */
  #indexOfStreamed(event: { output_index: number; summary_index: number }): number {
    const streamed = this.#streamed;
    if (streamed?.outputIndex !== event.output_index) {
      return -1;
    }
    if (streamed.summaryIndex !== event.summary_index) {
      return -1;
    }
    return this.#context.workflowItem?.workflow.tasks.indexOf(streamed.task) ?? -1;
  }
}

const thought = (content: string): ThoughtTask => ({
  type: "thought",
  status_indicator: "none",
  content,
});
