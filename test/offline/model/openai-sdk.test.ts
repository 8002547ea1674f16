import OpenAI from "openai";
import { zodTextFormat } from "openai/helpers/zod";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { modelWith, serveModel } from "./model-server.ts";

/* The official SDK for Node against the routes: it cannot tell them from OpenAI's. */

const WEATHER = {
  type: "function" as const,
  name: "get_weather",
  strict: true,
  parameters: {
    type: "object",
    properties: { city: { type: "string" } },
    required: ["city"],
    additionalProperties: false,
  },
};

let server: Awaited<ReturnType<typeof serveModel>>;
let client: OpenAI;
beforeAll(async () => {
  const model = modelWith([
    { match: { text: "think aloud" }, answer: { reasoning: "Hm.\n\nYes.", text: "I thought." } },
    {
      match: { text: "both cities" },
      answer: {
        text: "Let me see.",
        toolCalls: ["Lima", "Oslo"].map((city) => ({ name: "get_weather", arguments: { city } })),
      },
    },
    {
      match: { text: "break" },
      answer: { text: "It goes", error: { status: 500, message: "Off." } },
    },
    {
      match: { text: "limited" },
      answer: { error: { status: 429, message: "Slower.", code: "rate_limit_exceeded" } },
    },
    {
      match: { text: "flaky" },
      answers: [
        { error: { status: 500, message: "Once.", retry: true } },
        { text: "Then it worked." },
      ],
    },
    { match: { text: "as data" }, answer: { json: { city: "{{text}}", days: 3 } } },
  ]);
  server = await serveModel(model);
  client = new OpenAI({ apiKey: "sk-offline-0", baseURL: server.baseURL, maxRetries: 0 });
});
afterAll(() => server.close());

describe("responses", () => {
  test("a text, whole", async () => {
    const response = await client.responses.create({ model: "gpt-x", input: "Show me a list" });
    expect(response).toMatchObject({ object: "response", status: "completed", model: "gpt-x" });
    expect(response.id).toMatch(/^resp_/);
    expect(response.output_text).toMatch(/^1\. A list/);
    expect(response.usage?.total_tokens).toBeGreaterThan(0);
  });

  test("the events of a text with thoughts come in OpenAI's order", async () => {
    const stream = await client.responses.create({
      model: "m",
      input: "think aloud",
      stream: true,
    });
    const seen: string[] = [];
    const numbers: number[] = [];
    for await (const event of stream) {
      if (seen.at(-1) !== event.type) seen.push(event.type);
      numbers.push(event.sequence_number);
    }
    expect(seen.map((type) => type.replace("response.", ""))).toEqual([
      "created",
      "in_progress",
      "output_item.added",
      "reasoning_summary_part.added",
      "reasoning_summary_text.delta",
      "reasoning_summary_text.done",
      "reasoning_summary_part.done",
      "output_item.done",
      "output_item.added",
      "content_part.added",
      "output_text.delta",
      "output_text.done",
      "content_part.done",
      "output_item.done",
      "completed",
    ]);
    expect(numbers).toEqual(numbers.map((_, index) => index));
  });

  test("the stream helper makes of the events what they end with", async () => {
    const stream = client.responses.stream({ model: "m", input: "think aloud" });
    let text = "";
    stream.on("response.output_text.delta", ({ delta }) => {
      text += delta;
    });
    const final = await stream.finalResponse();
    expect(text).toBe("I thought.");
    expect(final.output_text).toBe("I thought.");
    expect(final.output.map(({ type }) => type)).toEqual(["reasoning", "message"]);
  });

  test("sources, in a text and in its events", async () => {
    const stream = client.responses.stream({ model: "m", input: "Show me your sources" });
    let added = 0;
    stream.on("response.output_text.annotation.added", () => {
      added += 1;
    });
    const { output } = await stream.finalResponse();
    const part = output[0]?.type === "message" ? output[0].content[0] : undefined;
    if (part?.type !== "output_text") throw new Error("no text");
    expect(added).toBe(2);
    expect(part.annotations).toMatchObject([{ type: "url_citation", title: "ChatKit JS" }, {}]);
    const [first] = part.annotations;
    if (first?.type !== "url_citation") throw new Error("no citation");
    expect(part.text.slice(first.start_index, first.end_index)).toBe("one element");
    const messages = [{ role: "user" as const, content: "Show me your sources" }];
    const { choices } = await client.chat.completions.create({ model: "m", messages });
    expect(choices[0]?.message.annotations).toMatchObject([{ type: "url_citation" }, {}]);
  });

  test("calls at once, after a text", async () => {
    const stream = client.responses.stream({ model: "m", input: "both cities", tools: [WEATHER] });
    const { output } = await stream.finalResponse();
    expect(output).toMatchObject([
      { type: "message" },
      { type: "function_call", name: "get_weather", arguments: '{"city":"Lima"}' },
      { type: "function_call", name: "get_weather", arguments: '{"city":"Oslo"}' },
    ]);
    const ids = output.map((item) => ("call_id" in item ? item.call_id : item.id));
    expect(new Set(ids).size).toBe(3);
  });

  test("structured output is what the schema says", async () => {
    const Trip = z.object({
      city: z.string(),
      days: z.number().int().min(2),
      kind: z.enum(["work", "holiday"]),
      stops: z.array(z.object({ name: z.string() })),
    });
    const format = zodTextFormat(Trip, "trip");
    const made = await client.responses.parse({ model: "m", input: "A trip?", text: { format } });
    expect(Trip.safeParse(made.output_parsed).success).toBe(true);
    const scripted = z.object({ city: z.string(), days: z.number() });
    const given = await client.responses.parse({
      model: "m",
      input: "as data",
      text: { format: zodTextFormat(scripted, "trip") },
    });
    expect(given.output_parsed).toEqual({ city: "as data", days: 3 });
  });

  test("goes on from a stored response", async () => {
    const first = await client.responses.create({
      model: "m",
      input: "Remember that I like tea",
      tools: [],
    });
    const second = await client.responses.create({
      model: "m",
      input: "Which model are you?",
      previous_response_id: first.id,
    });
    expect(second.previous_response_id).toBe(first.id);
    expect(await client.responses.retrieve(first.id)).toMatchObject({ id: first.id });
    const { data } = await client.responses.inputItems.list(second.id);
    expect(data).toMatchObject([{ role: "user" }]);
    await client.responses.delete(first.id);
    await expect(client.responses.retrieve(first.id)).rejects.toMatchObject({ status: 404 });
    const lost = client.responses.create({
      model: "m",
      input: "?",
      previous_response_id: first.id,
    });
    await expect(lost).rejects.toMatchObject({ status: 400, code: "previous_response_not_found" });
    const kept = await client.responses.create({ model: "m", input: "hello", store: false });
    await expect(client.responses.retrieve(kept.id)).rejects.toMatchObject({ status: 404 });
  });

  test("takes pictures and files", async () => {
    const response = await client.responses.create({
      model: "m",
      input: [
        {
          role: "user",
          content: [
            { type: "input_text", text: "Look" },
            { type: "input_image", detail: "auto", image_url: "data:image/png;base64,AAAA" },
            { type: "input_file", filename: "a.pdf", file_data: "data:application/pdf;base64,AA" },
            { type: "input_text", text: '<attachment name="notes.txt">\nsecret\n</attachment>' },
          ],
        },
      ],
    });
    expect(response.output_text).toMatch(/an image, a\.pdf,? and notes\.txt/);
    expect(response.output_text).not.toContain("secret");
  });

  test("a failure before the first word", async () => {
    const failed = client.responses.create({ model: "m", input: "limited", stream: true });
    const error = { status: 429, code: "rate_limit_exceeded", type: "rate_limit_error" };
    await expect(failed).rejects.toMatchObject(error);
  });

  test("a failure that the SDK tries again on its own", async () => {
    const patient = new OpenAI({ apiKey: "sk-offline-0", baseURL: server.baseURL, maxRetries: 1 });
    const response = await patient.responses.create({ model: "m", input: "flaky" });
    expect(response.output_text).toBe("Then it worked.");
  });

  test("a failure after some words", async () => {
    const stream = await client.responses.create({ model: "m", input: "break", stream: true });
    let said = "";
    let last: OpenAI.Responses.ResponseStreamEvent | undefined;
    for await (const event of stream) {
      if (event.type === "response.output_text.delta") said += event.delta;
      last = event;
    }
    expect(said).toBe("It goes");
    expect(last).toMatchObject({
      type: "response.failed",
      response: { error: { message: "Off." } },
    });
  });
});

describe("chat completions", () => {
  test("a text, whole and streamed", async () => {
    const messages = [
      { role: "system" as const, content: "Be brief." },
      { role: "user" as const, content: "think aloud" },
    ];
    const whole = await client.chat.completions.create({ model: "m", messages });
    expect(whole.choices[0]).toMatchObject({
      finish_reason: "stop",
      message: { content: "I thought." },
    });
    const stream = client.chat.completions.stream({
      model: "m",
      messages,
      stream_options: { include_usage: true },
    });
    expect(await stream.finalContent()).toBe("I thought.");
    expect((await stream.totalUsage()).total_tokens).toBeGreaterThan(0);
  });

  test("a whole loop with tools", async () => {
    const asked: string[] = [];
    const runner = client.chat.completions.runTools({
      model: "m",
      stream: true,
      messages: [{ role: "user", content: "both cities" }],
      tools: [
        {
          type: "function",
          function: {
            name: "get_weather",
            description: "Tells the weather of a city.",
            parameters: WEATHER.parameters,
            parse: (given: string): { city: string } => JSON.parse(given),
            function: ({ city }: { city: string }) => {
              asked.push(city);
              return `A fine day in ${city}`;
            },
          },
        },
      ],
    });
    expect(await runner.finalContent()).toMatch(/fine day in Oslo/);
    expect(asked).toEqual(["Lima", "Oslo"]);
  });

  test("structured output", async () => {
    const schema = {
      type: "object",
      properties: { city: { type: "string" } },
      required: ["city"],
      additionalProperties: false,
    };
    const answer = await client.chat.completions.create({
      model: "m",
      messages: [{ role: "user", content: "Where?" }],
      response_format: {
        type: "json_schema",
        json_schema: { name: "place", strict: true, schema },
      },
    });
    expect(JSON.parse(answer.choices[0]?.message.content ?? "")).toEqual({
      city: expect.any(String),
    });
  });

  test("a failure after some words", async () => {
    const stream = await client.chat.completions.create({
      model: "m",
      messages: [{ role: "user", content: "break" }],
      stream: true,
    });
    const read = async () => {
      for await (const _chunk of stream);
    };
    await expect(read()).rejects.toThrow("Off.");
  });
});

describe("transcriptions", () => {
  const file = () => new File(["sound"], "speech.webm", { type: "audio/webm" });

  test.each(["json", "verbose_json"] as const)("as %s", async (response_format) => {
    const request = { model: "whisper-1", file: file(), response_format };
    const { text } = await client.audio.transcriptions.create(request);
    expect(text).toMatch(/offline/);
  });

  test("as text", async () => {
    const request = { model: "whisper-1", file: file(), response_format: "text" as const };
    expect(await client.audio.transcriptions.create(request)).toMatch(/offline/);
  });

  test("streamed", async () => {
    const stream = await client.audio.transcriptions.create({
      model: "gpt-4o-mini-transcribe",
      file: file(),
      stream: true,
    });
    let text = "";
    for await (const event of stream)
      if (event.type === "transcript.text.delta") text += event.delta;
    expect(text).toMatch(/offline/);
  });

  test("without a file", async () => {
    const body = new FormData();
    body.set("model", "whisper-1");
    const headers = { authorization: "Bearer sk-offline-0" };
    const answer = await fetch(`${server.baseURL}/audio/transcriptions`, {
      method: "POST",
      body,
      headers,
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { param: "file" } });
  });
});

test("models are listed, and one that is not is 404", async () => {
  const { data } = await client.models.list();
  expect(data.length).toBeGreaterThan(3);
  expect(await client.models.retrieve("gpt-4.1")).toMatchObject({ id: "gpt-4.1", object: "model" });
  const missing = client.models.retrieve("gpt-none");
  await expect(missing).rejects.toMatchObject({ status: 404, code: "model_not_found" });
});

test.each<[what: string, body: unknown, param: string | null]>([
  ["no model", { input: "hi" }, "model"],
  ["a wrong input", { model: "m", input: 3 }, "input"],
  ["a wrong message", { model: "m", input: [{ role: "nobody", content: "" }] }, "input.0.role"],
  ["no object", [], null],
])("refuses a request with %s", async (_what, body, param) => {
  const made = client.post("/responses", { body });
  await expect(made).rejects.toMatchObject({ status: 400, param, type: "invalid_request_error" });
});

test("asks for a key", async () => {
  for (const path of ["/models", "/responses/resp_1", "/chat/completions"]) {
    const answer = await fetch(`${server.baseURL}${path}`);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ error: { param: null } });
  }
});

test("stops when the reader leaves", async () => {
  let isLeft = false;
  const model = modelWith();
  const slow = await serveModel({
    ...model,
    async *stream(_text, signal) {
      signal?.addEventListener("abort", () => {
        isLeft = true;
      });
      while (!signal?.aborted) {
        yield "word ";
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  });
  const openai = new OpenAI({ apiKey: "sk-offline-0", baseURL: slow.baseURL, maxRetries: 0 });
  const stream = await openai.responses.create({ model: "m", input: "hello", stream: true });
  for await (const event of stream) if (event.type === "response.output_text.delta") break;
  await expect.poll(() => isLeft).toBe(true);
  await slow.close();
});
