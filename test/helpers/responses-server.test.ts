import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ResponsesServer, startResponses } from "./responses-server.ts";

let server: ResponsesServer;
let client: OpenAI;
const tool = {
  type: "function" as const,
  name: "get_weather",
  strict: true,
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};

beforeAll(async () => {
  server = await startResponses({ apiKey: "sk-test-known" });
  client = new OpenAI({ apiKey: "sk-test-known", baseURL: server.baseUrl, maxRetries: 0 });
});
afterAll(() => server.close());

test("repeats what it was told, with pictures and files", async () => {
  const response = await client.responses.create({
    model: "gpt-test",
    input: [
      {
        role: "user",
        content: [
          { type: "input_text", text: "Look" },
          { type: "input_image", detail: "auto", image_url: "data:image/png;base64,AAAA" },
          { type: "input_file", filename: "a.pdf", file_data: "data:application/pdf;base64,AA" },
        ],
      },
    ],
  });
  expect(response.output_text).toBe("You said: Look [image image/png, 3 bytes] [file a.pdf]");
});

test("streams a tool call and, with its result, a text", async () => {
  const input: OpenAI.Responses.ResponseInput = [
    { role: "user", content: "What is the weather in Paris?" },
  ];
  const first = client.responses.stream({ model: "gpt-test", input, tools: [tool] });
  const { output } = await first.finalResponse();
  expect(output).toMatchObject([{ type: "function_call", arguments: '{"city":"Paris"}' }]);
  const [call] = output;
  if (call?.type !== "function_call") throw new Error("no call");
  input.push(call, { type: "function_call_output", call_id: call.call_id, output: "12 degrees" });
  const second = client.responses.stream({ model: "gpt-test", input, tools: [tool] });
  expect((await second.finalResponse()).output_text).toBe("The tool answered: 12 degrees");
});

test("notices a reader that leaves a slow answer", async () => {
  const stream = await client.responses.create({ model: "m", input: "slow", stream: true });
  for await (const event of stream) if (event.type === "response.output_text.delta") break;
  await expect.poll(() => server.requests.at(-1)?.aborted).toBe(true);
});

describe("as Chat Completions", () => {
  const weather = {
    type: "function" as const,
    function: { name: tool.name, parameters: tool.parameters },
  };

  test("repeats what it was told, with pictures and files", async () => {
    const { choices } = await client.chat.completions.create({
      model: "gpt-test",
      messages: [
        { role: "system", content: "Be brief." },
        {
          role: "user",
          content: [
            { type: "text", text: "Look" },
            { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
            {
              type: "file",
              file: { filename: "a.pdf", file_data: "data:application/pdf;base64,AA" },
            },
          ],
        },
      ],
    });
    expect(choices[0]?.message.content).toBe(
      "You said: Look [image image/png, 3 bytes] [file a.pdf]",
    );
    expect(server.requests.at(-1)).toMatchObject({
      api: "chat_completions",
      body: { instructions: "Be brief." },
    });
  });

  test("streams a tool call and, with its result, a text", async () => {
    const messages: OpenAI.Chat.ChatCompletionMessageParam[] = [
      { role: "user", content: "What is the weather in Paris?" },
    ];
    const first = client.chat.completions.stream({ model: "m", messages, tools: [weather] });
    const message = await first.finalMessage();
    expect(message.tool_calls).toMatchObject([{ function: { arguments: '{"city":"Paris"}' } }]);
    const [call] = message.tool_calls ?? [];
    if (!call) throw new Error("no call");
    messages.push(message, { role: "tool", tool_call_id: call.id, content: "12 degrees" });
    const second = client.chat.completions.stream({
      model: "m",
      messages,
      stream_options: { include_usage: true },
    });
    expect(await second.finalContent()).toBe("The tool answered: 12 degrees");
    expect(await second.totalUsage()).toMatchObject({ total_tokens: 15 });
  });

  test("notices a reader that leaves a slow answer", async () => {
    const stream = await client.chat.completions.create({
      model: "m",
      messages: [{ role: "user", content: "slow" }],
      stream: true,
    });
    for await (const { choices } of stream) if (choices[0]?.delta.content) break;
    await expect.poll(() => server.requests.at(-1)?.aborted).toBe(true);
  });

  test("refuses what is none of its requests", async () => {
    const made = client.chat.completions.create({ model: "m", messages: "hello" as never });
    await expect(made).rejects.toMatchObject({ status: 400 });
  });
});

test("fails when told to", async () => {
  server.failWith("rate_limited");
  const made = client.responses.create({ model: "m", input: "hello" });
  await expect(made).rejects.toMatchObject({ status: 429, code: "rate_limit_exceeded" });
  server.failWith(null);
});
