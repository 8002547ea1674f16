import { Agent, tool } from "@openai/agents";
import { expect, test } from "vitest";
import { z } from "zod";
import type { ThreadItem } from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { type ChatContext, useScriptedModel } from "./chat.ts";
import { added, done, ended, taskAdded, taskUpdated, whole, workflow } from "./events.ts";
import { called, hosted, response, said, thought } from "./responses-api.ts";

const { newChat } = useScriptedModel("responses");
const agent = new Agent<ChatContext>({ name: "Assistant" });

const task = (content: string) => ({ type: "thought", status_indicator: "none", content });

test("the first thought is shown as it comes, the others when they are whole", async () => {
  const chat = await newChat();
  chat.model.answer(response(thought(["Let ", "me see"], ["I ", "know"]), said(["Hello"])));
  expect(await chat.answer(agent)).toEqual([
    added(workflow("wf_1", "reasoning", [])),
    taskAdded("wf_1", 0, task("Let ")),
    taskUpdated("wf_1", 0, task("Let me see")),
    taskUpdated("wf_1", 0, task("Let me see")),
    taskAdded("wf_1", 1, task("I know")),
    done(workflow("wf_1", "reasoning", [task("Let me see"), task("I know")], ended)),
    ...whole("msg_1", "Hello"),
  ]);
});

test("two equal thoughts are two tasks", async () => {
  const chat = await newChat();
  chat.model.answer(response(thought(["Hm"], ["Hm"], ["Hm"]), said(["Hello"])));
  const indexes = (await chat.answer(agent)).flatMap((event) => {
    const { update } = event as { update?: { type: string; task_index: number } };
    return update?.type === "workflow.task.added" ? [update.task_index] : [];
  });
  expect(indexes).toEqual([0, 1, 2]);
});

test("how long it took stands above the thoughts, in seconds", async () => {
  const chat = await newChat();
  const wait = () => new Promise((resolve) => setTimeout(resolve, 1100));
  chat.model.answer([
    ...response(thought(["Hm"])).slice(0, -1),
    wait,
    ...response(said(["Hello"])).slice(1),
  ]);
  const events = await chat.answer(agent);
  expect(events).toContainEqual(
    done(workflow("wf_1", "reasoning", [task("Hm")], { summary: { duration: 1 } })),
  );
});

test("thoughts in full are not shown, and empty thinking is shown as that", async () => {
  const chat = await newChat();
  const reasoning = { type: "reasoning", summary: [] };
  const part = { type: "reasoning_text", text: "secret" };
  chat.model.answer(
    response(
      hosted(reasoning, reasoning, (place) => [
        { type: "response.content_part.added", ...place, content_index: 0, part },
        { type: "response.reasoning_text.delta", ...place, content_index: 0, delta: "secret" },
        { type: "response.reasoning_text.done", ...place, content_index: 0, text: "secret" },
      ]),
      said(["Hello"]),
    ),
  );
  expect(await chat.answer(agent)).toEqual([
    added(workflow("wf_1", "reasoning", [])),
    done(workflow("wf_1", "reasoning", [], ended)),
    ...whole("msg_1", "Hello"),
  ]);
});

test("thoughts before and after a tool are one workflow", async () => {
  const chat = await newChat();
  const note = tool({
    name: "note",
    description: "Notes.",
    parameters: z.object({}),
    execute: async () => "noted",
  });
  chat.model.answer(
    response(thought(["One"]), called("note")),
    response(thought(["Two"]), said(["Hello"])),
  );
  const noting = new Agent<ChatContext>({ name: "Assistant", tools: [note] });
  expect(await chat.answer(noting)).toEqual([
    added(workflow("wf_1", "reasoning", [])),
    taskAdded("wf_1", 0, task("One")),
    taskUpdated("wf_1", 0, task("One")),
    taskAdded("wf_1", 1, task("Two")),
    done(workflow("wf_1", "reasoning", [task("One"), task("Two")], ended)),
    ...whole("msg_1", "Hello"),
  ]);
});

test("a workflow that is open at the end is stored, and not done", async () => {
  const stop = tool({
    name: "stop",
    description: "Stops.",
    parameters: z.object({}),
    execute: async () => "stopped",
  });
  const stopping = new Agent<ChatContext>({
    name: "Assistant",
    tools: [stop],
    toolUseBehavior: { stopAtToolNames: ["stop"] },
  });
  const chat = await newChat();
  chat.model.answer(response(thought(["One"]), called("stop")));
  expect(await chat.answer(stopping)).toEqual([
    added(workflow("wf_1", "reasoning", [])),
    taskAdded("wf_1", 0, task("One")),
    taskUpdated("wf_1", 0, task("One")),
  ]);
  expect(await chat.stored()).toEqual([
    expect.objectContaining({
      type: "workflow",
      workflow: { type: "reasoning", tasks: [task("One")], expanded: false },
    }),
  ]);
});

const answeredCall = {
  type: "client_tool_call",
  id: "tc_1",
  thread_id: "thr_1",
  created_at: "2026-11-21T12:00:00.000Z",
  status: "completed",
  call_id: "call_1",
  name: "look",
  arguments: {},
  output: "seen",
} satisfies ThreadItem;
const openWorkflow = {
  type: "workflow",
  id: "wf_open",
  thread_id: "thr_1",
  created_at: new Date(Date.now() - 3_600_000).toISOString(),
  workflow: { type: "reasoning", tasks: [], expanded: false },
} satisfies ThreadItem;

test.each([
  ["the newest item", [openWorkflow]],
  ["behind a client tool", [openWorkflow, answeredCall]],
])("an open workflow that is %s goes on", async (_where, items) => {
  const chat = await newChat({ items });
  chat.model.answer(response(thought(["Two"]), said(["Hello"])));
  expect(await chat.answer(agent)).toEqual([
    taskAdded("wf_open", 0, task("Two")),
    taskUpdated("wf_open", 0, task("Two")),
    done(
      workflow("wf_open", "reasoning", [task("Two")], {
        summary: { duration: expect.closeTo(3600, -2) },
      }),
    ),
    ...whole("msg_1", "Hello"),
  ]);
});

test.each<[string, readonly ThreadItem[]]>([
  ["further back", [openWorkflow, answeredCall, { ...answeredCall, id: "tc_2" }]],
  [
    "that has ended",
    [
      {
        ...openWorkflow,
        workflow: { type: "custom", tasks: [], expanded: true, summary: { title: "Done" } },
      },
      answeredCall,
    ],
  ],
])("a workflow %s does not go on", async (_where, items) => {
  const chat = await newChat({ items });
  chat.model.answer(response(said(["Hello"])));
  expect(await chat.answer(agent)).toEqual(whole("msg_1", "Hello"));
});
