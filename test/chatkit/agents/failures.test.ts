import {
  Agent,
  InputGuardrailTripwireTriggered,
  ModelBehaviorError,
  OutputGuardrailTripwireTriggered,
  tool,
} from "@openai/agents";
import { APIError } from "openai";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ResponseStreamConverter } from "../../../templates/+self-hosted+node/server/chatkit/agents/response-converter.ts";
import type { ThreadStreamEvent } from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { brief, type Chat, type ChatAgent, type ChatContext, useScriptedModel } from "./chat.ts";
import { delta, removed, whole } from "./events.ts";
import { called, hosted, refused, response, responseWith, said, thought } from "./responses-api.ts";

const { newChat } = useScriptedModel("responses");
const agent = new Agent<ChatContext>({ name: "Assistant" });

const picture = hosted(
  { type: "image_generation_call" },
  { type: "image_generation_call", result: "QQ==" },
);

/** What the client saw, and why the answer broke off. */
async function fail(
  chat: Chat,
  failing: ChatAgent = agent,
  onEvent: (event: ThreadStreamEvent) => void = () => {},
): Promise<{ events: unknown[]; error: unknown }> {
  const events: ThreadStreamEvent[] = [];
  try {
    for await (const event of chat.start(failing)) {
      events.push(event);
      onEvent(event);
    }
  } catch (error) {
    return { events: brief(events), error };
  }
  throw new Error("The answer did not fail.");
}

describe("guardrails", () => {
  const trips = async () => ({ tripwireTriggered: true, outputInfo: {} });
  const note = tool({
    name: "note",
    description: "Notes.",
    parameters: z.object({}),
    execute: async (_input, run) => {
      const { context } = run as unknown as { context: ChatContext };
      context.stream({
        type: "thread.item.done",
        item: {
          type: "task",
          id: context.generateId("task"),
          thread_id: "thr_1",
          created_at: new Date().toISOString(),
          task: { type: "custom", status_indicator: "none", title: "Noted" },
        },
      });
      return "noted";
    },
  });

  test("what an output guardrail refuses is taken away, tools' items too", async () => {
    const chat = await newChat();
    chat.model.answer(response(thought(["Hm"]), called("note")), response(picture, said(["Bad"])));
    const guarded = new Agent<ChatContext>({
      name: "Assistant",
      tools: [note],
      outputGuardrails: [{ name: "never", execute: trips }],
    });
    const { events, error } = await fail(chat, guarded);
    expect(error).toBeInstanceOf(OutputGuardrailTripwireTriggered);
    expect(events.slice(-4)).toEqual([
      removed("wf_1"),
      removed("tsk_1"),
      removed("msg_1"),
      removed("msg_2"),
    ]);
    expect(await chat.stored()).toEqual([]);
  });

  test("what an input guardrail refuses late is taken away", async () => {
    const chat = await newChat();
    let trip = () => {};
    const tripped = new Promise<void>((resolve) => {
      trip = resolve;
    });
    const answer = response(said(["Ha", "lf"]));
    chat.model.answer([...answer.slice(0, 4), () => tripped, ...answer.slice(4)]);
    const guarded = new Agent<ChatContext>({
      name: "Assistant",
      inputGuardrails: [
        {
          name: "late",
          execute: async () => {
            await tripped;
            return trips();
          },
        },
      ],
    });
    const { events, error } = await fail(chat, guarded, (event) => {
      if (event.type === "thread.item.updated" && "delta" in event.update) trip();
    });
    expect(error).toBeInstanceOf(InputGuardrailTripwireTriggered);
    expect(events).toContainEqual(delta("msg_1", "Ha"));
    expect(events.at(-1)).toEqual(removed("msg_1"));
  });

  test("what was there before the turn stays", async () => {
    const chat = await newChat({
      items: [
        {
          type: "workflow",
          id: "wf_open",
          thread_id: "thr_1",
          created_at: new Date().toISOString(),
          workflow: { type: "reasoning", tasks: [], expanded: false },
        },
      ],
    });
    chat.model.answer(response(said(["Bad"])));
    const guarded = new Agent<ChatContext>({
      name: "Assistant",
      outputGuardrails: [{ name: "never", execute: trips }],
    });
    const { events } = await fail(chat, guarded);
    expect(events.filter((event) => (event as ThreadStreamEvent).type.endsWith("removed"))).toEqual(
      [removed("msg_1")],
    );
  });
});

describe("a model that fails", () => {
  test.each([
    [
      "says so",
      responseWith([said(["Half"])], "failed", {
        error: { code: "server_error", message: "It broke." },
      }),
      "The model ended with response.failed: server_error: It broke.",
    ],
    [
      "has to stop early",
      responseWith([said(["Half"])], "incomplete", {
        incomplete_details: { reason: "max_output_tokens" },
      }),
      "The model ended with response.incomplete: max_output_tokens",
    ],
    [
      "sends an error",
      [
        ...response(said(["Half"])).slice(0, -1),
        { type: "error", code: "rate_limit_exceeded", message: "Slow down.", param: null },
      ],
      "The model ended with error: rate_limit_exceeded: Slow down.",
    ],
  ])("and %s: what was said stays, and the answer fails", async (_name, answer, message) => {
    const chat = await newChat();
    // The SDK itself would ask again after an answer that it takes for an empty one.
    chat.model.answer(answer, response(said(["Again"])));
    const { events, error } = await fail(chat);
    expect(events).toEqual(whole("msg_1", "Half"));
    expect(error).toBeInstanceOf(ModelBehaviorError);
    expect((error as Error).message).toBe(message);
  });

  test("before it begins", async () => {
    const { events, error } = await fail(await newChat());
    expect(events).toEqual([]);
    expect(error).toBeInstanceOf(APIError);
  });

  test("in the middle, when the connection breaks", async () => {
    const chat = await newChat();
    const broken = async () => {
      throw new Error("gone");
    };
    chat.model.answer([...response(said(["Half", "way"])).slice(0, 4), broken]);
    const { events, error } = await fail(chat);
    expect(events.at(-1)).toEqual(delta("msg_1", "Half"));
    expect(error).toBeInstanceOf(Error);
  });
});

test("an app's conversion that fails ends the answer and the run", async () => {
  const chat = await newChat();
  class Broken extends ResponseStreamConverter {
    override async base64ImageToUrl(): Promise<string> {
      throw new Error("The disk is full.");
    }
  }
  const forever = () => new Promise(() => {});
  chat.model.answer([...response(picture).slice(0, -1), forever]);
  await expect(chat.answer(agent, { converter: new Broken() })).rejects.toThrow(
    "The disk is full.",
  );
  expect(await chat.model.asked[0]?.closed).toEqual({ whole: false });
});

test("nothing that the model said before a failure is lost to a slow conversion", async () => {
  class Slow extends ResponseStreamConverter {
    override async base64ImageToUrl(): Promise<string> {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return "https://files.example/1";
    }
  }
  const chat = await newChat();
  // The SDK ends a run with an error when the model refuses.
  chat.model.answer(response(picture, refused(["No."])));
  const events = await chat.answer(agent, { converter: new Slow() });
  expect(events.slice(-5)).toEqual(whole("msg_2", "No."));
});
