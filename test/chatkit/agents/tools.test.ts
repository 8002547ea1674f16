import { Agent, type RunContext, tool } from "@openai/agents";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { WidgetRoot } from "../../../templates/+self-hosted+node/server/chatkit/widgets/components.ts";
import { type ChatContext, useScriptedModel } from "./chat.ts";
import { added, done, taskAdded, taskUpdated, updated, whole, workflow } from "./events.ts";
import { called, pausing, response, said, thought } from "./responses-api.ts";

const { newChat } = useScriptedModel("responses");

/** An agent with one tool, which does this. */
function agentThat(
  work: (context: ChatContext) => Promise<void> | void,
  options: { readonly stops?: boolean } = {},
): Agent<ChatContext> {
  const act = tool({
    name: "act",
    description: "Does what a test wants.",
    parameters: z.object({}),
    execute: async (_input, run?: RunContext<ChatContext>) => {
      if (!run) throw new Error("The SDK gives tools their context.");
      await work(run.context);
      return "done";
    },
  });
  return new Agent<ChatContext>({
    name: "Assistant",
    tools: [act],
    ...(options.stops ? { toolUseBehavior: { stopAtToolNames: ["act"] } } : {}),
  });
}

const progress = (text: string) => ({ type: "progress_update", text }) as const;

test("what a tool streams stands between what the model says before and after", async () => {
  const chat = await newChat();
  chat.model.answer(response(said(["Wait."]), called("act")), response(said(["Done."])));
  const agent = agentThat((context) => {
    context.stream(progress("Working"));
    context.stream({ type: "client_effect", name: "blink", data: {} });
  });
  expect(await chat.answer(agent)).toEqual([
    ...whole("msg_1", "Wait."),
    progress("Working"),
    { type: "client_effect", name: "blink", data: {} },
    ...whole("msg_2", "Done."),
  ]);
});

test("it arrives at once, while the tool works on and the model is silent", async () => {
  const chat = await newChat();
  chat.model.answer(response(called("act")), response(said(["Done."])));
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const agent = agentThat(async (context) => {
    context.stream(progress("Working"));
    await finished;
  });
  const events = chat.start(agent);
  // The tool waits for what comes after this, so it would never arrive if it were held back.
  expect((await events.next()).value).toEqual(progress("Working"));
  finish();
  expect((await events.next()).value).toMatchObject({ type: "thread.item.added" });
  await events.return(undefined);
});

test("events keep their order even if the reader is slow", async () => {
  const chat = await newChat();
  chat.model.answer(response(thought(["Hm"]), called("act")), response(said(["Done."])));
  const agent = agentThat((context) => {
    context.startWorkflow({ type: "custom", tasks: [], expanded: false });
    context.addWorkflowTask({ type: "custom", status_indicator: "loading", title: "One" });
    context.addWorkflowTask({ type: "custom", status_indicator: "none", title: "Two" });
    context.updateWorkflowTask({ type: "custom", status_indicator: "complete", title: "One" }, 0);
    context.endWorkflow({ summary: { title: "Worked" }, expanded: true });
  });
  const events: unknown[] = [];
  for await (const event of chat.start(agent)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    events.push(event);
  }
  const one = { type: "custom", status_indicator: "loading", title: "One" };
  const two = { type: "custom", status_indicator: "none", title: "Two" };
  const complete = { ...one, status_indicator: "complete" };
  const hm = { type: "thought", status_indicator: "none", content: "Hm" };
  const [, , , first, begun, next, changed, over] = events as { item?: object; update?: object }[];
  expect(first?.item).toMatchObject({ workflow: { type: "reasoning", tasks: [hm] } });
  expect(begun?.item).toMatchObject({ workflow: { type: "custom", tasks: [one] } });
  expect(next?.update).toEqual({ type: "workflow.task.added", task_index: 1, task: two });
  expect(changed?.update).toEqual({
    type: "workflow.task.updated",
    task_index: 0,
    task: complete,
  });
  expect(over?.item).toMatchObject({
    workflow: { tasks: [complete, two], summary: { title: "Worked" }, expanded: true },
  });
  expect(events).toHaveLength(8 + 5);
});

describe("workflows", () => {
  test("a workflow that a tool leaves open ends when the model speaks", async () => {
    const chat = await newChat();
    chat.model.answer(response(called("act")), response(said(["Done."])));
    const task = { type: "custom", status_indicator: "none", title: "One" } as const;
    const events = await chat.answer(agentThat((context) => context.addWorkflowTask(task)));
    const summary = { duration: 0 };
    expect(events).toEqual([
      added(workflow("wf_1", "custom", [task])),
      done(workflow("wf_1", "custom", [task], { summary })),
      ...whole("msg_1", "Done."),
    ]);
  });

  test("a tool's task joins the thoughts", async () => {
    const chat = await newChat();
    chat.model.answer(response(thought(["Hm"]), called("act")), response(said(["Done."])));
    const task = { type: "custom", status_indicator: "none", title: "One" } as const;
    const events = await chat.answer(agentThat((context) => context.addWorkflowTask(task)));
    expect(events).toContainEqual(taskAdded("wf_1", 1, task));
  });

  test("what a tool shows after a workflow ends it, unless it is unseen", async () => {
    const chat = await newChat();
    chat.model.answer(response(called("act")), response(said(["Done."])));
    const base = { thread_id: "thr_1", created_at: new Date().toISOString() };
    const agent = agentThat((context) => {
      context.startWorkflow({ type: "reasoning", tasks: [], expanded: false });
      const hidden = { ...base, id: "h", type: "hidden_context_item", content: "psst" } as const;
      context.stream({ type: "thread.item.done", item: hidden });
      context.stream({ type: "thread.item.done", item: { ...base, id: "e", type: "end_of_turn" } });
    });
    expect((await chat.answer(agent)).slice(0, 4)).toEqual([
      added(workflow("wf_1", "reasoning", [])),
      done({ id: "h", type: "hidden_context_item", content: "psst" }),
      done(workflow("wf_1", "reasoning", [], { summary: { duration: 0 } })),
      done({ id: "e", type: "end_of_turn" }),
    ]);
  });

  test("a workflow that a tool streams itself is the one that tasks go to", async () => {
    const chat = await newChat();
    chat.model.answer(response(called("act")), response(said(["Done."])));
    const own = {
      type: "workflow",
      id: "wf_own",
      thread_id: "thr_1",
      created_at: new Date().toISOString(),
      workflow: { type: "reasoning", tasks: [], expanded: false },
    } as const;
    const task = { type: "image", status_indicator: "none" } as const;
    const agent = agentThat((context) => {
      context.stream({ type: "thread.item.added", item: structuredClone({ ...own }) as never });
      context.addWorkflowTask(task);
      context.updateWorkflowTask({ ...task, status_indicator: "complete" }, 0);
      context.endWorkflow();
    });
    expect((await chat.answer(agent)).slice(1, 4)).toEqual([
      taskAdded("wf_own", 0, task),
      taskUpdated("wf_own", 0, { ...task, status_indicator: "complete" }),
      done(
        workflow("wf_own", "reasoning", [{ ...task, status_indicator: "complete" }], {
          summary: { duration: 0 },
        }),
      ),
    ]);
  });
});

describe("widgets", () => {
  const card = (value: string): WidgetRoot => ({
    type: "Card",
    children: [{ type: "Text", id: "text", value, streaming: true }],
  });

  test("one that is there is shown at once", async () => {
    const chat = await newChat();
    chat.model.answer(response(called("act")), response(said(["Done."])));
    const agent = agentThat((context) => context.streamWidget(card("Hi"), { copyText: "Hi!" }));
    expect(await chat.answer(agent)).toEqual([
      done({ type: "widget", id: "msg_1", widget: card("Hi"), copy_text: "Hi!" }),
      ...whole("msg_2", "Done."),
    ]);
  });

  test("one that grows is streamed", async () => {
    const chat = await newChat();
    chat.model.answer(response(called("act")), response(said(["Done."])));
    const agent = agentThat((context) =>
      context.streamWidget(
        (async function* () {
          yield card("H");
          yield card("Hi");
        })(),
      ),
    );
    expect(await chat.answer(agent)).toEqual([
      added({ type: "widget", id: "msg_1", widget: card("H") }),
      updated("msg_1", {
        type: "widget.streaming_text.value_delta",
        component_id: "text",
        delta: "i",
        done: false,
      }),
      done({ type: "widget", id: "msg_1", widget: card("Hi") }),
      ...whole("msg_2", "Done."),
    ]);
  });
});

describe("client tools", () => {
  const call = { name: "look", arguments: { at: "page" } };

  test("the browser is called when the run has ended", async () => {
    const chat = await newChat();
    chat.model.answer(response(said(["Wait."]), called("act", {}, "call_7")));
    const agent = agentThat(
      (context) => {
        context.clientToolCall = call;
        context.stream(progress("Calling"));
      },
      { stops: true },
    );
    expect(await chat.answer(agent)).toEqual([
      ...whole("msg_1", "Wait."),
      progress("Calling"),
      done({
        type: "client_tool_call",
        id: "tc_1",
        status: "pending",
        call_id: "call_7",
        ...call,
      }),
    ]);
    expect(chat.model.asked).toHaveLength(1);
  });

  test("an open workflow is stored before the call", async () => {
    const chat = await newChat();
    chat.model.answer(response(thought(["Hm"]), called("act")));
    const agent = agentThat(
      (context) => {
        context.clientToolCall = call;
      },
      { stops: true },
    );
    for await (const event of chat.start(agent)) {
      if (event.type === "thread.item.done") await chat.store(event.item);
    }
    expect((await chat.stored()).map(({ type }) => type)).toEqual(["workflow", "client_tool_call"]);
  });

  test("a provider that gives a call no id", async () => {
    const chat = await newChat();
    chat.model.answer(response(said(["Hello"])));
    chat.context.clientToolCall = call;
    const events = await chat.answer(new Agent<ChatContext>({ name: "Assistant" }));
    expect(events.at(-1)).toMatchObject({ item: { id: "tc_1", call_id: "tc_2" } });
  });
});

test("one context serves several runs in turn", async () => {
  const chat = await newChat();
  const agent = agentThat((context) => {
    context.clientToolCall = { name: "look", arguments: {} };
    context.stream(progress("Working"));
  });
  chat.context.stream(progress("Before"));
  chat.model.answer(response(called("act")), response(said(["One"])), response(said(["Two"])));
  const first = await chat.answer(agent);
  expect(first.slice(0, 2)).toEqual([progress("Before"), progress("Working")]);
  expect(first.at(-1)).toMatchObject({ item: { type: "client_tool_call" } });
  expect(await chat.answer(agent)).toEqual(whole("msg_1", "Two"));
});

test("a long silence of the model ends nothing", async () => {
  const chat = await newChat();
  const silence = () => new Promise((resolve) => setTimeout(resolve, 300));
  chat.model.answer(response(pausing(said(["Hello"]), silence)));
  const agent = new Agent<ChatContext>({ name: "Assistant" });
  expect(await chat.answer(agent)).toEqual(whole("msg_1", "Hello"));
});
