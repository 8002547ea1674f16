import { Agent, tool } from "@openai/agents";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { ThreadStreamEvent } from "../../../templates/+self-hosted+node/server/chatkit/types.ts";
import { type ChatContext, useScriptedModel } from "./chat.ts";
import { called, response, said } from "./responses-api.ts";

const { newChat } = useScriptedModel("responses");
const agent = new Agent<ChatContext>({ name: "Assistant" });

const forever = () => new Promise<never>(() => {});
/** A text that never ends. */
const endless = [...response(said(["Half", "way"])).slice(0, 4), forever];

test("a reader who leaves closes the request to the model", async () => {
  const chat = await newChat();
  chat.model.answer(endless);
  for await (const event of chat.start(agent)) {
    if (event.type === "thread.item.updated") break;
  }
  expect(await chat.model.asked[0]?.closed).toEqual({ whole: false });
});

test("a widget that a tool streams stops as well", async () => {
  const chat = await newChat();
  chat.model.answer(response(called("show")));
  let states = 0;
  let stopped = () => {};
  const hasStopped = new Promise<void>((resolve) => {
    stopped = resolve;
  });
  async function* counting() {
    try {
      for (;;) {
        const value = String(states++);
        yield { type: "Card", children: [{ type: "Text", value }] } as const;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    } finally {
      stopped();
    }
  }
  const show = tool({
    name: "show",
    description: "Shows.",
    parameters: z.object({}),
    execute: async (_input, run) => {
      const { context } = run as unknown as { context: ChatContext };
      await context.streamWidget(counting());
      return "shown";
    },
  });
  const showing = new Agent<ChatContext>({ name: "Assistant", tools: [show] });
  for await (const _event of chat.start(showing)) {
    if (states >= 3) break;
  }
  await hasStopped;
});

describe("a signal", () => {
  test.each([
    ["given to the bridge alone", false],
    ["given to the run as well", true],
  ])("%s ends the answer while the model is silent", async (_name, toRun) => {
    const chat = await newChat();
    chat.model.answer(endless);
    const turn = new AbortController();
    const reason = new Error("stopped");
    const { signal } = turn;
    const seen: ThreadStreamEvent[] = [];
    const reading = (async () => {
      const runOptions = toRun ? { signal } : {};
      for await (const event of chat.start(agent, { signal, runOptions })) {
        seen.push(event);
        // Part, text, and then silence.
        if (seen.length === 3) setTimeout(() => turn.abort(reason), 50);
      }
    })();
    await expect(reading).rejects.toBe(reason);
    expect(seen.at(-1)).toMatchObject({ update: { delta: "Half" } });
    expect(await chat.model.asked[0]?.closed).toEqual({ whole: false });
    expect(await chat.stored()).toEqual([]);
  });

  test("given to the run alone is no end of an answer", async () => {
    const chat = await newChat();
    chat.model.answer(endless);
    const turn = new AbortController();
    const reading = (async () => {
      for await (const event of chat.start(agent, { runOptions: { signal: turn.signal } })) {
        if (event.type === "thread.item.updated") turn.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
    expect(await chat.model.asked[0]?.closed).toEqual({ whole: false });
  });

  test("that has aborted already lets nothing begin", async () => {
    const chat = await newChat();
    chat.model.answer(endless);
    const reason = new Error("stopped");
    await expect(chat.answer(agent, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test("reaches a tool, and ends the answer even if the tool goes on", async () => {
    const chat = await newChat();
    chat.model.answer(response(called("wait")));
    const turn = new AbortController();
    let heard: unknown;
    const waiting = tool({
      name: "wait",
      description: "Waits.",
      parameters: z.object({}),
      execute: async (_input, run, details) => {
        const { context } = run as unknown as { context: ChatContext };
        details?.signal?.addEventListener("abort", () => {
          heard = true;
          context.stream({ type: "progress_update", text: "Too late" });
        });
        setTimeout(() => turn.abort(new Error("stopped")), 20);
        return forever();
      },
    });
    const patient = new Agent<ChatContext>({ name: "Assistant", tools: [waiting] });
    await expect(chat.answer(patient, { signal: turn.signal })).rejects.toThrow("stopped");
    expect(heard).toBe(true);
  });

  test("drops what a slow reader has not taken", async () => {
    const chat = await newChat();
    chat.model.answer(response(said(["One", "Two", "Three"])));
    const turn = new AbortController();
    const reading = chat.start(agent, { signal: turn.signal });
    await reading.next();
    await new Promise((resolve) => setTimeout(resolve, 50));
    turn.abort(new Error("stopped"));
    await expect(reading.next()).rejects.toThrow("stopped");
  });

  test("leaves nothing behind on a signal that serves many answers", async () => {
    const { signal } = new AbortController();
    const listeners = new Set<unknown>();
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listeners.add(args[1]);
      addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listeners.delete(args[1]);
      removeEventListener.apply(signal, args);
    };
    const chat = await newChat();
    chat.model.answer(response(said(["One"])), response(said(["Two"])));
    await chat.answer(agent, { signal });
    await chat.answer(agent, { signal });
    expect(listeners.size).toBe(0);
  });
});
