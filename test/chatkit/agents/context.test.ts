import { describe, expect, test } from "vitest";
import type { ThreadStreamEvent } from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { brief, useScriptedModel } from "./chat.ts";
import { added, done, taskAdded, workflow } from "./events.ts";

const { newChat } = useScriptedModel("responses");
const task = { type: "custom", status_indicator: "none", title: "One" } as const;

/** A context, and what it streams. */
async function newContext() {
  const { context } = await newChat();
  const streamed: ThreadStreamEvent[] = [];
  const stop = context.listen((event) => streamed.push(event));
  return { context, seen: () => brief(streamed), stop };
}

test.each([
  ["message", /^msg_/],
  ["workflow", /^wf_/],
  ["task", /^tsk_/],
  ["tool_call", /^tc_/],
] as const)("an id of a %s", async (kind, pattern) => {
  const { context } = await newContext();
  expect(context.generateId(kind)).toMatch(pattern);
  expect(context.generateId(kind)).not.toBe(context.generateId(kind));
});

describe("a workflow", () => {
  test("without tasks is shown with its first", async () => {
    const { context, seen } = await newContext();
    context.startWorkflow({ type: "custom", tasks: [], expanded: true });
    expect(seen()).toEqual([]);
    context.addWorkflowTask(task);
    expect(seen()).toEqual([added(workflow("wf_1", "custom", [task], { expanded: true }))]);
  });

  test.each([
    ["with tasks", { type: "custom", tasks: [task], expanded: false }],
    ["of thoughts", { type: "reasoning", tasks: [], expanded: false }],
  ] as const)("%s is shown at once", async (_name, given) => {
    const { context, seen } = await newContext();
    context.startWorkflow(structuredClone({ ...given, tasks: [...given.tasks] }));
    expect(seen()).toEqual([added(workflow("wf_1", given.type, given.tasks))]);
  });

  test("keeps the summary that it has, unless it is given another", async () => {
    const { context, seen } = await newContext();
    const summary = { title: "Looked around" };
    context.startWorkflow({ type: "reasoning", tasks: [], expanded: false, summary });
    context.endWorkflow();
    context.startWorkflow({ type: "reasoning", tasks: [], expanded: false, summary });
    context.endWorkflow({ summary: { duration: 7 }, expanded: true });
    expect(seen()).toEqual([
      added(workflow("wf_1", "reasoning", [], { summary })),
      done(workflow("wf_1", "reasoning", [], { summary })),
      added(workflow("wf_2", "reasoning", [], { summary })),
      done(workflow("wf_2", "reasoning", [], { summary: { duration: 7 }, expanded: true })),
    ]);
  });

  test("ends when another begins", async () => {
    const { context, seen } = await newContext();
    context.addWorkflowTask(task);
    context.startWorkflow({ type: "custom", tasks: [], expanded: false });
    context.addWorkflowTask(task);
    expect(seen()).toEqual([
      added(workflow("wf_1", "custom", [task])),
      done(workflow("wf_1", "custom", [task], { summary: { duration: 0 } })),
      added(workflow("wf_2", "custom", [task])),
    ]);
  });

  test("that does not exist cannot be updated, and ending none is nothing", async () => {
    const { context, seen } = await newContext();
    context.endWorkflow();
    expect(() => context.updateWorkflowTask(task, 0)).toThrow("no workflow");
    context.addWorkflowTask(task);
    expect(() => context.updateWorkflowTask(task, 1)).toThrow("no task 1");
    expect(seen()).toHaveLength(1);
  });

  test("is sent as it was, even if it changes later", async () => {
    const { context, seen } = await newContext();
    const own = { ...task, title: "Before" };
    context.addWorkflowTask(own);
    context.addWorkflowTask(own);
    own.title = "After";
    expect(seen()).toEqual([
      added(workflow("wf_1", "custom", [{ ...task, title: "Before" }])),
      taskAdded("wf_1", 1, { ...task, title: "Before" }),
    ]);
  });
});

test("events that nobody hears wait for the next listener", async () => {
  const { context, seen, stop } = await newContext();
  stop();
  context.stream({ type: "progress_update", text: "Waiting" });
  expect(seen()).toEqual([]);
  const heard: unknown[] = [];
  context.listen((event) => heard.push(event));
  context.stream({ type: "progress_update", text: "Heard" });
  stop();
  context.stream({ type: "progress_update", text: "Still heard" });
  expect(heard).toEqual([
    { type: "progress_update", text: "Waiting" },
    { type: "progress_update", text: "Heard" },
    { type: "progress_update", text: "Still heard" },
  ]);
});

test("after the end, nothing waits for anybody", async () => {
  const { context, stop } = await newContext();
  stop();
  context.stream({ type: "progress_update", text: "Before" });
  context.end();
  context.stream({ type: "progress_update", text: "After" });
  const heard: unknown[] = [];
  context.listen((event) => heard.push(event));
  expect(heard).toEqual([]);
});
