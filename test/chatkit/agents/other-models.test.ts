import {
  Agent,
  type Model,
  type ModelRequest,
  type ResponseStreamEvent,
  Runner,
  Usage,
} from "@openai/agents";
import { expect, test } from "vitest";
import { accumulateText } from "../../../templates/+self-hosted+node/server/chatkit/agents/accumulate-text.ts";
import { type ChatContext, collect, useScriptedModel } from "./chat.ts";
import {
  added,
  delta,
  done,
  ended,
  message,
  partAdded,
  taskAdded,
  taskUpdated,
  workflow,
} from "./events.ts";

const { newChat } = useScriptedModel("responses");

type Output = Extract<ResponseStreamEvent, { type: "response_done" }>["response"]["output"];

/** A model of an adapter for another provider, which knows the SDK's own events alone. */
function otherModel(...answers: readonly { readonly deltas: string[]; readonly output: Output }[]) {
  const left = [...answers];
  const model: Model = {
    getResponse: async () => {
      throw new Error("Only streams are asked for.");
    },
    async *getStreamedResponse(_request: ModelRequest): AsyncIterable<ResponseStreamEvent> {
      const answer = left.shift();
      if (!answer) throw new Error("No answer is left.");
      yield { type: "response_started" };
      for (const part of answer.deltas) {
        yield { type: "model", event: { type: "text-delta", part } };
        yield { type: "output_text_delta", delta: part };
      }
      const usage = { ...new Usage(), inputTokensDetails: {}, outputTokensDetails: {} };
      yield {
        type: "response_done",
        response: {
          id: "same",
          usage: { ...usage, inputTokens: 0, outputTokens: 0, totalTokens: 0 },
          output: answer.output,
        },
      };
    },
  };
  return model;
}

const says = (...texts: readonly string[]): Output[number] => ({
  type: "message",
  role: "assistant",
  status: "completed",
  content: texts.map((text) => ({ type: "output_text", text })),
});

test("an adapter's text is streamed", async () => {
  const model = otherModel({ deltas: ["Hel", "lo"], output: [says("Hello")] });
  const agent = new Agent<ChatContext>({ name: "Assistant", model });
  const chat = await newChat();
  expect(await chat.answer(agent)).toEqual([
    added(message("msg_1")),
    partAdded("msg_1"),
    delta("msg_1", "Hel"),
    delta("msg_1", "lo"),
    done(message("msg_1", ["Hello"])),
  ]);
});

test("what is only known at the end is shown then", async () => {
  const thoughts: Output[number] = {
    type: "reasoning",
    content: [],
    rawContent: [{ type: "reasoning_text", text: "Hm" }],
  };
  const model = otherModel({ deltas: [], output: [thoughts, says("One"), says("Two")] });
  const agent = new Agent<ChatContext>({ name: "Assistant", model });
  const task = { type: "thought", status_indicator: "none", content: "Hm" };
  const chat = await newChat();
  expect(await chat.answer(agent)).toEqual([
    added(workflow("wf_1", "reasoning", [])),
    taskAdded("wf_1", 0, task),
    taskUpdated("wf_1", 0, task),
    done(workflow("wf_1", "reasoning", [task], ended)),
    added(message("msg_1")),
    partAdded("msg_1"),
    done(message("msg_1", ["One"])),
    added(message("msg_2")),
    partAdded("msg_2"),
    done(message("msg_2", ["Two"])),
  ]);
});

test("an agent writes into a widget", async () => {
  const model = otherModel({ deltas: ["Hel", "lo"], output: [says("Hello")] });
  const run = await new Runner().run(new Agent({ name: "Writer", model }), "Write.", {
    stream: true,
  });
  const base = { type: "Markdown", id: "text", value: "", streaming: true } as const;
  expect(await collect(accumulateText(run, base))).toEqual([
    base,
    { ...base, value: "Hel" },
    { ...base, value: "Hello" },
    { ...base, value: "Hello", streaming: false },
  ]);
});
