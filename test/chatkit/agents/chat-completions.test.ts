import { Agent, tool } from "@openai/agents";
import { describe, expect, test } from "vitest";
import { z } from "zod";
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
import type { Piece } from "./scripted-model.ts";

const { newChat } = useScriptedModel("chat_completions");
const agent = new Agent<ChatContext>({ name: "Assistant" });

const chunk = (choice: object, more: object = {}): Piece => ({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 1,
  model: "m",
  choices: [{ index: 0, finish_reason: null, ...choice }],
  ...more,
});

/** An answer in these deltas, as OpenAI sends it. */
function completion(deltas: readonly object[], finish_reason = "stop"): Piece[] {
  return [
    chunk({ delta: { role: "assistant", content: "", refusal: null } }),
    ...deltas.map((one) => (typeof one === "function" ? one : chunk({ delta: one }))),
    chunk({ delta: {}, finish_reason }),
    chunk({}, { choices: [], usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 } }),
  ];
}

/** All that a message of these deltas brings. */
const spoken = (id: string, ...deltas: readonly string[]) => [
  added(message(id)),
  partAdded(id),
  ...deltas.map((one) => delta(id, one)),
  done(message(id, [deltas.join("")])),
];

const call = (name: string, id = "call_1") => ({
  tool_calls: [{ index: 0, id, type: "function", function: { name, arguments: "{}" } }],
});

const note = tool({
  name: "note",
  description: "Notes.",
  parameters: z.object({}),
  execute: async () => "noted",
});

test("a text is shown as it comes, and whole at its end", async () => {
  const chat = await newChat();
  chat.model.answer(completion([{ content: "Hel" }, { content: "lo" }]));
  expect(await chat.answer(agent)).toEqual(spoken("msg_1", "Hel", "lo"));
  expect(chat.model.asked[0]).toMatchObject({ path: "/v1/chat/completions" });
});

test("answers whose ids are all the same do not replace one another", async () => {
  const ids = new Set<string>();
  for (const _ of [1, 2]) {
    const chat = await newChat();
    const answer = completion([{ content: "Hello" }]).map((piece) => ({ ...piece, id: "" }));
    chat.model.answer(answer);
    for (const event of await collect(chat.start(agent))) {
      if (event.type === "thread.item.done") ids.add(event.item.id);
    }
  }
  expect(ids.size).toBe(2);
});

test("words before a tool call and after it are two messages", async () => {
  const chat = await newChat();
  chat.model.answer(
    completion([{ content: "Wait." }, call("note")], "tool_calls"),
    completion([{ content: "Done." }]),
  );
  const noting = new Agent<ChatContext>({ name: "Assistant", tools: [note] });
  expect(await chat.answer(noting)).toEqual([
    ...spoken("msg_1", "Wait."),
    ...spoken("msg_2", "Done."),
  ]);
  expect(chat.model.asked[1]?.body.messages.slice(-2)).toEqual([
    expect.objectContaining({ role: "assistant", tool_calls: [expect.anything()] }),
    { role: "tool", tool_call_id: "call_1", content: "noted" },
  ]);
});

test("a client tool", async () => {
  const chat = await newChat();
  chat.model.answer(completion([call("look", "call_9")], "tool_calls"));
  const look = tool({
    name: "look",
    description: "Looks.",
    parameters: z.object({}),
    execute: async (_input, run) => {
      const { context } = run as unknown as { context: ChatContext };
      context.clientToolCall = { name: "look_at", arguments: { at: "page" } };
      return "looking";
    },
  });
  const looking = new Agent<ChatContext>({
    name: "Assistant",
    tools: [look],
    toolUseBehavior: { stopAtToolNames: ["look"] },
  });
  expect(await chat.answer(looking)).toEqual([
    done({
      type: "client_tool_call",
      id: "tc_1",
      status: "pending",
      call_id: "call_9",
      name: "look_at",
      arguments: { at: "page" },
    }),
  ]);
});

describe("refusals", () => {
  test("are shown like a text", async () => {
    const chat = await newChat();
    chat.model.answer(completion([{ refusal: "I can't " }, { refusal: "help." }]));
    expect(await chat.answer(agent)).toEqual(spoken("msg_1", "I can't ", "help."));
  });

  test("after words are a part of their own", async () => {
    const chat = await newChat();
    chat.model.answer(completion([{ content: "Well, " }, { refusal: "no." }]));
    expect(await chat.answer(agent)).toEqual([
      added(message("msg_1")),
      partAdded("msg_1"),
      delta("msg_1", "Well, "),
      partAdded("msg_1", 1),
      delta("msg_1", "no.", 1),
      done(message("msg_1", ["Well, "], ["no."])),
    ]);
  });

  test("by a filter, which says nothing, are told in the SDK's words", async () => {
    const chat = await newChat();
    chat.model.answer(completion([], "content_filter"));
    const events = await chat.answer(agent);
    expect(events).toHaveLength(3);
    expect(events.at(-1)).toEqual(
      done(message("msg_1", [expect.stringMatching(/content filter/i)])),
    );
  });
});

describe("thoughts", () => {
  const task = (content: string) => ({ type: "thought", status_indicator: "none", content });

  test.each(["reasoning_content", "reasoning"])("under the name %s", async (name) => {
    const chat = await newChat();
    chat.model.answer(completion([{ [name]: "Let " }, { [name]: "me see" }, { content: "Hello" }]));
    expect(await chat.answer(agent)).toEqual([
      added(workflow("wf_1", "reasoning", [])),
      taskAdded("wf_1", 0, task("Let ")),
      taskUpdated("wf_1", 0, task("Let me see")),
      taskUpdated("wf_1", 0, task("Let me see")),
      done(workflow("wf_1", "reasoning", [task("Let me see")], ended)),
      ...spoken("msg_1", "Hello"),
    ]);
  });

  test("before and after a tool are one workflow", async () => {
    const chat = await newChat();
    chat.model.answer(
      completion([{ reasoning: "One" }, call("note")], "tool_calls"),
      completion([{ reasoning: "T" }, { reasoning: "wo" }, { content: "Hello" }]),
    );
    const noting = new Agent<ChatContext>({ name: "Assistant", tools: [note] });
    expect((await chat.answer(noting)).slice(1, 5)).toEqual([
      taskAdded("wf_1", 0, task("One")),
      taskUpdated("wf_1", 0, task("One")),
      taskAdded("wf_1", 1, task("Two")),
      done(workflow("wf_1", "reasoning", [task("One"), task("Two")], ended)),
    ]);
  });

  test("of another kind are passed over", async () => {
    const chat = await newChat();
    chat.model.answer(completion([{ reasoning: { steps: 1 }, content: "Hello" }]));
    expect(await chat.answer(agent)).toEqual(spoken("msg_1", "Hello"));
  });
});

test("pages that a model with web search cites", async () => {
  const chat = await newChat();
  const url_citation = {
    url: "https://example.com/a",
    title: "A",
    start_index: 0,
    end_index: 3,
  };
  chat.model.answer(
    completion([
      { content: "See" },
      { annotations: [{ type: "url_citation", url_citation }, { type: "other" }] },
    ]),
  );
  const source = { type: "url", url: "https://example.com/a", title: "A" };
  expect((await chat.answer(agent)).at(-1)).toEqual(
    done(message("msg_1", ["See", [{ type: "annotation", source, index: 3 }]])),
  );
});

test("what the answer cost is counted", async () => {
  const chat = await newChat();
  chat.model.answer(completion([call("count")], "tool_calls"));
  let total: number | undefined;
  const counting = new Agent<ChatContext>({
    name: "Assistant",
    tools: [
      tool({
        name: "count",
        description: "Counts.",
        parameters: z.object({}),
        execute: async (_input, run) => {
          total = run?.usage.totalTokens;
          return "counted";
        },
      }),
    ],
    toolUseBehavior: "stop_on_first_tool",
  });
  await chat.answer(counting);
  expect(total).toBe(10);
});

test("a reader who leaves closes the request to the model", async () => {
  const chat = await newChat();
  const forever = () => new Promise(() => {});
  chat.model.answer(completion([{ content: "Half" }, forever]));
  for await (const event of chat.start(agent)) {
    if (event.type === "thread.item.updated") break;
  }
  expect(await chat.model.asked[0]?.closed).toEqual({ whole: false });
});

test("an error in the middle of an answer", async () => {
  const chat = await newChat();
  const error = { error: { message: "Slow down.", code: "rate_limit_exceeded" } };
  chat.model.answer([...completion([{ content: "Half" }]).slice(0, 2), error]);
  await expect(chat.answer(agent)).rejects.toThrow("Slow down.");
});
