import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import OpenAI from "openai";
import { afterEach, describe, expect, test } from "vitest";
import { toCliError } from "../../../src/errors.ts";
import { createScriptedModel } from "../../../src/offline/model/create-scripted-model.ts";
import type { FixtureFile } from "../../../src/offline/model/fixtures/schema.ts";
import { createRecorder, type Recorder } from "../../../src/offline/record/recorder.ts";
import { directoryWith, modelWith, serveModel } from "../model/model-server.ts";

const KEY = "sk-proj-RealKeyOfSomebody0123456789";
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A model with a key, an app's directory, and a recorder between the two. */
async function record(fixtures: FixtureFile["fixtures"], baseURL?: string) {
  const real = await serveModel(modelWith(fixtures));
  closing.push(real.close);
  const cwd = directoryWith();
  const warnings: string[] = [];
  const recorder: Recorder = createRecorder({
    cwd,
    baseURL: baseURL ?? real.baseURL,
    onWarning: (message) => warnings.push(message),
    secrets: () => ["a-known-secret-of-mine"],
  });
  const origin = await listen(recorder.handle);
  const openai = (apiKey = KEY) =>
    new OpenAI({ apiKey, baseURL: `${origin}/__chatkit/record/v1`, maxRetries: 0 });
  const recorded = () => {
    const [name] = readdirSync(join(cwd, "chatkit/fixtures"));
    return name ? readFileSync(join(cwd, "chatkit/fixtures", name), "utf8") : "";
  };
  return { cwd, recorder, openai, origin, recorded, warnings };
}

/** What the recorded files of a directory answer. */
async function replay(cwd: string): Promise<OpenAI> {
  const onWarning = (message: string) => {
    throw new Error(message);
  };
  const model = createScriptedModel({ cwd, speed: "instant", strict: true, onWarning });
  const { baseURL, close } = await serveModel(model);
  closing.push(close);
  return new OpenAI({ apiKey: "sk-offline", baseURL, maxRetries: 0 });
}

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

/** A conversation with a call of a tool, by the Responses API. */
async function converse(client: OpenAI): Promise<string[]> {
  const said: string[] = [];
  const input: OpenAI.Responses.ResponseInput = [];
  for (const text of ["Is it warm in Oslo?", "And {{tomorrow}}?"]) {
    input.push({ role: "user", content: text });
    for (let step = 0; step < 3; step += 1) {
      const stream = client.responses.stream({ model: "m", input, tools: [WEATHER] });
      const { output, output_text } = await stream.finalResponse();
      input.push(...(output as OpenAI.Responses.ResponseInputItem[]));
      const call = output.find((item) => item.type === "function_call");
      if (!call) {
        said.push(output_text);
        break;
      }
      said.push(`${call.name} ${call.arguments}`);
      const { call_id } = call;
      input.push({ type: "function_call_output", call_id, output: "3 degrees" });
    }
  }
  return said;
}

const CONVERSATION: FixtureFile["fixtures"] = [
  {
    match: { text: "warm in Oslo" },
    answer: {
      reasoning: "Look it up.",
      toolCalls: [{ name: "get_weather", arguments: { city: "Oslo" } }],
    },
  },
  { match: { toolResult: "get_weather" }, answer: { text: "It is cold: {{result}}. \\{{x}}" } },
  { match: { turn: 2 }, answer: { text: "Colder." } },
];

describe("the recorder", () => {
  test("what was recorded says the same offline", async () => {
    const { cwd, openai, recorder } = await record(CONVERSATION);
    const online = await converse(openai());
    expect(await recorder.save()).toMatch(/^chatkit\/fixtures\/recorded-.*\.json$/);
    expect(online).toEqual([
      'get_weather {"city":"Oslo"}',
      "It is cold: 3 degrees. {{x}}",
      "Colder.",
    ]);
    expect(await converse(await replay(cwd))).toEqual(online);
  });

  test("follows responses that go on from one another", async () => {
    const { cwd, openai, recorder } = await record(CONVERSATION);
    const chained = async (client: OpenAI) => {
      const first = await client.responses.create({
        model: "m",
        input: "Is it warm in Oslo?",
        tools: [WEATHER],
      });
      const [call] = first.output.filter((item) => item.type === "function_call");
      const second = await client.responses.create({
        model: "m",
        previous_response_id: first.id,
        input: [{ type: "function_call_output", call_id: call?.call_id ?? "", output: "9" }],
        tools: [WEATHER],
      });
      const third = await client.responses.create({
        model: "m",
        previous_response_id: second.id,
        input: "And then?",
      });
      return [call?.arguments, second.output_text, third.output_text];
    };
    const online = await chained(openai());
    await recorder.save();
    expect(online).toEqual(['{"city":"Oslo"}', "It is cold: 9. {{x}}", "Colder."]);
    expect(await chained(await replay(cwd))).toEqual(online);
  });

  test.each([true, false])("chat completions, streamed: %s", async (stream) => {
    const { cwd, openai, recorder } = await record(CONVERSATION);
    const ask = async (client: OpenAI) => {
      const request = {
        model: "m",
        messages: [{ role: "user" as const, content: "Is it warm in Oslo?" }],
        tools: [{ type: "function" as const, function: { ...WEATHER } }],
      };
      if (!stream)
        return (await client.chat.completions.create(request)).choices[0]?.message.tool_calls;
      return (await client.chat.completions.stream(request).finalMessage()).tool_calls;
    };
    const names = (calls: Awaited<ReturnType<typeof ask>>) =>
      calls?.map((call) => ("function" in call ? call.function.arguments : null));
    const online = names(await ask(openai()));
    await recorder.save();
    expect(online).toEqual(['{"city":"Oslo"}']);
    expect(names(await ask(await replay(cwd)))).toEqual(online);
  });

  test("writes at the end of a turn, so that nothing is lost", async () => {
    const { cwd, openai, recorded } = await record([{ answer: { text: "Yes." } }]);
    await openai().responses.create({ model: "m", input: "Is it?" });
    await expect.poll(() => existsSync(cwd) && recorded()).toContain("Yes.");
  });

  test("several answers to the same question come in turn", async () => {
    const { cwd, openai, recorder } = await record([
      { answers: [{ text: "One." }, { text: "Two." }] },
    ]);
    const twice = async (client: OpenAI) => {
      const ask = async () =>
        (await client.responses.create({ model: "m", input: "Again?" })).output_text;
      return [await ask(), await ask()];
    };
    await twice(openai());
    await recorder.save();
    expect(await twice(await replay(cwd))).toEqual(["One.", "Two."]);
  });

  test("tells agents apart that are asked the same", async () => {
    const { cwd, openai, recorder } = await record([
      { match: { instructions: "Translate" }, answer: { text: "Bonjour." } },
      { answer: { text: "Hello." } },
    ]);
    const ask = async (client: OpenAI, instructions: string) =>
      (await client.responses.create({ model: "m", instructions, input: "Greet me" })).output_text;
    const [kind, translator] = ["Be kind.", "Translate what is said into French."];
    expect(await ask(openai(), kind)).toBe("Hello.");
    expect(await ask(openai(), translator)).toBe("Bonjour.");
    await recorder.save();
    const offline = await replay(cwd);
    expect(await ask(offline, translator)).toBe("Bonjour.");
    expect(await ask(offline, kind)).toBe("Hello.");
  });

  test("masks secrets, and keeps the words of the person", async () => {
    const secrets = `ek_0123456789abcdef and ${KEY} and a-known-secret-of-mine and eyJhbGciOiJub25lIn0.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl`;
    const { openai, recorder, recorded } = await record([
      {
        answer: {
          toolCalls: [
            { name: "get_weather", arguments: { city: secrets, password: "hunter2hunter2" } },
          ],
        },
      },
    ]);
    const input = `Mine is ${KEY}, write to me@example.com`;
    await openai().responses.create({ model: "m", input, tools: [WEATHER] });
    await recorder.save();
    const text = recorded();
    expect(text).toContain("me@example.com");
    for (const secret of [...secrets.split(" and "), KEY, "hunter2hunter2"]) {
      expect(text).not.toContain(secret);
    }
  });

  test("hands the app's own key on, and keeps none of it", async () => {
    const seen: (string | undefined)[] = [];
    const origin = await listen((request, response) => {
      seen.push(request.headers.authorization, request.url);
      response.writeHead(401, { "content-type": "application/json", "x-request-id": "req_1" });
      response.end('{"error":{"message":"no","type":"x","param":null,"code":"invalid_api_key"}}');
    });
    const { openai, recorder } = await record([], `${origin}/v1/`);
    const refused = openai().models.list();
    await expect(refused).rejects.toMatchObject({ status: 401, requestID: "req_1" });
    expect(seen).toEqual([`Bearer ${KEY}`, "/v1/models"]);
    expect(await recorder.save()).toBeNull();
  });

  test("passes a stream on as it comes, and ends it with the reader", async () => {
    let isLeft = false;
    const origin = await listen((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write('event: x\ndata: {"type":"x"}\n\n');
      response.on("close", () => {
        isLeft = true;
      });
    });
    const { openai, recorder } = await record([], `${origin}/v1`);
    const stream = await openai().responses.create({ model: "m", input: "hi", stream: true });
    for await (const event of stream) {
      expect(event).toEqual({ type: "x" });
      break;
    }
    await expect.poll(() => isLeft).toBe(true);
    expect(await recorder.save()).toBeNull();
  });

  test("says that the API is not reached, without the key", async () => {
    const { openai } = await record([], "http://127.0.0.1:9/v1");
    const failed = openai().responses.create({ model: "m", input: "hi" });
    await expect(failed).rejects.toMatchObject({ status: 502, code: "api_unreachable" });
  });

  test("passes an upload on", async () => {
    const { openai } = await record([]);
    const file = new File([new Uint8Array(300_000)], "speech.webm", { type: "audio/webm" });
    const { text } = await openai().audio.transcriptions.create({ model: "whisper-1", file });
    expect(text).toMatch(/offline/);
  });
});

test("a file in the place of the directory is told of in words", async () => {
  const { cwd, openai, recorder, warnings } = await record([{ answer: { text: "Hi" } }]);
  const fixtures = join(cwd, "chatkit/fixtures");
  rmSync(fixtures, { recursive: true });
  writeFileSync(fixtures, "mine");
  await openai().responses.create({ model: "m", input: "Hello" });
  await expect.poll(() => warnings).toHaveLength(1);
  const error = toCliError(await recorder.save().catch((thrown: unknown) => thrown));
  expect(error.code).toBe("already_there");
  expect(error.message).toBe(`Cannot write ${fixtures}: a file has that name (EEXIST).`);
  expect(readFileSync(fixtures, "utf8")).toBe("mine");
});
