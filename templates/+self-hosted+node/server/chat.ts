import { Agent, ModelBehaviorError, type RunContext, tool } from "@openai/agents";
import type { z } from "zod";
import { AgentContext } from "./chatkit/agents/context.ts";
import { loadHistory, ThreadItemConverter } from "./chatkit/agents/input.ts";
import { streamAgentResponse } from "./chatkit/agents/stream.ts";
import type { Attachments } from "./chatkit/attachments/attachments.ts";
import type { AudioInput, ChatKitHandlers } from "./chatkit/server.ts";
import type { Store } from "./chatkit/store.ts";
import type {
  InferenceOptions,
  ThreadItem,
  ThreadMetadata,
  UserMessageItem,
} from "./chatkit/types.ts";
import type { RequestContext } from "./context.ts";
import type { ModelConnection } from "./model.ts";
import { explain, forStream } from "./model-errors.ts";

const TITLE_MS = 15_000;
const TITLE_LENGTH = 80;

/** What the tools of an agent are given as their context. */
export type ChatContext = AgentContext<RequestContext>;

type Handlers = ChatKitHandlers<RequestContext>;

/** What `server/agent.ts` defines. */
export interface Assistant {
  /** The agent that answers. */
  readonly agent: Agent<ChatContext>;
  /** Names of models by the id of the composer's choice; any other id means OPENAI_MODEL. */
  readonly models?: Readonly<Record<string, string>>;
  /** Names of tools by the id of the composer's tool, which the model then has to call first. */
  readonly tools?: Readonly<Record<string, string>>;
  /** Does what a widget's button asks for. */
  readonly action?: NonNullable<Handlers["action"]>;
  /** Writes down what the user dictates. */
  readonly transcribe?: (
    audio: AudioInput,
    connection: ModelConnection,
    signal: AbortSignal,
  ) => Promise<string>;
}

/**
 * Makes a function that the model may call.
 *
 * @param options.description tells the model what it is for
 * @param options.run does the work: `chat` shows things in the conversation, and what is returned
 *   is what the model reads
 */
export function chatTool<Parameters extends z.ZodObject>(options: {
  readonly name: string;
  readonly description: string;
  readonly parameters: Parameters;
  readonly run: (input: z.infer<Parameters>, chat: ChatContext) => string | Promise<string>;
}) {
  const { name, description, parameters, run } = options;
  return tool<z.ZodObject, ChatContext, string>({
    name,
    description,
    parameters,
    execute: async (input, running?: RunContext<ChatContext>) => {
      if (!running) {
        throw new Error(`${name} was called outside a conversation.`);
      }
      return run(parameters.parse(input), running.context);
    },
    errorFunction: (_, error) => {
      if (error instanceof ModelBehaviorError) {
        return `Those are not the arguments that ${name} takes. Please try again.`;
      }
      console.error(`The tool ${name} failed:`, error);
      return `The tool ${name} failed.`;
    },
  });
}

const titleWriter = new Agent({
  name: "Title writer",
  instructions:
    "Write a title of at most five words for a conversation that begins with the user's message, " +
    "in the message's language. Answer with the title alone, without quotation marks.",
});

/** What every assistant of this app does: history, titles, models, tools, errors, feedback. */
export function createChat(options: {
  readonly assistant: Assistant;
  readonly store: Store;
  readonly attachments: Attachments<RequestContext>;
  readonly connection: ModelConnection;
}): Handlers {
  const { assistant, store, attachments, connection } = options;
  const { action, transcribe } = assistant;
  const converter = new ThreadItemConverter({ readAttachment: attachments.read });

  /**
   * Gives a new thread a title while the answer is being written.
   *
   * A failure is no reason to fail the answer: the next message tries again.
   */
  const addTitle = async (
    thread: ThreadMetadata,
    message: UserMessageItem | null,
    signal: AbortSignal,
  ) => {
    if (thread.title !== undefined || !message) {
      return;
    }
    const text = message.content.map((part) => part.text).join("");
    const names = message.attachments.map(({ name }) => name).join(", ");
    try {
      const { finalOutput } = await connection.runner().run(titleWriter, text.trim() || names, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(TITLE_MS)]),
      });
      const [title] = (finalOutput ?? "")
        .trim()
        .replace(/^["']+|["']+$/g, "")
        .split("\n");
      if (title) {
        thread.title ??= title.slice(0, TITLE_LENGTH);
      }
    } catch (error) {
      if (!signal.aborted) {
        console.info(`No title for ${thread.id}: ${error instanceof Error ? error.name : error}`);
      }
    }
  };

  return {
    async *respond({ thread, message, context, signal }) {
      if (connection.fault) {
        throw forStream(connection.fault);
      }
      const history = await loadHistory({ store, thread, context });
      const { model, tool_choice } = inferenceOptions(history);
      const choice = {
        model: find(assistant.models, model),
        // A tool was chosen for one message, not for what follows from it.
        tool: message ? find(assistant.tools, tool_choice?.id) : undefined,
      };
      const agentContext = new AgentContext({ thread, store, requestContext: context });
      const end = new AbortController();
      const untilEnd = AbortSignal.any([signal, end.signal]);
      const title = addTitle(thread, message, untilEnd);
      try {
        const result = await connection
          .runner(choice)
          .run(assistant.agent, await converter.toAgentInput(history), {
            stream: true,
            context: agentContext,
            signal: untilEnd,
          });
        yield* streamAgentResponse({ context: agentContext, result, signal: untilEnd });
        await title;
      } catch (error) {
        const failure = signal.aborted
          ? undefined
          : explain(error, choice.model ?? connection.defaultModel);
        throw failure ? forStream(failure) : error;
      } finally {
        end.abort();
      }
    },
    addFeedback: ({ threadId, itemIds, kind, context }) =>
      store.saveFeedback(threadId, itemIds, kind, context),
    ...(action && { action }),
    ...(transcribe && {
      transcribe: async ({ audio, signal }) => ({
        text: await transcribe(audio, connection, signal),
      }),
    }),
  };
}

/** The choices that the user made in the composer with the newest message. */
function inferenceOptions(history: readonly ThreadItem[]): InferenceOptions {
  const newest = history.findLast((item) => item.type === "user_message");
  return newest?.inference_options ?? {};
}

function find(
  names: Readonly<Record<string, string>> | undefined,
  id: string | undefined,
): string | undefined {
  return names && id !== undefined && Object.hasOwn(names, id) ? names[id] : undefined;
}
