import { countTokens } from "../usage.ts";
import type { CreateResponseRequest } from "./request.ts";

/** A response in one of its states. */
export interface ResponseState {
  readonly id: string;
  readonly createdAt: number;
  readonly status: "in_progress" | "completed" | "failed";
  readonly output: readonly object[];
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** Parameters that OpenAI repeats, and what it takes without them. */
const REPEATED: Readonly<Record<string, unknown>> = {
  background: false,
  instructions: null,
  max_output_tokens: null,
  max_tool_calls: null,
  metadata: {},
  parallel_tool_calls: true,
  previous_response_id: null,
  prompt_cache_key: null,
  reasoning: { effort: null, summary: null },
  safety_identifier: null,
  service_tier: "default",
  store: true,
  temperature: 1,
  text: { format: { type: "text" } },
  tool_choice: "auto",
  tools: [],
  top_logprobs: 0,
  top_p: 1,
  truncation: "disabled",
  user: null,
};

/** Writes a response: https://platform.openai.com/docs/api-reference/responses/object */
export function envelope(request: CreateResponseRequest, state: ResponseState): object {
  const { id, createdAt, status, output, error } = state;
  const repeated = Object.entries(REPEATED).map(([key, usual]) => [key, request[key] ?? usual]);
  return {
    id,
    object: "response",
    created_at: createdAt,
    status,
    completed_at: status === "completed" ? Math.floor(Date.now() / 1000) : null,
    error,
    incomplete_details: null,
    model: request.model,
    output,
    usage: status === "completed" ? usageOf(request, output) : null,
    ...Object.fromEntries(repeated),
  };
}

function usageOf({ input, instructions }: CreateResponseRequest, output: readonly object[]) {
  const input_tokens = countTokens(JSON.stringify([input ?? "", instructions ?? ""]));
  const isReasoning = (item: object) => "type" in item && item.type === "reasoning";
  const reasoning_tokens = countTokens(JSON.stringify(output.filter(isReasoning)));
  const output_tokens = countTokens(JSON.stringify(output));
  return {
    input_tokens,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens,
    output_tokens_details: { reasoning_tokens: output.some(isReasoning) ? reasoning_tokens : 0 },
    total_tokens: input_tokens + output_tokens,
  };
}
