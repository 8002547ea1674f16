import { type IdKind, newId } from "../ids.ts";
import type { Owner, Store } from "../store.ts";
import type {
  GeneratedImageItem,
  Task,
  ThreadMetadata,
  ThreadStreamEvent,
  Workflow,
  WorkflowItem,
  WorkflowSummary,
} from "../types.ts";
import type { WidgetRoot } from "../widgets/components.ts";
import { streamWidget } from "../widgets/stream.ts";

/** A tool for the browser to run, after which the model goes on. */
export interface ClientToolCall {
  name: string;
  arguments: Record<string, unknown>;
}

type Listener = (event: ThreadStreamEvent) => void;

/**
 * What an agent's tools know of the chat they work for, and how they show things in it.
 *
 * Pass it to the run as its context and to `streamAgentResponse`, which sends what tools stream
 * at once, even while the model is silent.
 */
export class AgentContext<Context extends Owner> {
  readonly thread: ThreadMetadata;
  readonly store: Store;
  readonly requestContext: Context;
  /** For `previousResponseId` of a run, if the app uses it; nothing here sets it. */
  previousResponseId: string | undefined;
  /**
   * Set by a tool, it reaches the browser when the run has ended. End the run with that tool, by
   * the agent's `toolUseBehavior: { stopAtToolNames: […] }`.
   */
  clientToolCall: ClientToolCall | undefined;
  /** The workflow that tasks are added to, while there is one. */
  workflowItem: WorkflowItem | undefined;
  /** The image that is being generated, while there is one. */
  generatedImageItem: GeneratedImageItem | undefined;

  #listener: Listener | undefined;
  #waiting: ThreadStreamEvent[] = [];
  #isOver = false;

  constructor(options: {
    readonly thread: ThreadMetadata;
    readonly store: Store;
    readonly requestContext: Context;
  }) {
    this.thread = options.thread;
    this.store = options.store;
    this.requestContext = options.requestContext;
  }

  /** Makes an id for a new item or task. */
  generateId(kind: IdKind): string {
    return newId(kind);
  }

  /** Shows something in the chat. An item that is seen ends the workflow before it. */
  stream(event: ThreadStreamEvent): void {
    if (event.type === "thread.item.added" || event.type === "thread.item.done") {
      const { item } = event;
      const isCurrent = item.id === this.workflowItem?.id;
      if (!isCurrent && !UNSEEN.has(item.type)) {
        this.endWorkflow();
      }
      if (item.type === "workflow") {
        this.workflowItem = event.type === "thread.item.added" ? item : undefined;
      }
    }
    this.#send(event);
  }

  /**
   * Shows a widget; one that comes in several states is updated as they come, and stops when the
   * answer is stopped.
   *
   * @param options.copyText what is copied instead of the widget
   */
  async streamWidget(
    widget: WidgetRoot | AsyncIterable<WidgetRoot>,
    options: { readonly copyText?: string } = {},
  ): Promise<void> {
    for await (const event of streamWidget({ thread: this.thread, widget, ...options })) {
      if (this.#isOver) {
        return;
      }
      this.stream(event);
    }
  }

  /** Begins a workflow. One without tasks is shown with its first task, unless it is reasoning. */
  startWorkflow(workflow: Workflow): void {
    this.endWorkflow();
    this.workflowItem = this.#newWorkflow(workflow);
    if (workflow.type === "reasoning" || workflow.tasks.length > 0) {
      this.#sendWorkflow("added");
    }
  }

  /** Adds a task to the workflow, and begins a workflow if there is none. */
  addWorkflowTask(task: Task): void {
    this.workflowItem ??= this.#newWorkflow({ type: "custom", tasks: [], expanded: false });
    const { id, workflow } = this.workflowItem;
    const index = workflow.tasks.push(task) - 1;
    if (workflow.type !== "reasoning" && index === 0) {
      this.#sendWorkflow("added");
      return;
    }
    this.#send({
      type: "thread.item.updated",
      item_id: id,
      update: { type: "workflow.task.added", task: structuredClone(task), task_index: index },
    });
  }

  /**
   * Shows the new state of a task.
   *
   * @param index the task's place in the workflow, from 0
   * @throws Error if there is no workflow, or no such task in it
   */
  updateWorkflowTask(task: Task, index: number): void {
    if (!this.workflowItem) {
      throw new Error("There is no workflow to update.");
    }
    const { id, workflow } = this.workflowItem;
    if (!(index in workflow.tasks)) {
      throw new RangeError(`The workflow has no task ${index}.`);
    }
    workflow.tasks[index] = task;
    this.#send({
      type: "thread.item.updated",
      item_id: id,
      update: { type: "workflow.task.updated", task: structuredClone(task), task_index: index },
    });
  }

  /**
   * Ends the workflow, if there is one, and stores it.
   *
   * @param options.summary what stands above its tasks; by default how long it took
   * @param options.expanded whether its tasks stay open; false unless said
   */
  endWorkflow(
    options: { readonly summary?: WorkflowSummary; readonly expanded?: boolean } = {},
  ): void {
    if (!this.workflowItem) {
      return;
    }
    const { workflow, created_at } = this.workflowItem;
    workflow.summary = options.summary ??
      workflow.summary ?? { duration: secondsSince(created_at) };
    workflow.expanded = options.expanded ?? false;
    this.#sendWorkflow("done");
    this.workflowItem = undefined;
  }

  /**
   * Hands on what is streamed from now on, and first what nobody has heard of yet.
   *
   * @returns what ends it
   */
  listen(listener: Listener): () => void {
    this.#listener = listener;
    for (const event of this.#waiting.splice(0)) {
      listener(event);
    }
    return () => {
      if (this.#listener === listener) {
        this.#listener = undefined;
      }
    };
  }

  /** Says that nobody hears any more: the answer was stopped, or failed. */
  end(): void {
    this.#isOver = true;
    this.#waiting = [];
  }

  #newWorkflow(workflow: Workflow): WorkflowItem {
    return {
      type: "workflow",
      id: newId("workflow"),
      thread_id: this.thread.id,
      created_at: new Date().toISOString(),
      workflow,
    };
  }

  /** Sends a copy, since the workflow changes before a slow client has read the event. */
  #sendWorkflow(state: "added" | "done"): void {
    if (!this.workflowItem) {
      return;
    }
    this.#send({ type: `thread.item.${state}`, item: structuredClone(this.workflowItem) });
  }

  #send(event: ThreadStreamEvent): void {
    if (this.#listener) {
      this.#listener(event);
    } else if (!this.#isOver) {
      this.#waiting.push(event);
    }
  }
}

/** Items that do not show, so that a workflow goes on across them. */
const UNSEEN: ReadonlySet<string> = new Set([
  "client_tool_call",
  "hidden_context_item",
  "sdk_hidden_context",
]);

const secondsSince = (time: string) => Math.floor((Date.now() - Date.parse(time)) / 1000);
