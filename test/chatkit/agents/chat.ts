import {
  type Agent,
  type AgentInputItem,
  OpenAIProvider,
  Runner,
  type StreamRunOptions,
  setTracingDisabled,
} from "@openai/agents";
import OpenAI from "openai";
import { afterAll, beforeAll } from "vitest";
import { AgentContext } from "../../../templates/+self-hosted+node/server/chatkit/agents/context.ts";
import { loadHistory } from "../../../templates/+self-hosted+node/server/chatkit/agents/input.ts";
import type { ResponseStreamConverter } from "../../../templates/+self-hosted+node/server/chatkit/agents/response-converter.ts";
import { streamAgentResponse } from "../../../templates/+self-hosted+node/server/chatkit/agents/stream.ts";
import { createMemoryStore } from "../../../templates/+self-hosted+node/server/chatkit/memory-store.ts";
import type { Owner } from "../../../templates/+self-hosted+node/server/chatkit/store.ts";
import type {
  ThreadItem,
  ThreadMetadata,
  ThreadStreamEvent,
} from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { type ScriptedModel, startScriptedModel } from "./scripted-model.ts";

export type ChatContext = AgentContext<Owner>;

/** A thread, and an agent of the real SDK that answers in it through a scripted model. */
export interface Chat {
  readonly model: ScriptedModel;
  readonly context: ChatContext;
  /** What the store holds of the thread, in order. */
  stored(): Promise<ThreadItem[]>;
  /** Adds an item to the thread. */
  store(item: ThreadItem): Promise<void>;
  /** Begins to answer. */
  start(agent: ChatAgent, options?: AnswerOptions): AsyncGenerator<ThreadStreamEvent>;
  /** Answers, and gives what the client saw; ids are short and times left out. */
  answer(agent: ChatAgent, options?: AnswerOptions): Promise<unknown[]>;
}

// biome-ignore lint/suspicious/noExplicitAny: the SDK's own type for any kind of output.
export type ChatAgent = Agent<ChatContext, any>;

export interface AnswerOptions {
  /** What the model reads; a greeting unless said. */
  readonly input?: AgentInputItem[];
  readonly converter?: ResponseStreamConverter;
  readonly signal?: AbortSignal;
  readonly runOptions?: Partial<StreamRunOptions<ChatContext>>;
}

/** Serves a scripted model while a file's tests run; each chat that it gives is new. */
export function useScriptedModel(api: "responses" | "chat_completions"): {
  newChat(options?: { readonly items?: readonly ThreadItem[] }): Promise<Chat>;
} {
  let model: ScriptedModel;
  let runner: Runner;
  beforeAll(async () => {
    setTracingDisabled(true);
    model = await startScriptedModel();
    const openAIClient = new OpenAI({ apiKey: "sk-test", baseURL: model.baseUrl, maxRetries: 0 });
    const useResponses = api === "responses";
    runner = new Runner({
      model: "gpt-test",
      modelProvider: new OpenAIProvider({ openAIClient, useResponses }),
    });
  });
  afterAll(() => model.close());

  return {
    newChat: async ({ items = [] } = {}) => {
      model.reset();
      const store = createMemoryStore();
      const requestContext = { userId: "ada" };
      const thread: ThreadMetadata = {
        id: "thr_1",
        created_at: "2026-11-21T12:00:00.000Z",
        status: { type: "active" },
        metadata: {},
      };
      await store.saveThread(thread, requestContext);
      for (const item of items) await store.addThreadItem(thread.id, item, requestContext);
      const context: ChatContext = new AgentContext({ thread, store, requestContext });
      const start = async function* (agent: ChatAgent, options: AnswerOptions = {}) {
        const { input = "Hello", runOptions, ...rest } = options;
        const result = await runner.run(agent, input, { ...runOptions, stream: true, context });
        yield* streamAgentResponse({ context, result, ...rest });
      };
      return {
        model,
        context,
        stored: () => loadHistory({ store, thread, context: requestContext }),
        store: (item) => store.addThreadItem(thread.id, item, requestContext),
        start,
        answer: async (agent, options) => brief(await collect(start(agent, options))),
      };
    },
  };
}

/** Everything that comes, in a list. */
export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of source) values.push(value);
  return values;
}

/** Events without times, and with ids that tell in which order they were first seen. */
export function brief(events: readonly ThreadStreamEvent[]): unknown[] {
  const ids = new Map<string, string>();
  const shorten = (id: string, prefix: string) => {
    const count = [...ids.values()].filter((known) => known.startsWith(prefix)).length;
    if (!ids.has(id)) ids.set(id, `${prefix}${count + 1}`);
    return ids.get(id);
  };
  return JSON.parse(
    JSON.stringify(events, (key, value) => {
      if (key === "created_at" || key === "thread_id") return undefined;
      const own = typeof value === "string" ? /^(\w+_)[0-9a-f]{32}$/.exec(value) : null;
      return own?.[1] ? shorten(value, own[1]) : value;
    }),
  );
}
