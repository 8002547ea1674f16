import { Hono } from "hono";
import { readJson } from "../../api/request-body.ts";
import { parseParameters } from "../../api/validation.ts";
import { failureOf } from "../failure.ts";
import type { Answer, ScriptedModel, ToolCall } from "../model.ts";
import { pause } from "../pace.ts";
import { questionOf } from "../question.ts";
import { newId } from "../responses/output.ts";
import { eventStream } from "../server-sent-events.ts";
import { type Spoken, spoken } from "../spoken.ts";
import { countTokens } from "../usage.ts";
import {
  asResponseRequest,
  type CreateChatCompletionRequest,
  createChatCompletionRequest,
  formatOf,
} from "./request.ts";

/** Chat Completions: https://platform.openai.com/docs/api-reference/chat */
export function chatCompletionRoutes(model: ScriptedModel): Hono {
  const routes = new Hono();
  routes.post("/", async (c) => {
    const request = parseParameters(createChatCompletionRequest, await readJson(c));
    const { answer } = model.answer(questionOf(asResponseRequest(request)));
    const { signal } = c.req.raw;
    if (answer.error && !(request.stream && answer.text)) {
      await pause(answer.delayMs ?? 0, signal);
      throw failureOf(answer.error);
    }
    if (request.stream) {
      return eventStream((left) => chunks({ model, request, answer }, left), signal);
    }
    await pause(answer.delayMs ?? 0, signal);
    return c.json(whole(request, spoken(answer, formatOf(request))));
  });
  return routes;
}

function begin({ model }: CreateChatCompletionRequest) {
  const created = Math.floor(Date.now() / 1000);
  return { id: newId("chatcmpl"), created, model, service_tier: "default" };
}

const finishOf = ({ toolCalls }: Spoken) => (toolCalls.length > 0 ? "tool_calls" : "stop");

function whole(request: CreateChatCompletionRequest, said: Spoken): object {
  const { text = null, toolCalls } = said;
  const message = {
    role: "assistant",
    content: text,
    refusal: null,
    annotations: annotationsOf(said),
    ...(toolCalls.length > 0 && { tool_calls: toolCalls.map(written) }),
  };
  return {
    ...begin(request),
    object: "chat.completion",
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishOf(said) }],
    usage: usageOf(request, said),
  };
}

async function* chunks(
  speech: {
    readonly model: ScriptedModel;
    readonly request: CreateChatCompletionRequest;
    readonly answer: Answer;
  },
  signal: AbortSignal,
): AsyncGenerator<string> {
  const { model, request, answer } = speech;
  const said = spoken(answer, formatOf(request));
  const base = { ...begin(request), object: "chat.completion.chunk" };
  const asksForUsage = request.stream_options?.include_usage ?? false;
  const data = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
  const chunk = (delta: object, finish_reason: string | null = null) =>
    data({
      ...base,
      choices: [{ index: 0, delta, logprobs: null, finish_reason }],
      ...(asksForUsage && { usage: null }),
    });
  yield chunk({ role: "assistant", content: said.text === undefined ? null : "", refusal: null });
  await pause(answer.delayMs ?? 0, signal);
  for await (const content of model.stream(said.text ?? "", signal)) yield chunk({ content });
  if (signal.aborted) return;
  if (said.citations.length > 0) yield chunk({ annotations: annotationsOf(said) });
  if (answer.error) {
    const { message, code } = answer.error;
    yield data({ error: { message, type: "server_error", param: null, code } });
    return;
  }
  for (const [index, call] of said.toolCalls.entries()) {
    const { id, type, function: called } = written(call);
    const named = { name: called.name, arguments: "" };
    yield chunk({ tool_calls: [{ index, id, type, function: named }] });
    for (const piece of called.arguments.match(/[\s\S]{1,24}/gu) ?? []) {
      yield chunk({ tool_calls: [{ index, function: { arguments: piece } }] });
    }
  }
  yield chunk({}, finishOf(said));
  if (asksForUsage) yield data({ ...base, choices: [], usage: usageOf(request, said) });
  yield "data: [DONE]\n\n";
}

function annotationsOf({ citations }: Spoken) {
  return citations.map(({ url, title, start, end }) => ({
    type: "url_citation",
    url_citation: { url, title, start_index: start, end_index: end },
  }));
}

function written({ name, arguments: given }: ToolCall) {
  const called = { name, arguments: JSON.stringify(given) };
  return { id: newId("call"), type: "function", function: called };
}

function usageOf({ messages }: CreateChatCompletionRequest, { text, toolCalls }: Spoken) {
  const prompt_tokens = countTokens(JSON.stringify(messages));
  const completion_tokens = countTokens(JSON.stringify([text ?? "", toolCalls]));
  return {
    prompt_tokens,
    completion_tokens,
    total_tokens: prompt_tokens + completion_tokens,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
