import { setTimeout as sleep } from "node:timers/promises";
import {
  Agent,
  type AgentInputItem,
  OpenAIProvider,
  type RunContext,
  Runner,
  tool,
} from "@openai/agents";
import OpenAI from "openai";
import { z } from "zod";
import { AgentContext } from "../../templates/+self-hosted+node/server/chatkit/agents/context.ts";
import {
  loadHistory,
  ThreadItemConverter,
} from "../../templates/+self-hosted+node/server/chatkit/agents/input.ts";
import { ResponseStreamConverter } from "../../templates/+self-hosted+node/server/chatkit/agents/response-converter.ts";
import { streamAgentResponse } from "../../templates/+self-hosted+node/server/chatkit/agents/stream.ts";
import type { Store } from "../../templates/+self-hosted+node/server/chatkit/store.ts";
import type {
  ThreadMetadata,
  ThreadStreamEvent,
} from "../../templates/+self-hosted+node/server/chatkit/types.ts";
import type { WidgetRoot } from "../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import type { Context } from "./node-server.ts";
import type { AgentName, Step } from "./scenario.ts";

/*
 * The agents that scenarios name; `python/agents_under_test.py` has the same for Python.
 */

const BYTES = new TextEncoder().encode("hello");

type Chat = AgentContext<Context>;

function chat(run: RunContext<unknown> | undefined): Chat {
  if (!(run?.context instanceof AgentContext)) throw new Error("A tool ran outside a chat.");
  return run.context;
}

const add = tool({
  name: "add",
  description: "Add two numbers.",
  parameters: z.object({ a: z.number(), b: z.number() }),
  execute: async ({ a, b }) => String(a + b),
});

const showCard = tool({
  name: "show_card",
  description: "Show a card.",
  parameters: z.object({ title: z.string() }),
  async execute({ title }, run) {
    const context = chat(run);
    context.stream({
      type: "thread.item.done",
      item: {
        type: "widget",
        id: "msg_card",
        thread_id: context.thread.id,
        created_at: new Date().toISOString(),
        widget: { type: "Card", children: [{ type: "Title", value: title }] },
        copy_text: title,
      },
    });
    return "shown";
  },
});

const streamCard = tool({
  name: "stream_card",
  description: "Stream a card.",
  parameters: z.object({}),
  async execute(_, run) {
    async function* states(): AsyncGenerator<WidgetRoot> {
      yield cardSaying("", true);
      yield cardSaying("Hel", true);
      yield cardSaying("Hello", false);
    }
    await chat(run).streamWidget(states(), { copyText: "Hello" });
    return "streamed";
  },
});

const cardSaying = (value: string, streaming: boolean): WidgetRoot => ({
  type: "Card",
  children: [{ type: "Text", id: "said", value, streaming }],
});

const work = tool({
  name: "work",
  description: "Show a workflow.",
  parameters: z.object({}),
  async execute(_, run) {
    const context = chat(run);
    context.startWorkflow({ type: "custom", tasks: [], expanded: false });
    context.addWorkflowTask({ type: "custom", title: "One", status_indicator: "loading" });
    context.updateWorkflowTask({ type: "custom", title: "One", status_indicator: "complete" }, 0);
    context.addWorkflowTask({
      type: "web_search",
      title: "Two",
      queries: ["two"],
      sources: [{ type: "url", url: "https://example.com/", title: "Example" }],
      status_indicator: "none",
    });
    context.endWorkflow({ summary: { title: "Worked", icon: "check" }, expanded: true });
    return "worked";
  },
});

const leaveWorkflowOpen = tool({
  name: "leave_workflow_open",
  description: "Show a workflow that goes on.",
  parameters: z.object({}),
  async execute(_, run) {
    chat(run).addWorkflowTask({ type: "custom", title: "Going on", status_indicator: "none" });
    return "working";
  },
});

const announce = tool({
  name: "announce",
  description: "Tell the page something.",
  parameters: z.object({}),
  async execute(_, run) {
    const context = chat(run);
    context.stream({ type: "progress_update", icon: "search", text: "Looking" });
    context.stream({ type: "client_effect", name: "flash", data: { colour: "red" } });
    context.stream({
      type: "notice",
      level: "warning",
      message: "**Careful**",
      title: "Mind",
    });
    return "announced";
  },
});

const getSelection = tool({
  name: "get_selection",
  description: "Ask the browser what is selected.",
  parameters: z.object({ kind: z.string() }),
  async execute({ kind }, run) {
    chat(run).clientToolCall = { name: "get_selection", arguments: { kind } };
    return "asked";
  },
});

const breakDown = tool({
  name: "break_down",
  description: "Fail.",
  parameters: z.object({}),
  errorFunction: null,
  async execute() {
    throw new Error("The tool broke.");
  },
});

const TOOLS = [
  add,
  showCard,
  streamCard,
  work,
  leaveWorkflowOpen,
  announce,
  getSelection,
  breakDown,
];

function makeAgent(name: AgentName, model: string): Agent<Chat> {
  const common = { name, instructions: "Be brief.", model };
  switch (name) {
    case "tools":
      return new Agent<Chat>({
        ...common,
        tools: TOOLS,
        toolUseBehavior: { stopAtToolNames: ["get_selection"] },
      });
    case "guarded input":
      return new Agent<Chat>({
        ...common,
        inputGuardrails: [
          {
            name: "later",
            async execute() {
              await sleep(250);
              return { outputInfo: null, tripwireTriggered: true };
            },
          },
        ],
      });
    case "guarded output":
      return new Agent<Chat>({
        ...common,
        outputGuardrails: [
          {
            name: "trip",
            execute: async () => ({ outputInfo: null, tripwireTriggered: true }),
          },
        ],
      });
    case "plain":
      return new Agent<Chat>(common);
  }
}

/** Lets an agent answer what the thread holds. */
export async function* answerWithAgent(options: {
  readonly step: Extract<Step, { agent: AgentName }>;
  readonly thread: ThreadMetadata;
  readonly store: Store;
  readonly context: Context;
  readonly signal: AbortSignal;
  readonly modelUrl: string;
}): AsyncGenerator<ThreadStreamEvent> {
  const { step, thread, store, context, signal, modelUrl } = options;
  const openAIClient = new OpenAI({ baseURL: modelUrl, apiKey: "sk-test", maxRetries: 0 });
  const modelProvider = new OpenAIProvider({ openAIClient, useResponses: step.api !== "chat" });
  const runner = new Runner({ modelProvider, tracingDisabled: true });
  const agentContext = new AgentContext({ thread, store, requestContext: context });
  const converter = new ThreadItemConverter({ readAttachment: async () => BYTES });
  const history = await loadHistory({ store, thread, context });
  const input: AgentInputItem[] = await converter.toAgentInput(history);
  const result = await runner.run(makeAgent(step.agent, step.model ?? ""), input, {
    stream: true,
    context: agentContext,
    signal,
  });
  yield* streamAgentResponse({
    context: agentContext,
    result,
    converter: new ResponseStreamConverter({ partialImages: 2 }),
    signal,
  });
}
