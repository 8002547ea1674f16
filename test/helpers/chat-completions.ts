import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { z } from "zod";
import { sendJson } from "./http.ts";
import type { CreateResponse, Reply } from "./responses-server.ts";

/*
 * Chat Completions for the scripted model: requests become those of the Responses API, so that the
 * same script answers both.
 */

const PART = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  image_url: z.object({ url: z.string() }).optional(),
  file: z.looseObject({ filename: z.string().optional() }).optional(),
});
const MESSAGE = z.looseObject({
  role: z.enum(["system", "developer", "user", "assistant", "tool"]),
  content: z.union([z.string(), z.array(PART)]).nullish(),
  tool_call_id: z.string().optional(),
  tool_calls: z.array(z.looseObject({ id: z.string() })).optional(),
});
const TOOL = z.object({
  type: z.literal("function"),
  function: z.looseObject({ name: z.string() }),
});
const CREATE = z.looseObject({
  model: z.string(),
  messages: z.array(MESSAGE),
  tools: z.array(TOOL).nullish(),
  tool_choice: z.union([z.string(), TOOL]).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
});

type Part = z.infer<typeof PART>;
type Message = z.infer<typeof MESSAGE>;

/** A request, as one of the Responses API. */
export const CHAT_COMPLETION = CREATE.transform(
  ({ messages, tools, tool_choice, ...rest }): unknown => ({
    ...rest,
    instructions: messages
      .filter(isInstruction)
      .map(({ content }) => content)
      .join("\n"),
    input: messages.filter((message) => !isInstruction(message)).flatMap(inputItems),
    tools: tools?.map((tool) => ({ type: tool.type, ...tool.function })),
    tool_choice:
      typeof tool_choice === "object" && tool_choice
        ? { type: tool_choice.type, name: tool_choice.function.name }
        : tool_choice,
  }),
);

const isInstruction = ({ role }: Message) => role === "system" || role === "developer";

function inputItems({ role, content, tool_call_id, tool_calls = [] }: Message): object[] {
  if (role === "tool") {
    return [{ type: "function_call_output", call_id: tool_call_id, output: content }];
  }
  const calls = tool_calls.map((call) => ({ type: "function_call", call_id: call.id }));
  if (content === null || content === undefined) return calls;
  return [{ type: "message", role, content: parts(content) }, ...calls];
}

const parts = (content: string | Part[]) =>
  Array.isArray(content) ? content.map(part) : [{ type: "input_text", text: content }];

function part({ type, text, image_url, file }: Part): object {
  if (image_url) return { type: "input_image", image_url: image_url.url };
  if (file) return { type: "input_file", ...file };
  return { type, text };
}

const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

/**
 * Answers in chunks or whole. As some providers do, every answer has the same id.
 *
 * @param stall sends words until the reader leaves, for a reply that never ends
 */
export async function sendChatCompletion(options: {
  readonly response: ServerResponse;
  readonly body: CreateResponse;
  readonly reply: Reply;
  readonly stall: (send: (word: string) => void) => Promise<void>;
}): Promise<void> {
  const { response, body, reply, stall } = options;
  const base = { id: "chatcmpl-same", created: Math.floor(Date.now() / 1000), model: body.model };
  const finish_reason = reply.kind === "call" ? "tool_calls" : "stop";
  const call = reply.kind === "call" ? toolCall(reply) : undefined;
  const text = reply.kind === "text" ? reply.text : "";

  if (!body.stream) {
    const message = call
      ? { role: "assistant", content: null, refusal: null, tool_calls: [call] }
      : { role: "assistant", content: text, refusal: null };
    sendJson(response, 200, {
      ...base,
      object: "chat.completion",
      choices: [{ index: 0, message, logprobs: null, finish_reason }],
      usage: USAGE,
    });
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (choices: readonly object[], usage: object | null = null) => {
    const chunk = { ...base, object: "chat.completion.chunk", choices, usage };
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  };
  const sendDelta = (delta: object, finish: string | null = null) =>
    send([{ index: 0, delta, logprobs: null, finish_reason: finish }]);
  sendDelta({ role: "assistant", content: call ? null : "", refusal: null });
  if (call) {
    const { arguments: args, name } = call.function;
    sendDelta({ tool_calls: [{ index: 0, ...call, function: { name, arguments: "" } }] });
    sendDelta({ tool_calls: [{ index: 0, function: { arguments: args } }] });
  }
  if (reply.kind === "slow") await stall((word) => sendDelta({ content: word }));
  for (const content of text.match(/\S+\s*/g) ?? []) sendDelta({ content });
  sendDelta({}, finish_reason);
  const asksForUsage = (body.stream_options as { include_usage?: boolean } | undefined)
    ?.include_usage;
  if (asksForUsage) send([], USAGE);
  response.end("data: [DONE]\n\n");
}

const toolCall = (reply: Extract<Reply, { kind: "call" }>) => ({
  id: `call_${randomUUID().replaceAll("-", "")}`,
  type: "function",
  function: { name: reply.name, arguments: JSON.stringify(reply.args) },
});
