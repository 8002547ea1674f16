import { z } from "zod";
import type { AskedRequest } from "../question.ts";
import type { InputItem } from "../responses/request.ts";
import type { TextFormat } from "../spoken.ts";

/*
 * What is read of a request for a chat completion, and the same as a request for a response.
 * https://platform.openai.com/docs/api-reference/chat/create
 */

const part = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  image_url: z.looseObject({ url: z.string() }).optional(),
  file: z
    .looseObject({ filename: z.string().nullish(), file_data: z.string().nullish() })
    .optional(),
});

const message = z.looseObject({
  role: z.enum(["system", "developer", "user", "assistant", "tool", "function"]),
  content: z.union([z.string(), z.array(part)]).nullish(),
  tool_call_id: z.string().optional(),
  tool_calls: z
    .array(
      z.looseObject({ id: z.string(), function: z.looseObject({ name: z.string() }).optional() }),
    )
    .nullish(),
});

const tool = z.looseObject({
  type: z.string(),
  function: z
    .looseObject({
      name: z.string(),
      parameters: z.record(z.string(), z.unknown()).nullish(),
    })
    .optional(),
});

const toolChoice = z.union([
  z.enum(["none", "auto", "required"]),
  z.looseObject({
    type: z.string(),
    function: z.looseObject({ name: z.string() }).optional(),
    allowed_tools: z.looseObject({ mode: z.string().optional(), tools: z.array(tool) }).optional(),
  }),
]);

export const createChatCompletionRequest = z.looseObject({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  tools: z.array(tool).nullish(),
  tool_choice: toolChoice.nullish(),
  response_format: z
    .looseObject({
      type: z.enum(["text", "json_object", "json_schema"]),
      json_schema: z
        .looseObject({ schema: z.record(z.string(), z.unknown()).optional() })
        .optional(),
    })
    .nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
});

export type CreateChatCompletionRequest = z.infer<typeof createChatCompletionRequest>;
type Message = CreateChatCompletionRequest["messages"][number];

/** The same question, as the Responses API asks it. */
export function asResponseRequest(request: CreateChatCompletionRequest): AskedRequest {
  const { model, messages, tools, tool_choice: choice } = request;
  return {
    model,
    input: messages.flatMap(itemsOf),
    tools: tools?.map(({ type, function: called }) => ({ type, ...called })),
    tool_choice:
      typeof choice !== "object" || choice === null
        ? choice
        : {
            type: choice.type,
            ...(choice.function && { name: choice.function.name }),
            ...(choice.allowed_tools && {
              ...(choice.allowed_tools.mode && { mode: choice.allowed_tools.mode }),
              tools: choice.allowed_tools.tools.map((allowed) => ({ ...allowed.function })),
            }),
          },
  };
}

/** How the app wants the answer's text. */
export function formatOf({ response_format: format }: CreateChatCompletionRequest): TextFormat {
  const type = format?.type ?? "text";
  return type === "json_schema" ? { type, schema: format?.json_schema?.schema ?? {} } : { type };
}

function itemsOf({ role, content, tool_call_id, tool_calls }: Message): InputItem[] {
  if (role === "tool" || role === "function") {
    return [{ type: "function_call_output", call_id: tool_call_id ?? "", output: content ?? "" }];
  }
  const calls = (tool_calls ?? []).map(({ id, function: called }) => ({
    type: "function_call",
    call_id: id,
    name: called?.name ?? "",
  }));
  if (content === null || content === undefined) return calls;
  return [{ type: "message", role, content: partsOf(content) }, ...calls];
}

function partsOf(content: NonNullable<Message["content"]>) {
  if (typeof content === "string") return [{ type: "input_text", text: content }];
  return content.map(({ type, text, image_url, file }) => {
    if (image_url) return { type: "input_image", image_url: image_url.url };
    if (file) return { type: "input_file", ...file };
    return { type, ...(text !== undefined && { text }) };
  });
}
