import { z } from "zod";

/*
 * What is read of a request for a response; all else that OpenAI takes is taken and left alone.
 * https://platform.openai.com/docs/api-reference/responses/create
 */

const contentPart = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  filename: z.string().nullish(),
  file_data: z.string().nullish(),
  image_url: z.string().nullish(),
});

export type ContentPart = z.infer<typeof contentPart>;

const inputItem = z.looseObject({
  type: z.string().optional(),
  id: z.string().nullish(),
  role: z.enum(["user", "assistant", "system", "developer"]).optional(),
  content: z.union([z.string(), z.array(contentPart)]).nullish(),
  call_id: z.string().optional(),
  name: z.string().nullish(),
  output: z.unknown().optional(),
});

export type InputItem = z.infer<typeof inputItem>;

/** Reads what a model put out as what the next request may hold. */
export function asInput(output: readonly object[]): InputItem[] {
  return z.array(inputItem).parse(output);
}

const tool = z.looseObject({
  type: z.string(),
  name: z.string().optional(),
  parameters: z.record(z.string(), z.unknown()).nullish(),
});

const toolChoice = z.union([
  z.enum(["none", "auto", "required"]),
  z.looseObject({
    type: z.string(),
    name: z.string().optional(),
    mode: z.string().optional(),
    tools: z.array(z.looseObject({ name: z.string().optional() })).optional(),
  }),
]);

const format = z.looseObject({
  type: z.enum(["text", "json_object", "json_schema"]),
  name: z.string().optional(),
  schema: z.record(z.string(), z.unknown()).optional(),
});

export const createResponseRequest = z.looseObject({
  model: z.string().min(1),
  input: z.union([z.string(), z.array(inputItem)]).optional(),
  instructions: z.union([z.string(), z.array(inputItem)]).nullish(),
  tools: z.array(tool).nullish(),
  tool_choice: toolChoice.nullish(),
  text: z.looseObject({ format: format.optional() }).nullish(),
  stream: z.boolean().nullish(),
  store: z.boolean().nullish(),
  previous_response_id: z.string().nullish(),
});

export type CreateResponseRequest = z.infer<typeof createResponseRequest>;
