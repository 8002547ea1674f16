import OpenAI from "openai";
import { afterAll, beforeAll, expect, test } from "vitest";
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

test("fails when told to", async () => {
  server.failWith("rate_limited");
  const made = client.responses.create({ model: "m", input: "hello" });
  await expect(made).rejects.toMatchObject({ status: 429, code: "rate_limit_exceeded" });
  server.failWith(null);
});
