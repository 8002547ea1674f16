import type { AgentInputItem } from "@openai/agents";
import { NotFoundError } from "../errors.ts";
import type { Owner, Store } from "../store.ts";
import type {
  AssistantMessageItem,
  Attachment,
  ClientToolCallItem,
  EndOfTurnItem,
  GeneratedImageItem,
  HiddenContextItem,
  SdkHiddenContextItem,
  StructuredInputItem,
  Task,
  TaskItem,
  ThreadItem,
  ThreadMetadata,
  UserMessageItem,
  UserMessageTag,
  WidgetItem,
  WorkflowItem,
} from "../types.ts";
import { attachmentContent } from "./attachment-content.ts";

/** Something of a message that the model reads. */
export type InputContent = Exclude<
  Extract<AgentInputItem, { role: "user" }>["content"],
  string
>[number];

/** How many of a thread's items the model reads. */
const HISTORY_LENGTH = 20;

/**
 * Loads the newest items of a thread, oldest first.
 *
 * @param options.limit how many; 20 unless said
 * @throws NotFoundError if there is no such thread
 */
export async function loadHistory(options: {
  readonly store: Store;
  readonly thread: ThreadMetadata;
  readonly context: Owner;
  readonly limit?: number;
}): Promise<ThreadItem[]> {
  const { store, thread, context, limit = HISTORY_LENGTH } = options;
  const page = await store.loadThreadItems(thread.id, { limit, order: "desc" }, context);
  return page.data.reverse();
}

/** Turns a thread without attachments into what the model reads. */
export function toAgentInput(items: readonly ThreadItem[]): Promise<AgentInputItem[]> {
  return new ThreadItemConverter().toAgentInput(items);
}

/** Turns a thread into what the model reads. Override what has to be worded differently. */
export class ThreadItemConverter {
  readonly #readAttachment: ((attachment: Attachment) => Promise<Uint8Array>) | undefined;

  /**
   * @param options.readAttachment gives the bytes of an attachment, or throws NotFoundError; an app
   *   without attachments needs none
   */
  constructor(
    options: { readonly readAttachment?: (attachment: Attachment) => Promise<Uint8Array> } = {},
  ) {
    this.#readAttachment = options.readAttachment;
  }

  /** Converts items, oldest first. What the last message quotes is told as well. */
  async toAgentInput(items: readonly ThreadItem[]): Promise<AgentInputItem[]> {
    const input: AgentInputItem[] = [];
    for (const item of items) {
      input.push(...(await this.#itemToInput(item, item === items.at(-1))));
    }
    return input;
  }

  /** Shows the model a text, an image or a file. */
  async attachmentToMessageContent(attachment: Attachment): Promise<InputContent> {
    if (!this.#readAttachment) {
      throw new Error("A message has an attachment, and the converter has no readAttachment.");
    }
    try {
      return attachmentContent(attachment, await this.#readAttachment(attachment));
    } catch (error) {
      if (!(error instanceof NotFoundError)) {
        throw error;
      }
      return text(`[The attachment ${attachment.name} is no longer there.]`);
    }
  }

  /** Tells the model what an @-mention stands for. */
  async tagToMessageContent(tag: UserMessageTag): Promise<InputContent> {
    return text(`@${tag.text} is ${JSON.stringify(tag.data)}`);
  }

  /** The message as it was typed, then what it quotes and what its @-mentions stand for. */
  async userMessageToInput(item: UserMessageItem, isLast: boolean): Promise<AgentInputItem[]> {
    const typed = item.content.map((part) =>
      part.type === "input_tag" ? `@${part.text}` : part.text,
    );
    const attachments = await Promise.all(
      item.attachments.map((attachment) => this.attachmentToMessageContent(attachment)),
    );
    const input = [message(text(typed.join("")), ...attachments)];
    if (item.quoted_text && isLast) {
      const quoted = `The user is referring to this in particular: \n${item.quoted_text}`;
      input.push(message(text(quoted)));
    }
    const tags = new Map<string, UserMessageTag>();
    for (const part of item.content) {
      // Two entities may have the same name.
      if (part.type === "input_tag" && !tags.has(part.id)) {
        tags.set(part.id, part);
      }
    }
    if (tags.size > 0) {
      const mentions = [...tags.values()].map((tag) => this.tagToMessageContent(tag));
      input.push(message(text(MENTIONS), ...(await Promise.all(mentions))));
    }
    return input;
  }

  /** What the assistant said, without what it cited. */
  async assistantMessageToInput(item: AssistantMessageItem): Promise<AgentInputItem[]> {
    const content = item.content.map((part) => ({ type: "output_text", text: part.text }) as const);
    return [{ type: "message", role: "assistant", status: "completed", content }];
  }

  /** A call that the browser has not answered is left out, since the model wants both or none. */
  async clientToolCallToInput(item: ClientToolCallItem): Promise<AgentInputItem[]> {
    if (item.status === "pending") {
      return [];
    }
    const call = { name: item.name, callId: item.call_id, status: "completed" } as const;
    const output = JSON.stringify(item.output ?? null);
    return [
      { type: "function_call", ...call, arguments: JSON.stringify(item.arguments) },
      { type: "function_call_result", ...call, output },
    ];
  }

  /** Tells the model what a widget showed, as JSON. */
  async widgetToInput(item: WidgetItem): Promise<AgentInputItem[]> {
    const shown = `The following graphical UI widget (id: ${item.id}) was displayed to the user:`;
    return [message(text(shown + JSON.stringify(item.widget)))];
  }

  /** Tells the model the questions of a form with their answers. */
  async structuredInputToInput(item: StructuredInputItem): Promise<AgentInputItem[]> {
    const answers = item.inputs.map(({ question, answer }) => {
      if (!answer) {
        return `- ${question}: unanswered`;
      }
      return `- ${question}: ${answer.skipped ? "skipped" : answer.values.join(", ")}`;
    });
    const shown = `A structured input request was displayed to the user with the following status: ${item.status}`;
    return [
      message(text([shown, "<StructuredInput>", ...answers, "</StructuredInput>"].join("\n"))),
    ];
  }

  /** Tells the model what a task of the app did; the model knows its own searches and thoughts. */
  async taskToInput(item: TaskItem): Promise<AgentInputItem[]> {
    return describeTask(item.task);
  }

  /** Tells the model what the app's tasks of a workflow did. */
  async workflowToInput(item: WorkflowItem): Promise<AgentInputItem[]> {
    return item.workflow.tasks.flatMap(describeTask);
  }

  /** Tells the model what the user does not see; any JSON will do. */
  async hiddenContextToInput(item: HiddenContextItem): Promise<AgentInputItem[]> {
    const { content } = item;
    return [hidden(typeof content === "string" ? content : JSON.stringify(content ?? null))];
  }

  /** Tells the model what this server noted, such as that the user stopped an answer. */
  async sdkHiddenContextToInput(item: SdkHiddenContextItem): Promise<AgentInputItem[]> {
    return [hidden(item.content)];
  }

  /** Override it if the model cannot reach the URLs of images. */
  async generatedImageToInput(item: GeneratedImageItem): Promise<AgentInputItem[]> {
    if (!item.image) {
      return [];
    }
    const image = { type: "input_image", detail: "auto", image: item.image.url } as const;
    return [message(text("The following image was generated by the agent."), image)];
  }

  /** Nothing, since it only tells the client that no more is to come. */
  async endOfTurnToInput(_item: EndOfTurnItem): Promise<AgentInputItem[]> {
    return [];
  }

  #itemToInput(item: ThreadItem, isLast: boolean): Promise<AgentInputItem[]> {
    switch (item.type) {
      case "user_message":
        return this.userMessageToInput(item, isLast);
      case "assistant_message":
        return this.assistantMessageToInput(item);
      case "client_tool_call":
        return this.clientToolCallToInput(item);
      case "widget":
        return this.widgetToInput(item);
      case "structured_input":
        return this.structuredInputToInput(item);
      case "task":
        return this.taskToInput(item);
      case "workflow":
        return this.workflowToInput(item);
      case "hidden_context_item":
        return this.hiddenContextToInput(item);
      case "sdk_hidden_context":
        return this.sdkHiddenContextToInput(item);
      case "generated_image":
        return this.generatedImageToInput(item);
      case "end_of_turn":
        return this.endOfTurnToInput(item);
    }
  }
}

const MENTIONS = `# User-provided context for @-mentions
- When referencing resolved entities, use their canonical names **without** '@'.
- The '@' form appears only in user text and should not be echoed.`;

const text = (value: string) => ({ type: "input_text", text: value }) as const;

const message = (...content: InputContent[]): AgentInputItem => ({
  type: "message",
  role: "user",
  content,
});

const hidden = (content: string) =>
  message(
    text(
      `Hidden context for the agent (not shown to the user):\n<HiddenContext>\n${content}\n</HiddenContext>`,
    ),
  );

/** Only an app's own tasks are told: searches and thoughts are the model's own. */
function describeTask(task: Task): AgentInputItem[] {
  if (task.type !== "custom") {
    return [];
  }
  const described = [task.title, task.content].filter(Boolean).join(": ");
  if (!described) {
    return [];
  }
  return [
    message(
      text(
        `A message was displayed to the user that the following task was performed:\n<Task>\n${described}\n</Task>`,
      ),
    ),
  ];
}
