import { Agent, OpenAIProvider, Runner, type RunStreamEvent, tool } from "@openai/agents";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { modelWith, serveModel } from "./model-server.ts";

/* OpenAI's agent SDK for Node runs whole loops against the routes, by both of its APIs. */

let server: Awaited<ReturnType<typeof serveModel>>;
beforeAll(async () => {
  server = await serveModel(
    modelWith([
      { match: { text: "hand me over" }, answer: { toolCalls: [{ name: "transfer_to_Expert" }] } },
      { match: { toolResult: "transfer_to_Expert" }, answer: { text: "The expert speaks." } },
    ]),
  );
});
afterAll(() => server.close());

describe.each([true, false])("by the Responses API: %s", (useResponses) => {
  const runner = () => {
    const options = { apiKey: "sk-offline-0", baseURL: server.baseURL, maxRetries: 0 };
    const openAIClient = new OpenAI(options);
    const modelProvider = new OpenAIProvider({ openAIClient, useResponses });
    return new Runner({ modelProvider, model: "gpt-4.1-mini", tracingDisabled: true });
  };

  const getWeather = tool({
    name: "get_weather",
    description: "Tells the weather of a city.",
    parameters: z.object({ city: z.string() }),
    execute: async ({ city }) =>
      `A card shows this to the user, so do not repeat it: ${city} in May: usually 20° by day, 11° at night. Some rain, about 9 wet days.`,
  });

  test("a loop with a tool, streamed", async () => {
    const agent = new Agent({ name: "Assistant", tools: [getWeather] });
    const result = await runner().run(agent, "What is the weather like in Paris?", {
      stream: true,
    });
    const events: RunStreamEvent[] = [];
    for await (const event of result) events.push(event);
    await result.completed;
    expect(result.finalOutput).toMatch(/May in Paris.*20° by day/);
    const deltas = events.flatMap((event) =>
      event.type === "raw_model_stream_event" && event.data.type === "output_text_delta"
        ? [event.data.delta]
        : [],
    );
    expect(deltas.length).toBeGreaterThan(10);
    expect(deltas.join("")).toBe(result.finalOutput);
    const items = events.flatMap((event) =>
      event.type === "run_item_stream_event" ? [event.name] : [],
    );
    expect(items).toEqual(["tool_called", "tool_output", "message_output_created"]);
  });

  test("a loop with a tool, whole, and another turn", async () => {
    const agent = new Agent({ name: "Assistant", tools: [getWeather] });
    const first = await runner().run(agent, "weather in Lima and Tokyo");
    expect(first.finalOutput).toMatch(/compare/);
    const next = [...first.history, { role: "user" as const, content: "which model are you?" }];
    const second = await runner().run(agent, next);
    expect(second.finalOutput).toMatch(/gpt-4\.1-mini/);
  });

  test("a tool that has to be called", async () => {
    const agent = new Agent({
      name: "Assistant",
      tools: [getWeather],
      modelSettings: { toolChoice: "get_weather" },
    });
    const result = await runner().run(agent, "Nairobi, please");
    expect(result.finalOutput).toMatch(/Nairobi/);
  });

  test("structured output", async () => {
    const outputType = z.object({ city: z.string(), days: z.number(), tags: z.array(z.string()) });
    const agent = new Agent({ name: "Planner", outputType });
    const result = await runner().run(agent, "Where to?");
    expect(outputType.safeParse(result.finalOutput).success).toBe(true);
  });

  test("a hand-over to another agent", async () => {
    const expert = new Agent({ name: "Expert" });
    const agent = new Agent({ name: "Desk", handoffs: [expert] });
    const result = await runner().run(agent, "Please hand me over");
    expect(result.finalOutput).toBe("The expert speaks.");
    expect(result.lastAgent?.name).toBe("Expert");
  });

  test("a failure that is asked for", async () => {
    const failed = runner().run(new Agent({ name: "Assistant" }), "always fail");
    await expect(failed).rejects.toMatchObject({ status: 500 });
  });
});
