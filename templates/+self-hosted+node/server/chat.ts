import { setTimeout as sleep } from "node:timers/promises";
import type { Agent } from "@openai/agents";
import { createAttachmentMemory } from "./attachment-memory.ts";
import type { ChatContext } from "./chat-tool.ts";
import { AgentContext } from "./chatkit/agents/context.ts";
import { loadHistory } from "./chatkit/agents/input.ts";
import { streamAgentResponse } from "./chatkit/agents/stream.ts";
import type { Attachments } from "./chatkit/attachments/attachments.ts";
import type { AudioInput, ChatKitHandlers } from "./chatkit/server.ts";
import type { Store } from "./chatkit/store.ts";
import type { InferenceOptions, ThreadItem } from "./chatkit/types.ts";
import type { RequestContext } from "./context.ts";
import { Converter, chooseAttachments } from "./conversion.ts";
import type { ModelConnection } from "./model.ts";
import { forStream } from "./model-errors.ts";
import { addTitle } from "./title.ts";

/** How long a finished answer waits for its thread's title. */
const TITLE_PATIENCE_MS = 2_000;

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

/** What every assistant of this app does: history, titles, models, tools, errors, feedback. */
export function createChat(options: {
  readonly assistant: Assistant;
  readonly store: Store;
  readonly attachments: Attachments<RequestContext>;
  readonly connection: ModelConnection;
}): Handlers {
  const { assistant, store, attachments, connection } = options;
  const { action, transcribe } = assistant;
  const memory = createAttachmentMemory();

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
      const read = chooseAttachments(history);
      const leave = await memory.take(read.bytes, context.userId, signal);
      const title = addTitle({ thread, message, connection, signal: untilEnd });
      try {
        const result = await connection
          .runner(choice)
          .run(assistant.agent, await new Converter(attachments, read).toAgentInput(history), {
            stream: true,
            context: agentContext,
            signal: untilEnd,
          });
        yield* streamAgentResponse({ context: agentContext, result, signal: untilEnd });
        // A title that comes late is left to the next message.
        await Promise.race([title, sleep(TITLE_PATIENCE_MS, undefined, { ref: false })]);
      } catch (error) {
        const failure = signal.aborted ? undefined : connection.explain(error, choice.model);
        throw failure ? forStream(failure) : error;
      } finally {
        end.abort();
        leave();
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
